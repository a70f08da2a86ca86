// Random arguments as plain data, from the schema alone: what make.mjs turns into JavaScript values, replay.py into
// Python's. A description is { t: 'tensor' | 'number' | 'bigint' | ... , ... }.

import { kinds } from '../../dist/addon/call/arguments.js';

const shapes = [
  [], [], [0], [1], [2], [3], [5], [2, 3], [3, 2], [3, 3], [4, 4], [1, 3], [0, 3], [3, 0], [2, 3, 4], [3, 3, 3],
  [1, 2, 0], [1, 3, 4, 4], [2, 4, 3, 3], [2, 2, 3, 3, 3], [1, 1, 1, 1, 1, 1], Array.from({ length: 70 }, () => 1),
];
const dtypes = [
  'float32', 'float32', 'float32', 'float32', 'float32', 'float32', 'float64', 'float64', 'int64', 'int64', 'int32', 'bool',
  'complex64', 'complex128', 'float16', 'bfloat16', 'uint8', 'int8', 'int16', 'uint16', 'uint32', 'uint64', 'complex32',
  'float8_e4m3fn', 'float8_e5m2', 'quint8', 'qint8', 'qint32',
];
const fills = ['normal', 'normal', 'normal', 'small', 'small', 'index', 'zeros', 'ones', 'odd', 'extreme'];
const variants = [
  'transposed', 'expanded', 'sliced', 'requires_grad', 'requires_grad', 'computed', 'meta', 'sparse', 'sparse_csr', 'conj',
  'neg', 'offset', 'disposed', 'mkldnn', 'nested', 'channels_last',
];
const dimensions = [0, 0, 0, 1, 1, -1, -1, 2, -2, 3, 4, -5, 64, 70, -9223372036854775808n];
const smallInts = [0, 1, 1, 1, 2, 2, 3, 4, 5, 8, -1, -2, -7];
const hugeInts = [
  2147483647, 2147483648, -2147483648, 4294967296, 3e10, -3e10, 9007199254740991, 9223372036854775807n,
  -9223372036854775808n, 4611686018427387904n, 65536,
];
const wrongInts = [0.5, NaN, Infinity, -Infinity, -0, 1e300, 9223372036854775808n, -(2n ** 70n)];
const floats = [0, 1, 0.5, -1, 2.5, 1e-5, 1e-45, 1e38, 1e308, -1e308, NaN, Infinity, -Infinity, -0, 3];
const strings = ['', 'mean', 'sum', 'none', 'gelu', 'tanh', 'linear', 'bilinear', 'ij', 'reflect', 'ijk,ikl->ijl', 'max',
  'trunc', 'floor', 'complete', 'reduced', 'r', 'L', 'gelsd', 'relu', 'bytes \u0000 inside', '\ud800', 'x'.repeat(5000)];
const devices = ['cpu', 'cpu', 'cpu', 'meta', 'cuda', 'cuda:1', 'cpu:7', 'mps', 'xpu', 'nonsense', ''];
const wilds = [
  'undefined', 'null', 'symbol', 'function', 'throwing_getters', 'throwing_null', 'proxy', 'throwing_proxy', 'array_proxy',
  'cyclic', 'hole', 'sparse_array', 'detached', 'detached_typed', 'typed', 'bigints', 'date', 'map', 'promise', 'class',
  'null_object', 'raw_external', 'dtype_proxy', 'fake_dtype', 'tensor_proxy', 'tensor_class', 'string_object', 'deep',
  'huge_array', 'array_subclass', 'dataview', 'shared_buffer', 'resizable', 'huge_string',
];

const number = (value) => (typeof value === 'bigint' ? { t: 'bigint', value: String(value) } : { t: 'number', value: plain(value) });
// JSON has no NaN, no infinities, no negative zero.
const plain = (value) => (Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value));

// What the arguments of a call have in common, and how often one is no sense at all.
const randomTheme = (rng) => ({
  shape: rng.pick(shapes),
  dtype: rng.pick(dtypes),
  agree: rng.chance(0.75),
  wild: rng.chance(0.3) ? 0.35 : 0,
  odd: rng.chance(0.35) ? 0.3 : 0.02,
});

/** The description of a random call of an operator: its arguments in schema order; undefined ones are left out. */
export function describeCall(rng, schema, theme = randomTheme(rng)) {
  return schema.arguments.map((argument) => {
    if (!argument.required && rng.chance(0.4)) return { t: 'undefined' };
    if (rng.chance(theme.wild)) return wild(rng);
    return describeArgument(rng, argument, theme);
  });
}

export function wild(rng) {
  return rng.chance(0.15) ? { t: 'tensor', ...describeTensor(rng, { agree: false, odd: 1 }) } : { t: 'wild', kind: rng.pick(wilds) };
}

