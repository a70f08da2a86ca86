import * as torch from '../../generated/torch.js';
import { pythonFunction } from '../../arguments/function.js';
import type { Tensor } from '../../tensor/tensor.js';

export { cosine_similarity, pairwise_distance, pdist } from '../../generated/torch.js';

/** The input divided by its p-norm along `dim`, or by `eps` where that is more (`torch.nn.functional.normalize`). */
export const normalize = pythonFunction('normalize', ['input', 'p', 'dim', 'eps', 'out'],
  (input: Tensor, p = 2, dim: number | readonly number[] = 1, eps = 1e-12, out: Tensor | null = null): Tensor => {
    const norm = input.norm(p, dim, { keepdim: true });
    if (out === null) return input.div(norm.clamp_min(eps).expand_as(input));
    return torch.div(input, norm.clamp_min_(eps).expand_as(input), { out });
  });
