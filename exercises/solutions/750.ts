// 750: autograd agrees with h. A shut unit sends 0 to the second layer, so the weights behind it had no part in the
// first point's loss; a = -51 would blame them for it, and with the wrong sign.
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

const inputs = torch.Tensor([[-10, 20], [8, -2]]);
const target = torch.LongTensor([1, 0]);
const one_hot_target = torch.Tensor([[0, 1], [1, 0]]);
const weights2 = new nn.Parameter(torch.Tensor([[2, 1], [2, 1]]));

const hidden = torch.mm(inputs, torch.Tensor([[1, 1], [2, -2]])).add(torch.Tensor([[-1, -1]]));
const hidden_relu = F.relu(hidden);
const c = torch.mm(hidden_relu, weights2).add(torch.Tensor([[5, 5]]));
const grad_c = F.softmax(c.data, { dim: 1 }).sub(one_hot_target);

export const my_grad_with_h = hidden_relu.t().mm(grad_c).div(inputs.size(0));
export const my_grad_with_a = hidden.t().mm(grad_c).div(inputs.size(0));

F.cross_entropy(c, target).backward();

console.log(`with h: ${my_grad_with_h}`);
console.log(`with a: ${my_grad_with_a}`);
console.log(`autograd: ${weights2.grad!}`);
