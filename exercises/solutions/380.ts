// 380: f1 lies on scale 0, f2 and f3 together on scale 1. The product of matrices does the adding.
import * as torch from 'nodetorch';

export const my_weights = torch.Tensor([[1, 0], [0, 1], [0, 1]]);

const points = torch.Tensor([[9, 5, 5], [11, 5, 5], [10, 5, 5]]);
const [, categories] = torch.max(torch.mm(points, my_weights), 1);
console.log(categories);
