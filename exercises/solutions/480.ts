// 480: sum along each row, and keep the sums as a column so that each row is divided by its own.
import * as torch from 'nodetorch';

const data = torch.Tensor([[6, 2, 1.9], [5, 2, 1.9], [4, 2, 1.9]]);
const weights = torch.Tensor([[1, 0], [0, 1], [0, 1]]);

const sigmoid = torch.sigmoid(torch.mm(data, weights));

export const my_probabilities = sigmoid.div(torch.sum(sigmoid, 1, { keepdim: true }));

console.log(my_probabilities);
