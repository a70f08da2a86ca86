import { AssertionError, ValueError } from '../values/errors.js';
import * as types from '../values/dtype.js';
import { as_tensor } from '../tensor/factories.js';
import { isclose, promote_types } from '../generated/torch.js';
import { jagged, sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, strided } from '../values/layout.js';
import { op } from '../addon/call/op.js';
import { py_repr } from '../python/repr.js';
import type { Tensor } from '../tensor/tensor.js';
import { Complex } from '../values/complex.js';
import { distance, numberText, scalarMismatch, tensorMismatch, type Named } from './mismatch.js';
import { tolerances, type Tolerances } from './tolerances.js';

/** What {@link assert_close} may be asked for. */
export interface Comparison {
  /** Whether classes may differ as long as one extends the other; true if not given. */
  allow_subclasses?: boolean;
  /** The part of the expected number that elements may differ by; together with `atol`, or not at all. */
  rtol?: number | null;
  /** The number that elements may differ by. */
  atol?: number | null;
  /** Whether NaN equals NaN; false if not given. */
  equal_nan?: boolean;
  check_device?: boolean;
  check_dtype?: boolean;
  check_layout?: boolean;
  check_stride?: boolean;
}

const differ = (text: string): never => {
  throw new AssertionError(text);
};

export function compareNone(actual: unknown, expected: unknown): void {
  if (actual !== null || expected !== null) differ(`None mismatch: ${py_repr(actual)} is not ${py_repr(expected)}`);
}

export function compareBooleans(actual: boolean, expected: boolean): void {
  if (actual !== expected) differ(`Booleans mismatch: ${py_repr(actual)} is not ${py_repr(expected)}`);
}

/** A number as JavaScript has it. */
export type Compared = number | bigint | Complex;

/** Two numbers are ints if both are whole: JavaScript has one kind, and a bigint. */
export function compareNumbers(actual: Compared, expected: Compared, asked: Comparison): void {
  const complex = actual instanceof Complex || expected instanceof Complex;
  const floating = [actual, expected].some((x) => typeof x === 'number' && !Number.isInteger(x));
  const within = tolerances(asked, complex ? types.complex128 : floating ? types.float64 : types.int64);
  if (sameNumber(actual, expected)) return;
  if (asked.equal_nan && isNaNumber(actual) && isNaNumber(expected)) return;
  const off = distance(actual, expected);
  if (Number.isFinite(off) && off <= within.atol + within.rtol * distance(expected, 0)) return;
  differ(scalarMismatch(actual, expected, floating || complex, within));
}

function sameNumber(a: Compared, b: Compared): boolean {
  if (a instanceof Complex || b instanceof Complex) return distance(a, b) === 0;
  // eslint-disable-next-line eqeqeq -- 1n and 1 are one int
  return a == b;
}

const isNaNumber = (x: Compared): boolean =>
  x instanceof Complex ? Number.isNaN(x.re) || Number.isNaN(x.im) : Number.isNaN(Number(x));

const layouts = new Set([strided, jagged, sparse_coo, sparse_csr, sparse_csc, sparse_bsr, sparse_bsc]);

/** How the indices of the compressed layouts are called: the compressed ones, then the plain ones. */
const compressed = new Map([
  [sparse_csr, ['CSR', 'crow_indices', 'col_indices']], [sparse_csc, ['CSC', 'ccol_indices', 'row_indices']],
  [sparse_bsr, ['BSR', 'crow_indices', 'col_indices']], [sparse_bsc, ['BSC', 'ccol_indices', 'row_indices']],
] as const);

export function compareTensors(actual: Tensor, expected: Tensor, asked: Comparison): void {
  for (const { layout } of [actual, expected]) {
    if (!layouts.has(layout)) throw new ValueError(`Unsupported tensor layout ${layout}`);
  }
  const within = tolerances(asked, actual.dtype, expected.dtype);
  compareAttributes(actual, expected, asked);
  if (actual.is_meta || expected.is_meta) return;
  const [a, e] = equalized(actual.detach(), expected.detach());
  compareValues(a, e, { ...within, equal_nan: asked.equal_nan ?? false });
}

