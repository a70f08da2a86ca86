// 530: all thousand points in each step, and one loss for all: the slope is exact, and 300 steps are plenty.
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

export function my_train(labels: number[], features: number[][]): torch.Tensor {
  const x = torch.Tensor(features);
  const target = torch.LongTensor(labels);
  const weights = new nn.Parameter(torch.rand(2, 2));
  for (let i = 0; i < 300; i++) {
    if (weights.grad !== null) weights.grad.zero_();
    F.cross_entropy(torch.mm(x, weights), target).backward();
    weights.data = weights.data.sub(weights.grad!.mul(0.01));
  }
  return weights.data;
}

console.log(my_train([1, 0, 1, 0], [[1, 2], [2, 1], [-5, 3], [7, -8]]));
