// 650: with the sign in place. At a = -1000 the exponential is infinite, and one over infinity is 0, as it should be.
import * as torch from 'nodetorch';

export function my_sigmoid(a: torch.Tensor): torch.Tensor {
  return a.neg().exp().add(1).reciprocal();
}

console.log(my_sigmoid(torch.Tensor([-1000, -5, 0, 5, 1000])));
