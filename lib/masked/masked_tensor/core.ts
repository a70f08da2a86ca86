import {
  composite, nobodyAnswers, NotImplemented, parts, type AnyFunction, type Composite,
} from '../../arguments/overrides.js';
import { signature } from '../../arguments/signature.js';
import { callable } from '../../python/callable.js';
import { warn } from '../../python/warnings.js';
import { is_tensor, is_plain_tensor } from '../../values/is_tensor.js';
import { bool, float16, float32, float64, int16, int32, int64, int8, type dtype } from '../../values/dtype.js';
import { ValueError } from '../../values/errors.js';
import { sparse_coo, sparse_csr, strided, type layout } from '../../values/layout.js';
import type { Size } from '../../values/size.js';
import { tensor } from '../../tensor/factories.js';
import type { Index } from '../../tensor/indexing.js';
import type { Tensor } from '../../tensor/tensor.js';
import { around, inner, WrapperTensor } from '../../tensor/wrapper.js';
import { sameShape, where } from '../where.js';
import { maskedText } from './text.js';

const takes = signature('MaskedTensor.__new__(self, data: Tensor, mask: Tensor, requires_grad: bool = False)');
const dtypes = new Set<dtype>([float16, float32, float64, bool, int8, int16, int32, int64]);
const layouts = new Set<layout>([strided, sparse_coo, sparse_csr]);

/** What a function does with masked tensors, by its name. */
export type Handler = (
  func: AnyFunction, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>,
) => unknown;
const handlers = new Map<string, Handler>();

/** Told by the tables of operators. */
export function handle(names: readonly string[], handler: Handler): void {
  for (const name of names) handlers.set(name, handler);
}

const kind: Composite = {
  name: 'torch.masked.maskedtensor.core.MaskedTensor',
  refuse: (func) => nobodyAnswers(`torch._ops.aten.${func.name}.default`, '__torch_dispatch__', [
    "  - tensor subclass <class 'torch.masked.maskedtensor.core.MaskedTensor'>\n",
  ]),
};

/** The objects behind {@link MaskedTensor}. */
export class MaskedTensorImpl extends WrapperTensor {
  #data: Tensor;
  #mask: Tensor;

