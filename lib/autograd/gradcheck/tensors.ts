import { op } from '../../addon/call/op.js';
import { ones, stack, where, zeros } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError } from '../../values/errors.js';
import { int8 } from '../../values/dtype.js';
import { is_tensor } from '../../values/is_tensor.js';
import { _mkldnn, sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, strided } from '../../values/layout.js';

/** What a function takes: tensors and anything else. */
export type Inputs = readonly unknown[];
/** What it is called as. */
export type Checked = (...inputs: never[]) => unknown;

export const isCompressed = ({ layout }: Tensor): boolean =>
  ([sparse_csr, sparse_csc, sparse_bsr, sparse_bsc] as unknown[]).includes(layout);
const isRows = ({ layout }: Tensor): boolean => layout === sparse_csr || layout === sparse_bsr;
const isBlocks = ({ layout }: Tensor): boolean => layout === sparse_bsr || layout === sparse_bsc;
export const isSparse = (tensor: Tensor): boolean => tensor.layout === sparse_coo || isCompressed(tensor);
export const isMkldnn = (tensor: Tensor): boolean => tensor.layout === _mkldnn;

export const isDifferentiable = (value: unknown): value is Tensor =>
  is_tensor(value) && (value.is_floating_point() || value.is_complex());
export const requiresGrad = (value: unknown): value is Tensor => is_tensor(value) && value.requires_grad;

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? [...value] as unknown[] : [value]);
export const outputsOf = (fn: Checked, inputs: Inputs): Tensor[] => listOf(fn(...(inputs as never[]))) as Tensor[];
export const differentiable = (outputs: unknown): Tensor[] => listOf(outputs).filter(requiresGrad);

/** All tensors in lists that require a gradient. */
export function inputsThatRequireGrad(inputs: unknown): Tensor[] {
  if (is_tensor(inputs)) return inputs.requires_grad ? [inputs] : [];
  return Array.isArray(inputs) ? inputs.flatMap(inputsThatRequireGrad) : [];
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);
export const sameSizes = (a: Tensor, b: Tensor): boolean => same(a.shape, b.shape);

const compressedOf = (tensor: Tensor): Tensor => (isRows(tensor) ? tensor.crow_indices() : tensor.ccol_indices());
const plainOf = (tensor: Tensor): Tensor => (isRows(tensor) ? tensor.col_indices() : tensor.row_indices());
export const sparseIndices = (tensor: Tensor): [Tensor, Tensor] => [compressedOf(tensor), plainOf(tensor)];

/** A sparse tensor with an element everywhere; a list of them element by element. */
export function densified<T>(value: T): T {
  if (Array.isArray(value)) return value.map((each) => densified(each as unknown)) as T;
  if (!is_tensor(value) || !isSparse(value)) return value;
  return (value.layout === sparse_coo ? denseCoo(value) : denseCompressed(value)) as T;
}

function denseCoo(x: Tensor): Tensor {
  const { device } = x;
  const indexType = x._indices().dtype;
  const everywhere = ones(x.shape.slice(0, x.sparse_dim()), { dtype: int8, device });
  const indices = everywhere.nonzero().t().to({ dtype: indexType });
  const values = zeros([everywhere.numel(), ...x.shape.slice(x.sparse_dim())], { dtype: x.dtype, device });
  const coalesced = x.detach().coalesce();
  if (coalesced.numel() > 0) {
    const steps = everywhere.new_tensor(everywhere.stride() as number[], { dtype: indexType }).unsqueeze(1);
    const flat = coalesced.indices().mul(steps).sum(0);
    values.index_put_([flat], coalesced.values());
  }
  const made = op('aten::sparse_coo_tensor.indices_size')(indices, values, x.shape) as Tensor;
  return (op('aten::_coalesced_')(made, true) as Tensor).requires_grad_(x.requires_grad);
}

