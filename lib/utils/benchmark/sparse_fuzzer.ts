import { signature } from '../../arguments/signature.js';
import { cat, rand, randint, randn_like } from '../../generated/torch.js';
import { sparse_coo_tensor } from '../../tensor/sparse_tensors.js';
import { tensor } from '../../tensor/factories.js';
import type { Tensor } from '../../tensor/tensor.js';
import { int64, type dtype } from '../../values/dtype.js';
import { AssertionError } from '../../values/errors.js';
import { FuzzedTensor } from './fuzzed_tensor.js';
import type { FuzzedParameters, TensorProperties } from './fuzzer.js';

const takes = {
  make: signature(`FuzzedSparseTensor(name: str, size: Sequence[str | int], min_elements: int = None,
    max_elements: int = None, dim_parameter: str = None, sparse_dim: str = None, nnz: str = None, density: str = None,
    coalesced: str = None, dtype: dtype = None, cuda: bool = False)`),
  construct: signature(`FuzzedSparseTensor.sparse_tensor_constructor(size: Sequence[int], dtype: dtype, sparse_dim: int,
    nnz: int, is_coalesced: bool)`),
};

/**
 * A sparse tensor that fuzzers make (`torch.utils.benchmark.FuzzedSparseTensor`): the parameters `density`, `coalesced`
 * and, where `sparse_dim` is given, that one say what it is like.
 */
export class FuzzedSparseTensor extends FuzzedTensor {
  readonly #sparseDim: string | null;

  constructor(...args: typeof takes.make.args) {
    const given = takes.make.read(args);
    const { name, size, min_elements, max_elements, dim_parameter, sparse_dim, dtype: type, cuda } = given;
    super({ name, size, min_elements, max_elements, dim_parameter, dtype: type, cuda });
    this.#sparseDim = sparse_dim;
  }

  /** A sparse tensor with random elements at random places, each twice where it is not to be coalesced. */
  static sparse_tensor_constructor(...args: typeof takes.construct.args): Tensor {
    const [size, type, sparse_dim, nnz, is_coalesced] = takes.construct.list(args) as
      [readonly number[], dtype, number, number, boolean];
    const outer = size.slice(0, sparse_dim);
    if (outer.every((each) => each <= 0) && nnz !== 0) throw new AssertionError('invalid arguments');
    const shape = [nnz, ...size.slice(sparse_dim)];
    const options = { dtype: type, device: 'cpu' } as const;
    let values = type.is_floating_point ? rand(shape, options) : randint(1, 127, shape, options);
    const places = rand(sparse_dim, nnz, { device: 'cpu' });
    places.mul_(tensor(outer).unsqueeze(1).to(places));
    let indices = places.to(int64);
    if (!is_coalesced) {
      values = cat([values, randn_like(values)], 0);
      indices = cat([indices, indices], 1);
    }
    const made = sparse_coo_tensor(indices, values, [...size]);
    return is_coalesced ? made.coalesce() : made;
  }

  override _make_tensor(params: FuzzedParameters): [Tensor, TensorProperties] {
    const { size } = this.sizes(params);
    const density = params['density'] as number;
    const total = size.reduce((sum, each) => sum + each, 0);
    const nnz = Math.ceil(total * density);
    if (nnz > total) throw new AssertionError('nnz cannot exceed total number of elements');
    const wanted = this.#sparseDim ? (params['sparse_dim'] as number) : size.length;
    const dim = Math.min(wanted, size.length);
    let made = FuzzedSparseTensor.sparse_tensor_constructor(size, this.dtype, dim, nnz, params['coalesced'] as boolean);
    if (this.cuda) made = made.cuda();
    const sparse_dim = made.sparse_dim();
    return [made, {
      numel: made.numel(), shape: made.size(), is_coalesced: made.is_coalesced(), density, sparsity: 1 - density,
      sparse_dim, dense_dim: made.dense_dim(), is_hybrid: size.length > sparse_dim, dtype: String(this.dtype),
    }];
  }
}
