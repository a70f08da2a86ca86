/** Likely wrong answers to the tasks of the lessons that train, and what the reader is told. */
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import type { Answers } from '../../exercises/checks/task.ts';

const T = (data: number[][]): torch.Tensor => torch.Tensor(data);

/** The counter of 920 with a state that grows by `step`. */
function counter(step: number, count = 21): Answers {
  const my_W = torch.zeros(5, 4);
  my_W.index_put_([0, 0], 1);
  my_W.index_put_([4, 0], step);
  const my_V = torch.zeros(4, count);
  my_V.index_put_([0], torch.arange(count).mul(2 / step));
  const my_d = torch.arange(count).to(torch.float32).pow(2).neg().view(1, count);
  return { my_W, my_b: torch.zeros(1, 4), my_V, my_d };
}

type Size = (width: number, window: number, padding: number, stride: number) => number;
const conv = (size: Size): Size => (...args) => Math.floor(size(...args));

export const wrongTraining: [exercise: number, what: string, mine: Answers, message: string][] = [
  [530, 'no learning', { my_train: () => T([[1, 0], [0, 1]]) }, 'with the labels swapped, the weights get'],
  [530, 'a list', { my_train: () => [[1, 0], [0, 1]] }, 'my_train(...) should be a tensor, and is a list of 2'],
  [530, 'a row', { my_train: () => torch.zeros(1, 4) }, 'should have 2 × 2 numbers, and has 1 × 4'],
  [
    550,
    'rows and columns exchanged',
    {
      my_confusion: (right: number[], observed: number[]) =>
        [0, 1].map((i) => [0, 1].map((j) => right.filter((x, k) => x === j && observed[k] === i).length)),
    },
    'Are rows and columns exchanged?',
  ],
  [550, 'a number', { my_confusion: () => 3 }, 'should return two rows of two numbers, and returned number 3'],
  [550, 'zeros', { my_confusion: () => [[0, 0], [0, 0]] }, 'were taken for'],
  [630, 'no bias', { my_weights: T([[0, 1], [0, -1]]), my_bias: T([[0, 0]]) }, 'at least 65 are wanted'],
  [630, 'a bias too large', { my_weights: T([[0, 1], [0, -1]]), my_bias: T([[150, 0]]) }, 'at least 65 are wanted'],
  [
    670,
    'outputs exchanged',
    { my_weights1: T([[1, -1, 1, -1], [1, -1, -1, 1]]), my_weights2: T([[0, 1], [0, 1], [1, 0], [1, 0]]) },
    'so the answer is 1; it should be 0 (0.0 of 100 are right)',
  ],
  [680, 'one sum of all', { my_sum: (W: torch.Tensor) => W.sum().expand(1, 2) }, 'Each output has a sum of its own'],
  [680, 'columns for rows', { my_sum: (W: torch.Tensor) => W.sum(1, { keepdim: true }) }, 'should have 1 × 2 numbers'],
  [
    690,
    'weights not turned',
    {
      my_network: () => new nn.Sequential(new nn.Linear(2, 4), new nn.Sigmoid(), new nn.Linear(4, 2)),
    },
    'the output[0, 0] is',
  ],
  [690, 'ReLU', { my_network: () => new nn.Sequential(new nn.Linear(2, 4), new nn.ReLU()) }, 'and is Linear, ReLU'],
  [690, 'a tensor', { my_network: () => torch.zeros(1) }, 'should return a network, and returned a tensor'],
  [695, "the lesson's", { my_middle: 4, my_learning_rate: 0.01 }, '97 are wanted'],
  [695, 'a half', { my_middle: 2.5, my_learning_rate: 0.01 }, 'my_middle should be a whole number'],
  [695, 'standing still', { my_middle: 4, my_learning_rate: 0 }, 'my_learning_rate should be above 0, and is 0'],
  [
    810,
    'sums',
    {
      my_means: (images: torch.Tensor, labels: torch.Tensor) =>
        torch.stack(Array.from({ length: 10 }, (_, i) => images.index(labels.eq(i)).squeeze(1).sum(0))),
    },
    'That is the sum',
  ],
  [
    810,
    'the mean of none',
    {
      my_means: (images: torch.Tensor, labels: torch.Tensor) =>
        torch.stack(Array.from({ length: 10 }, (_, i) => images.index(labels.eq(i)).squeeze(1).mean(0))),
    },
    'the mean picture of 7[0, 0] is NaN, and should be 0',
  ],
  [
    830,
    'the farthest',
    {
      my_classifier: (images: torch.Tensor, means: torch.Tensor) =>
        images.sub(means.unsqueeze(0)).pow(2).sum([2, 3]).argmax(1),
    },
    'is nearest to the mean picture of',
  ],
  [
    830,
    'the largest product',
    {
      my_classifier: (images: torch.Tensor, means: torch.Tensor) =>
        images.reshape(-1, 1024).mm(means.reshape(10, 1024).t()).argmax(1),
    },
    'is nearest to the mean picture of',
  ],
  [850, 'tensors, not numbers', { my_count: (net: nn.Module) => [...net.parameters()].length }, 'has 10250 parameters'],
  [850, 'text', { my_count: () => 'many' }, 'my_count should return a number, and returned string many'],
  [
    870,
    'no bias',
    {
      my_collapse: (layers: nn.Linear[]) => {
        const product = (W: torch.Tensor, layer: nn.Linear): torch.Tensor => layer.weight.mm(W);
        const weight = layers.slice(1).reduce(product, layers[0]!.weight);
        const single = new nn.Linear(weight.size(1), weight.size(0));
        torch.no_grad(() => {
          single.weight.copy_(weight);
          single.bias!.zero_();
        });
        return single;
      },
    },
    'Are the biases missing?',
  ],
  [870, 'all of them', { my_collapse: (layers: nn.Linear[]) => new nn.Sequential(...layers) }, 'one nn.Linear'],
  [870, 'the first', { my_collapse: (layers: nn.Linear[]) => layers[0] }, 'the layers go from 5 to 3 numbers'],
  [890, 'no padding', { my_size: conv((w, k, _, s) => (w - k) / s + 1) }, 'Conv2d makes'],
  [890, 'padding on one side', { my_size: conv((w, k, p, s) => (w + p - k) / s + 1) }, 'Conv2d makes'],
  [920, 'steps too large', counter(0.1), 'ones, and the network says'],
  [920, 'twenty outputs', counter(0.001, 20), 'my_V should have 4 × 21 numbers, and has 4 × 20'],
  [
    980,
    'no square root',
    {
      my_attention: (q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) => q.mm(k.t()).softmax(1).mm(v),
    },
    'Is the square root missing?',
  ],
  [980, 'a square', { my_attention: () => torch.zeros(2, 2) }, 'should have 1 × 2 numbers, and has 2 × 2'],
];
