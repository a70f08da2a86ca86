// %% [markdown]
// # 710. Backpropagation by hand
//
// So far `loss.backward()` was a spell. Now we do its work ourselves, and use the spell only to check.
//
// One layer, one data point: features $f = \begin{bmatrix}-10 & 20\end{bmatrix}$, right class 1. Written as a row with
// a one at the right class and zeros elsewhere (*one-hot*), the target is $t = \begin{bmatrix}0 & 1\end{bmatrix}$.

// %%
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { read_options } from './options.ts';

read_options();

const weights = new nn.Parameter(torch.Tensor([[1, 2], [2, 1]]));
console.log(`weights: ${weights.data}`);

const bias = new nn.Parameter(torch.Tensor([[0, 0]]));
console.log(`bias: ${bias.data}`);

const features = torch.autograd.Variable(torch.Tensor([[-10, 20]]));
console.log(`features: ${features.data}`);

const target = torch.autograd.Variable(torch.LongTensor([1]));

const one_hot_target = torch.autograd.Variable(torch.Tensor([[0, 1]]));
console.log(`target, one-hot: ${one_hot_target.data}`);

// %% [markdown]
// ## Forwards
//
// $c = fW + b$, softmax, logarithm, pick the right class, minus sign. The outputs are 30 and 0: the layer is certain of
// class 0, and wrong. The loss is 30, as bad as the lead is large.

// %%
if (weights.grad !== null) weights.grad.data.zero_();

const result = torch.mm(features, weights).add(bias);
console.log(`c: ${result.data}`);

const softmax_result = F.softmax(result, { dim: 1 });
console.log(`softmax: ${softmax_result.data}`);

const log_softmax_result = F.log_softmax(result, { dim: 1 });
console.log(`log_softmax: ${log_softmax_result.data}`);

const loss_nll_softmax = F.nll_loss(log_softmax_result, target);
console.log(`loss, in two steps: ${loss_nll_softmax.data}`);

const loss = F.cross_entropy(result, target);
console.log(`loss, cross_entropy: ${loss.data}`);

// %% [markdown]
// ## Backwards
//
// Which way should each number go? Start at the end. For softmax followed by cross-entropy the derivative is one of the
// happiest coincidences in the field, what was said minus what was right:
//
// $$\frac{\partial L}{\partial c} = \mathrm{softmax}(c) - t$$
//
// Here $[1, 0] - [0, 1] = [1, -1]$: output 0 should go down, output 1 up. The weights come next. Weight $W_{ij}$
// carries input $i$ to output $j$, so it shares the blame for output $j$ in proportion to input $i$; for all weights at
// once,
//
// $$\frac{\partial L}{\partial W} = f^{T} \frac{\partial L}{\partial c}
// \qquad\qquad \frac{\partial L}{\partial b} = \frac{\partial L}{\partial c}$$
//
// The bias is a weight whose input is always 1.

// %%
console.log(`features, transposed: ${features.data.t()}`);

const grad_c = softmax_result.data.sub(one_hot_target.data);
console.log(`dL/dc: ${grad_c}`);

let grad_weights = features.data.t().mm(grad_c);
console.log(`dL/dW: ${grad_weights}`);

let grad_bias = grad_c;
console.log(`dL/db: ${grad_bias}`);

// %% [markdown]
// ## The step
//
// These are the gradients computed by hand, and the step they lead to. Against the gradient, as always.

// %%
console.log(`\tby hand, dL/dW: ${grad_weights}`);
console.log(`\tby hand, dL/db: ${grad_bias}`);

const learning_rate = 0.01;

weights.data = weights.data.sub(grad_weights.mul(learning_rate));

bias.data = bias.data.sub(grad_bias.mul(learning_rate));

console.log(`\tweights after the step: ${weights.data}`);
console.log(`\tbias after the step: ${bias.data}`);

// %% [markdown]
// Every weight has moved by 0.1 or 0.2, the bias by 0.01. The inputs were large, so the weights have more to answer
// for.
//
// ## And the spell
//
// PyTorch's own gradients of the same loss. Nothing was rounded differently: they are equal.

// %%
loss.backward({ retain_graph: true });

grad_weights = weights.grad!.data;
console.log(`autograd, dL/dW: ${grad_weights}`);

grad_bias = bias.grad!.data;
console.log(`autograd, dL/db: ${grad_bias}`);

if (weights.grad !== null) weights.grad.data.zero_();
if (bias.grad !== null) bias.grad.data.zero_();

// %% [markdown]
// ## Your turn
//
// Take the second step, from the weights and the bias of the first, with the same point. Forwards, backwards, and a
// step of 0.01, by hand. (Before you compute: is the layer right already? Then will the gradient be any different?)
// `npm run check 710`.

// %% Your turn
export const my_weights: torch.Tensor | null = null;
export const my_bias: torch.Tensor | null = null;
