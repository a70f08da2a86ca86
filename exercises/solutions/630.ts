// 630: answer 1 where x - y is above 67. That takes most of one of the two squares of category 1, and costs two small
// triangles of its neighbours: 2 of 3 points are right, and no line does better.
import * as torch from 'nodetorch';

export const my_weights = torch.Tensor([[0, 1], [0, -1]]);
export const my_bias = torch.Tensor([[67, 0]]);

console.log(my_weights, my_bias);
