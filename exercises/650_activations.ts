// %% [markdown]
// # 650. Activation functions
//
// Two layers in a row are no better than one: a weighted sum of weighted sums is a weighted sum. What makes depth worth
// having is something bent in between, applied to each number by itself. Three common ones, each on the same seven
// numbers from -10 to 10:
//
// - sigmoid: everything lands between 0 and 1,
// - tanh: the same shape between -1 and 1, through the origin,
// - ReLU: negative becomes 0, positive stays. It looks too simple to work, and is the one used most.

// %%
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { read_options } from './options.ts';

read_options();

const data = torch.Tensor([[-10], [-5], [-1], [0], [1], [5], [10]]);

let result = F.sigmoid(data);
console.log(`sigmoid: ${result}`);

result = F.tanh(torch.autograd.Variable(data));
console.log(`tanh: ${result}`);

result = F.relu(torch.autograd.Variable(data));
console.log(`ReLU: ${result}`);

// %% [markdown]
// The sigmoid column is written with exponents because it spans from 0.000045 to nearly 1; the middle one is exactly
// one half. At both ends it is flat. A flat function has no gradient, and a network that sits there learns nothing:
// keep this in mind for lesson 680.
//
// ## How a sigmoid is built
//
// In three steps, each narrowing the range. First $e^a$: any number becomes positive.

// %%
result = torch.exp(data);
console.log(`e^a: ${result}`);

// %% [markdown]
// One more: now everything is above 1.

// %%
result = torch.exp(data).add(1);
console.log(`1 + e^a: ${result}`);

// %% [markdown]
// And one over that lies between 0 and 1.

// %%
result = torch.exp(data).add(1).reciprocal();
console.log(`1 / (1 + e^a): ${result}`);

// %% [markdown]
// Compare it with the sigmoid at the top: the numbers are the same, *upside down*. The original notebook calls this
// last line the sigmoid, but $1 / (1 + e^{a})$ is $\sigma(-a)$, its mirror image. One sign is missing.
//
// ## Your turn
//
// Put the sign in: a function that takes a tensor and returns its sigmoid, without `torch.sigmoid` or `F.sigmoid`. It
// must survive -1000 and 1000, where $e^a$ is 0 or infinite. `npm run check 650`.

// %% Your turn
export const my_sigmoid: ((a: torch.Tensor) => torch.Tensor) | null = null;
