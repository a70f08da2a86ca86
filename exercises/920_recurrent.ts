// %% [markdown]
// # 920. A network that remembers
//
// Toy problem 5, from 910: twenty zeros and ones, how many are ones? The network is to read them one after the other,
// as you would read a sentence, and to keep in mind what it needs. What it keeps in mind is the *state*: four numbers.
//
// At each step the state and the next input, five numbers together, go through one and the same layer, and out comes
// the new state:
//
// $$s_t = \tanh\left(\begin{bmatrix}s_{t-1} & x_t\end{bmatrix} W + b\right)$$
//
// After the last step another layer, $V$ and $d$, turns the state into 21 outputs, one for each possible count. That is
// a *recurrent network*, by hand.

// %%
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as plot from 'nodetorch/plot';
import { trange } from 'nodetorch/tqdm';
import { Data } from './data_reader.ts';
import { read_options } from './options.ts';
import { draw_into } from './pictures.ts';
import * as random from './python_random.ts';
import { float_text, list_text } from './python_text.ts';

const options = read_options({ seed: 0, data: true, iterations: 10001, saves: true, pictures: true, device: true });
torch.manual_seed(options.seed);
random.seed(options.seed);
const draw = draw_into(options.pictures);

const train_data = new Data(join(options.data, 'toy_problem_5_train.txt'));

const sequence_length = 20;
const num_output = sequence_length + 1;
const num_hidden = 4;

const W = new nn.Parameter(torch.rand(num_hidden + 1, num_hidden).to(options.device));

const b = new nn.Parameter(torch.rand(1, num_hidden).to(options.device));

const V = new nn.Parameter(torch.rand(num_hidden, num_output).to(options.device));

const d = new nn.Parameter(torch.rand(1, num_output).to(options.device));

// %% [markdown]
// ## Training
//
// The inner loop is the network: twenty steps, the same $W$ and $b$ in each. `backward()` then walks back through all
// twenty. The batch has a thousand sequences, which all take their first step together, then their second, and so on.
//
// Ten thousand iterations take a while. The loss falls for all of that time: first quickly from 3, which is about
// $\log 21$, the loss of not knowing anything; then slowly, while the network tells 11 from 12. (`--iterations 1001`
// gives a first impression.)

// %%
const optimizer = new optim.Adam([W, b, V, d], { lr: 0.01 });

const losses: number[] = [];
const iterations = trange(options.iterations, { desc: 'training', leave: false });
for (const j of iterations) {
  optimizer.zero_grad();

  const [labels, rows] = train_data.get_sample(1000);
  const features = torch.autograd.Variable(torch.Tensor(rows).to(options.device));
  const target = torch.autograd.Variable(torch.LongTensor(labels).to(options.device));

  let state = torch.autograd.Variable(torch.zeros(features.size(0), num_hidden).to(options.device));

  for (let i = 0; i < sequence_length; i++) {
    const features_at_current_step = torch.unsqueeze(features.index(':', i), 1);
    const x = torch.cat([state, features_at_current_step], 1);
    state = F.tanh(x.mm(W).add(b));
  }

  const result = state.mm(V).add(d);

  const loss = F.cross_entropy(result, target);

  loss.backward();

  optimizer.step();

  if (j % 100 === 0) {
    losses.push(loss.data.item());
    iterations.clear();
    console.log(`loss ${float_text(loss.data.item())}`);
  }
}

console.log('trained');

const file = (name: string): string =>
  join(options.models, `toy_problem_5_trained_sequential_deep_model_${name}.bin`);
torch.save(W, file('weights1'));
torch.save(b, file('bias1'));
torch.save(V, file('weights2'));
torch.save(d, file('bias2'));

await draw('920_loss.svg', () =>
  plot.lines(
    { loss: losses },
    { x: losses.map((_, i) => 100 * i), title: 'Loss of each hundredth batch', x_label: 'iteration', y_label: 'loss' },
  ),
);

// %% [markdown]
// ## Testing
//
// All thousand test sequences, each with the right count and the observed one. Where the two differ, it is mostly by
// one.

// %%
const test_data = new Data(join(options.data, 'toy_problem_5_test.txt'));

const W_loaded = torch.load(file('weights1')) as torch.Tensor;
const V_loaded = torch.load(file('weights2')) as torch.Tensor;
const b_loaded = torch.load(file('bias1')) as torch.Tensor;
const d_loaded = torch.load(file('bias2')) as torch.Tensor;

const [labels, rows] = test_data.get_all();
const features = torch.autograd.Variable(torch.Tensor(rows).to(options.device));
const target = torch.autograd.Variable(torch.LongTensor(labels).to(options.device));

let state = torch.autograd.Variable(torch.zeros(features.size(0), num_hidden).to(options.device));

for (let i = 0; i < sequence_length; i++) {
  const features_at_current_step = torch.unsqueeze(features.index(':', i), 1);
  const x = torch.cat([state, features_at_current_step], 1);
  state = F.tanh(x.mm(W_loaded).add(b_loaded));
}

const result = state.mm(V_loaded).add(d_loaded);

const [, observed] = torch.max(result, 1);

const loss = F.cross_entropy(result, target);
console.log(`loss: ${loss}`);

const said = observed.tolist() as number[];
let correct = 0;
for (const [i, label] of labels.entries()) {
  console.log(`features: ${list_text(rows[i])} => right: ${label}, observed: ${said[i]}`);
  if (label === said[i]) correct += 1;
}
const accuracy = correct / labels.length;
console.log(`accuracy: ${float_text(accuracy)}`);

await draw('920_counts.svg', () => {
  const counts = Array.from({ length: num_output }, () => new Array<number>(num_output).fill(0));
  for (const [i, label] of labels.entries()) counts[label][said[i]] += 1;
  return plot.heatmap(counts, {
    title: `How often was each count observed? (accuracy ${accuracy})`,
    x_label: 'observed',
    y_label: 'right',
    digits: 0,
    size: 28,
  });
});

// %% [markdown]
// In the picture the right answers are the diagonal. There are a million sequences of twenty bits, and the network has
// seen a thousand: it has not learned the sequences, it has learned to count.
//
// ## Your turn
//
// Find $W$, $b$, $V$ and $d$ that count without a mistake, by thought. Hints: near 0, $\tanh(a)$ is almost $a$, so a
// state that grows by one thousandth at each one is a counter. Three of the four state numbers can stay 0. And which of
// 21 outputs should be the largest for a count $n$? $2kn - k^2$ is largest at $k = n$, because it is $n^2 - (n - k)^2$.
// `npm run check 920`.

// %% Your turn
export const my_W: torch.Tensor | null = null;
export const my_b: torch.Tensor | null = null;
export const my_V: torch.Tensor | null = null;
export const my_d: torch.Tensor | null = null;
