// %% [markdown]
// # 680. A sigmoid in the middle: stuck
//
// Before ReLU became the habit, the function between layers was the sigmoid of 650. It squeezes any number into the
// range from 0 to 1, and there is nothing wrong with it. Put it where 670 has `relu`, change nothing else, and see.

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

const options = read_options({ seed: 7, data: true, iterations: 1001, saves: true, pictures: true, device: true });
torch.manual_seed(options.seed);
random.seed(options.seed);
const draw = draw_into(options.pictures);

const train_data = new Data(join(options.data, 'toy_problem_3_train.txt'));

const [first_labels, first_features] = train_data.get_sample();
console.log(`labels: ${list_text(first_labels)}`);
console.log(`features: ${list_text(first_features)}`);

// %% [markdown]
// The same shapes as in 670, and with the same seed the same numbers.

// %%
const middle = 4;

const weights1 = new nn.Parameter(torch.rand(2, middle).to(options.device));
console.log(`W1: ${weights1}`);

const weights2 = new nn.Parameter(torch.rand(middle, 2).to(options.device));
console.log(`W2: ${weights2}`);

// %% [markdown]
// ## Training
//
// The loss stops near 0.69, and there it stays. That number is worth knowing by heart: it is $\log 2$, the loss of a
// network that gives both categories one half, whatever the point.

// %%
const optimizer = new optim.Adam([weights1, weights2], { lr: 0.01 });

const losses: number[] = [];
for (let i = 0; i < options.iterations; i++) {
  optimizer.zero_grad();

  const [labels, rows] = train_data.get_sample(1000);
  const features = torch.autograd.Variable(torch.Tensor(rows).to(options.device));
  const target = torch.autograd.Variable(torch.LongTensor(labels).to(options.device));

  const result = features.mm(weights1);
  const result1 = F.sigmoid(result);
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

await draw('680_loss.svg', () =>
  plot.lines(
    { loss: losses },
    { x: losses.map((_, i) => 10 * i), title: 'Loss of each tenth batch', x_label: 'iteration', y_label: 'loss' },
  ),
);

// %% [markdown]
// ## What it has learned
//
// The weights have moved, and it was no use.

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
  const result1 = F.sigmoid(result);
  return torch.mm(result1, W2);
}

const [, observed] = torch.max(network(features), 1);

const correct = observed.eq(target).sum().item();
const accuracy = correct / labels.length;
console.log(`accuracy: ${float_text(accuracy)}`);

await draw('680_boundary.svg', () =>
  plot.points(rows, {
    labels,
    names: ['0: same sign', '1: not'],
    regions: (points) => torch.max(network(points.to(options.device)), 1)[1],
    title: `Sigmoid, no bias (accuracy ${accuracy})`,
    x_label: 'f1',
    y_label: 'f2',
  }),
);

// %% [markdown]
// Half of the points, or somewhat more with some seeds, and again it can be proved that the network cannot do it. The
// sigmoid has a symmetry, $\sigma(-a) = 1 - \sigma(a)$. So at the opposite point each middle number $h$ becomes $1 -
// h$, and the outputs $c$ of the two points add up to a constant, the sum of the rows of $W_2$. Write $d = c_1 - c_0$;
// then $d(x, y) + d(-x, -y)$ is the same number $D$ for every pair. A pair of category 1 needs two positive $d$, a pair
// of category 0 two negative ones. If $D$ is negative the first is impossible, if it is positive the second: of one of
// the two categories at least half must go wrong.
//
// ReLU has no such symmetry. For the sigmoid the cure is a bias, which moves the point around which it is symmetric:
// lesson 690.
//
// ## Your turn
//
// Check the proof with numbers. Write a function of $W_2$ alone that tells what the outputs at a point and at the
// opposite point add up to, a tensor of shape $1 \times 2$. The check has a network with random weights, and tries it
// at random points. `npm run check 680`.

// %% Your turn
export const my_sum: ((weights2: torch.Tensor) => torch.Tensor) | null = null;
