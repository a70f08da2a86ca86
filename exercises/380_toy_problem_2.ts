// %% [markdown]
// # 380. Toy problem 2: one against two
//
// Three numbers now, and the first must be compared with the sum of the others. The answer is
//
// - 1 if $f_1 < f_2 + f_3$,
// - 0 if not.
//
// 9 is less than 5 + 5, so the input below is a 1. With zero weights the classifier says 0, as it says to everything.

// %%
import * as torch from 'nodetorch';
import { read_options } from './options.ts';

read_options();

const data = torch.Tensor([[9, 5, 5]]);
console.log(data);

const weights = torch.Tensor([[0, 0], [0, 0], [0, 0]]);
console.log(weights);

const result = torch.mm(data, weights);
console.log(result);

const [, maxi] = torch.max(result, 1);
console.log(maxi.index(0));

// %% [markdown]
// ## Your turn
//
// Three inputs and two outputs make six weights, three rows of two. Your idea from 350 carries over. Keep the weights
// you find: the next lessons measure how sure they are of themselves. Then `npm run check 380`.

// %% Your turn
export const my_weights: torch.Tensor | null = null;
