"""Odd headers of safetensors files, and what the package for Python says of each: prints JSON, a list of
{"name", "base64", and "error" or "metadata" and "tensors": {name: [dtype, shape, hex of the bytes]} in the file's order}."""

import base64
import json
import os
import tempfile

from safetensors import deserialize, safe_open


def made(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else (header if isinstance(header, str) else json.dumps(header)).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def f32(begin=0, end=4, shape=(1,), dtype="F32", **more):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end], **more}


A = '"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}'
B = '"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}'
FOUR, EIGHT = b"abcd", b"abcdefgh"

files = {
    "plain": made({"a": f32()}, FOUR),
    "no tensors": made("{}"),
    "no tensors, but bytes": made("{}", FOUR),
    "metadata null": made('{"__metadata__":null,%s}' % A, FOUR),
    "metadata null and nothing else": made('{"__metadata__":null}'),
    "metadata empty": made('{"__metadata__":{},%s}' % A, FOUR),
    "metadata last": made('{%s,"__metadata__":{"k":"v"}}' % A, FOUR),
    "metadata twice": made('{"__metadata__":{"k":"v"},"__metadata__":{"l":"w"},%s}' % A, FOUR),
    "metadata null, then text": made('{"__metadata__":null,"__metadata__":{"l":"w"},%s}' % A, FOUR),
    "metadata with a key twice": made('{"__metadata__":{"k":"v","k":"w"},%s}' % A, FOUR),
    "metadata with odd keys": made({"__metadata__": {"": "", "__proto__": "x", "é": "ü\n"}, "a": f32()}, FOUR),
    "metadata with a number": made({"__metadata__": {"k": 1}}),
    "metadata with null": made({"__metadata__": {"k": None}}),
    "metadata with a list": made({"__metadata__": {"k": ["v"]}}),
    "metadata a list": made({"__metadata__": []}),
    "metadata text": made({"__metadata__": "k"}),
    "metadata a number": made({"__metadata__": 1}),
    "a tensor null": made('{"a":null}'),
    "a tensor text": made('{"a":"b"}'),
    "a tensor a number": made('{"a":1}'),
    "a tensor a list": made('{"a":["F32",[1],[0,4]]}', FOUR),
    "a short list for a tensor": made('{"a":["F32",[1]]}', FOUR),
    "the top null": made("null"),
    "the top text": made('"a"'),
    "the top a list": made("[]"),
    "blanks before": made("  \n\t {%s}" % A, FOUR),
    "blanks behind": made("{%s}   \n" % A, FOUR),
    "a no-break space before": made("\u00a0{%s}" % A, FOUR),
    "a byte order mark before": made("\ufeff{%s}" % A, FOUR),
    "zeros behind": made(("{%s}" % A).encode() + b"\0\0\0", FOUR),
    "text behind": made("{%s} x" % A, FOUR),
    "a comma at the end": made("{%s,}" % A, FOUR),
    "a comment": made("{/* a */%s}" % A, FOUR),
    "single quotes": made("{'a':1}"),
    "no length": b"\0\0\0",
    "no header": made(""),
    "blanks only": made("   "),
    "a header cut short": made("{%s" % A, FOUR),
    "a length beyond the file": made("{}", b"", 3),
    "a length beyond headers": made("{}", b"", 100_000_001),
    "a length of 2^64 - 1": made("{}", b"", 2**64 - 1),
    "no UTF-8": made(b'{"\xff":1}'),
    "a lone surrogate, escaped": made('{"\\ud800":%s}' % json.dumps(f32()), FOUR),
    "a pair of surrogates, escaped": made('{"\\ud83d\\ude00":%s}' % json.dumps(f32()), FOUR),
    "a control character in a name": made(b'{"a\x01":%s}' % json.dumps(f32()).encode(), FOUR),
    "names of any kind": made(
        {"": f32(0, 4), "é ü 数": f32(4, 8), "a\\\"\n": f32(8, 12), "__proto__": f32(12, 16), "constructor": f32(16, 20)},
        b"abcdefghijklmnopqrst"),
    "names written with escapes": made('{"\\u0061\\u00e9":%s}' % json.dumps(f32()), FOUR),
    "a name twice, the same": made("{%s,%s}" % (A, A), FOUR),
    "a name twice, one after the other": made('{%s,"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}' % A, EIGHT),
    "a name twice, other bytes": made('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},%s}' % A, FOUR),
    "tensors in another order": made("{%s,%s}" % (B, A), EIGHT),
    "tensors that overlap": made({"a": f32(0, 8, [2]), "b": f32(4, 8)}, EIGHT),
    "tensors over the same bytes": made({"a": f32(), "b": f32()}, FOUR),
    "a gap between tensors": made({"a": f32(0, 4), "b": f32(5, 9)}, b"abcdefghi"),
    "a gap before the first": made({"a": f32(1, 5)}, b"abcde"),
    "bytes behind": made({"a": f32()}, b"abcde"),
    "bytes missing": made({"a": f32()}, b"abc"),
    "an end before the beginning": made({"a": f32(4, 0)}, FOUR),
    "offsets negative": made({"a": f32(-4, 0)}, FOUR),
    "offsets with a fraction": made('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4.0]}}', FOUR),
    "offsets with an exponent": made('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4e0]}}', FOUR),
    "offsets minus zero": made('{"a":{"dtype":"F32","shape":[1],"data_offsets":[-0,4]}}', FOUR),
    "offsets as text": made({"a": {"dtype": "F32", "shape": [1], "data_offsets": ["0", "4"]}}, FOUR),
    "one offset": made({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}, FOUR),
    "three offsets": made({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4, 8]}}, FOUR),
    "offsets null": made({"a": {"dtype": "F32", "shape": [1], "data_offsets": None}}, FOUR),
    "offsets beyond 2^53": made({"a": f32(2**53, 2**53 + 4)}, FOUR),
    "offsets beyond 2^64": made({"a": f32(0, 2**64)}, FOUR),
    "offsets beyond the file": made({"a": f32(0, 8, [2])}, FOUR),
    "a shape with a fraction": made('{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', FOUR),
    "a shape minus zero": made('{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}'),
    "a shape negative": made({"a": f32(shape=[-1])}, FOUR),
    "a shape null": made('{"a":{"dtype":"F32","shape":null,"data_offsets":[0,4]}}', FOUR),
    "a shape that overflows": made({"a": f32(shape=[2**32, 2**32])}, FOUR),
    "a shape that overflows, with a zero": made({"a": f32(0, 0, [2**32, 2**32, 0])}),
    "a shape with a zero that overflows later": made({"a": f32(0, 0, [0, 2**63, 2**63])}),
    "a shape beyond 2^53": made({"a": f32(0, 0, [0, 2**60])}),
    "a shape of another size": made({"a": f32(shape=[2])}, FOUR),
    "no shape": made({"a": {"dtype": "F32", "data_offsets": [0, 4]}}, FOUR),
    "no dtype": made({"a": {"shape": [1], "data_offsets": [0, 4]}}, FOUR),
    "no offsets": made({"a": {"dtype": "F32", "shape": [1]}}, FOUR),
    "a field more": made({"a": f32(strides=[1])}, FOUR),
    "a field twice": made('{"a":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}', FOUR),
    "a dtype unknown": made({"a": f32(dtype="F33")}, FOUR),
    "a dtype in small letters": made({"a": f32(dtype="f32")}, FOUR),
    "a dtype null": made({"a": f32(dtype=None)}, FOUR),
    "a dtype as an object": made('{"a":{"dtype":{"F32":null},"shape":[1],"data_offsets":[0,4]}}', FOUR),
    "a scalar": made({"a": f32(shape=[])}, FOUR),
    "no elements": made({"a": f32(0, 0, [0, 3]), "b": f32(0, 4)}, FOUR),
    "no elements at the end": made({"b": f32(0, 4), "a": f32(4, 4, [0])}, FOUR),
    "four bits": made({"a": f32(0, 2, [4], "F4")}, b"ab"),
    "four bits, half a byte": made({"a": f32(0, 2, [3], "F4")}, b"ab"),
    "four bits, a scalar": made({"a": f32(0, 1, [], "F4")}, b"a"),
    "four bits, an odd last dimension": made({"a": f32(0, 3, [2, 3], "F4")}, b"abc"),
    "six bits": made({"a": f32(0, 3, [4], "F6_E2M3")}, b"abc"),
    "six bits, not whole bytes": made({"a": f32(0, 3, [3], "F6_E3M2")}, b"abc"),
    "a header of many blanks": made("{%s}" % A + " " * 5000, FOUR),
    "many dimensions": made({"a": f32(shape=[1] * 70)}, FOUR),
    "deep": made('{"a":' + "[" * 200 + "]" * 200 + "}"),
}
for dtype, size in [("BOOL", 1), ("U8", 1), ("F8_E8M0", 1), ("F8_E5M2FNUZ", 1), ("BF16", 2), ("U32", 4), ("C64", 8), ("U64", 8)]:
    files["of " + dtype] = made({"a": f32(0, size, [1], dtype)}, EIGHT[:size])


def said(content):
    try:
        tensors = {
            name: [info["dtype"], info["shape"], bytes(info["data"]).hex()] for name, info in deserialize(content)
        }
    except Exception as error:
        return {"error": str(error)}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a")
        with open(path, "wb") as file:
            file.write(content)
        with safe_open(path, "numpy") as opened:
            metadata, order = opened.metadata(), list(opened.offset_keys())
    return {"metadata": metadata, "tensors": {name: tensors[name] for name in order}}


print(json.dumps(
    [{"name": name, "base64": base64.b64encode(content).decode(), **said(content)} for name, content in files.items()],
    indent=1))
