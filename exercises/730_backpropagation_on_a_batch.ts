// %% [markdown]
// # 730. Backpropagation on a batch
//
// Now both points together: two rows of features, two right classes, two one-hot rows. The loss of a batch is a mean
// (lesson 450), so its gradient is a mean too: the average of what each point asks for.

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

const features = torch.autograd.Variable(torch.Tensor([[-10, 20], [8, -2]]));
console.log(`features: ${features.data}`);

const target = torch.autograd.Variable(torch.LongTensor([1, 0]));

const one_hot_target = torch.autograd.Variable(torch.Tensor([[0, 1], [1, 0]]));
console.log(`target, one-hot: ${one_hot_target.data}`);

// %% [markdown]
// ## Forwards
//
// Each row is what it was when it came alone. The loss is $(30 + 10) / 2 = 20$.

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
// For the weights, the product $f^{T} \frac{\partial L}{\partial c}$ already adds up over the points (its inner
// dimension *is* the batch), so dividing by the batch size makes it a mean. For the bias nothing has been added up yet:
// sum over dimension 0, then divide.

// %%
console.log(`features, transposed: ${features.data.t()}`);

const batch_size = features.size()[0];

const grad_c = softmax_result.data.sub(one_hot_target.data);
console.log(`dL/dc, of each point: ${grad_c}`);

let grad_weights = features.data.t().mm(grad_c);
grad_weights = grad_weights.div(batch_size);
console.log(`dL/dW: ${grad_weights}`);

let grad_bias = grad_c;
grad_bias = torch.sum(grad_bias, { dim: 0 }).unsqueeze({ dim: 0 });
grad_bias = grad_bias.div(batch_size);
console.log(`dL/db: ${grad_bias}`);

// %% [markdown]
// For the bias the two points want opposite things with almost the same force, and 0.00002 is left. For the weights
// they agree. A batch is a vote.

// %%
console.log(`\tby hand, dL/dW: ${grad_weights}`);
console.log(`\tby hand, dL/db: ${grad_bias}`);

const learning_rate = 0.01;

weights.data = weights.data.sub(grad_weights.mul(learning_rate));

bias.data = bias.data.sub(grad_bias.mul(learning_rate));

console.log(`\tweights after the step: ${weights.data}`);
console.log(`\tbias after the step: ${bias.data}`);

// %% [markdown]
// (The text of the original notebook expects 1.08, 1.92, 1.98, 1.02 here, which are the weights of lesson 720. What its
// code prints, and ours, is right.)
//
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
// Put the step into a loop, by hand, without `backward`: from the weights and the bias this file began with, ten steps
// of 0.01 on the two points. Collect the loss *before* each step, as numbers; the first is 20. `npm run check 730`.

// %% Your turn
export const my_losses: number[] | null = null;
