import { signature } from '../arguments/signature.js';
import { is_tensor } from '../values/is_tensor.js';
import { bool } from '../values/dtype.js';
import {
  sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, type layout,
} from '../values/layout.js';
import { ones } from '../generated/torch.js';
import { sparse_compressed_tensor, sparse_coo_tensor } from '../tensor/sparse_tensors.js';
import type { Tensor } from '../tensor/tensor.js';

/** `torch.autograd.gradcheck`, or what is called as it is. */
export type Gradcheck = (
  func: (...inputs: never[]) => unknown, inputs: unknown, options?: Readonly<Record<string, unknown>>,
) => boolean;

const layouts = new Set<layout>([sparse_coo, sparse_csr, sparse_csc, sparse_bsr, sparse_bsc]);
const byRow = new Set<layout>([sparse_csr, sparse_bsr]);
const ofBlocks = new Set<layout>([sparse_bsr, sparse_bsc]);

/**
 * A gradcheck that takes functions of, or to, sparse tensors too (`torch.sparse.as_sparse_gradcheck`): `gradcheck`
 * itself sees their values only, as strided tensors. The one option more, `masked`, says that elements that a sparse
 * tensor does not have are no inputs; else they count as zeros.
 */
export const as_sparse_gradcheck = signature('as_sparse_gradcheck(gradcheck: Gradcheck) -> Gradcheck').define(
  (gradcheck) => (func, inputs, options = {}) => {
    const { masked = false, ...rest } = options;
    const given = Array.isArray(inputs) ? inputs as unknown[] : [inputs];
    // Values stand for a sparse input; `whole` makes it of them again.
    const parts = given.map((input) => (isDifferentiable(input) ? takenApart(input, masked === true) : null));
    const strided = given.map((input, i) => parts[i]?.values ?? input);
    const wrapped = (...args: unknown[]): unknown => {
      const whole = args.map((arg, i) => parts[i]?.whole(arg as Tensor) ?? arg);
      const outputs = (func as (...all: unknown[]) => unknown)(...whole);
      const dense = (one: unknown): unknown =>
        (isDifferentiable(one) ? one.to_dense({ masked_grad: masked as boolean }) : one);
      return Array.isArray(outputs) ? outputs.map(dense) : dense(outputs);
    };
    return gradcheck(wrapped, strided, rest);
  });

function isDifferentiable(value: unknown): value is Tensor {
  return is_tensor(value) && value.requires_grad && layouts.has(value.layout);
}

function takenApart(given: Tensor, masked: boolean): { values: Tensor; whole: (values: Tensor) => Tensor } {
  const { layout, shape } = given;
  const sparse = masked ? given : withZeros(given);
  if (layout === sparse_coo) {
    const indices = sparse._indices();
    const is_coalesced = sparse.is_coalesced();
    return {
      values: sparse._values().requires_grad_(true),
      whole: (values) => sparse_coo_tensor(indices, values, shape, { is_coalesced }),
    };
  }
  const [compressed, plain] = byRow.has(layout) ? [sparse.crow_indices(), sparse.col_indices()]
    : [sparse.ccol_indices(), sparse.row_indices()];
  return {
    values: sparse.values().requires_grad_(true),
    whole: (values) => sparse_compressed_tensor(compressed, plain, values, shape, { layout }),
  };
}

/** The same tensor with all its elements. */
function withZeros(sparse: Tensor): Tensor {
  const { layout } = sparse;
  const batch = sparse.ndim - sparse.dense_dim() - sparse.sparse_dim();
  const blocksize = ofBlocks.has(layout) ? sparse.values().shape.slice(batch + 1, batch + 3) as [number, number] : null;
  const all = ones(sparse.shape, { device: sparse.device, dtype: bool });
  const mask = all.to_sparse({ layout, blocksize, dense_dim: sparse.dense_dim() });
  return sparse.to_dense().sparse_mask(mask);
}
