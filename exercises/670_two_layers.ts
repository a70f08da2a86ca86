// %% [markdown]
// # 670. Two layers learn it
//
// One layer draws one straight line. Two layers, one after the other, with nothing between them, would be no better: a
// product of matrices is a matrix. Between them belongs something that is not linear. ReLU is the simplest: negative
// numbers become 0, the others stay.
//
// So the network is now $c = \mathrm{ReLU}(f W_1) W_2$. The middle has four numbers; each looks at the plane along a
// direction of its own, and sees only the half that lies ahead of it.

// %%
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as plot from 'nodetorch/plot';
import { Data } from './data_reader.ts';
import { read_options } from './options.ts';
import { draw_into } from './pictures.ts';
import * as random from './python_random.ts';
import { float_text, list_text } from './python_text.ts';

const options = read_options({ seed: 0, data: true, iterations: 1001, saves: true, pictures: true, device: true });
torch.manual_seed(options.seed);
random.seed(options.seed);
const draw = draw_into(options.pictures);

const train_data = new Data(join(options.data, 'toy_problem_3_train.txt'));

const [first_labels, first_features] = train_data.get_sample();
console.log(`labels: ${list_text(first_labels)}`);
console.log(`features: ${list_text(first_features)}`);

// %% [markdown]
// Two sets of weights, at random as before.

// %%
const middle = 4;

const weights1 = new nn.Parameter(torch.rand(2, middle).to(options.device));
console.log(`W1: ${weights1}`);

const weights2 = new nn.Parameter(torch.rand(middle, 2).to(options.device));
console.log(`W2: ${weights2}`);

// %% [markdown]
// ## Training, with Adam
//
// Two things are new besides the second layer. A batch has a thousand points, so that the slope is less of a guess. And
// the step is left to an *optimizer*. Adam keeps a running mean of the gradient of each weight, and of its square, and
// moves each weight by about the learning rate, however steep the slope is. `zero_grad()` clears the gradients,
// `step()` takes the step: you will write these lines in every program from now on.
//
// The loss should fall from 1 or more to less than a half, quickly at first.

// %%
const optimizer = new optim.Adam([weights1, weights2], { lr: 0.01 });

const losses: number[] = [];
for (let i = 0; i < options.iterations; i++) {
  optimizer.zero_grad();

  const [labels, rows] = train_data.get_sample(1000);
  const features = torch.autograd.Variable(torch.Tensor(rows).to(options.device));
  const target = torch.autograd.Variable(torch.LongTensor(labels).to(options.device));

  const result = features.mm(weights1);
  const result1 = F.relu(result);
  const result2 = result1.mm(weights2);

  const loss = F.cross_entropy(result2, target);

  loss.backward();

  optimizer.step();

  if (i % 10 === 0) {
    losses.push(loss.data.item());
    console.log(`loss ${float_text(loss.data.item())}`);
  }
}

const file = (name: string): string => join(options.models, `toy_problem_3_trained_deep_model_${name}.bin`);
torch.save(weights1, file('weights1'));
torch.save(weights2, file('weights2'));

await draw('670_loss.svg', () =>
  plot.lines(
    { loss: losses },
    { x: losses.map((_, i) => 10 * i), title: 'Loss of each tenth batch', x_label: 'iteration', y_label: 'loss' },
  ),
);

// %% [markdown]
// ## What it has learned
//
// Look at the columns of layer 1. Some pair of them should point opposite ways: one sees points where both numbers are
// large, one where both are small, and others where the signs differ.

// %%
console.log(`W1 now: ${weights1.data}`);
console.log(`W2 now: ${weights2.data}`);

// %% [markdown]
// ## Testing

// %%
const test_data = new Data(join(options.data, 'toy_problem_3_test.txt'));

const W1 = torch.load(file('weights1')) as torch.Tensor;
console.log(W1);
const W2 = torch.load(file('weights2')) as torch.Tensor;
console.log(W2);

const [labels, rows] = test_data.get_all();
const features = torch.autograd.Variable(torch.Tensor(rows).to(options.device));
const target = torch.autograd.Variable(torch.LongTensor(labels).to(options.device));

function network(inputs: torch.Tensor): torch.Tensor {
  const result = torch.mm(inputs, W1);
  const result1 = F.relu(result);
  return torch.mm(result1, W2);
}

const [, observed] = torch.max(network(features), 1);

const correct = observed.eq(target).sum().item();
const accuracy = correct / labels.length;
console.log(`accuracy: ${float_text(accuracy)}`);

await draw('670_boundary.svg', () =>
  plot.points(rows, {
    labels,
    names: ['0: same sign', '1: not'],
    regions: (points) => torch.max(network(points.to(options.device)), 1)[1],
    title: `Two layers with ReLU (accuracy ${accuracy})`,
    x_label: 'f1',
    y_label: 'f2',
  }),
);

// %% [markdown]
// More than nine of ten, where a coin gets five. In the picture the straight line has become a star of wedges: without
// a bias all borders still meet in the middle.
//
// Other seeds are worth a look. Training starts somewhere else with each, and sometimes a middle number sees no point
// at all from the start. It then always gives 0, its gradient is 0, and it never wakes up: a *dead* ReLU. With four of
// them, one or two dead ones hurt.
//
// ## Your turn
//
// Solve it without training. Find $W_1$ ($2 \times 4$) and $W_2$ ($4 \times 2$) that get every point right whose
// numbers are not 0. A hint: $|x + y|$ against $|x - y|$; which is larger when the signs agree? And
// $|a| = \mathrm{ReLU}(a) + \mathrm{ReLU}(-a)$. `npm run check 670`.

// %% Your turn
export const my_weights1: torch.Tensor | null = null;
export const my_weights2: torch.Tensor | null = null;