function describeArgument(rng, argument, theme) {
  const { depth } = argument;
  if (argument.optional && rng.chance(0.35)) return { t: 'null' };
  if (depth === 0) return describeElement(rng, argument, theme);
  const many = (make, length) => ({ t: 'list', items: Array.from({ length }, make) });
  const item = () =>
    (argument.optional_elements && rng.chance(0.3) ? { t: 'null' } : describeElement(rng, argument, theme));
  const length = argument.size !== null && rng.chance(0.7) ? argument.size
    : /size|shape|stride|padding|dilation|kernel/.test(argument.name) && rng.chance(0.6) ? theme.shape.length % 6
      : rng.chance(0.01) ? 70 : rng.below(5);
  if (depth === 2) return many(() => many(item, rng.below(4)), rng.below(3));
  if (argument.size !== null && rng.chance(0.2)) return item();
  return many(item, length);
}

function describeElement(rng, argument, theme) {
  switch (argument.kind) {
    case kinds.Tensor:
      return { t: 'tensor', ...describeTensor(rng, theme, argument.name) };
    case kinds.Scalar:
      return rng.chance(0.1) ? { t: 'bool', value: rng.chance(0.5) }
        : rng.chance(0.08) ? { t: 'complex', re: plain(rng.pick(floats)), im: plain(rng.pick(floats)) }
          : rng.chance(0.1) ? { t: 'tensor', ...describeTensor(rng, { shape: [], dtype: rng.pick(dtypes), agree: true, odd: 0 }) }
            : rng.chance(0.4) ? number(rng.pick(smallInts)) : number(rng.pick(rng.chance(0.2) ? hugeInts : floats));
    case kinds.int:
      return integer(rng, argument.name, theme);
    case kinds.float:
      return number(rng.pick(rng.chance(0.05) ? hugeInts : floats));
    case kinds.bool:
      return { t: 'bool', value: rng.chance(0.5) };
    case kinds.str:
      return { t: 'string', value: rng.pick(strings) };
    case kinds.ScalarType:
      return { t: 'dtype', value: rng.pick(dtypes) };
    case kinds.Layout:
      return { t: 'layout', value: rng.pick(['strided', 'strided', 'strided', 'sparse_coo', 'sparse_csr', '_mkldnn', 'jagged']) };
    case kinds.MemoryFormat:
      return { t: 'memory_format', value: rng.pick(['contiguous_format', 'preserve_format', 'channels_last', 'channels_last_3d']) };
    case kinds.Device:
      return { t: 'string', value: rng.pick(devices) };
    case kinds.complex:
      return { t: 'complex', re: 1, im: plain(rng.pick(floats)) };
    case kinds.Any:
      return rng.pick([number(1), { t: 'string', value: 'x' }, { t: 'bool', value: true }, { t: 'tensor', ...describeTensor(rng, theme) }]);
    case kinds.Generator:
      return rng.pick([{ t: 'generator' }, { t: 'null' }, { t: 'object', class: 'LinearPackedParamsBase' }]);
    default:
      return rng.chance(0.7) ? { t: 'object', class: argument.wanted.replace(/\[\]/g, '').split('.').pop() } : { t: 'object', class: 'LinearPackedParamsBase' };
  }
}

function integer(rng, name, theme) {
  if (rng.chance(theme.odd)) return number(rng.pick(rng.chance(0.8) ? hugeInts : wrongInts));
  return number(rng.pick(/dim|axis/.test(name) ? dimensions : smallInts));
}

const indexNames = /ind(ex|ices)|target|offsets|lengths|rows|cols|crow|col_|bags|labels|mapping/;

/** The description of a tensor for an argument called `name`. */
export function describeTensor(rng, theme, name = '') {
  const agree = theme.agree && rng.chance(0.85);
  const shape = agree ? theme.shape : rng.pick(shapes);
  let dtype = agree ? theme.dtype : rng.pick(dtypes);
  let fill = rng.pick(fills);
  if (indexNames.test(name) && rng.chance(0.8)) [dtype, fill] = ['int64', rng.chance(0.8) ? 'index' : fill];
  const applied = [];
  while (rng.chance(theme.odd > 0.1 ? 0.3 : 0.12) && applied.length < 3) applied.push(rng.pick(variants));
  return { shape, dtype, values: valuesOf(rng, fill, shape.reduce((a, b) => a * b, 1)), variants: applied };
}

const odd = [0, -0, NaN, Infinity, -Infinity, 1e38, -1e38, 1e-45, 255, 256, -1];
const extreme = [-9223372036854775808n, 9223372036854775807n, -2147483648, 2147483647, -1, 0, 127, -128, 65535];

function valuesOf(rng, fill, count) {
  return Array.from({ length: count }, () => {
    switch (fill) {
      case 'normal':
        return Math.round((rng.next() + rng.next() + rng.next() - 1.5) * 4000) / 1000;
      case 'small':
        return rng.below(7) - 3;
      case 'index':
        return rng.below(3);
      case 'zeros':
        return 0;
      case 'ones':
        return 1;
      case 'odd':
        return plain(rng.pick(odd));
      default:
        return Number(rng.pick(extreme));
    }
  });
}
