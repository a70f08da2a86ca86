import * as torch from 'nodetorch';
import * as module from 'nodetorch/storage';
import { expect, test, vi } from 'vitest';
import { testTexts, type Cases } from '../texts.js';

type Any = (...args: unknown[]) => never;
const { BoolStorage, FloatStorage, IntStorage, LongStorage, QInt8Storage, TypedStorage, UntypedStorage } = torch;
const { arange, empty, float32, float8_e5m2, int32, int64, ones, uint8 } = torch;
const Float = FloatStorage as unknown as Any;
const typed = (...args: unknown[]): torch.TypedStorage => Reflect.construct(TypedStorage, args) as torch.TypedStorage;

const names = ['FloatStorage', 'DoubleStorage', 'HalfStorage', 'BFloat16Storage', 'LongStorage', 'IntStorage',
  'ShortStorage', 'CharStorage', 'ByteStorage', 'BoolStorage', 'ComplexFloatStorage', 'ComplexDoubleStorage',
  'QInt8Storage', 'QUInt8Storage', 'QInt32Storage', 'QUInt4x2Storage', 'QUInt2x4Storage', 'Storage'] as const;
const casts = ['bfloat16', 'bool', 'byte', 'char', 'complex_double', 'complex_float', 'double', 'float', 'float8_e4m3fn',
  'float8_e5m2', 'half', 'int', 'long', 'short'] as const;

function ofClass(name: (typeof names)[number]): unknown {
  const cls = torch[name];
  const storage = new cls([1, 0, 3]);
  return [storage, storage.type(), storage.pickle_storage_type(), storage.nbytes(), storage.element_size(),
    storage instanceof cls, storage instanceof torch.ShortStorage, String(cls.dtype), cls().length, cls(2).length];
}

function changed(change: (storage: torch.TypedStorage) => void): torch.TypedStorage {
  const storage = FloatStorage([1, 2, 3]);
  change(storage);
  return storage;
}

const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
const said = (): unknown[] => emit.mock.calls.filter(([text]) => String(text).includes('TypedStorage'));
const buffer = new torch.serialization.BytesIO();
torch.save(ones(1), buffer);
buffer.seek(0);
torch.load(buffer);
const early = said();

const x = arange(6, { dtype: float32 });
const s = FloatStorage([1, 2, 3]);
const wrapped = (nbytes = 4): torch.UntypedStorage => new UntypedStorage(nbytes);

