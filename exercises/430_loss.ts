// %% [markdown]
// # 430. How wrong is it?
//
// "Right" or "wrong" is too coarse a verdict to learn from. A classifier that is wrong *and certain* should hear about
// it more than one that is wrong and in doubt. So we turn its outputs into probabilities, and its error into a number:
// the *loss*.
//
// The first step is the softmax function. It makes every output positive by raising $e$ to it, and then divides by the
// sum, so that they add up to 1:
//
// $$\mathrm{softmax}(c)_i = \frac{e^{c_i}}{\sum_j e^{c_j}}$$
//
// The point is one of toy problem 2, the weights solve it: output 0 is $f_1$, output 1 is $f_2 + f_3$.

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

const exp = torch.exp(c);
console.log(`exp(c): ${exp}`);

const soft = exp.div(torch.sum(exp));
console.log(`exp(c) / sum: ${soft}`);

let result = F.softmax(torch.autograd.Variable(c), { dim: 1 });
console.log(`softmax: ${result}`);

// %% [markdown]
// The last two lines agree: softmax is those two steps. A lead of 6 over 3.9 became 89 % against 11 %.
//
// The second step looks at one probability only, that of the *right* category, and takes minus its logarithm. Certain
// and right: $-\log 1 = 0$. Certain and wrong: $-\log 0$, without bound. `nll_loss` (negative log likelihood) does the
// picking and the minus sign; the logarithm is ours to bring. Here the right category is 0, so the loss must be the
// first of the two logarithms with its sign changed.
//
// (The page of the original notebook shows `nan` at this point. Cells of a notebook can run twice; the second run takes
// the logarithm of negative numbers. A file runs once, from top to bottom.)

// %%
result = torch.log(result);
console.log(`log(softmax): ${result}`);

const target = torch.LongTensor(1);
target.index_put_([0], 0);

let loss = F.nll_loss(result, target);
console.log(`loss: ${float_text(loss.data.item())}`);

// %% [markdown]
// All this in one call is named `cross_entropy`, and it starts from the raw outputs `c`. Prefer it: it never makes the
// large exponentials, so it cannot overflow.

// %%
loss = F.cross_entropy(c, target);
console.log(`loss: ${float_text(loss.data.item())}`);

// %% [markdown]
// ## Your turn
//
// Let $f_1$ come closer to $f_2 + f_3$ and watch the loss grow: what is it at
// $\begin{bmatrix}6 & 2 & 1.9\end{bmatrix}$, at $\begin{bmatrix}5 & 2 & 1.9\end{bmatrix}$ and at
// $\begin{bmatrix}4 & 2 & 1.9\end{bmatrix}$, if 0 is right each time? Same weights. Give the three losses as numbers,
// in this order. Then `npm run check 430`.

// %% Your turn
export const my_losses: number[] | null = null;
