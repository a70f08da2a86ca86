// %% [markdown]
// # 750. Two layers, a batch
//
// The last step to the real thing: lesson 740's network and lesson 730's two points. If you can follow this page, you
// know what happens inside every `backward()` of the lessons to come; they only have more layers.

// %%
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { read_options } from './options.ts';

read_options();

const weights1 = new nn.Parameter(torch.Tensor([[1, 1], [2, 2]]));
console.log(`W1: ${weights1.data}`);

const weights2 = new nn.Parameter(torch.Tensor([[2, 1], [2, 1]]));
console.log(`W2: ${weights2.data}`);

const bias1 = new nn.Parameter(torch.Tensor([[-1, -1]]));
console.log(`b1: ${bias1.data}`);

const bias2 = new nn.Parameter(torch.Tensor([[5, 5]]));
console.log(`b2: ${bias2.data}`);

const inputs = torch.autograd.Variable(torch.Tensor([[-10, 20], [8, -2]]));

const target = torch.autograd.Variable(torch.LongTensor([1, 0]));

const one_hot_target = torch.autograd.Variable(torch.Tensor([[0, 1], [1, 0]]));

// %% [markdown]
// ## Forwards
//
// The first row is lesson 740's, and very wrong. The second is right, and nearly sure of it. The loss is the mean of 58
// and 0.0025.

// %%
const hidden = torch.mm(inputs, weights1).add(bias1);
console.log(`a: ${hidden}`);

const hidden_relu = F.relu(hidden);
console.log(`h: ${hidden_relu}`);

const result = torch.mm(hidden_relu, weights2).add(bias2);
console.log(`c: ${result}`);

const softmax_result = F.softmax(result, { dim: 1 });
console.log(`softmax: ${softmax_result}`);

const loss = F.cross_entropy(result, target);
console.log(`loss: ${loss}`);

// %% [markdown]
// ## Backwards
//
// Products of matrices add up over the batch by themselves, sums for the biases are ours to make, and everything is
// divided by the batch size. (As in 740, the second layer's gradient uses $h$, where the original notebook has $a$.)

// %%
const batch_size = inputs.size()[0];
const grad_c = softmax_result.data.sub(one_hot_target.data);
const grad_hidden_activation = grad_c.mm(weights2.data.t());
const grad_hidden_pre_activation = grad_hidden_activation.clone();
grad_hidden_pre_activation.index_put_([hidden.data.le(0)], 0);
let grad_weight2 = hidden_relu.data.t().mm(grad_c);
grad_weight2 = grad_weight2.div(batch_size);
let grad_bias2 = grad_c;
grad_bias2 = torch.unsqueeze(torch.sum(grad_bias2, 0), 0);
grad_bias2 = grad_bias2.div(batch_size);
let grad_weight1 = inputs.data.t().mm(grad_hidden_pre_activation);
grad_weight1 = grad_weight1.div(batch_size);
let grad_bias1 = grad_hidden_pre_activation;
grad_bias1 = torch.unsqueeze(torch.sum(grad_bias1, 0), 0);
grad_bias1 = grad_bias1.div(batch_size);

console.log('by hand');
console.log(`\tdL/dW2: ${grad_weight2}`);
console.log(`\tdL/dW1: ${grad_weight1}`);
console.log(`\tdL/db2: ${grad_bias2}`);
console.log(`\tdL/db1: ${grad_bias1}`);

// %% [markdown]
// Almost half of what 740 had: one point of the two has next to nothing to complain about.

// %%
loss.backward();

console.log('autograd');
console.log(`\tdL/dW2: ${weights2.grad!.data}`);
console.log(`\tdL/dW1: ${weights1.grad!.data}`);
console.log(`\tdL/db2: ${bias2.grad!.data}`);
console.log(`\tdL/db1: ${bias1.grad!.data}`);

for (const parameter of [weights1, weights2, bias1, bias2]) {
  if (parameter.grad !== null) parameter.grad.data.zero_();
}

// %% [markdown]
// ## Your turn
//
// Now a hidden unit that is shut. Take $W_1 = \begin{bmatrix}1 & 1\\2 & -2\end{bmatrix}$ and everything else as above:
// the second unit sees $-51$ at the first point. Compute $\partial L / \partial W_2$ by hand, once with the activation
// $h$ and once, as the original notebook would, with $a$. Which of them does autograd agree with? `npm run check 750`
// wants both.

// %% Your turn
export const my_grad_with_h: torch.Tensor | null = null;
export const my_grad_with_a: torch.Tensor | null = null;
