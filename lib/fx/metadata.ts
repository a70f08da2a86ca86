/** What is noted of a tensor (the class TensorMetadata of torch/fx/passes/shape_prop.py). */
import type { dtype } from '../values/dtype.js';
import type { memory_format } from '../values/memory_format.js';
import { py_repr } from '../python/repr.js';
import type { Size } from '../values/size.js';
import { inspect } from 'node:util';

/**
 * The shape of a tensor and what else is known before its elements are (`torch.fx.passes.shape_prop.TensorMetadata`).
 */
export class TensorMetadata {
  readonly shape: Size;
  readonly dtype: dtype;
  readonly requires_grad: boolean;
  readonly stride: readonly number[];
  /** The memory format that its strides are of; null for none of the three. */
  readonly memory_format: memory_format | null;
  readonly is_quantized: boolean;
  /** Scheme, scale and zero point of a quantized tensor; empty for others. */
  readonly qparams: Readonly<Record<string, unknown>>;

  constructor(
    shape: Size, dtype: dtype, requires_grad: boolean, stride: readonly number[], memory_format: memory_format | null,
    is_quantized: boolean, qparams: Readonly<Record<string, unknown>>,
  ) {
    this.shape = shape;
    this.dtype = dtype;
    this.requires_grad = requires_grad;
    this.stride = Object.freeze([...stride]);
    this.memory_format = memory_format;
    this.is_quantized = is_quantized;
    this.qparams = qparams;
  }

  /** As Python prints a named tuple. */
  toString(): string {
    const fields = Object.entries(this).map(([name, value]) => `${name}=${py_repr(value)}`);
    return `TensorMetadata(${fields.join(', ')})`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

export const isMetadata = (value: unknown): value is TensorMetadata => value instanceof TensorMetadata;
