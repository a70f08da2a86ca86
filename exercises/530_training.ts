// %% [markdown]
// # 530. Toy problem 1, learned
//
// In 350 you found the weights of toy problem 1 by thinking. In 510 one weight rolled down its slope by itself. Put the
// two together, and the computer finds the weights: the loss is now the cross-entropy of 450, the slope that of four
// weights at once, and the points come from the file that 410 wrote.
//
// First a look at the data. `get_sample` draws ten lines, with replacement.

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

const options = read_options({ seed: 1, data: true, iterations: 101, saves: true, pictures: true });
torch.manual_seed(options.seed);
random.seed(options.seed);
const draw = draw_into(options.pictures);

const train_data = new Data(join(options.data, 'toy_problem_1_train.txt'));

const [first_labels, first_features] = train_data.get_sample();
console.log(`labels: ${list_text(first_labels)}`);
console.log(`features: ${list_text(first_features)}`);

// %% [markdown]
// ## Training
//
// The weights start at random. Then, a hundred times and once more: take ten points, see what the weights make of them,
// ask `backward()` which way is downhill, and step there. Ten points are not the whole file, so the slope is a rough
// one; it is right on average, and ten points are quickly done. That is *stochastic gradient descent*.
//
// Every tenth loss is printed. Do not expect it to fall at each line: every batch brings other points, and one
// that lies near the border is enough for a bump. (A loss such as 4e-06 is not zero. Two numbers that differ by 50 are
// an easy case, and softmax is very sure of itself.)

// %%
const weights = new nn.Parameter(torch.rand(2, 2));
console.log(weights);

const losses: number[] = [];
for (let i = 0; i < options.iterations; i++) {
  if (weights.grad !== null) weights.grad.data.zero_();

  // Forwards.
  const [labels, rows] = train_data.get_sample();
  const features = torch.autograd.Variable(torch.Tensor(rows));
  const target = torch.autograd.Variable(torch.LongTensor(labels));

  const result = torch.mm(features, weights);
  const loss = F.cross_entropy(result, target);

  // Backwards.
  loss.backward();

  const gradient = weights.grad!;
  const learning_rate = 0.01;
  weights.data = weights.data.sub(gradient.data.mul(learning_rate));

  losses.push(loss.data.item());
  if (i % 10 === 0) console.log(`loss ${float_text(loss.data.item())}`);
}

console.log(`\tweights: ${weights.data}`);

const file = join(options.models, 'toy_problem_1_trained_model.bin');
torch.save(weights, file);

await draw('530_loss.svg', () =>
  plot.lines({ loss: losses }, { title: 'Loss of each batch of ten', x_label: 'iteration', y_label: 'loss' }),
);

// %% [markdown]
// Compare with the weights you found in 350. A whole family of them solves the problem: what counts is that output 0
// grows with $f_1$ faster than output 1 does, and the other way round for $f_2$. Adding the same number to both weights
// of a row changes both outputs alike, and nothing else.
//
// The weights also lie on the disk now. What `torch.save` writes is PyTorch's own format: Python can read it.
//
// ## Testing
//
// Now the file that training never saw. Load the weights as if this were another day, let them answer all thousand
// points, and count.

// %%
const test_data = new Data(join(options.data, 'toy_problem_1_test.txt'));

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

await draw('530_boundary.svg', () =>
  plot.points(rows, {
    labels,
    names: ['0: f1 is larger', '1: f2 is larger'],
    regions: (points) => torch.max(torch.mm(points, loaded), 1)[1],
    title: `Test points, and what the weights say (accuracy ${accuracy})`,
    x_label: 'f1',
    y_label: 'f2',
  }),
);

// %% [markdown]
// More than nine of ten points are right, and with some seeds all but a handful: the last batches decide. The picture
// shows the rest. The learned border is a straight line through the middle, but not exactly the diagonal, so the wrong
// ones lie in a thin wedge where the two numbers are nearly equal.
//
// ## Your turn
//
// Write the training as a function: it takes labels and features, a thousand of each, and returns weights of shape
// $2 \times 2$. The check calls it with fresh points, twice, and the second time the labels are swapped; so it really
// has to learn. At least 97 of 100 must be right. (`train_data` has a batch for you, but your function gets plain
// lists. You may use all thousand points in each step.) `npm run check 530`.

// %% Your turn
export const my_train: ((labels: number[], features: number[][]) => torch.Tensor) | null = null;
