import * as torch from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';

export { cosine_similarity, pairwise_distance, pdist } from '../../generated/torch.js';

/** The input divided by its p-norm along `dim`, or by `eps` where that is more (`torch.nn.functional.normalize`). */
export const normalize = signature(`normalize(input: Tensor, p: float = 2.0, dim: int | Sequence[int] = 1,
  eps: float = 1e-12, out: Tensor = None) -> Tensor`).define((input, p, dim, eps, out) => {
  const norm = input.norm(p, dim, { keepdim: true });
  if (out === null) return input.div(norm.clamp_min(eps).expand_as(input));
  return torch.div(input, norm.clamp_min_(eps).expand_as(input), { out });
});