function compareAttributes(actual: Tensor, expected: Tensor, asked: Comparison): void {
  const same = (name: string, [a, e]: readonly [unknown, unknown], equal = a === e): void => {
    if (!equal) differ(`The values for attribute '${name}' do not match: ${py_repr(a)} != ${py_repr(e)}.`);
  };
  const alike = (a: readonly number[], e: readonly number[]): boolean => a.join() === e.join();
  same('shape', [actual.shape, expected.shape], alike(actual.shape, expected.shape));
  same('is_quantized', [actual.is_quantized, expected.is_quantized]);
  if (actual.is_quantized) same('qscheme()', [actual.qscheme(), expected.qscheme()]);
  if (actual.layout !== expected.layout) {
    if (asked.check_layout ?? true) same('layout', [actual.layout, expected.layout]);
  } else if (asked.check_stride && actual.layout === strided) {
    const [a, e] = [Object.freeze(actual.stride()), Object.freeze(expected.stride())];
    same('stride()', [a, e], alike(a, e));
  }
  const devices = [actual.device, expected.device] as const;
  if (asked.check_device ?? true) same('device', devices, String(devices[0]) === String(devices[1]));
  if (asked.check_dtype ?? true) same('dtype', [actual.dtype, expected.dtype]);
}

const unsigned = new Set<types.dtype>([types.uint16, types.uint32, types.uint64]);

/** Both on one device, of one dtype and one layout. */
function equalized(actual: Tensor, expected: Tensor): [Tensor, Tensor] {
  let [a, e] = [actual, expected];
  if (String(a.device) !== String(e.device)) [a, e] = [a.cpu(), e.cpu()];
  if (a.dtype !== e.dtype) {
    const [left, right] = [a.dtype, e.dtype].map((type) => (unsigned.has(type) ? types.int64 : type));
    const type = promote_types(left!, right!);
    [a, e] = [a.to(type), e.to(type)];
  }
  if (a.layout !== e.layout) [a, e] = [a, e].map((t) => (t.layout === strided ? t : t.to_dense())) as [Tensor, Tensor];
  return [a, e];
}

interface Closeness extends Tolerances {
  readonly equal_nan: boolean;
}

function compareValues(a: Tensor, e: Tensor, within: Closeness): void {
  const indices = compressed.get(a.layout as typeof sparse_csr);
  if (a.is_quantized) compareRegular(a.dequantize(), e.dequantize(), within, 'Quantized tensor-likes');
  else if (a.is_sparse) compareSparse(a, e, within);
  else if (indices !== undefined) compareCompressed(a, e, within, indices);
  else if (a.layout === jagged) compareRegular(a.values(), e.values(), within);
  else {
    if (a.is_floating_point() && a.element_size() === 1 && (within.rtol !== 0 || within.atol !== 0)) {
      const [rtol, atol] = [within.rtol, within.atol].map((x) => numberText(x, !Number.isInteger(x)));
      differ(`Rtol=${rtol} and atol=${atol} are not supported for bitwise comparison of low dimensional floats. ` +
        'Please use rtol=0.0 and atol=0.0.');
    }
    compareRegular(a, e, within);
  }
}

const exactly: Closeness = { rtol: 0, atol: 0, equal_nan: false };

function compareCounts(what: string, a: number, e: number): void {
  if (a !== e) differ(`The number of ${what} does not match: ${a} != ${e}`);
}

/** What PyTorch has under names that are its own. */
const nnz = op<number>('aten::_nnz');
const indicesOf = op('aten::_indices');
const valuesOf = op('aten::_values');

function compareSparse(a: Tensor, e: Tensor, within: Closeness): void {
  compareCounts('sparse dimensions in sparse COO tensors', a.sparse_dim(), e.sparse_dim());
  compareCounts('specified values in sparse COO tensors', nnz(a), nnz(e));
  compareRegular(indicesOf(a), indicesOf(e), exactly, 'Sparse COO indices');
  compareRegular(valuesOf(a), valuesOf(e), within, 'Sparse COO values');
}

function compareCompressed(
  a: Tensor, e: Tensor, within: Closeness,
  [format, ...names]: readonly [string, 'crow_indices' | 'ccol_indices', 'row_indices' | 'col_indices'],
): void {
  compareCounts(`specified values in sparse ${format} tensors`, nnz(a), nnz(e));
  for (const name of names) {
    const type = promote_types(a[name]().dtype, e[name]().dtype);
    compareRegular(a[name]().to(type), e[name]().to(type), exactly, `Sparse ${format} ${name}`);
  }
  compareRegular(a.values(), e.values(), within, `Sparse ${format} values`);
}

function compareRegular(a: Tensor, e: Tensor, within: Closeness, identifier?: string): void {
  const matches = isclose(a, e, within.rtol, within.atol, within.equal_nan);
  if (matches.all().item()) return;
  const named: Named = { ...within, ...(identifier === undefined ? {} : { identifier }) };
  if (a.dim() > 0) differ(tensorMismatch(a, e, matches, named));
  differ(scalarMismatch(itemOf(a), itemOf(e), a.is_floating_point() || a.is_complex(), named));
}

const itemOf = (t: Tensor): Compared => t.item({ bigint: true });

/** A tensor of a typed array, as NumPy's arrays become tensors. */
export function tensorOf(value: unknown): Tensor {
  return as_tensor(value as Tensor);
}
