import { op } from '../../addon/call/op.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';
import type { Tensor } from '../../tensor/tensor.js';
import { bfloat16, float16, float32, float8_e4m3fn, float8_e4m3fnuz, int8, type dtype } from '../../values/dtype.js';
import { NotImplementedError, ValueError } from '../../values/errors.js';
import { sparse_semi_structured_from_dense_cutlass, sparse_semi_structured_to_dense_cutlass } from './conversions.js';
import {
  checkDense, constraints, SparseSemiStructuredTensor, type ProductOptions, type SizeConstraints,
} from './tensor.js';

const takes = {
  cutlass: signature('SparseSemiStructuredTensorCUTLASS.from_dense(original_tensor: Tensor, alg_id: int = 0)'),
  cusparselt: signature('SparseSemiStructuredTensorCUSPARSELT.from_dense(original_tensor: Tensor, alg_id: int = 0)'),
  prune: signature(
    'SparseSemiStructuredTensorCUTLASS.prune_dense_static_sort(original_tensor: Tensor, algorithm: str = "")'),
};

const tile = op<Tensor[]>('aten::_sparse_semi_structured_tile');

/** What no class multiplies. Throws PyTorch's errors. */
function checkProduct(self: SparseSemiStructuredTensor, dense: Tensor): void {
  if (dense instanceof SparseSemiStructuredTensor) {
    throw new ValueError(
      '`SparseSemiStructuredTensor @ SparseSemiStructuredTensor` is not supported by the hardware');
  }
  if (self.ndim !== 2 || dense.ndim !== 2) {
    throw new NotImplementedError(`\`${self.constructor.name}\` matmul: Broadcasting is not implemented`);
  }
}

const unsupported = (self: SparseSemiStructuredTensor): NotImplementedError =>
  new NotImplementedError(`\`${self.constructor.name}\` matmul: operation is not supported`);

/** A dense matrix with zeros up to the next sizes that the kernel takes. */
function padded(
  dense: Tensor, { dense_min_rows, dense_min_cols }: SizeConstraints,
): { input: Tensor; isPadded: boolean } {
  const [m, n] = dense.shape as unknown as [number, number];
  const [rows, columns] = [(dense_min_rows - m % dense_min_rows) % dense_min_rows,
    (dense_min_cols - n % dense_min_cols) % dense_min_cols];
  if (rows === 0 && columns === 0) return { input: dense, isPadded: false };
  return { input: op('aten::constant_pad_nd')(dense, [0, columns, 0, rows], 0), isPadded: true };
}

/** In CUTLASS's layout, with metadata of its own (`torch.sparse.SparseSemiStructuredTensorCUTLASS`). */
export class SparseSemiStructuredTensorCUTLASS extends SparseSemiStructuredTensor {
  static readonly BACKEND = 'cutlass';
  static override readonly _DTYPE_SHAPE_CONSTRAINTS: ReadonlyMap<dtype, SizeConstraints> = new Map([
    [int8, constraints(16, 128, 16, 16)],
    [float16, constraints(32, 64, 8, 8)],
    [bfloat16, constraints(32, 64, 8, 8)],
    [float32, constraints(32, 32, 4, 4)],
  ]);

  /** Of a CUDA matrix that has the zeros already. Throws a RuntimeError for one that the kernels do not take. */
  static from_dense(...args: typeof takes.cutlass.args): SparseSemiStructuredTensorCUTLASS {
    const [original] = takes.cutlass.list(args);
    checkDense(this, original);
    const [packed, meta] = sparse_semi_structured_from_dense_cutlass(original);
    return new this({
      shape: [...original.shape], packed, meta, packed_t: null, meta_t: null, compressed_swizzled_bitmask: null,
      requires_grad: original.requires_grad,
    });
  }

  /** Of any CUDA matrix: in each 4 × 4 tile the largest elements stay, two in a row and a column. */
  static prune_dense_static_sort(...args: typeof takes.prune.args): SparseSemiStructuredTensorCUTLASS {
    const [original, algorithm] = takes.prune.list(args);
    const [packed, meta, packed_t, meta_t, bitmask] = tile(original, algorithm, true);
    return new this({
      shape: [...original.shape], packed: packed!, meta: meta!, packed_t: packed_t!, meta_t: meta_t!,
      compressed_swizzled_bitmask: bitmask!,
    });
  }

  override to_dense(): Tensor {
    const { packed, meta } = this;
    if (packed === null || meta === null) throw unsupported(this);
    return meta.ndim === 2 ? sparse_semi_structured_to_dense_cutlass(packed, meta) : super.to_dense();
  }

  override _mm(dense: Tensor, { bias = null, should_transpose_dense: turned = false }: ProductOptions = {}): Tensor {
    checkProduct(this, dense);
    const { packed, meta } = this;
    const limits = SparseSemiStructuredTensorCUTLASS._DTYPE_SHAPE_CONSTRAINTS.get(dense.dtype);
    if (packed === null || meta === null || limits === undefined) throw unsupported(this);
    const [m, n] = dense.shape as unknown as [number, number];
    const { input, isPadded } = padded(dense, limits);
    const other = turned ? input.t() : input;
    let result = bias === null ? op('aten::_sparse_semi_structured_mm')(packed, meta, other)
      : op('aten::_sparse_semi_structured_addmm')(bias, packed, meta, other);
    if (isPadded) result = result.narrow(0, 0, this.shape[0]!).narrow(1, 0, turned ? m : n);
    if (turned) return result.t().contiguous();
    return isPadded ? result.contiguous() : result;
  }
}

