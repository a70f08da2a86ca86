// 110: two matrices of one shape, added element by element.
import * as torch from 'nodetorch';

export const my_a = torch.Tensor([[1, 2], [3, 4]]);
export const my_b = torch.Tensor([[10, 20], [30, 40]]);
export const my_sum = my_a.add(my_b);

console.log(my_sum);
