import { inspect } from 'node:util';
import { composite, parts, type Composite } from '../arguments/overrides.js';
import type { ToArguments, CudaArguments } from './convert.js';
import type { device } from '../values/device.js';
import * as types from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import type { layout } from '../values/layout.js';
import { isPlainObject } from '../python/objects.js';
import { is_tensor } from '../values/is_tensor.js';
import { sizeOf, type Size } from '../values/size.js';
import type { BackwardForms } from '../autograd/backward.js';
import type { Node } from '../autograd/graph.js';
import type { HookArguments, RemovableHandle } from '../autograd/hooks.js';
import type { TypedArray } from '../values/carriers.js';
import { TensorImpl, type Tensor } from './tensor.js';

/** The tensor whose elements, and whose history, a {@link WrapperTensor} has. */
export const inner: unique symbol = Symbol('inner');
/** Another of the same kind around a tensor of the same shape: a gradient. */
export const around: unique symbol = Symbol('around');

/** Objects with the methods of tensors and no handle: every operator finds that they fit no schema, and asks them. */
const WithoutHandle = function () {
  // No handle: what is around a tensor holds that.
} as unknown as abstract new () => TensorImpl;
(WithoutHandle as { prototype: unknown }).prototype = Object.create(TensorImpl.prototype);

/** `value` as autograd takes it: the tensor inside. */
export function innerOf(value: unknown): unknown {
  if (value instanceof WrapperTensor) return value[inner];
  return Array.isArray(value) ? value.map(innerOf) : value;
}

/** A kind of tensor that is written in TypeScript around one of libtorch's: its operators are a table. */
export abstract class WrapperTensor extends WithoutHandle {
  abstract get [inner](): Tensor;
  abstract [around](tensor: Tensor): Tensor;
  abstract get [parts](): readonly Tensor[];

  abstract get [composite](): Composite;
  override get shape(): Size {
    return sizeOf([...this[inner].shape]);
  }
  override dim(): number {
    return this.shape.length;
  }
  override get ndim(): number {
    return this.dim();
  }
  override numel(): number {
    return this[inner].numel();
  }
  override get nbytes(): number {
    return this.numel() * this.itemsize;
  }
  override stride(...args: [] | [number | { readonly dim: number }]): never {
    return (this[inner].stride as (...all: unknown[]) => never).apply(this[inner], args);
  }
  override get dtype(): types.dtype {
    return this[inner].dtype;
  }
  override get device(): device {
    return this[inner].device;
  }
  override get layout(): layout {
    return this[inner].layout;
  }
  override get is_cpu(): boolean {
    return this[inner].is_cpu;
  }
  override get is_quantized(): boolean {
    return this[inner].is_quantized;
  }
  override is_contiguous(...args: never[]): boolean {
    return this[inner].is_contiguous(...args);
  }
  override storage_offset(): number {
    return this[inner].storage_offset();
  }
  override get _version(): number {
    return this[inner]._version;
  }

  override to(...args: ToArguments | never[]): Tensor {
    const before = this[inner];
    const after = (before.to as (...all: unknown[]) => Tensor).apply(before, args.map(innerOf));
    return after === before ? this : this[around](after);
  }
  override cpu(): Tensor {
    return this.to('cpu');
  }
  override cuda(...args: CudaArguments): Tensor {
    return this[around](this[inner].cuda(...args));
  }
  override numpy(): TypedArray {
    throw new RuntimeError('.numpy() is not supported for tensor subclasses.');
  }
  override tolist<T>(): T {
    throw new RuntimeError(`.tolist() is not supported for tensor subclasses, got ${this.constructor.name}`);
  }

  override get requires_grad(): boolean {
    return this[inner].requires_grad;
  }
  override set requires_grad(value: boolean) {
    this[inner].requires_grad = value;
  }
  override requires_grad_(...args: [requires_grad?: boolean] | [options: { requires_grad?: boolean }]): this {
    (this[inner].requires_grad_ as (...all: unknown[]) => unknown).apply(this[inner], args);
    return this;
  }
  override get is_leaf(): boolean {
    return this[inner].is_leaf;
  }
  override get grad_fn(): Node | null {
    return this[inner].grad_fn;
  }
  override get grad(): Tensor | null {
    const { grad } = this[inner];
    return grad === null ? null : this[around](grad);
  }
  override set grad(gradient: Tensor | null) {
    this[inner].grad = innerOf(gradient) as Tensor | null;
  }
  override get grad_dtype(): types.dtype | null {
    return this[inner].grad_dtype;
  }
  override backward(...args: BackwardForms[number] | unknown[]): void {
    const given = args.map((arg) => (isPlainObject(arg)
      ? Object.fromEntries(Object.entries(arg).map(([name, value]) => [name, innerOf(value)])) : innerOf(arg)));
    (this[inner].backward as (...all: unknown[]) => void).apply(this[inner], given);
  }
  override retain_grad(): void {
    this[inner].retain_grad();
  }
  override get retains_grad(): boolean {
    return this[inner].retains_grad;
  }
  override get output_nr(): number {
    return this[inner].output_nr;
  }
  override register_hook(...[hook]: HookArguments): RemovableHandle {
    return this[inner].register_hook((gradient: Tensor) => {
      const given = (hook as (gradient: Tensor) => unknown)(this[around](gradient));
      return (is_tensor(given) ? innerOf(given) : given) as Tensor;
    });
  }
  override get data(): Tensor {
    return this[around](this[inner].data);
  }

  override dispose(): void {
    this[inner].dispose();
  }
  override [inspect.custom](): string {
    return this.toString();
  }
}

const conversions: Record<string, types.dtype> = {
  bfloat16: types.bfloat16, bool: types.bool, byte: types.uint8, cdouble: types.complex128, cfloat: types.complex64,
  char: types.int8, double: types.float64, float: types.float32, half: types.float16, int: types.int32,
  long: types.int64, short: types.int16,
};
for (const [name, type] of Object.entries(conversions)) {
  Object.defineProperty(WrapperTensor.prototype, name, {
    value(this: WrapperTensor): Tensor {
      return this.to(type);
    },
    configurable: true,
    writable: true,
  });
}
