// %% [markdown]
// # 480. Another way to probabilities
//
// Softmax is not the only function that makes probabilities of outputs. The logistic function, or sigmoid,
//
// $$\sigma(c) = \frac{1}{1 + e^{-c}}$$
//
// squeezes each output by itself into the range from 0 to 1. Divided by their sum, the two add up to 1. Same point and
// same weights as in 430, so that you can compare.

// %%
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { read_options } from './options.ts';
import { float_text } from './python_text.ts';

read_options();

const data = torch.Tensor([[6, 2, 1.9]]);

const weights = torch.Tensor([[1, 0], [0, 1], [0, 1]]);

const c = torch.mm(data, weights);
console.log(`c: ${c}`);

let result = F.sigmoid(torch.autograd.Variable(c));
console.log(`sigmoid: ${result}`);

result = result.div(torch.sum(result));
console.log(`normalised sigmoid: ${result}`);

// %% [markdown]
// Both outputs are large, so both sigmoids are near 1, and little is left of the difference: 50.4 % against 49.6 %,
// where softmax said 89 to 11. From here on nothing new: logarithm, pick, minus sign.

// %%
result = torch.log(result);
console.log(`log: ${result}`);

const target = torch.LongTensor(1);
target.index_put_([0], 0);

let loss = F.nll_loss(result, torch.autograd.Variable(target));
console.log(`loss: ${float_text(loss.data.item())}`);

// %% [markdown]
// And the cross-entropy of 430 once more, beside it.

// %%
loss = F.cross_entropy(torch.autograd.Variable(c), torch.autograd.Variable(target));
console.log(`loss: ${float_text(loss.data.item())}`);

// %% [markdown]
// The same answer, and six times the loss: this classifier may be right, but it does not dare to say so. For training
// one wants the bolder function. The timid one is useful where probabilities are compared with a threshold, because it
// leaves extremes to the extreme cases.
//
// ## Your turn
//
// The normalised sigmoid of the three points of lesson 450 in one go, as a 3 × 2 tensor. Beware: `torch.sum(result)`
// adds up the *whole* tensor. That was the sum of a row as long as there was one row. (`torch.sum` takes a dimension,
// and `{ keepdim: true }` keeps the result a column.) `npm run check 480`.

// %% Your turn
export const my_probabilities: torch.Tensor | null = null;
