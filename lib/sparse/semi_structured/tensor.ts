/** Matrices of which two in four are zeros, as NVIDIA's tensor cores take them (torch/sparse/semi_structured.py). */
import { op } from '../../addon/call/op.js';
import {
  composite, NotImplemented, parts, type AnyFunction, type Composite,
} from '../../arguments/overrides.js';
import { signature } from '../../arguments/signature.js';
import type { ToArguments } from '../../tensor/convert.js';
import type { Tensor } from '../../tensor/tensor.js';
import { around, inner, WrapperTensor } from '../../tensor/wrapper.js';
import { warn } from '../../python/warnings.js';
import type { dtype } from '../../values/dtype.js';
import { parseDevice, type DeviceLike } from '../../values/device.js';
import { int16, int32 } from '../../values/dtype.js';
import { NotImplementedError, RuntimeError, ValueError } from '../../values/errors.js';
import { Size } from '../../values/size.js';

const takes = signature(`SparseSemiStructuredTensor.__new__(self, shape: Sequence[int], packed: Tensor | None,
  meta: Tensor | None, packed_t: Tensor | None, meta_t: Tensor | None, compressed_swizzled_bitmask: Tensor | None,
  fuse_transpose_cusparselt: bool = False, alg_id_cusparselt: int = 0, requires_grad: bool = False)`);
/** What its constructor takes. */
export type SemiStructuredArguments = typeof takes.args;

/** Of what the sizes have to be multiples: of the sparse matrix, and of the dense one that it is multiplied with. */
export interface SizeConstraints {
  readonly sparse_min_rows: number;
  readonly sparse_min_cols: number;
  readonly dense_min_rows: number;
  readonly dense_min_cols: number;
}
export const constraints = (
  sparse_min_rows: number, sparse_min_cols: number, dense_min_rows: number, dense_min_cols: number,
): SizeConstraints => ({ sparse_min_rows, sparse_min_cols, dense_min_rows, dense_min_cols });

/** How the dense matrix of a product is taken. */
export interface ProductOptions {
  readonly bias?: Tensor | null;
  readonly should_transpose_dense?: boolean;
}

type Handler = (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>) => unknown;

let warned = false;

/**
 * The base of both layouts (`torch.sparse.SparseSemiStructuredTensor`): the elements that stay and where they were,
 * and the same of the transposed matrix. Only products, and what its table has; other operators throw a
 * NotImplementedError.
 */
export abstract class SparseSemiStructuredTensor extends WrapperTensor {
  static readonly _DEFAULT_ALG_ID = 0;
  /** Whether `to_sparse_semi_structured` takes CUTLASS. */
  static _FORCE_CUTLASS = false;
  static _FUSE_TRANSPOSE = false;
  /** The dtypes, each with what sizes have to be multiples of. */
  declare static readonly _DTYPE_SHAPE_CONSTRAINTS: ReadonlyMap<dtype, SizeConstraints>;

  /** The elements that stay. */
  readonly packed: Tensor | null;
  /** Where they were. */
  readonly meta: Tensor | null;
  /** The elements that stay of the transposed matrix. */
  readonly packed_t: Tensor | null;
  /** Where those were. */
  readonly meta_t: Tensor | null;
  /** A bit for each element of a tile: whether it stays. */
  readonly compressed_swizzled_bitmask: Tensor | null;
  /** Whether cuSPARSELt transposes its result within the product. */
  readonly fuse_transpose_cusparselt: boolean;
  /** The number of the algorithm of cuSPARSELt. */
  readonly alg_id_cusparselt: number;
  readonly #shape: Size;
  #requires_grad: boolean;

  constructor(...args: SemiStructuredArguments) {
    super();
    const given = takes.read(args);
    if (!warned) {
      warned = true;
      warn('UserWarning', 'The PyTorch API of SparseSemiStructuredTensor is in prototype stage and will change in the ' +
        'near future. Please open a Github issue for features requests and see our documentation on the torch.sparse ' +
        'module for further information about the project.');
    }
    if (given.packed === null && given.packed_t === null) {
      throw new ValueError('At least one of packed or packed_t must be provided');
    }
    this.#shape = new Size(given.shape);
    this.packed = given.packed;
    this.meta = given.meta;
    this.packed_t = given.packed_t;
    this.meta_t = given.meta_t;
    this.compressed_swizzled_bitmask = given.compressed_swizzled_bitmask;
    this.fuse_transpose_cusparselt = given.fuse_transpose_cusparselt;
    this.alg_id_cusparselt = given.alg_id_cusparselt;
    this.#requires_grad = given.requires_grad;
  }

  static __torch_function__(
    func: AnyFunction, _types: unknown, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>,
  ): unknown {
    return table[func.name]?.(args, kwargs) ?? NotImplemented;
  }

