// %% [markdown]
// # 630. One layer is not enough
//
// Toy problem 3: do the two numbers have the same sign (0) or not (1)? It looks no harder than the others. The data is
// from 610, the program is that of 550, and this time it will fail.

// %%
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as plot from 'nodetorch/plot';
import { Data } from './data_reader.ts';
import { read_options } from './options.ts';
import { draw_into } from './pictures.ts';
import * as random from './python_random.ts';
import { float_text, list_text } from './python_text.ts';

const options = read_options({ seed: 0, data: true, iterations: 101, saves: true, pictures: true });
random.seed(options.seed);
torch.manual_seed(options.seed);
const draw = draw_into(options.pictures);

const train_data = new Data(join(options.data, 'toy_problem_3_train.txt'));

const [first_labels, first_features] = train_data.get_sample();
console.log(`labels: ${list_text(first_labels)}`);
console.log(`features: ${list_text(first_features)}`);

const weights = new nn.Parameter(torch.rand(2, 2));
console.log(weights);

// %% [markdown]
// ## Training
//
// Watch the loss. It jumps up and down, and does not come down. (Try `--iterations 2001`. Nor does it then.)

// %%
const losses: number[] = [];
for (let i = 0; i < options.iterations; i++) {
  const [labels, rows] = train_data.get_sample(10);
  const features = torch.autograd.Variable(torch.Tensor(rows));
  const target = torch.autograd.Variable(torch.LongTensor(labels));

  const result = torch.mm(features, weights);
  const loss = F.cross_entropy(result, target);

  loss.backward();

  const gradient = weights.grad!;
  const learning_rate = 0.01;
  weights.data = weights.data.sub(gradient.data.mul(learning_rate));

  losses.push(loss.data.item());
  if (i % 10 === 0) console.log(`loss ${float_text(loss.data.item())}`);

  weights.grad!.data.zero_();
}

console.log(`\tweights: ${weights.data}`);

const file = join(options.models, 'toy_problem_3_trained_model.bin');
torch.save(weights, file);

await draw('630_loss.svg', () =>
  plot.lines({ loss: losses }, { title: 'Loss of each batch of ten', x_label: 'iteration', y_label: 'loss' }),
);

// %% [markdown]
// ## Testing

// %%
const test_data = new Data(join(options.data, 'toy_problem_3_test.txt'));

const loaded = torch.load(file) as torch.Tensor;
console.log(loaded);

const [labels, rows] = test_data.get_all();
const features = torch.autograd.Variable(torch.Tensor(rows));
const target = torch.autograd.Variable(torch.LongTensor(labels));

const result = torch.mm(features, loaded);
const [, observed] = torch.max(result, 1);

const correct = observed.eq(target).sum().item();
const accuracy = correct / labels.length;
console.log(`accuracy: ${float_text(accuracy)}`);

await draw('630_boundary.svg', () =>
  plot.points(rows, {
    labels,
    names: ['0: same sign', '1: not'],
    regions: (points) => torch.max(torch.mm(points, loaded), 1)[1],
    title: `One layer draws one straight line (accuracy ${accuracy})`,
    x_label: 'f1',
    y_label: 'f2',
  }),
);

// %% [markdown]
// A coin would do as well.
//
// It is no accident and no lack of patience. The layer answers 1 where $c_1 - c_0 > 0$, and $c_1 - c_0$ is a weighted
// sum of the two features: positive on one side of a straight line through $(0, 0)$, negative on the other. Now take
// any point and the point opposite, $(x, y)$ and $(-x, -y)$. They lie on different sides of the line, so the layer
// gives them different answers; but their label is the same, because $x y = (-x)(-y)$. Of any such pair it gets one
// right and one wrong. Half, whatever the weights.
//
// A network that is to learn this must bend the line. That is what the next lessons are about.
//
// ## Your turn
//
// And a bias? With $c = fW + b$ the line need not go through the middle, and the argument above does not hold. It still
// is one straight line. Find weights ($2 \times 2$) and a bias ($1 \times 2$) that get at least 65 of 100 points right,
// over all whole points from -100 to 100. Do not train: draw the four squares on paper, and ask which corner a line
// can cut off. `npm run check 630`.

// %% Your turn
export const my_weights: torch.Tensor | null = null;
export const my_bias: torch.Tensor | null = null;
