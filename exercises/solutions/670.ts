// 670: the middle is the positive and the negative part of x + y, then of x - y; output 0 is |x + y|, output 1 |x - y|.
import * as torch from 'nodetorch';

export const my_weights1 = torch.Tensor([[1, -1, 1, -1], [1, -1, -1, 1]]);
export const my_weights2 = torch.Tensor([[1, 0], [1, 0], [0, 1], [0, 1]]);

console.log(torch.Tensor([[3, 5], [3, -5]]).mm(my_weights1).relu().mm(my_weights2));