const cases: Cases = {
  ...Object.fromEntries(names.map((name) => [name, () => ofClass(name)])),
  ...Object.fromEntries(casts.map((name) => [`to ${name}`, () => FloatStorage([1.5, 0, 2])[name]()])),
  'rows': () => torch.DoubleStorage([[1, 2], [3, 4]]),
  'floats': () => FloatStorage([0.1, NaN, Infinity, 1e20, -0, 3]),
  'long integers': () => LongStorage([2n ** 62n + 1n]),
  'complex numbers': () => torch.ComplexFloatStorage([new torch.Complex(1, 2), 3, new torch.Complex(1, -0.5)]),
  'two arguments': () => Float(3, 4),
  'a size that is no integer': () => Float(2.5),
  'a tensor': () => Float(ones(2)),
  'a dtype of a class': () => Float({ dtype: int32 }),
  'a device of a class': () => Float({ device: 'cpu' }),
  'wraps': () => IntStorage({ wrap_storage: new UntypedStorage([1, 0, 0, 0, 2, 0, 0, 0, 7]) }),
  'wraps a number': () => Float({ wrap_storage: 3 }),
  'wraps and has a size': () => Float(3, { wrap_storage: wrapped() }),
  'wraps another device': () => Float({ wrap_storage: new UntypedStorage(4, { device: 'meta' }) }),
  'typed': () => [new TypedStorage([1, 2], { dtype: int64 }), new TypedStorage([1.5]),
    new TypedStorage(2, { device: 'meta' }),
    new TypedStorage({ wrap_storage: new UntypedStorage([1, 2]), dtype: uint8 })],
  'typed wraps without dtype': () => typed({ wrap_storage: wrapped() }),
  'typed wraps a number': () => typed({ wrap_storage: 3, dtype: float32 }),
  'typed wraps with a number': () => typed({ wrap_storage: wrapped(), dtype: 3 }),
  'typed wraps on a device': () => typed({ wrap_storage: wrapped(), dtype: int32, device: 'cpu' }),
  'typed wraps and has a size': () => typed(1, { wrap_storage: wrapped(), dtype: int32 }),
  'typed of two arguments': () => typed(1, 2),
  'typed of a size that is no integer': () => typed(2.5),
  'elements': () => [s.at(0), s.at(-1), s.tolist(), [...s], BoolStorage([1, 0]).at(0), LongStorage([7]).at(0)],
  'an element beyond': () => s.at(3),
  'an element before': () => s.at(-4),
  'an element of a word': () => (s.at as Any).call(s, 'a'),
  'an element on meta': () => new TypedStorage(2, { device: 'meta' }).at(0),
  'set': () => changed((storage) => { storage.set(-1, 7); }),
  'set a slice': () => changed((storage) => { storage.set('0:2', 5); }),
  'set an element beyond': () => { s.set(7, 1); },
  'set an element of a word': () => (s.set as Any).call(s, 'a', 1),
  'set to a storage': () => (s.fill_ as Any).call(s, s),
  'fill_': () => [FloatStorage(2).fill_(7), QInt8Storage(2).fill_(-3), BoolStorage(2).fill_(true)],
  'copy_': () => [FloatStorage(3).copy_(FloatStorage([1, 2, 3])), IntStorage(1).copy_(FloatStorage([1])),
    FloatStorage(1).copy_(new UntypedStorage([0, 0, 128, 63]))],
  'copy_ of another size': () => s.copy_(FloatStorage([1, 2])),
  'copy_ of a number': () => (s.copy_ as Any).call(s, 3),
  'new dtypes': () => [new TypedStorage(2, { dtype: float8_e5m2 }).type(),
    ones(2, { dtype: float8_e5m2 }).storage_type()],
  'new dtypes in files': () => new TypedStorage(2, { dtype: float8_e5m2 }).pickle_storage_type(),
  'quantized to CUDA': () => QInt8Storage([1]).cuda(),
  'quantized to a device': () => QInt8Storage([1]).to({ device: 'cpu' }),
  'to': () => [FloatStorage([1]).to({ device: 'cpu' }), FloatStorage([1]).cpu(), s.get_device(), s.is_cuda],
  'untyped': () => [FloatStorage([1]).untyped(), new UntypedStorage(3).fill_(1),
    new UntypedStorage([1, 2]).copy_(new UntypedStorage([3, 4])), new UntypedStorage(2, { device: 'meta' }),
    new UntypedStorage(1).element_size()],
  'untyped copy_ of another size': () => wrapped(3).copy_(wrapped(4)),
  'is_storage': () => [s, wrapped(), x, [1], 3].map((each) => torch.is_storage(each)),
  'shared': () => {
    const y = arange(6, { dtype: float32 });
    const storage = y.index('2:').storage();
    storage.set(0, 9);
    y.index_put_([5], -1);
    return [y, storage, storage.data_ptr() === y.data_ptr(), storage.clone().data_ptr() === y.data_ptr()];
  },
  'grown': () => {
    const y = ones(2);
    const storage = y.storage();
    storage.resize_(3);
    storage.set(2, 5);
    return [y, storage, empty(0).set_(y.storage()), y.untyped_storage().nbytes()];
  },
  'storage_type': () => [x.storage_type() === FloatStorage, ones(1, { dtype: int64 }).storage_type() === FloatStorage,
    ones(2, { device: 'meta' }).storage_type()],
  'set_': () => [empty(0).set_(x.storage()), empty(0).set_(x.untyped_storage()),
    empty(0, { dtype: int32 }).set_(x.untyped_storage()), empty(0).set_(x.storage(), 1, [2, 2]),
    empty(0).set_(x.storage(), 1, [2], [2]), empty(0).set_(x), empty(3).set_(),
    empty(0).set_({ source: x.untyped_storage(), storage_offset: 1, size: [2], stride: [1] }),
    empty(0, { dtype: torch.float64 }).set_(new UntypedStorage(9)).shape],
  'set_ of another dtype': () => empty(0, { dtype: int32 }).set_(x.storage()),
  'set_ of halves': () => empty(0).set_(torch.HalfStorage(2)),
  'set_ into bytes': () => empty(0, { dtype: uint8 }).set_(LongStorage(2)),
  'set_ before the storage': () => empty(0).set_(x.storage(), -1, [1]),
  'set_ of a leaf': () => empty(0, { requires_grad: true }).set_(x.storage()),
  'set_ of another device': () => empty(0).set_(new UntypedStorage(4, { device: 'meta' })),
};

testTexts('typed_storage', cases);

test('a storage does not shrink under its tensors, and does not grow away from a typed array', () => {
  const y = ones(4);
  expect(() => { y.storage().resize_(1); }).toThrow('cannot shrink');
  const array = y.numpy();
  expect(() => { y.storage().resize_(100); }).toThrow('not resizable');
  expect([...array]).toEqual([1, 1, 1, 1]);
});

test('what looks at a storage that another object made longer sees all of it', () => {
  const y = ones(1);
  const [a, b] = [y.untyped_storage(), y.untyped_storage()];
  b.resize_(8);
  b.fill_(7);
  expect([a.nbytes(), a.tolist(), a.clone().nbytes()]).toEqual([8, [7, 7, 7, 7, 7, 7, 7, 7], 8]);
});

test('integers beyond 2^53 are bigints for who asks', () => {
  const big = LongStorage([2n ** 62n]);
  expect([big.at(0, { bigint: true }), big.tolist({ bigint: true })]).toEqual([2n ** 62n, [2n ** 62n]]);
  expect(() => big.at(0)).toThrow();
});

test('torch.Storage is the class for the default dtype', () => {
  torch.set_default_dtype(torch.float64);
  try {
    expect([torch.Storage(1).type(), torch.Storage.dtype]).toEqual(['torch.DoubleStorage', torch.float64]);
  } finally {
    torch.set_default_dtype(float32);
  }
});

test('nodetorch/storage and torch.storage are one module', () => {
  expect(module.TypedStorage).toBe(torch.storage.TypedStorage);
  expect(module.UntypedStorage).toBe(torch.UntypedStorage);
});

test('typed storages are deprecated, as a warning says once; saving a tensor does not say it', () => {
  expect(early).toEqual([]);
  expect(said()).toEqual([['TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the ' +
    'only storage class. This should only matter to you if you are using storages directly.  To access UntypedStorage ' +
    'directly, use tensor.untyped_storage() instead of tensor.storage()', 'UserWarning']]);
});
