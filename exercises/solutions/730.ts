// 730: the lesson's lines in a loop.
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

const features = torch.Tensor([[-10, 20], [8, -2]]);
const target = torch.LongTensor([1, 0]);
const one_hot_target = torch.Tensor([[0, 1], [1, 0]]);
let weights = torch.Tensor([[1, 2], [2, 1]]);
let bias = torch.Tensor([[0, 0]]);

export const my_losses: number[] = [];

for (let step = 0; step < 10; step++) {
  const c = torch.mm(features, weights).add(bias);
  my_losses.push(F.cross_entropy(c, target).item());
  const grad_c = F.softmax(c, { dim: 1 }).sub(one_hot_target).div(features.size(0));
  weights = weights.sub(features.t().mm(grad_c).mul(0.01));
  bias = bias.sub(torch.sum(grad_c, 0).unsqueeze(0).mul(0.01));
}

console.log(my_losses);