  get [composite](): Composite {
    const { name } = this.constructor;
    return {
      name: `torch.sparse.semi_structured.${name}`,
      refuse: (func) => new NotImplementedError(
        `${name} only supports a specific set of operations, can't perform requested op (${func.name})`),
    };
  }
  get [inner](): Tensor {
    return (this.packed ?? this.packed_t)!;
  }
  get [parts](): readonly Tensor[] {
    return [this.packed, this.meta, this.packed_t, this.meta_t, this.compressed_swizzled_bitmask].filter(
      (each): each is Tensor => each !== null);
  }
  [around](): Tensor {
    throw new NotImplementedError(`${this.constructor.name} has no gradients`);
  }

  override get shape(): Size {
    return this.#shape;
  }
  override numel(): number {
    return this.#shape.reduce((product, size) => product * size, 1);
  }
  override get requires_grad(): boolean {
    return this.#requires_grad;
  }
  override set requires_grad(value: boolean) {
    this.#requires_grad = value;
  }
  override requires_grad_(...[given]: [requires_grad?: boolean] | [options: { requires_grad?: boolean }]): this {
    this.#requires_grad = (typeof given === 'object' ? given.requires_grad : given) ?? true;
    return this;
  }
  override toString(): string {
    return `${this.constructor.name}(shape=${String(this.shape)})`;
  }

  /** Makes the matrix dense on the CPU: no other device, and no dtype. */
  override to(...args: ToArguments | never[]): Tensor {
    const [first, options] = args as [unknown, unknown];
    const named = (typeof first === 'object' ? first : options) as { device?: unknown } | undefined;
    const device = typeof first === 'string' ? first : named?.device ?? first;
    if (device !== undefined && isCpu(device)) {
      const dense = this.to_dense();
      return (dense.to as (...all: unknown[]) => Tensor).apply(dense, args);
    }
    throw new NotImplementedError('`to()` is not implemented for SparseSemiStructuredTensor. Only `to(\'cpu\')` is ' +
      'supported currently.');
  }

  /** The matrix with its zeros: the product with the unit matrix. */
  override to_dense(): Tensor {
    const columns = this.shape.at(-1)!;
    return this._mm(op('aten::eye')(columns, this.dtype, null, this.device));
  }

  /** The product with a dense matrix; `bias` is added to each of its columns. */
  abstract _mm(dense: Tensor, options?: ProductOptions): Tensor;

  /** Another of the class, with other parts. */
  like(changes: Partial<SemiStructuredParts>): this {
    const own: SemiStructuredParts = {
      shape: [...this.shape], packed: this.packed, meta: this.meta, packed_t: this.packed_t, meta_t: this.meta_t,
      compressed_swizzled_bitmask: this.compressed_swizzled_bitmask,
      fuse_transpose_cusparselt: this.fuse_transpose_cusparselt, alg_id_cusparselt: this.alg_id_cusparselt,
      requires_grad: false,
    };
    const Class = this.constructor as new (parts: SemiStructuredParts) => this;
    return new Class({ ...own, ...changes });
  }
}

/** What a semi-structured tensor is made of. */
export interface SemiStructuredParts {
  readonly shape: readonly number[];
  readonly packed: Tensor | null;
  readonly meta: Tensor | null;
  readonly packed_t: Tensor | null;
  readonly meta_t: Tensor | null;
  /** A bit for each element of a tile: whether it stays. */
  readonly compressed_swizzled_bitmask: Tensor | null;
  readonly fuse_transpose_cusparselt?: boolean;
  readonly alg_id_cusparselt?: number;
  readonly requires_grad?: boolean;
}

function isCpu(device: unknown): boolean {
  return (typeof device === 'string' || String(device) === 'cpu') && parseDevice(device as DeviceLike).type === 'cpu';
}

const isSemi = (value: unknown): value is SparseSemiStructuredTensor => value instanceof SparseSemiStructuredTensor;

const noBroadcasting = (): NotImplementedError =>
  new NotImplementedError('`SparseSemiStructuredTensor` matmul: Broadcasting is not implemented');

function transposed(self: SparseSemiStructuredTensor): SparseSemiStructuredTensor {
  return self.like({
    shape: [self.shape.at(-1)!, self.shape[0]!], packed: self.packed_t, meta: self.meta_t, packed_t: self.packed,
    meta_t: self.meta, compressed_swizzled_bitmask: self.compressed_swizzled_bitmask?.transpose(0, 1) ?? null,
  });
}

function product(a: Tensor, b: Tensor): Tensor {
  if (a.ndim !== 2 || b.ndim !== 2) throw noBroadcasting();
  if (isSemi(a)) return a._mm(b);
  return transposed(b as SparseSemiStructuredTensor)._mm(a, { should_transpose_dense: true });
}

