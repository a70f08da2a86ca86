"""Writes what expressions about typed storages print, for test/tensor/typed_storage.test.ts.

    python3 scripts/golden/typed_storage.py > test/golden/typed_storage.json
"""

import warnings

import torch
from support.texts import write

warnings.simplefilter("ignore")
Float, Typed, Untyped = torch.FloatStorage, torch.TypedStorage, torch.UntypedStorage
NAMES = ("FloatStorage DoubleStorage HalfStorage BFloat16Storage LongStorage IntStorage ShortStorage CharStorage "
         "ByteStorage BoolStorage ComplexFloatStorage ComplexDoubleStorage QInt8Storage QUInt8Storage QInt32Storage "
         "QUInt4x2Storage QUInt2x4Storage Storage").split()
CASTS = ("bfloat16 bool byte char complex_double complex_float double float float8_e4m3fn float8_e5m2 half int long "
         "short").split()


def of_class(name):
    cls = getattr(torch, name)
    storage = cls([1, 0, 3])
    return [storage, storage.type(), storage.pickle_storage_type(), storage.nbytes(), storage.element_size(),
            isinstance(storage, cls), isinstance(storage, torch.ShortStorage), str(cls.dtype), len(cls()), len(cls(2))]


def changed(storage, change):
    change(storage)
    return storage


def shared():
    x = torch.arange(6.0)
    storage = x[2:].storage()
    storage[0] = 9
    x[5] = -1
    return [x, storage, storage.data_ptr() == x.data_ptr(), storage.clone().data_ptr() == x.data_ptr()]


def grown():
    x = torch.ones(2)
    storage = x.storage()
    storage.resize_(3)
    storage[2] = 5
    return [x, storage, torch.empty(0).set_(x.storage()), x.untyped_storage().nbytes()]


