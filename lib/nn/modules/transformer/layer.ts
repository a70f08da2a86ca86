import { deepcopy } from '../../copy.js';
import type { DeviceLike } from '../../../values/device.js';
import type { dtype } from '../../../values/dtype.js';
import { RuntimeError } from '../../../values/errors.js';
import { full, triu } from '../../../generated/torch.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as F from '../../functional.js';
import type { Module } from '../../module.js';
import { ModuleList } from '../container.js';

/** A function, or a module, that works element by element. */
export type Activation = (input: Tensor) => Tensor;
export type ActivationLike = 'relu' | 'gelu' | Activation;

/** Throws a RuntimeError for a word that is none of the two. */
export function activationOf(activation: string | Activation): Activation {
  if (typeof activation !== 'string') return activation;
  if (activation === 'relu') return F.relu;
  if (activation === 'gelu') return F.gelu;
  throw new RuntimeError(`activation should be relu/gelu, not ${activation}`);
}

/** Copies of a layer, each with the same values at first. */
export function clones<M extends Module>(layer: M, count: number): ModuleList<M> {
  return new ModuleList<M>(Array.from({ length: count }, () => deepcopy(layer)));
}

/** -inf where a position may not look, above the diagonal, else 0: (sz, sz). */
export function causalMask(
  sz: number, options: { readonly device?: DeviceLike | null; readonly dtype?: dtype | null } = {},
): Tensor {
  return triu(full([sz, sz], -Infinity, options), { diagonal: 1 });
}

/** Whether a mask is the causal one: as the caller says, or by comparison if nobody says. */
export function isCausal(mask: Tensor | null, said: boolean | null, source: Tensor, batchFirst: boolean): boolean {
  if (said !== null || mask === null) return said === true;
  const length = source.dim() === 2 ? source.size(0) : source.size(batchFirst ? 1 : 0);
  const causal = causalMask(length, { device: mask.device, dtype: mask.dtype });
  return String(mask.shape) === String(causal.shape) && mask.equal(causal);
}
