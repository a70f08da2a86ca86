// 740: the slope, from two losses a small step apart.
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

function loss_at(top_left: number): number {
  const weights1 = torch.Tensor([[top_left, 1], [2, 2]]);
  const hidden = torch.mm(torch.Tensor([[-10, 20]]), weights1).add(torch.Tensor([[-1, -1]]));
  const c = torch.mm(F.relu(hidden), torch.Tensor([[2, 1], [2, 1]])).add(torch.Tensor([[5, 5]]));
  return F.cross_entropy(c, torch.LongTensor([1])).item();
}

const h = 0.01;

export const my_slope = (loss_at(1 + h) - loss_at(1 - h)) / (2 * h);

console.log(my_slope);
