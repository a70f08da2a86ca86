// %% [markdown]
// # 720. Backpropagation again
//
// Once is a trick, twice is a method. The same layer and the other class: features
// $f = \begin{bmatrix}8 & -2\end{bmatrix}$, right class 0, so $t = \begin{bmatrix}1 & 0\end{bmatrix}$. Try to write
// down $c$ and the sign of each gradient before you look.

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

const features = torch.autograd.Variable(torch.Tensor([[8, -2]]));
console.log(`features: ${features.data}`);

const target = torch.autograd.Variable(torch.LongTensor([0]));

const one_hot_target = torch.autograd.Variable(torch.Tensor([[1, 0]]));
console.log(`target, one-hot: ${one_hot_target.data}`);

// %% [markdown]
// ## Forwards
//
// The outputs are 4 and 14: wrong again, though with less conviction. The loss is a little more than 10. The little
// more is there because $e^{-10}$ is small but not nothing, and you will meet it again in the gradients.

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
// The same three formulas. 7.9996 and not 8: the layer gives the right class a chance of 0.00005, and so much of the
// blame is forgiven.

// %%
console.log(`features, transposed: ${features.data.t()}`);

const grad_c = softmax_result.data.sub(one_hot_target.data);
console.log(`dL/dc: ${grad_c}`);

let grad_weights = features.data.t().mm(grad_c);
console.log(`dL/dW: ${grad_weights}`);

let grad_bias = grad_c;
console.log(`dL/db: ${grad_bias}`);

console.log(`\tby hand, dL/dW: ${grad_weights}`);
console.log(`\tby hand, dL/db: ${grad_bias}`);

// %% [markdown]
// The second input is negative, so its row of gradients has the opposite signs. To make output 0 larger, the weight of
// a negative input must go *down*: 2 becomes 1.98.

// %%
const learning_rate = 0.01;

weights.data = weights.data.sub(grad_weights.mul(learning_rate));

bias.data = bias.data.sub(grad_bias.mul(learning_rate));

console.log(`\tweights after the step: ${weights.data}`);
console.log(`\tbias after the step: ${bias.data}`);

// %% [markdown]
// ## And PyTorch's

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
// Did the step help? Compute the loss of this point with the weights and the bias *after* the step, as a number. It
// should be less than 10; guess by how much. `npm run check 720`.

// %% Your turn
export const my_loss: number | null = null;
