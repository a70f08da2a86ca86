// %% [markdown]
// # 550. Toy problem 2, learned
//
// The same program again, for $f_1 < f_2 + f_3$. Look for what had to change: the name of the file, and a 3 where there
// was a 2. Nobody told it what the problem is about. That is the point of learning.

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
torch.manual_seed(options.seed);
random.seed(options.seed);
const draw = draw_into(options.pictures);

const train_data = new Data(join(options.data, 'toy_problem_2_train.txt'));

const [first_labels, first_features] = train_data.get_sample();
console.log(`labels: ${list_text(first_labels)}`);
console.log(`features: ${list_text(first_features)}`);

// %% [markdown]
// ## Training
//
// One thing is done at another place than in 530: the gradient is cleared at the end of each step, and not at the start
// of the next. It comes to the same.

// %%
const weights = new nn.Parameter(torch.rand(3, 2));
console.log(weights);

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

const file = join(options.models, 'toy_problem_2_trained_model.bin');
torch.save(weights, file);

await draw('550_loss.svg', () =>
  plot.lines({ loss: losses }, { title: 'Loss of each batch of ten', x_label: 'iteration', y_label: 'loss' }),
);

// %% [markdown]
// Subtract the right column from the left. The first number should be positive, the other two negative and about as
// large: that is $f_1 - f_2 - f_3$, found by rolling downhill.
//
// ## Testing

// %%
const test_data = new Data(join(options.data, 'toy_problem_2_test.txt'));

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

// Three features do not fit on paper. f2 + f3 against f1 does, and the true border is its diagonal.
await draw('550_answers.svg', () =>
  plot.points(rows.map(([f1, f2, f3]) => [f2 + f3, f1]), {
    labels,
    observed,
    names: ['0: f1 is larger', '1: f2 + f3 is larger'],
    title: `Test points; the wrong answers are circled (accuracy ${accuracy})`,
    x_label: 'f2 + f3',
    y_label: 'f1',
  }),
);

// %% [markdown]
// Again more than nine of ten. The wrong ones lie along the border, as they should.
//
// ## Your turn
//
// Accuracy counts mistakes and hides of which kind they are. A *confusion matrix* tells: its row $i$, column $j$ says
// how many points of category $i$ were taken for category $j$. Write the function that counts it: two lists of the same
// length, what is right and what was observed, each of zeros and ones; out comes a list of two lists of two numbers.
// Then look which mistakes the weights above make. `npm run check 550`.

// %% Your turn
export const my_confusion: ((right: number[], observed: number[]) => number[][]) | null = null;
