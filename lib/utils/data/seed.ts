import { int64 } from '../../values/dtype.js';
import { empty } from '../../generated/torch.js';
import type { Generator } from '../../tensor/generator.js';

/** A seed drawn as PyTorch's loaders and samplers draw theirs: one 64-bit number of the generator. */
export function randomSeed(generator: Generator | null = null): bigint {
  return BigInt(empty([], { dtype: int64 }).random_({ generator }).item({ bigint: true }));
}
