// %% [markdown]
// # 740. Backpropagation through two layers
//
// The reason for the name. With two layers the blame for the loss is first laid on the second layer, and then handed
// back through it to the first:
//
// $$a = f W_1 + b_1 \qquad h = \mathrm{relu}(a) \qquad c = h W_2 + b_2$$
//
// The point is $\begin{bmatrix}-10 & 20\end{bmatrix}$ once more, its class is 1. To keep the numbers easy to follow,
// both hidden units are alike.

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

const inputs = torch.autograd.Variable(torch.Tensor([[-10, 20]]));

const target = torch.autograd.Variable(torch.LongTensor([1]));

const one_hot_target = torch.autograd.Variable(torch.Tensor([[0, 1]]));

// %% [markdown]
// ## Forwards
//
// Each hidden unit gets $-10 + 40 - 1 = 29$, which is positive, so ReLU lets it through. The outputs are 121 and 63:
// class 0 leads by 58, class 1 is right, the loss is 58. `grad_fn` in the print-out is the record autograd keeps: the
// last operation that made the tensor.

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
// Line by line from the end to the beginning:
//
// 1. at the outputs, as in 710: $\partial L/\partial c = \mathrm{softmax}(c) - t$;
// 2. at the hidden units, back through $W_2$: $\partial L/\partial h = \partial L/\partial c \cdot W_2^{T}$;
// 3. before the ReLU: the same where $a > 0$, and 0 where the ReLU was shut: there no small change of $a$ matters;
// 4. the weights of each layer: its *input*, transposed, times the gradient at its output.
//
// The input of the second layer is $h$. (The original notebook takes $a$ here. As long as no hidden value is negative
// the two are equal, which is why its numbers come out right. Your turn in lesson 750 is a case where they are not.)

// %%
const grad_c = softmax_result.data.sub(one_hot_target.data);
const grad_hidden_activation = grad_c.mm(weights2.data.t());
const grad_hidden_pre_activation = grad_hidden_activation.clone();
grad_hidden_pre_activation.index_put_([hidden.data.le(0)], 0);
const grad_weight2 = hidden_relu.data.t().mm(grad_c);
const grad_bias2 = grad_c;
const grad_weight1 = inputs.data.t().mm(grad_hidden_pre_activation);
const grad_bias1 = grad_hidden_pre_activation;

console.log(`\tby hand, dL/dW2: ${grad_weight2}`);
console.log(`\tby hand, dL/dW1: ${grad_weight1}`);
console.log(`\tby hand, dL/db2: ${grad_bias2}`);
console.log(`\tby hand, dL/db1: ${grad_bias1}`);

// %% [markdown]
// ## And PyTorch's
//
// Four gradients, each equal to ours.

// %%
loss.backward();

console.log(`\tautograd, dL/dW2: ${weights2.grad!.data}`);
console.log(`\tautograd, dL/dW1: ${weights1.grad!.data}`);
console.log(`\tautograd, dL/db2: ${bias2.grad!.data}`);
console.log(`\tautograd, dL/db1: ${bias1.grad!.data}`);

for (const parameter of [weights1, weights2, bias1, bias2]) {
  if (parameter.grad !== null) parameter.grad.data.zero_();
}

// %% [markdown]
// ## Your turn
//
// A third opinion, from the definition of a derivative. Raise the top left weight of $W_1$ by a little $h$ and compute
// the loss; lower it by $h$ and compute the loss again; the difference divided by $2h$ is the slope. It should agree
// with the top left of dL/dW1. With 32-bit floats do not take $h$ too small; 0.01 is good. Give the slope as a number.
// `npm run check 740`.

// %% Your turn
export const my_slope: number | null = null;
