// 710: after one step c is [24.99, 5.01], still far ahead on the wrong side, so softmax is still [1, 0] and the
// gradient is what it was: the weights move by the same amount again.
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

const features = torch.Tensor([[-10, 20]]);
const one_hot_target = torch.Tensor([[0, 1]]);
let weights = torch.Tensor([[1, 2], [2, 1]]);
let bias = torch.Tensor([[0, 0]]);

for (let step = 0; step < 2; step++) {
  const c = torch.mm(features, weights).add(bias);
  const grad_c = F.softmax(c, { dim: 1 }).sub(one_hot_target);
  weights = weights.sub(features.t().mm(grad_c).mul(0.01));
  bias = bias.sub(grad_c.mul(0.01));
}

export const my_weights = weights;
export const my_bias = bias;

console.log(my_weights);
console.log(my_bias);
