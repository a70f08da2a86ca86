// %% [markdown]
// # 310. A classifier
//
// A layer gives numbers; a classifier gives an answer. The step between them is short: let each output say how much the
// network likes one category, and answer with the category it likes best. Outputs of 11, 12 and 13 for categories 0, 1
// and 2 mean "category 2". Only the order counts: 1, 2, 900 would have said the same.

// %%
import * as torch from 'nodetorch';
import { read_options } from './options.ts';

read_options();

const data = torch.Tensor([[2, 3]]);
console.log(data);

const weights = torch.Tensor([[0, 6], [0, 9]]);
console.log(weights);

const result = torch.mm(data, weights);
console.log(result);

// %% [markdown]
// `torch.max(result, 1)` looks along dimension 1, that is, along each row, and gives two tensors: the largest value of
// each row, and where it was. The *where* is the category. (Its name elsewhere is argmax.)

// %%
const [, maxi] = torch.max(result, 1);
console.log(`category: ${maxi.index(0)}`);

// %% [markdown]
// Output 0 has only zeros for weights, so it is 0 whatever comes in. Output 1 is $6 f_1 + 9 f_2$, positive whenever the
// inputs are. This classifier has one answer for all positive inputs, and it is 1.
//
// ## Your turn
//
// Weights for a classifier that always answers 0 for positive inputs. Then `npm run check 310`.

// %% Your turn
export const my_weights: torch.Tensor | null = null;