  constructor(data: Tensor, mask: Tensor) {
    super();
    if (data.layout !== mask.layout) throw new TypeError('data and mask must have the same layout.');
    [this.#data, this.#mask] = copied(data, mask);
    check(this.#data, this.#mask);
  }

  static __torch_function__(
    func: AnyFunction, _types: unknown, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>,
  ): unknown {
    const handler = handlers.get(func.name);
    if (handler !== undefined) return handler(func, args, kwargs);
    return NotImplemented;
  }

  get [composite](): Composite {
    return kind;
  }
  get [inner](): Tensor {
    return this.#data;
  }
  get [parts](): readonly Tensor[] {
    return [this.#data, this.#mask];
  }
  [around](data: Tensor): MaskedTensor {
    return new MaskedTensorImpl(data, this.#mask);
  }

  /** The elements, also those that the mask hides (`MaskedTensor.get_data`). */
  get_data(): Tensor {
    return this.#data;
  }
  /** Where elements are (`MaskedTensor.get_mask`). */
  get_mask(): Tensor {
    return this.#mask;
  }
  /** The elements with `value` where there are none (`MaskedTensor.to_tensor`). */
  to_tensor(value: number): Tensor {
    return this.#data.masked_fill(this.#mask.logical_not(), value);
  }
  /** Replaces both, after an operator that works in place. */
  set_data_mask(data: Tensor, mask: Tensor): void {
    check(data, mask);
    [this.#data, this.#mask] = [data, mask];
  }

  /** Whether the layout is torch.sparse_coo (`MaskedTensor.is_sparse_coo`). */
  is_sparse_coo(): boolean {
    return this.layout === sparse_coo;
  }
  override get is_sparse(): boolean {
    return this.layout === sparse_coo || this.layout === sparse_csr;
  }
  override get shape(): Size {
    return this.#data.shape;
  }
  override index(...indices: Index[]): MaskedTensor {
    return new MaskedTensorImpl(this.#data.index(...indices), this.#mask.index(...indices));
  }
  override item<T>(): T {
    return this.#data.item() as T;
  }
  override toString(): string {
    return maskedText(this.#data, this.#mask);
  }
}

/** A tensor some elements of which are not there (`torch.masked.MaskedTensor`). */
export interface MaskedTensor extends MaskedTensorImpl {}

/**
 * Makes a leaf of copies of the data and of a mask that is true where they count, with or without `new`
 * (`torch.masked.MaskedTensor`): strided, COO or CSR. Operators that have no meaning for it throw a TypeError.
 */
export const MaskedTensor = callable('MaskedTensor', MaskedTensorImpl.prototype as MaskedTensor,
  (...args: typeof takes.args): MaskedTensor => {
    const [data, mask, requires_grad] = takes.list(args);
    checkTensors(data, mask);
    if (data.requires_grad) {
      warn('UserWarning', 'It is not recommended to create a MaskedTensor with a tensor that requires_grad. ' +
        'To avoid this, you can use data.detach().clone()');
    }
    return new MaskedTensorImpl(data.detach(), mask).requires_grad_(requires_grad);
  });
Object.assign(MaskedTensor, { __torch_function__: MaskedTensorImpl.__torch_function__ });

/** Makes a leaf of data and a mask (`torch.masked.masked_tensor`), as `torch.tensor` does of data. */
export const masked_tensor = signature(
  'masked_tensor(data: Tensor, mask: Tensor, requires_grad: bool = False) -> MaskedTensor',
).define((data, mask, requires_grad) => MaskedTensor(data, mask, requires_grad), { asks: false });

/** A masked tensor through which gradients reach `data` (`torch.masked.as_masked_tensor`). */
export const as_masked_tensor = signature(
  'as_masked_tensor(data: Tensor, mask: Tensor) -> MaskedTensor',
).define((data, mask) => {
  checkTensors(data, mask);
  return new MaskedTensorImpl(data, mask);
}, { asks: false });

/** Whether a value is a {@link MaskedTensor} (`torch.masked.is_masked_tensor`). */
export function is_masked_tensor(value: unknown): value is MaskedTensor {
  return value instanceof MaskedTensorImpl;
}

function checkTensors(data: unknown, mask: unknown): void {
  warn('UserWarning', 'The PyTorch API of MaskedTensors is in prototype stage and will change in the near future. ' +
    'Please open a Github issue for feature requests and see our documentation on the torch.masked module for further ' +
    'information about the project.');
  if (!is_tensor(data) || !is_plain_tensor(data)) throw new TypeError('data must be a Tensor');
  if (!is_tensor(mask) || !is_plain_tensor(mask)) throw new TypeError('mask must be a Tensor');
}

/** Copies, whose sparse elements are at the same places. */
function copied(data: Tensor, mask: Tensor): [data: Tensor, mask: Tensor] {
  if (data.layout === sparse_coo) {
    const [d, m] = [data.coalesce(), mask.coalesce()];
    return [d._nnz() === m._nnz() ? d.clone() : where(m, d, tensor(0n)), m.clone()];
  }
  if (data.layout === sparse_csr && data._nnz() !== mask._nnz()) return [where(mask, data, tensor(0n)), mask.clone()];
  return [data.clone(), mask.clone()];
}

function check(data: Tensor, mask: Tensor): void {
  if (!layouts.has(data.layout)) throw new TypeError(`data layout of ${data.layout} is not supported.`);
  if (data.layout === sparse_coo && !tensorsMatch(data.indices(), mask.indices())) {
    throw new ValueError('data and mask are both sparse COO tensors but do not have the same indices.');
  }
  if (data.layout === sparse_csr && !(tensorsMatch(data.crow_indices(), mask.crow_indices()) &&
    tensorsMatch(data.col_indices(), mask.col_indices()))) {
    throw new ValueError('data and mask are both sparse CSR tensors but do not share either crow or col indices.');
  }
  if (mask.dtype !== bool) throw new TypeError('mask must have dtype bool.');
  if (!dtypes.has(data.dtype)) throw new TypeError(`${data.dtype} is not supported in MaskedTensor.`);
  if (data.dim() !== mask.dim()) throw new ValueError('data.dim() must equal mask.dim()');
  if (!sameShape(data, mask)) throw new ValueError('data.size() must equal mask.size()');
}

/** Whether two tensors have the same elements at the same places. */
export function tensorsMatch(a: Tensor, b: Tensor): boolean {
  if (a.layout !== b.layout) {
    throw new ValueError(`\`a\` and \`b\` must have the same layout. Got ${a.layout} and ${b.layout}`);
  }
  if (a.layout === sparse_coo) return tensorsMatch(a.values(), b.values()) && tensorsMatch(a.indices(), b.indices());
  if (a.layout === sparse_csr) {
    return tensorsMatch(a.crow_indices(), b.crow_indices()) && tensorsMatch(a.col_indices(), b.col_indices()) &&
      tensorsMatch(a.values(), b.values());
  }
  return a.dim() === b.dim() && a.eq(b).all().item();
}
