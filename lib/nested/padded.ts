/** Between jagged tensors and padded ones, by the kernels for values of two dimensions, ragged in the first. */
import { op } from '../addon/call/op.js';
import { Function, type FunctionCtx } from '../autograd/function.js';
import { RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import type { NestedTensor } from './nested_tensor.js';

/** (total, E) to (B, length, E); libtorch knows the gradient of neither kernel, and each is that of the other. */
class ToPadded extends Function {
  static override forward(ctx: FunctionCtx, values: Tensor, offsets: Tensor, length: number, padding: number): Tensor {
    ctx.save_for_backward(offsets);
    (ctx as unknown as { total: number }).total = values.size(0);
    return op('aten::_jagged_to_padded_dense_forward')(values, [offsets], [length], padding);
  }
  static override backward(ctx: FunctionCtx, gradient: Tensor): (Tensor | null)[] {
    const [offsets] = ctx.saved_tensors as [Tensor];
    const { total } = ctx as unknown as { total: number };
    return [ToJagged.apply(gradient, offsets, total), null, null, null];
  }
}

/** (B, length, E) to (total, E). */
class ToJagged extends Function {
  static override forward(ctx: FunctionCtx, cube: Tensor, offsets: Tensor, total: number): Tensor {
    ctx.save_for_backward(offsets);
    (ctx as unknown as { length: number }).length = cube.size(1);
    return op('aten::_padded_dense_to_jagged_forward')(cube, [offsets], total);
  }
  static override backward(ctx: FunctionCtx, gradient: Tensor): (Tensor | null)[] {
    const [offsets] = ctx.saved_tensors as [Tensor];
    const { length } = ctx as unknown as { length: number };
    return [ToPadded.apply(gradient, offsets, length, 0), null, null];
  }
}

/** (B, j1, *) as (B, length, *), the rows filled up with `padding`. */
export function padded(nt: NestedTensor, padding: number, length = nt.most): Tensor {
  if (nt.lengths() !== null) throw new RuntimeError('to_padded_tensor(): not supported for nested tensors with holes');
  const ragged = nt._ragged_idx;
  const values = ragged > 1 ? nt.values().transpose(ragged - 1, 0) : nt.values();
  const sizes = values.shape;
  const flat = values.dim() > 2 ? values.flatten(1) : values.dim() === 1 ? values.unsqueeze(-1) : values;
  let result = ToPadded.apply(flat, nt.offsets(), length, padding);
  if (sizes.length > 2) result = result.unflatten(-1, sizes.slice(1));
  else if (sizes.length === 1) result = result.squeeze(-1);
  return ragged > 1 ? result.transpose(ragged, 1) : result;
}

/** The rows of a padded tensor, as long as those of `nt`. */
export function fromPadded(given: Tensor, nt: NestedTensor): NestedTensor {
  const ragged = nt._ragged_idx;
  const turned = ragged > 1 ? given.transpose(ragged, 1) : given;
  const sizes = turned.shape;
  const cube = turned.dim() > 3 ? turned.flatten(2) : turned.dim() < 3 ? turned.unsqueeze(-1) : turned;
  const total = nt.values().size(ragged - 1);
  let values = ToJagged.apply(cube, nt.offsets(), total);
  if (sizes.length > 3) values = values.unflatten(-1, sizes.slice(2));
  else if (sizes.length < 3) values = values.squeeze(-1);
  return nt.like(ragged > 1 ? values.transpose(ragged - 1, 0) : values);
}
