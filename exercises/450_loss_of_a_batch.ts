// %% [markdown]
// # 450. The loss of a batch
//
// Three points need not be three programs. Put one in each row, and every line of lesson 430 works on all of them at
// once: `mm` gives a row of outputs for each row of inputs, and `dim: 1` tells softmax to stay within a row. This is
// why data comes in rows, and it is most of why neural networks are fast.

// %%
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { read_options } from './options.ts';
import { float_text } from './python_text.ts';

read_options();

const data = torch.Tensor([[6, 2, 1.9], [5, 2, 1.9], [4, 2, 1.9]]);

const weights = torch.Tensor([[1, 0], [0, 1], [0, 1]]);

let result = torch.mm(data, weights);
console.log(`c: ${result}`);

result = F.softmax(torch.autograd.Variable(result), { dim: 1 });
console.log(`softmax: ${result}`);

// %% [markdown]
// From top to bottom the classifier becomes less sure; the last row is hardly more than a coin.
//
// Three points have three right answers, so the target is a vector. The loss stays *one* number, the mean of the three:
// $(0.1155 + 0.2873 + 0.6444) / 3$, the first column of the table with its sign changed.

// %%
result = torch.log(result);
console.log(`log(softmax): ${result}`);

let target = torch.LongTensor([0, 0, 0]);

let loss = F.nll_loss(result, torch.autograd.Variable(target));
console.log(loss);
console.log(`loss: ${float_text(loss.data.item())}`);

// %% [markdown]
// And in one call. Look closely: `result` is not the raw outputs any more, it went through softmax and log, and
// `cross_entropy` will do both again. It does no harm. Probabilities already add up to 1, so the second round divides
// by 1. Feed it the raw outputs in your own programs all the same.

// %%
loss = F.cross_entropy(result, torch.autograd.Variable(target));
console.log(`loss: ${float_text(loss.data.item())}`);

// %% [markdown]
// Had the right answers been 1, 1, 1, the second column would count. The same outputs, four times the loss.

// %%
target = torch.LongTensor([1, 1, 1]);
loss = F.nll_loss(result, torch.autograd.Variable(target));
console.log(`loss, had 1 been right: ${float_text(loss.data.item())}`);

// %% [markdown]
// ## Your turn
//
// Let the right answers be 0, 1, 0. Say first, from the table above, what the loss should be; then compute it, as a
// number. `npm run check 450`.

// %% Your turn
export const my_loss: number | null = null;