function denseCompressed(x: Tensor): Tensor {
  const blocksize = isBlocks(x) ? x.values().shape.slice(1, 3) : null;
  const compressed = compressedOf(x);
  const r = denseCoo(x.detach().to_sparse({ layout: sparse_coo })).to_sparse({ layout: x.layout, blocksize });
  const dense = Math.floor(r.values().numel() / Math.max(1, r.values().shape[0]!));
  const batches = Math.floor(compressed.numel() / compressed.shape.at(-1)!);
  const wanted = Math.floor(r.numel() / Math.max(1, dense * batches));
  if (wanted !== r._nnz()) {
    throw new AssertionError(`${String(x.layout)} densify failed: expected nnz=${wanted} but got ${r._nnz()}`);
  }
  return r.requires_grad_(x.requires_grad);
}

/** One element, to be changed in place, and its place among all. */
export interface Element {
  readonly value: Tensor;
  /** The tensor that it is an element of; mkldnn's are copies. */
  readonly of: Tensor;
  readonly at: readonly number[];
  readonly index: number;
}

/** The elements of a tensor; of a sparse one, those that are there. */
export function* elements(x: Tensor): Generator<Element> {
  if (isSparse(x)) yield* sparseElements(x);
  else {
    let index = 0;
    for (const at of places(x.shape)) {
      const of = isMkldnn(x) ? x.to_dense() : x.data;
      yield { value: element(of, at), of, at, index: index++ };
    }
  }
}

const element = (tensor: Tensor, at: readonly number[]): Tensor =>
  at.reduce((value, i) => value.select(0, i), tensor.dim() === 0 ? tensor.view([]) : tensor);

/** All places in a tensor of such sizes, the last running fastest. */
function* places(sizes: readonly number[]): Generator<number[]> {
  const [first, ...rest] = sizes;
  if (first === undefined) yield [];
  else for (let i = 0; i < first; i++) for (const at of places(rest)) yield [i, ...at];
}

function* sparseElements(x: Tensor): Generator<Element> {
  const [indices, values] = indicesAndValues(x);
  const strides = x.shape.map((_, i) => x.shape.slice(i + 1).reduce((product, size) => product * size, 1));
  const data = values.data;
  for (let i = 0; i < data.shape[0]!; i++) {
    const of = data.select(0, i);
    const prefix = indices.select(0, i).tolist<number[]>();
    for (const at of places(data.shape.slice(1))) {
      const index = [...prefix, ...at].reduce((sum, each, k) => sum + Number(each) * strides[k]!, 0);
      yield { value: element(of, at), of, at, index };
    }
  }
}

function indicesAndValues(x: Tensor): [Tensor, Tensor] {
  if (x.layout === sparse_coo) return [x._indices().t(), x._values()];
  const toCoo = op('aten::_convert_indices_from_csr_to_coo') as (...args: unknown[]) => Tensor;
  const [compressed, plain] = sparseIndices(x);
  const rows = toCoo(compressed, plain, false, !isRows(x));
  if (!isBlocks(x)) return [rows.t(), x.values()];
  const values = x.values();
  const [height, width] = values.shape.slice(1, 3) as [number, number];
  const within = stack(where(ones([height, width])) as Tensor[]).repeat([1, x._nnz()]);
  const indices = rows.repeat_interleave(height * width, 1)
    .mul_(rows.new_tensor([height, width]).reshape([2, 1])).add_(within).t();
  return [indices, values.flatten(0, 2)];
}

/** For each input that requires a gradient, a matrix: its elements by those of the outputs. */
export const matricesForInputs = (inputs: Inputs, columns: number): Tensor[] =>
  inputs.filter((each): each is Tensor => isDifferentiable(each) && each.requires_grad)
    .map((each) => each.new_zeros([each.numel(), columns], { layout: strided }));

/** For each output that has a derivative, a matrix: elements of an input by its elements. */
export const matricesForOutputs = (outputs: readonly unknown[], rows: number, dtype: Tensor['dtype'] | null): Tensor[] =>
  outputs.filter(isDifferentiable).map((each) =>
    each.new_zeros([rows, each.numel()], { layout: strided, ...(dtype === null ? {} : { dtype }) }));
