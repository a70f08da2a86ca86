import { layers } from '../addon/doors.js';
import { op } from '../addon/call/op.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError, ValueError } from '../values/errors.js';

/**
 * The vmap that autograd has of its own (torch._vmap_internals): the first dimension of each argument stands for the
 * batch, and is that of each result. It knows fewer operators than `torch.vmap`, runs the others one sample after the
 * other, and lets the function run backward. Throws PyTorch's ValueErrors, which call the function `name`.
 */
export function legacyVmap<R extends Tensor | null = Tensor>(
  name: string, func: (args: Tensor[]) => R[], args: readonly (Tensor | null)[], allowNone = false,
): R[] {
  const size = batchSize(name, args);
  return layers.legacy_vmap((level) => {
    const inside = args.map((each) => op('aten::_add_batch_dim')(each, 0, level));
    return func(inside).map((each) => {
      if (each !== null) return op('aten::_remove_batch_dim')(each, level, size, 0) as R;
      if (allowNone) return each;
      throw new RuntimeError(`vmap(${name}, ...): \`${name}\` must only return Tensors`);
    });
  });
}

function batchSize(name: string, args: readonly (Tensor | null)[]): number {
  const call = `vmap(${name}, in_dims=0, ...)(<inputs>): Got in_dim=0 for`;
  const sizes = args.map((each) => {
    if (each === null) {
      throw new ValueError(`${call} an input but the input is of type <class 'NoneType'>. We cannot vmap over non-Tensor ` +
        'arguments, please use None as the respective in_dim');
    }
    if (each.dim() > 0) return each.size(0);
    throw new ValueError(`${call} some input, but that input is a Tensor of dimensionality 0 so expected in_dim to ` +
      'satisfy 0 <= in_dim < 0.');
  });
  if (sizes.every((size) => size === sizes[0])) return sizes[0]!;
  throw new ValueError('vmap: Expected all tensors to have the same size in the mapped dimension, got sizes ' +
    `[${sizes.join(', ')}] for the mapped dimension`);
}
