// 680: h and 1 - h times the same weights add up to the weights.
import * as torch from 'nodetorch';

export function my_sum(weights2: torch.Tensor): torch.Tensor {
  return weights2.sum(0, { keepdim: true });
}

console.log(my_sum(torch.Tensor([[1, 2], [10, 20]])));