x = torch.arange(6.0)
empty = torch.empty
s = Float([1, 2, 3])
CASES = {
    **{name: (lambda name=name: of_class(name)) for name in NAMES},
    **{f"to {name}": (lambda name=name: getattr(Float([1.5, 0, 2]), name)()) for name in CASTS},
    "rows": lambda: torch.DoubleStorage([[1, 2], [3, 4]]),
    "floats": lambda: Float([0.1, float("nan"), float("inf"), 1e20, -0.0, 3]),
    "long integers": lambda: torch.LongStorage([2**62 + 1]),
    "complex numbers": lambda: torch.ComplexFloatStorage([1 + 2j, 3, 1 - 0.5j]),
    "two arguments": lambda: Float(3, 4),
    "a size that is no integer": lambda: Float(2.5),
    "a tensor": lambda: Float(torch.ones(2)),
    "a dtype of a class": lambda: Float(dtype=torch.int),
    "a device of a class": lambda: Float(device="cpu"),
    "wraps": lambda: torch.IntStorage(wrap_storage=Untyped([1, 0, 0, 0, 2, 0, 0, 0, 7])),
    "wraps a number": lambda: Float(wrap_storage=3),
    "wraps and has a size": lambda: Float(3, wrap_storage=Untyped(4)),
    "wraps another device": lambda: Float(wrap_storage=Untyped(4, device="meta")),
    "typed": lambda: [Typed([1, 2], dtype=torch.int64), Typed([1.5]), Typed(2, device="meta"),
                      Typed(wrap_storage=Untyped([1, 2]), dtype=torch.uint8)],
    "typed wraps without dtype": lambda: Typed(wrap_storage=Untyped(4)),
    "typed wraps a number": lambda: Typed(wrap_storage=3, dtype=torch.float),
    "typed wraps with a number": lambda: Typed(wrap_storage=Untyped(4), dtype=3),
    "typed wraps on a device": lambda: Typed(wrap_storage=Untyped(4), dtype=torch.int, device="cpu"),
    "typed wraps and has a size": lambda: Typed(1, wrap_storage=Untyped(4), dtype=torch.int),
    "typed of two arguments": lambda: Typed(1, 2),
    "typed of a size that is no integer": lambda: Typed(2.5),
    "elements": lambda: [s[0], s[-1], s.tolist(), list(s), torch.BoolStorage([1, 0])[0], torch.LongStorage([7])[0]],
    "an element beyond": lambda: s[3],
    "an element before": lambda: s[-4],
    "an element of a word": lambda: s["a"],
    "an element on meta": lambda: Typed(2, device="meta")[0],
    "set": lambda: changed(Float([1, 2, 3]), lambda t: t.__setitem__(-1, 7)),
    "set a slice": lambda: changed(Float([1, 2, 3]), lambda t: t.__setitem__(slice(0, 2), 5)),
    "set an element beyond": lambda: s.__setitem__(7, 1),
    "set an element of a word": lambda: s.__setitem__("a", 1),
    "set to a storage": lambda: s.fill_(s),
    "fill_": lambda: [Float(2).fill_(7), torch.QInt8Storage(2).fill_(-3), torch.BoolStorage(2).fill_(True)],
    "copy_": lambda: [Float(3).copy_(Float([1, 2, 3])), torch.IntStorage(1).copy_(Float([1])),
                      Float(1).copy_(Untyped([0, 0, 128, 63]))],
    "copy_ of another size": lambda: s.copy_(Float([1, 2])),
    "copy_ of a number": lambda: s.copy_(3),
    "new dtypes": lambda: [Typed(2, dtype=torch.float8_e5m2).type(), torch.ones(2, dtype=torch.float8_e5m2).storage_type()],
    "new dtypes in files": lambda: Typed(2, dtype=torch.float8_e5m2).pickle_storage_type(),
    "quantized to CUDA": lambda: torch.QInt8Storage([1]).cuda(),
    "quantized to a device": lambda: torch.QInt8Storage([1]).to(device="cpu"),
    "to": lambda: [Float([1]).to(device="cpu"), Float([1]).cpu(), s.get_device(), s.is_cuda],
    "untyped": lambda: [Float([1]).untyped(), Untyped(3).fill_(1), Untyped([1, 2]).copy_(Untyped([3, 4])),
                        Untyped(2, device="meta"), Untyped(1).element_size()],
    "untyped copy_ of another size": lambda: Untyped(3).copy_(Untyped(4)),
    "is_storage": lambda: [torch.is_storage(each) for each in (s, Untyped(1), x, [1], 3)],
    "shared": shared,
    "grown": grown,
    "storage_type": lambda: [x.storage_type() is Float, torch.ones(1, dtype=torch.int64).storage_type() is Float,
                             torch.ones(2, device="meta").storage_type()],
    "set_": lambda: [empty(0).set_(x.storage()), empty(0).set_(x.untyped_storage()),
                     empty(0, dtype=torch.int32).set_(x.untyped_storage()), empty(0).set_(x.storage(), 1, (2, 2)),
                     empty(0).set_(x.storage(), 1, (2,), (2,)), empty(0).set_(x), empty(3).set_(),
                     empty(0).set_(source=x.untyped_storage(), storage_offset=1, size=(2,), stride=(1,)),
                     empty(0, dtype=torch.float64).set_(Untyped(9)).shape],
    "set_ of another dtype": lambda: empty(0, dtype=torch.int32).set_(x.storage()),
    "set_ of halves": lambda: empty(0).set_(torch.HalfStorage(2)),
    "set_ into bytes": lambda: empty(0, dtype=torch.uint8).set_(torch.LongStorage(2)),
    "set_ before the storage": lambda: empty(0).set_(x.storage(), -1, (1,)),
    "set_ of a leaf": lambda: empty(0, requires_grad=True).set_(x.storage()),
    "set_ of another device": lambda: empty(0).set_(Untyped(4, device="meta")),
}

write(CASES)
