// 450: from the table, (0.1155 + 1.3873 + 0.6444) / 3 = 0.7157.
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

const data = torch.Tensor([[6, 2, 1.9], [5, 2, 1.9], [4, 2, 1.9]]);
const weights = torch.Tensor([[1, 0], [0, 1], [0, 1]]);

export const my_loss = F.cross_entropy(torch.mm(data, weights), torch.LongTensor([0, 1, 0])).item();

console.log(my_loss);
