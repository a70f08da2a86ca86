import { typeName } from '../../values/type_name.js';
import { tupleText } from '../../printing/tensor_text.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { signature } from '../../arguments/signature.js';

const flatten_ = signature('Flatten(start_dim: int = 1, end_dim: int = -1)');

/** Makes one dimension of several; the first, the batch, stays unless said otherwise (`torch.nn.Flatten`). */
export class Flatten extends Module {
  start_dim: number;
  end_dim: number;

  constructor(...args: typeof flatten_.args) {
    super();
    [this.start_dim, this.end_dim] = flatten_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return input.flatten(this.start_dim, this.end_dim);
  }
  override extra_repr(): string {
    return `start_dim=${this.start_dim}, end_dim=${this.end_dim}`;
  }
}

const unflatten_ = signature('Unflatten(dim: int, unflattened_size: Sequence[int])');

/** Makes several dimensions of one (`torch.nn.Unflatten`). Throws a TypeError for sizes that are no integers. */
export class Unflatten extends Module {
  dim: number;
  unflattened_size: readonly number[];

  constructor(...args: typeof unflatten_.args) {
    super();
    const [dim, unflattened_size] = unflatten_.list(args);
    const size: unknown = unflattened_size;
    if (!Array.isArray(size)) {
      throw new TypeError(`unflattened_size must be a tuple of ints, but found type ${typeName(size)}`);
    }
    for (const [i, element] of (size as unknown[]).entries()) {
      if (Number.isInteger(element)) continue;
      throw new TypeError(
        `unflattened_size must be tuple of ints, but found element of type ${typeName(element)} at pos ${i}`);
    }
    this.dim = dim;
    this.unflattened_size = unflattened_size;
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return input.unflatten(this.dim, this.unflattened_size as number[]);
  }
  override extra_repr(): string {
    return `dim=${this.dim}, unflattened_size=${tupleText(this.unflattened_size)}`;
  }
}
