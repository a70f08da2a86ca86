"""The suite `attention`: torch.nn.attention, and the fast paths of MultiheadAttention and TransformerEncoder.

PyTorch has no table of them; the sets here are chosen to reach each branch. Entries: flex_attention (forms: forward, backward, error),
block_mask (made, sliced, adjusted, error), create_mask, bias (scaled_dot_product_attention with a CausalBias), sdpa_kernel, mha and encoder.
Functions of scores and masks go by a name and the tensors that they capture: SCORE and MASK here, and in suites/attention.mjs.
flex_attention refuses gradients of query, key and value on a CPU; that check is left out on both sides, since the formula has them.
"""

import functools
import itertools

import torch
import torch.nn.attention as attention
import torch.nn.attention.bias as bias
import torch.nn.attention.flex_attention as flex
from ops import SEED, attempt
from torch import nn

INF = float("inf")

SCORE = {
    "none": None,
    "relative": lambda c: lambda s, b, h, m, n: s + (m - n),
    "alibi": lambda c: lambda s, b, h, m, n: s + c["w"][h] * (n - m),
    "softcap": lambda c: lambda s, b, h, m, n: 20 * torch.tanh(s / 20),
    "bias4": lambda c: lambda s, b, h, m, n: s + c["full"][b, h, m, n],
    "bias2": lambda c: lambda s, b, h, m, n: s + c["plane"][m, n],
    "heads": lambda c: lambda s, b, h, m, n: s * c["w"][h],
    "scalar": lambda c: lambda s, b, h, m, n: s * c["one"],
    "document": lambda c: lambda s, b, h, m, n: torch.where(c["doc"][m] == c["doc"][n], s, -INF),
    "table": lambda c: lambda s, b, h, m, n: s + c["line"][m - n + 20],
    "number": lambda c: lambda s, b, h, m, n: s + c["w"][1],
    "both": lambda c: lambda s, b, h, m, n: s * c["w"][h] + c["plane"][m, n],
    "square": lambda c: lambda s, b, h, m, n: s * s,
    "rows": lambda c: lambda s, b, h, m, n: s + c["plane"][m][n],
}
MASK = {
    "all": lambda c: flex.noop_mask,
    "causal": lambda c: lambda b, h, m, n: m >= n,
    "window": lambda c: lambda b, h, m, n: (m - n).abs() <= 3,
    "document": lambda c: lambda b, h, m, n: c["doc"][m] == c["doc"][n],
    "strict": lambda c: lambda b, h, m, n: m > n,
    "by_head": lambda c: lambda b, h, m, n: (m >= n) | (h == 0),
    "by_batch": lambda c: lambda b, h, m, n: n < 5 + 4 * b,
    "and": lambda c: flex.and_masks(MASK["causal"](c), MASK["window"](c)),
    "or": lambda c: flex.or_masks(MASK["window"](c), MASK["by_head"](c)),
    "nothing": lambda c: lambda b, h, m, n: m < 0,
}


def named(table, name, captured):
    made = table[name](captured) if table[name] else None
    if made is not None and made.__name__ == "<lambda>":
        made.__name__ = name
    return made


