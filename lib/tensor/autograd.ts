import { native } from '../binding.js';
import type { Tensor } from '../tensor.js';
import { TensorBase } from '../tensor_base.js';
import { wrap } from '../wrap.js';

/** What a tensor has to do with gradients. */
export class TensorAutograd extends TensorBase {
  get requires_grad(): boolean {
    return native.requires_grad(TensorBase.self(this));
  }
  set requires_grad(value: boolean) {
    this.requires_grad_(value);
  }
  /** Says whether gradients are recorded from here on, and gives the tensor back (`Tensor.requires_grad_`). */
  requires_grad_(requires_grad = true): this {
    native.set_requires_grad(TensorBase.self(this), requires_grad);
    return this;
  }
  /** The node of the graph that made the tensor; null for a leaf. */
  get grad_fn(): { name(): string } | null {
    return null;
  }
  get is_leaf(): boolean {
    return native.is_leaf(TensorBase.self(this));
  }
  get retains_grad(): boolean {
    return native.retains_grad(TensorBase.self(this));
  }
  get output_nr(): number {
    return native.output_nr(TensorBase.self(this));
  }
  /** The tensor without its history, over the same memory (`Tensor.data`); assigning replaces the memory. */
  get data(): Tensor {
    return wrap(native.variable_data(TensorBase.self(this)));
  }
  set data(source: Tensor) {
    native.set_data(TensorBase.self(this), TensorBase.self(source));
  }
}