const fp8 = new Set<dtype>([float8_e4m3fn, float8_e4m3fnuz]);

/**
 * In cuSPARSELt's layout: elements and metadata in one tensor (`torch.sparse.SparseSemiStructuredTensorCUSPARSELT`).
 */
export class SparseSemiStructuredTensorCUSPARSELT extends SparseSemiStructuredTensor {
  static readonly BACKEND = 'cusparselt';
  static override readonly _DTYPE_SHAPE_CONSTRAINTS: ReadonlyMap<dtype, SizeConstraints> = new Map([
    [float8_e4m3fn, constraints(32, 32, 16, 16)],
    [float8_e4m3fnuz, constraints(32, 32, 16, 16)],
    [int8, constraints(32, 32, 16, 16)],
    [float16, constraints(16, 16, 8, 8)],
    [bfloat16, constraints(16, 16, 8, 8)],
  ]);

  /** Of a CUDA matrix that has the zeros already. Throws a RuntimeError for one that the kernels do not take. */
  static from_dense(...args: typeof takes.cusparselt.args): SparseSemiStructuredTensorCUSPARSELT {
    const [original, alg_id] = takes.cusparselt.list(args);
    checkDense(this, original);
    return new this({
      shape: [...original.shape], packed: op('aten::_cslt_compress')(original), meta: null, packed_t: null, meta_t: null,
      compressed_swizzled_bitmask: null, fuse_transpose_cusparselt: SparseSemiStructuredTensor._FUSE_TRANSPOSE,
      alg_id_cusparselt: alg_id, requires_grad: original.requires_grad,
    });
  }

  /** Of any CUDA matrix: in each 4 × 4 tile the largest elements stay, two in a row and a column. */
  static prune_dense_static_sort(...args: typeof takes.prune.args): SparseSemiStructuredTensorCUSPARSELT {
    const [original, algorithm] = takes.prune.list(args, 'SparseSemiStructuredTensorCUSPARSELT.prune_dense_static_sort');
    const [packed, meta, packed_t, meta_t, bitmask] = tile(original, algorithm, false);
    return new this({
      shape: [...original.shape], packed: packed!.view(original.size(0), -1), meta: meta!,
      packed_t: packed_t!.view(original.size(1), -1), meta_t: meta_t!, compressed_swizzled_bitmask: bitmask!,
    });
  }

  override _mm(dense: Tensor, { bias = null, should_transpose_dense: turned = false }: ProductOptions = {}): Tensor {
    checkProduct(this, dense);
    this.#checkTypes(dense, bias);
    if (this.packed === null) throw unsupported(this);
    const [m, n] = dense.shape as unknown as [number, number];
    const limits = SparseSemiStructuredTensorCUSPARSELT._DTYPE_SHAPE_CONSTRAINTS.get(dense.dtype);
    if (limits === undefined) throw unsupported(this);
    const { input, isPadded } = padded(dense, limits);
    const result = op('aten::_cslt_sparse_mm')(this.packed, turned ? input.t() : input, {
      bias, transpose_result: turned, alg_id: this.alg_id_cusparselt,
    });
    return isPadded ? result.narrow(turned ? 0 : 1, 0, turned ? m : n).contiguous() : result;
  }

  #checkTypes(dense: Tensor, bias: Tensor | null): void {
    const sizes = (each: Tensor): string => `(${[...each.shape].join(', ')})`;
    const call = `\`${this.constructor.name}\` matmul: trying to do \`A=${sizes(this)} @ B=${sizes(dense)}`;
    const own = String(this.dtype);
    if (dense.dtype !== this.dtype) {
      throw new NotImplementedError(`${call}\`, with A.dtype=${own} and B.dtype=${String(dense.dtype)}. This operation is ` +
        'only supported when A and B have the same data type.');
    }
    if (bias !== null && bias.dtype !== this.dtype) {
      throw new NotImplementedError(`${call} + C\`, with A.dtype=B.dtype=${own} and C.dtype=${String(dense.dtype)}. This ` +
        'operation is only supported when A, B and C have the same data type.');
    }
    if (fp8.has(this.dtype)) {
      throw new NotImplementedError(`${call}\`, with A.dtype=B.dtype=${own}. mm is not supported for ` +
        'float8_e4m3fn/float8_e4m3fnuz, please use `torch._scaled_mm` instead.');
    }
  }
}

/**
 * A CUDA matrix of which two in four are zeros, for faster products (`torch.sparse.to_sparse_semi_structured`): by
 * cuSPARSELt, or by CUTLASS where `SparseSemiStructuredTensor._FORCE_CUTLASS`. Throws a RuntimeError for a tensor of
 * another device, or one that the kernels do not take.
 */
export const to_sparse_semi_structured = signature(`to_sparse_semi_structured(original_tensor: Tensor,
  transposed: bool = False, alg_id: int = 0) -> SparseSemiStructuredTensor`).define((original, transposed, alg_id) => {
  if (transposed) {
    warn('FutureWarning', 'Setting transpose from `to_sparse_semi_structured` is deprecated and will be removed in a ' +
      'future release. `SparseSemiStructuredTensor` only support contiguous input tensors.');
  }
  return SparseSemiStructuredTensor._FORCE_CUTLASS
    ? SparseSemiStructuredTensorCUTLASS.from_dense(original, alg_id)
    : SparseSemiStructuredTensorCUSPARSELT.from_dense(original, alg_id);
});
