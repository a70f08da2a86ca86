import { cosine_similarity, pairwise_distance } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Module } from '../module.js';
import { constructorArguments, type Arguments } from './arguments.js';

interface PairwiseOptions {
  readonly p?: number;
  readonly eps?: number;
  readonly keepdim?: boolean;
}
const pairwiseOrder = ['p', 'eps', 'keepdim'] as const;

/** The p-norm of x1 - x2 + eps along the last dimension (`torch.nn.PairwiseDistance`): (N, D) to (N). */
export class PairwiseDistance extends Module {
  /** The power of the norm: the argument `p`. */
  norm: number;
  eps: number;
  keepdim: boolean;

  constructor(...args: Arguments<PairwiseOptions, typeof pairwiseOrder>) {
    super();
    const given = constructorArguments<PairwiseOptions>('PairwiseDistance', pairwiseOrder, 0, args);
    this.norm = given.p ?? 2;
    this.eps = given.eps ?? 1e-6;
    this.keepdim = given.keepdim ?? false;
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return pairwise_distance(x1, x2, this.norm, this.eps, this.keepdim);
  }
}

interface CosineOptions {
  readonly dim?: number;
  readonly eps?: number;
}
const cosineOrder = ['dim', 'eps'] as const;

/** The cosine of the angle between x1 and x2 along a dimension (`torch.nn.CosineSimilarity`). */
export class CosineSimilarity extends Module {
  dim: number;
  eps: number;

  constructor(...args: Arguments<CosineOptions, typeof cosineOrder>) {
    super();
    const given = constructorArguments<CosineOptions>('CosineSimilarity', cosineOrder, 0, args);
    this.dim = given.dim ?? 1;
    this.eps = given.eps ?? 1e-8;
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return cosine_similarity(x1, x2, this.dim, this.eps);
  }
}
