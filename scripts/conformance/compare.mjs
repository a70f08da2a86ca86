// Compares a value with the tree of what Python got: undefined, or in words what differs.

import * as torch from '../../dist/index.js';
import { copy_out } from '../../dist/addon/storage.js';

const floats = {
  float16: half, bfloat16: (bytes) => wide(bytes, (bits) => bits << 16),
  float32: (bytes) => new Float32Array(own(bytes)),
  float64: (bytes) => new Float64Array(own(bytes)), complex64: (bytes) => new Float32Array(own(bytes)),
  complex128: (bytes) => new Float64Array(own(bytes)), complex32: half,
};
/** The distance of two neighbours, relative to them, in the dtypes that round. */
export const precision = {
  float16: 2 ** -10, complex32: 2 ** -10, bfloat16: 2 ** -7, float32: 2 ** -23, complex64: 2 ** -23, float64: 2 ** -52,
  complex128: 2 ** -52,
};

/**
 * `tolerance` (undefined: bit for bit; a NaN is equal to every NaN) gives the relative difference that is allowed, as a
 * multiple of the precision of the dtype, measured against the largest element; `values: false` compares no elements.
 */
export function difference(tree, value, lot, { tolerance, values = true } = {}) {
  const state = { lot, tolerance, values };
  return differs(tree, value, state, '');
}

function differs(tree, value, state, at) {
  if (tree === null) return value === null || value === undefined ? undefined : `${at}expected None, got ${show(value)}`;
  if (typeof tree === 'number') return number(tree, value, at, state);
  if (typeof tree === 'boolean') return value === tree ? undefined : `${at}expected ${tree}, got ${show(value)}`;
  if (typeof tree === 'string' && !state.values) return undefined;
  if (typeof tree === 'string' && state.tolerance !== undefined) return text(tree, value, at);
  if (typeof tree === 'string') return value === tree ? undefined : `${at}expected ${quoted(tree)}, got ${quoted(value)}`;
  if (Array.isArray(tree)) return list(tree, value, state, at);
  const [[kind, content]] = Object.entries(tree);
  return kinds[kind](content, value, state, at);
}

