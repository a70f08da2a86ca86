// 310: give the weights to the other output. Now output 0 is positive and output 1 is zero.
import * as torch from 'nodetorch';

export const my_weights = torch.Tensor([[6, 0], [9, 0]]);

const [, category] = torch.max(torch.mm(torch.Tensor([[2, 3]]), my_weights), 1);
console.log(`category: ${category.index(0)}`);