function sumWithProduct(bias: Tensor, a: Tensor, b: Tensor): Tensor {
  if (a.ndim !== 2 || b.ndim !== 2) throw noBroadcasting();
  if (bias.ndim !== 1) {
    throw new NotImplementedError('`SparseSemiStructuredTensor` matmul: only bias dim=1 supported. Shape=' +
      String(bias.size()));
  }
  if (isSemi(a)) {
    throw new NotImplementedError('`SparseSemiStructuredTensor` matmul: only operand B of `addmm` can be sparse');
  }
  return transposed(b as SparseSemiStructuredTensor)._mm(a, { bias, should_transpose_dense: true });
}

/** The half of what cuSPARSELt packs that is elements, or where they were. */
function half(self: SparseSemiStructuredTensor, second: boolean): Tensor {
  const [m, k] = self.shape as unknown as [number, number];
  const kept = m * k / 2;
  const flat = self.packed!.ravel();
  return (second ? flat.narrow(0, kept, flat.numel() - kept) : flat.narrow(0, 0, kept)).view(m, -1);
}

/** What the operators do. */
const table: Readonly<Record<string, Handler>> = {
  values([self]) {
    const own = self as SparseSemiStructuredTensor;
    return own.meta === null ? half(own, false) : own.packed!.detach();
  },
  indices([self]) {
    const own = self as SparseSemiStructuredTensor;
    return own.meta ?? op('aten::view.dtype')(half(own, true), own.dtype === int32 ? int32 : int16);
  },
  is_same_size: ([a, b]) => String((a as Tensor).shape) === String((b as Tensor).shape),
  detach: ([self]) => (self as SparseSemiStructuredTensor).like({}),
  detach_: ([self]) => (self as SparseSemiStructuredTensor).requires_grad_(false),
  t: ([self]) => transposed(self as SparseSemiStructuredTensor),
  view([self, ...sizes]) {
    const own = self as SparseSemiStructuredTensor;
    const shape = sizes.flat();
    if (String(shape) === String([...own.shape])) return own;
    throw new NotImplementedError(
      `\`view\` is not implemented for SparseSemiStructuredTensor, except for the dummy case (shape=[${shape.join(', ')}])`);
  },
  mm: ([a, b], kwargs) => product(a as Tensor, (b ?? kwargs['mat2']) as Tensor),
  matmul: ([a, b], kwargs) => product(a as Tensor, (b ?? kwargs['other'] ?? kwargs['tensor2']) as Tensor),
  addmm: ([bias, a, b], kwargs) => sumWithProduct(bias as Tensor, (a ?? kwargs['mat1']) as Tensor, (b ?? kwargs['mat2']) as Tensor),
  linear([input, weight, bias], kwargs) {
    const dense = input as Tensor;
    const other = transposed((weight ?? kwargs['weight']) as SparseSemiStructuredTensor);
    const rows = dense.view(-1, dense.shape.at(-1)!);
    const added = (bias ?? kwargs['bias'] ?? null) as Tensor | null;
    const result = added === null ? product(rows, other) : sumWithProduct(added, rows, other);
    return result.view(...dense.shape.slice(0, -1), -1);
  },
  clone([self]) {
    const own = self as SparseSemiStructuredTensor;
    const copy = (each: Tensor | null): Tensor | null => each?.clone() ?? null;
    return own.like({
      packed: copy(own.packed), meta: copy(own.meta), packed_t: copy(own.packed_t), meta_t: copy(own.meta_t),
      compressed_swizzled_bitmask: copy(own.compressed_swizzled_bitmask), requires_grad: own.requires_grad,
    });
  },
};

/** Throws PyTorch's RuntimeErrors for a matrix that the kernels of a class do not take. */
export function checkDense(cls: typeof SparseSemiStructuredTensor, original: Tensor): void {
  if (!original.is_cuda) {
    throw new RuntimeError(`Error original_tensor.device= ${String(original.device)} is not supported! Only CUDA tensors ` +
      'are currently supported.');
  }
  if (original.dim() !== 2) {
    throw new RuntimeError(`Error original_tensor.dim = ${original.dim()} is not supported! Only 2d tensors are currently ` +
      'supported.');
  }
  if (!original.is_contiguous()) {
    throw new RuntimeError('Error original_tensor is not contiguous!Only contiguous tensors are currently supported.');
  }
  const limits = cls._DTYPE_SHAPE_CONSTRAINTS.get(original.dtype);
  if (limits === undefined) {
    throw new RuntimeError(`Error original_tensor.dtype ${String(original.dtype)} is not a supported dtype for ` +
      `<class 'torch.sparse.semi_structured.${cls.name}'>!`);
  }
  const [m, n] = original.shape as unknown as [number, number];
  const { sparse_min_rows: rows, sparse_min_cols: columns } = limits;
  if (m >= rows && m % rows === 0 && n >= columns && n % columns === 0) return;
  throw new RuntimeError(`Error original_tensor.shape ${String(original.size())} is not supported! Both dimensions must be ` +
    `larger than or equal to and a multiple of (${rows}, ${columns})`);
}
