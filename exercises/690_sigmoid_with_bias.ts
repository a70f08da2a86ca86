// %% [markdown]
// # 690. And a bias: it learns
//
// A *bias* is a number added to each output of a layer, whatever the input. In 210 it was there; since then we did
// without. The network is now $c = \sigma(f W_1 + b_1) W_2 + b_2$, and the symmetry that stopped 680 is gone.

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
// Two layers, and two numbers more for each output: the biases start at random too.

// %%
const middle = 4;

const weights1 = new nn.Parameter(torch.rand(2, middle).to(options.device));
console.log(`W1: ${weights1}`);

const bias1 = new nn.Parameter(torch.rand(1, middle).to(options.device));
console.log(`b1: ${bias1}`);

const weights2 = new nn.Parameter(torch.rand(middle, 2).to(options.device));
console.log(`W2: ${weights2}`);

const bias2 = new nn.Parameter(torch.rand(1, 2).to(options.device));
console.log(`b2: ${bias2}`);

// %% [markdown]
// ## Training
//
// Adam gets all four in its list. Forget one there and it keeps its first value for ever: no error tells you.
//
// It is slow in the beginning. The loss stays near $\log 2$ for a while, as in 680, until the biases have moved far
// enough; then it falls.

// %%
const optimizer = new optim.Adam([weights1, weights2, bias1, bias2], { lr: 0.01 });

const losses: number[] = [];
for (let i = 0; i < options.iterations; i++) {
  optimizer.zero_grad();

  const [labels, rows] = train_data.get_sample(1000);
  const features = torch.autograd.Variable(torch.Tensor(rows).to(options.device));
  const target = torch.autograd.Variable(torch.LongTensor(labels).to(options.device));

  const result = features.mm(weights1).add(bias1);
  const result1 = F.sigmoid(result);
  const result2 = result1.mm(weights2).add(bias2);

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
torch.save(bias1, file('bias1'));
torch.save(bias2, file('bias2'));

await draw('690_loss.svg', () =>
  plot.lines(
    { loss: losses },
    { x: losses.map((_, i) => 10 * i), title: 'Loss of each tenth batch', x_label: 'iteration', y_label: 'loss' },
  ),
);

// %% [markdown]
// ## What it has learned
//
// Each middle number switches from 0 to 1 along a line, and $-b$ over the size of its weights says how far from the
// middle that line lies.

// %%
console.log(`W1 now: ${weights1.data}`);
console.log(`W2 now: ${weights2.data}`);
console.log(`b1 now: ${bias1.data}`);
console.log(`b2 now: ${bias2.data}`);

// %% [markdown]
// ## Testing

// %%
const test_data = new Data(join(options.data, 'toy_problem_3_test.txt'));

const W1 = torch.load(file('weights1')) as torch.Tensor;
console.log(W1);
const W2 = torch.load(file('weights2')) as torch.Tensor;
console.log(W2);
const b1 = torch.load(file('bias1')) as torch.Tensor;
console.log(b1);
const b2 = torch.load(file('bias2')) as torch.Tensor;
console.log(b2);

const [labels, rows] = test_data.get_all();
const features = torch.autograd.Variable(torch.Tensor(rows).to(options.device));
const target = torch.autograd.Variable(torch.LongTensor(labels).to(options.device));

function network(inputs: torch.Tensor): torch.Tensor {
  const result = torch.mm(inputs, W1).add(b1);
  const result1 = F.sigmoid(result);
  return torch.mm(result1, W2).add(b2);
}

const [, observed] = torch.max(network(features), 1);

const correct = observed.eq(target).sum().item();
const accuracy = correct / labels.length;
console.log(`accuracy: ${float_text(accuracy)}`);

await draw('690_boundary.svg', () =>
  plot.points(rows, {
    labels,
    names: ['0: same sign', '1: not'],
    regions: (points) => torch.max(network(points.to(options.device)), 1)[1],
    title: `Sigmoid and bias (accuracy ${accuracy})`,
    x_label: 'f1',
    y_label: 'f2',
  }),
);

// %% [markdown]
// Not perfect, and clearly better than one half. The borders in the picture no longer meet in the middle.
//
// Why not better still? The features go up to 100, so the sigmoid is asked for values at 50 or -80, and there it is
// flat: the gradient is next to nothing, and so is what is learned from such a point. Dividing the features by 100
// helps more than any number of iterations.
//
// ## Your turn
//
// From lesson 830 on layers are objects, and a network is a list of them. Write a function that takes $W_1$, $b_1$,
// $W_2$, $b_2$ as above and returns an `nn.Sequential` of an `nn.Linear`, an `nn.Sigmoid` and an `nn.Linear` that
// computes the same. Mind that `nn.Linear` keeps its weights the other way round (rows are outputs), and its bias as a
// vector. Numbers go in with `torch.no_grad(() => layer.weight.copy_(...))`. `npm run check 690`.

// %% Your turn
export const my_network:
  | ((W1: torch.Tensor, b1: torch.Tensor, W2: torch.Tensor, b2: torch.Tensor) => nn.Module)
  | null = null;
