// %% [markdown]
// # 510. Gradient descent
//
// Here is the whole of learning, with one weight. Let the loss be $x^2 + 3$ and the weight $x$. We stand at $x = 2$ and
// want to go where the loss is least. The *gradient* says how fast the loss rises as $x$ grows; so take a small step
// the other way, and repeat.
//
// A `Parameter` is a tensor that keeps the gradient of what is computed from it.

// %%
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { read_options } from './options.ts';
import { float_text, round } from './python_text.ts';

const { iterations } = read_options({ iterations: 100 });

const weight = new nn.Parameter(torch.Tensor([[2]]));

console.log(`weight = ${weight.data.index(0, 0)}`);

// %% [markdown]
// ## One step, in slow motion
//
// Forwards: from the weight to the loss. PyTorch writes down what it computes on the way. Backwards: `loss.backward()`
// walks that record in reverse and leaves the gradient in `weight.grad`. It *adds* it to what is there, so what is left
// of an earlier step has to be cleared away first.
//
// You can check it in your head. At 2 the loss is 7; the derivative of $x^2 + 3$ is $2x$, so the gradient is 4; and a
// step of 0.01 times 4 leads from 2 to 1.96. How far to step is the *learning rate*.

// %%
if (weight.grad !== null) weight.grad.data.zero_();

const loss = torch.mm(weight, weight).add(3);
console.log(`loss at weight ${weight.data.index(0, 0)} = ${loss.data.index(0, 0)}`);

loss.backward();

const gradient = weight.grad!;
console.log(`gradient at weight ${weight.data.index(0, 0)} = ${gradient.data.index(0, 0)}`);

const learning_rate = 0.01;

weight.data = weight.data.sub(gradient.data.mul(learning_rate));
console.log(`next weight = ${weight.data.index(0, 0)}`);

// %% [markdown]
// ## A hundred steps
//
// The same again and again, with a report at every tenth. Watch the three numbers go down together, and slower and
// slower: near the bottom the slope is gentle, so the steps are small. The loss nears 3, which is as low as it gets.

// %%
for (let i = 0; i < iterations; i++) {
  if (weight.grad !== null) weight.grad.data.zero_();

  const loss = torch.mm(weight, weight).add(3);
  if (i % 10 === 0) console.log(`loss ${float_text(round(loss.data.index(0, 0).item(), 3))}`);

  loss.backward();

  const gradient = weight.grad!;
  if (i % 10 === 0) console.log(`\tgradient ${float_text(round(gradient.data.index(0, 0).item(), 3))}`);

  const learning_rate = 0.01;

  weight.data = weight.data.sub(gradient.data.mul(learning_rate));
  if (i % 10 === 0) console.log(`\t\tweight ${float_text(round(weight.data.index(0, 0).item(), 3))}`);
}

// %% [markdown]
// `--iterations 400` brings the weight within a hair of 0.
//
// ## Your turn
//
// Four hundred steps for such a simple hole! Find a learning rate that brings $x$ from 2 to within 0.001 of 0 in ten
// steps, and one with which the loss *grows* at each step. (Every step multiplies $x$ by the same number. Which?)
// Then `npm run check 510`.

// %% Your turn
export const my_learning_rate: number | null = null;
export const my_bad_learning_rate: number | null = null;
