import { cosine_similarity, pairwise_distance } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Module } from '../module.js';
import { inputs } from '../module/inputs.js';
import { signature } from '../../arguments/signature.js';

const pair = signature('forward(self, x1: Tensor, x2: Tensor) -> Tensor');

const pairwise_ = signature('PairwiseDistance(p: float = 2.0, eps: float = 1e-06, keepdim: bool = False)');

/** The p-norm of x1 - x2 + eps along the last dimension (`torch.nn.PairwiseDistance`): (N, D) to (N). */
export class PairwiseDistance extends Module {
  /** The power of the norm: the argument `p`. */
  norm: number;
  eps: number;
  keepdim: boolean;

  constructor(...args: typeof pairwise_.args) {
    super();
    [this.norm, this.eps, this.keepdim] = pairwise_.list(args);
  }

  get [inputs]() { return pair; }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return pairwise_distance(x1, x2, this.norm, this.eps, this.keepdim);
  }
}

const cosine_ = signature('CosineSimilarity(dim: int = 1, eps: float = 1e-08)');

/** The cosine of the angle between x1 and x2 along a dimension (`torch.nn.CosineSimilarity`). */
export class CosineSimilarity extends Module {
  dim: number;
  eps: number;

  constructor(...args: typeof cosine_.args) {
    super();
    [this.dim, this.eps] = cosine_.list(args);
  }

  get [inputs]() { return pair; }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return cosine_similarity(x1, x2, this.dim, this.eps);
  }
}
