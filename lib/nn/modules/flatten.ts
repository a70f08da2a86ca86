import { typeName } from '../../values/type_name.js';
import { tupleText } from '../../printing/tensor_text.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Module } from '../module.js';
import { constructorArguments, type Arguments } from './arguments.js';

interface FlattenOptions {
  readonly start_dim?: number;
  readonly end_dim?: number;
}
const flattenOrder = ['start_dim', 'end_dim'] as const;

/** Makes one dimension of several; the first, the batch, stays unless said otherwise (`torch.nn.Flatten`). */
export class Flatten extends Module {
  start_dim: number;
  end_dim: number;

  constructor(...args: Arguments<FlattenOptions, typeof flattenOrder>) {
    super();
    const given = constructorArguments<FlattenOptions>('Flatten', flattenOrder, 0, args);
    this.start_dim = given.start_dim ?? 1;
    this.end_dim = given.end_dim ?? -1;
  }

  forward(input: Tensor): Tensor {
    return input.flatten(this.start_dim, this.end_dim);
  }
  override extra_repr(): string {
    return `start_dim=${this.start_dim}, end_dim=${this.end_dim}`;
  }
}

interface UnflattenOptions {
  readonly dim: number;
  readonly unflattened_size: readonly number[];
}
const unflattenOrder = ['dim', 'unflattened_size'] as const;

/** Makes several dimensions of one (`torch.nn.Unflatten`). Throws a TypeError for sizes that are no integers. */
export class Unflatten extends Module {
  dim: number;
  unflattened_size: readonly number[];

  constructor(...args: Arguments<UnflattenOptions, typeof unflattenOrder>) {
    super();
    const given = constructorArguments<UnflattenOptions>('Unflatten', unflattenOrder, 2, args);
    const size: unknown = given.unflattened_size;
    if (!Array.isArray(size)) {
      throw new TypeError(`unflattened_size must be a tuple of ints, but found type ${typeName(size)}`);
    }
    for (const [i, element] of (size as unknown[]).entries()) {
      if (Number.isInteger(element)) continue;
      throw new TypeError(
        `unflattened_size must be tuple of ints, but found element of type ${typeName(element)} at pos ${i}`);
    }
    this.dim = given.dim;
    this.unflattened_size = given.unflattened_size;
  }

  forward(input: Tensor): Tensor {
    return input.unflatten(this.dim, this.unflattened_size as number[]);
  }
  override extra_repr(): string {
    return `dim=${this.dim}, unflattened_size=${tupleText(this.unflattened_size)}`;
  }
}
