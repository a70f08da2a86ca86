// %% [markdown]
// # 350. Toy problem 1: which is larger?
//
// The first real question for a classifier. It gets two numbers and must answer
//
// - 1 if $f_1 < f_2$,
// - 0 if not.
//
// Below, all weights are 0. Then both outputs are 0 too, the tie goes to the first of them, and the answer is 0. For
// the input 1, 3 that is wrong.

// %%
import * as torch from 'nodetorch';
import { read_options } from './options.ts';

read_options();

const data = torch.Tensor([[1, 3]]);
console.log(data);

const weights = torch.Tensor([[0, 0], [0, 0]]);
console.log(weights);

const result = torch.mm(data, weights);
console.log(result);

const [, maxi] = torch.max(result, 1);
console.log(maxi.index(0));

// %% [markdown]
// ## Your turn
//
// Be the learning algorithm: find four weights with which the answer is right for *every* pair of numbers, negative
// ones too. Think of the two outputs as two scales. Which number would you like to lie on scale 0, and which on scale
// 1?
//
// `npm run check 350` tries your weights on many pairs and shows you the first that goes wrong.

// %% Your turn
export const my_weights: torch.Tensor | null = null;
