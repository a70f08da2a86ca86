// 980: scores, softmax, mixture.
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

export function my_attention(query: torch.Tensor, keys: torch.Tensor, values: torch.Tensor): torch.Tensor {
  const scores = query.mm(keys.t()).div(Math.sqrt(keys.size(1)));
  return F.softmax(scores, { dim: 1 }).mm(values);
}

console.log(my_attention(torch.Tensor([[1, 0]]), torch.Tensor([[9, 0], [0, 9]]), torch.Tensor([[1], [2]])));