const kinds = {
  t: (number, value, state, at) => tensor(state.lot.tensor(number), value, state, at),
  int: (text, value, _, at) => same(text, String(value), at),
  float: (text, value, _, at) =>
    (typeof value === 'number' && { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity', '-0': '0' }[text] === String(value)
      ? undefined : `${at}expected ${text}, got ${show(value)}`),
  complex: ([re, im], value, state, at) =>
    (value instanceof torch.Complex ? differs(re, value.re, state, `${at}re: `) ?? differs(im, value.im, state, `${at}im: `)
      : `${at}expected a complex number, got ${show(value)}`),
  tuple: list,
  size: list,
  named(fields, value, state, at) {
    for (const [name, tree] of Object.entries(fields)) {
      const found = differs(tree, value?.[name], state, `${at}${name}: `);
      if (found !== undefined) return found;
    }
    return undefined;
  },
  dict(pairs, value, state, at) {
    const got = value instanceof Map ? value : new Map(Object.entries(value ?? {}));
    if (got.size !== pairs.length) return `${at}expected ${pairs.length} keys, got ${[...got.keys()].join(', ')}`;
    for (const [key, tree] of pairs) {
      const found = differs(tree, got.get(key), state, `${at}${key}: `);
      if (found !== undefined) return found;
    }
    return undefined;
  },
  torch: (name, value, _, at) => same(`torch.${name}`, String(value), at),
  device: (text, value, _, at) => same(text, String(value), at),
  error: ([name, text], value, _, at) => `${at}expected ${name}: ${firstLine(text)}, got ${show(value)}`,
};

function list(trees, value, state, at) {
  if (!Array.isArray(value)) return `${at}expected a list of ${trees.length}, got ${show(value)}`;
  if (value.length !== trees.length) return `${at}expected ${trees.length} items, got ${value.length}`;
  for (const [i, tree] of trees.entries()) {
    const found = differs(tree, value[i], state, `${at}${i}: `);
    if (found !== undefined) return found;
  }
  return undefined;
}

function number(expected, value, at, { tolerance, values }) {
  const got = typeof value === 'bigint' ? Number(value) : value;
  if (got === expected || (!values && typeof got === 'number')) return undefined;
  const near = tolerance !== undefined &&
    Math.abs(got - expected) <= tolerance * precision.float32 * Math.abs(expected);
  return near && typeof got === 'number' ? undefined : `${at}expected ${expected}, got ${show(value)}`;
}

const numerals = /-?(?:\d+\.\d*(?:e[+-]\d+)?|inf|nan)/g;

/** Texts whose numbers may differ in the last of the places that are printed; all else, widths aside, is the same. */
function text(expected, got, at) {
  const frame = (words) => words.replace(numerals, '#').replace(/ +/g, ' ');
  if (typeof got !== 'string' || frame(expected) !== frame(got)) return `${at}expected ${quoted(expected)}, got ${quoted(got)}`;
  const [a, b] = [expected, got].map((words) => (words.match(numerals) ?? []).map(Number));
  const largest = Math.max(1, ...a.map(Math.abs).filter(Number.isFinite));
  const near = a.every((x, i) => Object.is(x, b[i]) || Math.abs(x - b[i]) <= 2e-4 * largest);
  return near ? undefined : `${at}expected ${quoted(expected)}, got ${quoted(got)}`;
}

function same(expected, got, at) {
  return expected === got ? undefined : `${at}expected ${expected}, got ${got}`;
}

function tensor(expected, value, state, at) {
  if (!(value instanceof torch.Tensor)) return `${at}expected a tensor, got ${show(value)}`;
  const fact = (name, wanted, got) =>
    (String(wanted) === String(got) ? undefined : `${at}${name}: expected ${wanted}, got ${got}`);
  const found = fact('dtype', `torch.${expected.dtype}`, value.dtype) ?? fact('shape', expected.shape, [...value.shape]) ??
    fact('layout', `torch.${expected.layout ?? 'strided'}`, value.layout) ??
    fact('device', expected.device ?? 'cpu', value.device.type) ??
    fact('requires_grad', expected.grad ?? false, value.requires_grad);
  if (found !== undefined) return found;
  if (expected.parts !== undefined) return sparse(expected, value.detach(), state, at);
  const lazy = fact('strides', expected.strides, value.stride()) ?? fact('is_conj', expected.conj ?? false, value.is_conj()) ??
    fact('is_neg', expected.neg ?? false, value.is_neg());
  if (lazy !== undefined || expected.storage === undefined || !state.values) return lazy;
  const got = new Uint8Array(copy_out(value.detach().resolve_conj().resolve_neg().contiguous().cpu()));
  return elements(expected.dtype, state.lot.storage(expected.storage), got, state.tolerance, at);
}

function sparse({ layout, parts, coalesced }, value, state, at) {
  const names = layout === 'sparse_coo' ? ['_indices', '_values']
    : layout.endsWith('r') ? ['crow_indices', 'col_indices', 'values'] : ['ccol_indices', 'row_indices', 'values'];
  if (coalesced !== undefined && coalesced !== value.is_coalesced()) return `${at}is_coalesced: expected ${coalesced}`;
  for (const [i, name] of names.entries()) {
    const found = tensor(state.lot.tensor(parts[i]), value[name](), state, `${at}${name}: `);
    if (found !== undefined) return found;
  }
  return undefined;
}

function elements(dtype, expected, got, tolerance, at) {
  if (Buffer.compare(expected, got) === 0) return undefined;
  if (expected.length !== got.length) return `${at}expected ${expected.length} bytes, got ${got.length}`;
  if (!Object.hasOwn(floats, dtype)) {
    return `${at}elements differ, the first at byte ${got.findIndex((byte, i) => byte !== expected[i])} of ${got.length}`;
  }
  const [a, b] = [floats[dtype](expected), floats[dtype](got)];
  const largest = a.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);
  const allowed = tolerance === undefined ? undefined : tolerance * precision[dtype] * Math.max(largest, 1e-3);
  const equal = (x, y) => Object.is(x, y) || (allowed !== undefined && (x === y || Math.abs(x - y) <= allowed));
  const wrong = [...a.keys()].filter((i) => !equal(a[i], b[i]));
  if (wrong.length === 0) return undefined;
  const worst = Math.max(...wrong.map((i) => Math.abs(a[i] - b[i]) / (Math.abs(a[i]) * precision[dtype] || 1)));
  return `${at}${wrong.length} of ${a.length} elements differ, by up to ${worst.toPrecision(3)} units of precision; ` +
    `number ${wrong[0]}: expected ${a[wrong[0]]}, got ${b[wrong[0]]}`;
}

/** A copy that begins where typed arrays may begin. */
function own(bytes) {
  return Uint8Array.from(bytes).buffer;
}

function wide(bytes, bitsOf) {
  const out = new Uint32Array(bytes.length / 2);
  new Uint16Array(own(bytes)).forEach((bits, i) => (out[i] = bitsOf(bits)));
  return new Float32Array(out.buffer);
}

function half(bytes) {
  return Float32Array.from(new Uint16Array(own(bytes)), (bits) => {
    const [sign, exponent, rest] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    if (exponent === 31) return rest ? NaN : sign * Infinity;
    return sign * (exponent === 0 ? rest * 2 ** -24 : (1 + rest / 1024) * 2 ** (exponent - 15));
  });
}

/** What differs between the error of PyTorch and ours: its class, then the first line of its text. */
export function errorDifference([name, text], error) {
  const got = `${error?.name ?? typeof error}: ${firstLine(error?.message ?? String(error))}`;
  if (error?.name !== name) return `class: expected ${name}: ${firstLine(text)}, got ${got}`;
  return firstLine(text) === firstLine(error.message) ? undefined : `text: expected ${firstLine(text)}, got ${firstLine(error.message)}`;
}

function firstLine(text) {
  return text.split('\n', 1)[0].trimEnd();
}

function quoted(text) {
  return typeof text === 'string' ? JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text) : show(text);
}

function show(value) {
  if (value instanceof torch.Tensor) return `a tensor of ${value.dtype} [${[...value.shape].join(', ')}]`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? Object.prototype.toString.call(value) : String(value);
}