def captured(gradient, dtype, heads=4, rows=24, columns=24):
    state = torch.Generator().manual_seed(11)
    random = functools.partial(torch.randn, dtype=dtype, generator=state)
    made = {"w": random(heads), "full": random(2, heads, rows, columns), "plane": random(rows, columns),
            "one": random(()), "line": random(64)}
    for each in made.values():
        each.requires_grad_(gradient)
    return {**made, "doc": torch.arange(rows) // 7}


SHAPES = {
    "plain": (2, 4, 4, 16, 16, 8, 8), "longer": (1, 2, 2, 12, 20, 4, 4), "gqa": (2, 4, 2, 9, 11, 8, 8),
    "wide": (1, 2, 2, 8, 8, 4, 12), "one_batch_of_keys": (2, 2, 2, 8, 8, 4, 4),
}


def inputs(shape, dtype, gradient, layout="contiguous"):
    batch, heads, shared, rows, columns, width, out = SHAPES[shape]
    keys = 1 if shape == "one_batch_of_keys" else batch
    state = torch.Generator().manual_seed(5)

    def made(*sizes):
        if layout == "heads_last":
            sizes = (sizes[0], sizes[2], sizes[1], sizes[3])
        tensor = torch.randn(sizes, dtype=torch.float64, generator=state).to(dtype)
        return (tensor.transpose(1, 2) if layout == "heads_last" else tensor).requires_grad_(gradient)

    return made(batch, heads, rows, width), made(keys, shared, columns, width), made(keys, shared, columns, out)


def flex_settings():
    for score in SCORE:
        for mask in ("all", "causal"):
            yield "plain", score, mask, "contiguous", {}
    for mask in MASK:
        yield "longer", "alibi", mask, "contiguous", {"scale": 0.3}
    for shape in SHAPES:
        for score in ("none", "both"):
            yield shape, score, "by_batch" if shape == "one_batch_of_keys" else "causal", "heads_last", {}


def fill_flex(dtype, gradient, lot):
    flex._validate_device = lambda *tensors: None
    for number, (shape, score, mask, layout, options) in enumerate(flex_settings()):
        c = captured(gradient, dtype)
        query, key, value = inputs(shape, dtype, gradient, layout)
        batch, heads, shared, rows, columns, *_ = SHAPES[shape]
        if shared != heads:
            options = {**options, "enable_gqa": True}
        lse = number % 2 == 0
        blocks = flex.create_block_mask(named(MASK, mask, c), batch, heads, rows, columns, "cpu", BLOCK_SIZE=8)
        call = {name: lot.tree(each) for name, each in {
            "query": query, "key": key, "value": value, "captured": c, "score": score, "mask": mask, "lse": lse,
            "sizes": [batch, heads, rows, columns], "options": options, "gradient": gradient}.items()}
        expect, found = {}, {}

        def run():
            out = flex.flex_attention(query, key, value, named(SCORE, score, c), blocks,
                                      return_aux=flex.AuxRequest(lse=True) if lse else None, **options)
            found["out"] = list((out[0], out[1].lse) if lse else (out,))
            return found["out"]

        _, ok = attempt(lot, expect, "out", run)
        if ok and gradient:
            state = torch.Generator().manual_seed(7)
            grads = [torch.randn(each.shape, dtype=each.dtype, generator=state) for each in found["out"]]
            call["grads"] = lot.tree(grads)

            def back():
                torch.autograd.backward(found["out"], grads)
                return [each.grad for each in (query, key, value, *c.values())]

            attempt(lot, expect, "grads", back)
        lot.sample("backward" if gradient else "forward", call, expect, seed=SEED)
        lot.forget()


ERRORS = {
    "gradient": lambda q, k, v, m: ((q.clone().requires_grad_(), k, v), {}),
    "three": lambda q, k, v, m: ((q[0], k[0], v[0]), {}),
    "width": lambda q, k, v, m: ((q[..., :4], k, v), {}),
    "heads": lambda q, k, v, m: ((q, k[:, :2], v[:, :2]), {}),
    "gqa": lambda q, k, v, m: ((q, k[:, :3], v[:, :3]), {"enable_gqa": True}),
    "batch": lambda q, k, v, m: ((q, k[:1], v[:1]), {}),
    "masks": lambda q, k, v, m: ((q, k[:1], v[:1]), {"block_mask": m}),
    "shorter": lambda q, k, v, m: ((q[:, :, :8], k, v), {"block_mask": m}),
    "longer": lambda q, k, v, m: ((torch.cat([q, q], 2), k, v), {"block_mask": m}),
    "sliced": lambda q, k, v, m: ((q, k, v), {"block_mask": m[0]}),
    "twice": lambda q, k, v, m: ((q, k, v), {"return_lse": True, "return_aux": flex.AuxRequest(lse=True)}),
    "max": lambda q, k, v, m: ((q, k, v), {"return_aux": flex.AuxRequest(max_scores=True)}),
    "backend": lambda q, k, v, m: ((q, k, v), {"kernel_options": {"BACKEND": "FAST"}}),
    "knobs": lambda q, k, v, m: ((q, k, v), {"kernel_options": {"BACKEND": "AUTO", "FORCE_USE_FLEX_ATTENTION": True}}),
    "own": lambda q, k, v, m: ((q, k, v), {"kernel_options": {"OUTPUT_LOGSUMEXP": True}}),
    "flash": lambda q, k, v, m: (
        (q, k, v), {"kernel_options": {"BACKEND": "FLASH"}, "return_aux": flex.AuxRequest(max_scores=True)}),
    "vector": lambda q, k, v, m: ((q[0, 0, 0], k, v), {}),
}


def fill_errors(checks, lot):
    flex._validate_device = checks
    for name, make in ERRORS.items():
        query, key, value = inputs("plain", torch.float32, False)
        blocks = flex.create_block_mask(named(MASK, "causal", {}), 1, 1, 16, 16, "cpu", BLOCK_SIZE=8)
        args, kwargs = make(query, key, value, blocks)
        expect = {}
        call = {"name": name, "query": lot.tree(query), "key": lot.tree(key), "value": lot.tree(value)}
        attempt(lot, expect, "result", lambda: flex.flex_attention(*args, **kwargs))
        lot.sample("error", call, expect)
        lot.forget()


BLOCKS = [
    ("causal", 1, 1, 16, 16, 4), ("causal", None, None, 300, 300, 128), ("window", 2, 3, 17, 25, (4, 8)),
    ("document", 1, 1, 24, 24, 5), ("by_head", 2, 3, 20, 20, 4), ("by_batch", 3, 1, 12, 16, 4),
    ("nothing", 1, 2, 8, 8, 4), ("all", 2, 2, 9, 9, 4), ("or", 1, 2, 33, 29, (8, 4)), ("and", 5, 1, 16, 16, 8),
]
SLICES = [(0,), (0, 0), (slice(None), slice(None), 1), (slice(None), slice(None), slice(0, 2)), (-1, slice(None), -1),
          (slice(None), slice(None), slice(None, None, 2)), (slice(None), slice(None), torch.tensor([1, 0]))]


def parts(mask):
    return [list(mask.as_tuple()[:-1]), list(mask.shape), mask.numel(), mask.sparsity(), mask.to_dense(), repr(mask), str(mask)]


def fill_blocks(lot):
    for mask, batch, heads, rows, columns, size in BLOCKS:
        for separate, order in ((True, None), (False, True), (True, False)):
            c = captured(False, torch.float32)
            options = {"BLOCK_SIZE": size, "separate_full_blocks": separate}
            if order is not None:
                options.update(compute_dq_write_order=True, dq_kv_order=order)
            call = {"mask": mask, "sizes": lot.tree([batch, heads, rows, columns]), "options": lot.tree(options),
                    "captured": lot.tree(c)}
            made = flex.create_block_mask(named(MASK, mask, c), batch, heads, rows, columns, "cpu", **options)
            expect = {}
            attempt(lot, expect, "made", lambda: parts(made))
            attempt(lot, expect, "picture", lambda: [made.to_string(3), made.to_string((2, 5), limit=1), made.to_string(-1)])
            attempt(lot, expect, "mask", lambda: flex.create_mask(named(MASK, mask, c), batch, heads, rows, columns, "cpu"))
            lot.sample("made", call, expect)
            for index in SLICES:
                expect = {}
                attempt(lot, expect, "part", lambda: parts(made[index]))
                lot.sample("sliced", {**call, "index": lot.tree(list(index))}, expect)
            for lengths in ((rows, columns), (max(1, rows - 5), max(1, columns - 6)), (4, 4)):
                expect = {}
                attempt(lot, expect, "part", lambda: parts(made._adjust(*lengths)))
                lot.sample("adjusted", {**call, "lengths": list(lengths)}, expect)
            lot.forget()
    for score in ("document", "relative"):
        c = captured(False, torch.float32)
        expect = {}
        attempt(lot, expect, "mask", lambda: flex.create_mask(named(SCORE, score, c), 1, 2, 9, 9, "cpu"))
        lot.sample("score", {"score": score, "captured": lot.tree(c)}, expect)


def fill_bias(dtype, lot):
    for variant, (rows, columns), head, options in itertools.product(
            ("causal_upper_left", "causal_lower_right"), ((5, 5), (3, 7), (6, 4)), (8, 6),
            ({}, {"scale": 0.7}, {"is_causal": True}, {"enable_gqa": True})):
        state = torch.Generator().manual_seed(3)
        shared = 1 if "enable_gqa" in options else 2
        query, key, value = (torch.randn(shape, dtype=torch.float64, generator=state).to(dtype).requires_grad_() for shape in (
            (2, 2, rows, head), (2, shared, columns, head), (2, shared, columns, head)))
        call = {"variant": variant, "query": lot.tree(query), "key": lot.tree(key), "value": lot.tree(value),
                "options": lot.tree(options)}
        made, expect, found = getattr(bias, variant)(rows, columns), {}, {}
        expect["bias"] = lot.tree([str(made), repr(made.variant), list(made.shape), made.seq_len_q, made.seq_len_kv], False)

        def run():
            found["out"] = nn.functional.scaled_dot_product_attention(query, key, value, made, **options)
            return found["out"]

        _, ok = attempt(lot, expect, "out", run)
        if ok:
            def back():
                found["out"].square().sum().backward()
                return [query.grad, key.grad, value.grad]

            attempt(lot, expect, "grads", back)
        lot.sample("bias", call, expect)
        lot.forget()


KERNELS = ["MATH", "FLASH_ATTENTION", "EFFICIENT_ATTENTION", "CUDNN_ATTENTION", "OVERRIDEABLE"]


def state():
    backends = torch.backends.cuda
    return [backends.flash_sdp_enabled(), backends.mem_efficient_sdp_enabled(), backends.math_sdp_enabled(),
            backends.cudnn_sdp_enabled(), [each.name for each in attention._cur_sdpa_kernel_backends(True)]]


def fill_kernel(lot):
    lists = [["MATH"], ["FLASH_ATTENTION", "MATH"], ["EFFICIENT_ATTENTION", "FLASH_ATTENTION", "MATH"], [],
             ["MATH", "MATH", "CUDNN_ATTENTION"], KERNELS, KERNELS[::-1]]
    for first, second, priority in itertools.product(lists, lists, ((False, False), (True, False), (True, True))):
        seen = [state()]
        try:
            with attention.sdpa_kernel([getattr(attention.SDPBackend, name) for name in first], priority[0]):
                seen.append(state())
                with attention.sdpa_kernel([getattr(attention.SDPBackend, name) for name in second], priority[1]):
                    seen.append(state())
                seen.append(state())
                raise KeyError("out")
        except KeyError:
            seen.append(state())
        call = {"lists": [first, second], "priority": list(priority)}
        lot.sample("states", call, {"states": lot.tree(seen, False)})
        torch._C._set_sdp_priority_order([1, 2, 0, 3, 4])
    query, key, value = inputs("plain", torch.float32, True)
    for name in ("MATH", "FLASH_ATTENTION", "EFFICIENT_ATTENTION"):
        expect = {}

        def run():
            with attention.sdpa_kernel(getattr(attention.SDPBackend, name)):
                return nn.functional.scaled_dot_product_attention(query, key, value)

        attempt(lot, expect, "out", run)
        lot.sample("attention", {"backend": name, "query": lot.tree(query), "key": lot.tree(key), "value": lot.tree(value)},
                   expect)


def dense(tensor):
    return tensor.to_padded_tensor(0.0) if isinstance(tensor, torch.Tensor) and tensor.is_nested else tensor


def grown(model):
    """Biases begin as zeros, norms as ones: other numbers tell more."""
    with torch.no_grad():
        for each in model.parameters():
            if each.dim() == 1:
                each.add_(torch.linspace(-0.3, 0.4, each.numel()).view(each.shape))
    return model


MODELS = {
    "relu": {}, "gelu": {"activation": "gelu"}, "norm_first": {"norm_first": True}, "length_first": {"batch_first": False},
    "odd": {"nhead": 3, "d_model": 12}, "no_bias": {"bias": False},
}
RUNS = ["eval", "grad", "train", "off", "hook", "autocast", "inference"]


def masks(length, batch):
    padding = torch.arange(length) >= torch.tensor([[length], [length - 2], [length - 3]][:batch])
    causal = torch.ones(length, length, dtype=torch.bool).triu(1)
    return {
        "none": {}, "padding": {"src_key_padding_mask": padding}, "causal": {"mask": causal, "is_causal": True},
        "detected": {"mask": nn.Transformer.generate_square_subsequent_mask(length)},
        "both": {"mask": causal, "src_key_padding_mask": padding},
        "right": {"src_key_padding_mask": padding.flip(1)}, "full": {"src_key_padding_mask": torch.zeros_like(padding)},
        "heads": {"mask": causal.expand(3 * 2, length, length)},
        "float_padding": {"src_key_padding_mask": torch.zeros(batch, length).masked_fill(padding, -INF)},
    }


def fill_encoder(lot):
    state = torch.Generator().manual_seed(2)
    for model, run, mask in itertools.product(MODELS, RUNS, masks(6, 3)):
        options = {"d_model": 8, "nhead": 2, "dim_feedforward": 16, "batch_first": True, "dropout": 0.0, **MODELS[model]}
        first = options["batch_first"]
        src = torch.randn((3, 6, options["d_model"]) if first else (6, 3, options["d_model"]), generator=state)
        given = masks(6, 3)[mask]
        if mask == "heads" and options["nhead"] != 2:
            continue
        call = {"options": lot.tree(options), "src": lot.tree(src), "given": lot.tree(given), "run": run}
        torch.manual_seed(SEED)
        net = grown(nn.TransformerEncoder(nn.TransformerEncoderLayer(**options), 2, nn.LayerNorm(options["d_model"])))
        net.train(run == "train")
        if run == "hook":
            net.layers[1].linear1.register_forward_hook(lambda *args: None)
        expect = {}
        attempt(lot, expect, "out", lambda: run_as(run, lambda: net(src, **given)))
        lot.sample(run, call, expect, seed=SEED)
        lot.forget()


def run_as(run, call):
    torch.backends.mha.set_fastpath_enabled(run != "off")
    try:
        if run in ("grad", "train"):
            return call()
        if run == "autocast":
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                return call()
        if run == "inference":
            with torch.inference_mode():
                return call().clone()
        with torch.no_grad():
            return call()
    finally:
        torch.backends.mha.set_fastpath_enabled(True)


HEADS = {
    "plain": {}, "length_first": {"batch_first": False}, "odd": {"num_heads": 3, "embed_dim": 12}, "no_bias": {"bias": False},
    "bias_kv": {"add_bias_kv": True}, "zero": {"add_zero_attn": True}, "widths": {"kdim": 6, "vdim": 5},
}


def fill_mha(lot):
    state = torch.Generator().manual_seed(4)
    padding = torch.arange(6) >= torch.tensor([[6], [4], [3]])
    causal = torch.ones(6, 6, dtype=torch.bool).triu(1)
    given_masks = {
        "none": {}, "padding": {"key_padding_mask": padding}, "causal": {"attn_mask": causal}, "hint": {"attn_mask": causal, "is_causal": True},
        "both": {"attn_mask": causal, "key_padding_mask": padding}, "float": {"attn_mask": torch.randn(6, 6, generator=state)},
        "heads": {"attn_mask": causal.expand(6, 6, 6)},
    }
    for model, run, mask, weights in itertools.product(
            HEADS, ("eval", "grad", "off", "train", "nested"), given_masks, ({}, {"need_weights": False}, {"average_attn_weights": False})):
        options = {"embed_dim": 8, "num_heads": 2, "batch_first": True, **HEADS[model]}
        if mask == "heads" and options["num_heads"] != 2:
            continue
        width = options["embed_dim"]
        shape = (3, 6, width) if options["batch_first"] else (6, 3, width)
        query = torch.randn(shape, generator=state)
        others = [query, query] if model != "widths" else [torch.randn(3, 6, options[n], generator=state) for n in ("kdim", "vdim")]
        given = {**given_masks[mask], **weights}
        call = {"options": lot.tree(options), "tensors": lot.tree([query, *others]), "given": lot.tree(given), "run": run}
        torch.manual_seed(SEED)
        net = grown(nn.MultiheadAttention(**options)).train(run == "train")
        expect = {}

        def attend():
            tensors = [query, *others]
            if run == "nested":
                rows = torch.nested.nested_tensor([query[0], query[1, :4], query[2, :3]])
                tensors = [rows, rows, rows]
            return [dense(each) for each in net(*tensors, **given)]

        attempt(lot, expect, "out", lambda: run_as(run, attend))
        lot.sample(run, call, expect, seed=SEED)
        lot.forget()


def entries(options):
    check = flex._validate_device
    wanted = options.get("dtype") or "float32"
    for dtype in ("float32", "float64", "bfloat16"):
        if dtype in wanted or wanted in ("all", "float32"):
            made = getattr(torch, dtype)
            yield "flex_attention", dtype, functools.partial(fill_flex, made, False)
            if dtype != "bfloat16":
                yield "flex_attention_backward", dtype, functools.partial(fill_flex, made, True)
            yield "bias", dtype, functools.partial(fill_bias, made)
    yield "flex_attention_errors", "float32", functools.partial(fill_errors, check)
    yield "block_mask", "bool", fill_blocks
    yield "sdpa_kernel", "float32", fill_kernel
    yield "encoder", "float32", fill_encoder
    yield "mha", "float32", fill_mha
