// 210: a third input is a third row of weights. The bias has one number per *output*, and there are still two.
import * as torch from 'nodetorch';

const inputs = torch.Tensor([[1, 2, 3]]);
const weights = torch.Tensor([[3, 7], [4, 1], [1, 2]]);
const bias = torch.Tensor([[0.5, 0.3]]);

export const my_outputs = inputs.mm(weights).add(bias);

console.log(my_outputs);
