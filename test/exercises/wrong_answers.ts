import * as torch from 'nodetorch';
import type { Answers } from '../../exercises/checks/task.ts';
import * as random from '../../exercises/python_random.ts';

export const T = (data: number[][]): torch.Tensor => torch.Tensor(data);
const sigmoid = (a: torch.Tensor): torch.Tensor => a.neg().exp().add(1).reciprocal();

/** Wrong answers that are likely, and what the reader is told. */
export const wrong: [exercise: number, what: string, mine: Answers, message: string][] = [
  [110, 'vectors', { my_a: torch.ones(2), my_b: torch.ones(2), my_sum: torch.ones(2) }, 'my_a should be a matrix'],
  [
    110,
    'two shapes',
    { my_a: torch.ones(2, 3), my_b: torch.ones(2, 1), my_sum: torch.ones(2, 3) },
    'my_a and my_b should have the same shape',
  ],
  [
    110,
    'no sum',
    {
      my_a: torch.ones(2, 2),
      my_b: torch.ones(2, 2),
      my_sum: T([
        [2, 2],
        [2, 3],
      ]),
    },
    'my_sum[1, 1] is 3, and should be 2',
  ],
  [110, 'text', { my_a: 'a', my_b: 'b', my_sum: 'ab' }, 'my_a should be a tensor, and is string a'],
  [210, 'no bias', { my_outputs: T([[14, 15]]) }, 'my_outputs[0, 0] is 14, and should be 14.5. Is the bias missing?'],
  [210, 'a column', { my_outputs: T([[14.5], [15.3]]) }, 'my_outputs should have 1 × 2 numbers, and has 2 × 1'],
  [
    310,
    "the lesson's weights",
    {
      my_weights: T([
        [0, 6],
        [0, 9],
      ]),
    },
    'so the answer is 1; it should be 0',
  ],
  [
    310,
    'right for 2, 3 only',
    {
      my_weights: T([
        [0, 4],
        [3, 0],
      ]),
    },
    'so the answer is 1; it should be 0',
  ],
  [
    350,
    'zeros',
    {
      my_weights: T([
        [0, 0],
        [0, 0],
      ]),
    },
    'for the input [-1, 0] your outputs are 0 and 0, a tie, so the answer is 0; it should be 1, because -1 is less',
  ],
  [
    350,
    'the scales swapped',
    {
      my_weights: T([
        [0, 1],
        [1, 0],
      ]),
    },
    'it should be 1, because -1 is less than 0',
  ],
  [
    350,
    'positive numbers only',
    {
      my_weights: T([
        [0, 0],
        [-1, 2],
      ]),
    },
    'your outputs are',
  ],
  [
    350,
    'nan',
    {
      my_weights: T([
        [NaN, 0],
        [0, 0],
      ]),
    },
    'your outputs are not numbers',
  ],
  [
    350,
    'a list',
    {
      my_weights: [
        [1, 0],
        [0, 1],
      ],
    },
    'my_weights should be a tensor, and is a list of 2',
  ],
  [
    380,
    'two inputs',
    {
      my_weights: T([
        [1, 0],
        [0, 1],
      ]),
    },
    'my_weights should have 3 × 2 numbers, and has 2 × 2',
  ],
  [
    380,
    'one scale forgotten',
    {
      my_weights: T([
        [1, 0],
        [0, 1],
        [0, 0],
      ]),
    },
    'because ',
  ],
  [410, 'one line for ever', { my_line: () => '1\t2 3' }, '2000 lines, and only 1 of them different'],
  [410, 'a label that is wrong', { my_line: () => '0\t2 3' }, '"0\\t2 3" should have label 1'],
  [410, 'equal numbers', { my_line: () => '0\t3 3' }, 'the two numbers are equal'],
  [410, 'out of range', { my_line: () => '1\t3 101' }, 'leaves the range from -100 to 100'],
  [410, 'spaces', { my_line: () => '1 2 3' }, '"1 2 3" is not a label (0 or 1), a tab'],
  [410, 'nothing returned', { my_line: () => undefined }, 'my_line() should return text, and returned undefined'],
  [
    410,
    'a function that throws',
    {
      my_line: () => {
        throw new Error('oh');
      },
    },
    'my_line() stopped with: oh',
  ],
  [
    410,
    'labels that are not balanced',
    { my_line: () => `1\t${random.randint(-100, 0)} ${random.randint(1, 100)}` },
    '2000 of 2000 lines have label 1; a fair coin gives about 1000',
  ],
  [430, 'two numbers', { my_losses: [1, 2] }, 'my_losses should have 3 numbers, and has 2'],
  [
    430,
    'tensors',
    { my_losses: [torch.ones(1), 1, 2] },
    'my_losses[0] is a tensor; .item() takes the number out of it',
  ],
  [430, 'the other class', { my_losses: [0.11552, 1.38733, 0.6444] }, 'That is the loss if 1 were right'],
  [430, 'not a list', { my_losses: 0.1 }, 'my_losses should be a list of numbers'],
  [450, 'the sum', { my_loss: 2.14724 }, 'That is the sum; the loss of a batch is the mean'],
  [450, 'nan', { my_loss: NaN }, 'my_loss is NaN'],
  [450, 'a tensor', { my_loss: torch.ones(1) }, '.item() takes the number out of it'],
  [
    480,
    'the sum of all',
    {
      my_probabilities: (() => {
        const all = sigmoid(
          T([
            [6, 3.9],
            [5, 3.9],
            [4, 3.9],
          ]),
        );
        return all.div(torch.sum(all));
      })(),
    },
    'All six add up to 1; the two of each row should',
  ],
  [510, 'too slow', { my_learning_rate: 0.01, my_bad_learning_rate: 2 }, 'with my_learning_rate 0.01, x is 1.6341'],
  [510, 'backwards', { my_learning_rate: 0.5, my_bad_learning_rate: -1 }, 'stepping uphill on purpose is cheating'],
  [510, 'not bad enough', { my_learning_rate: 0.5, my_bad_learning_rate: 0.9 }, 'it falls to 5.56'],
  [
    510,
    'to and fro',
    { my_learning_rate: 0.5, my_bad_learning_rate: 1 },
    'step 1 takes the loss from 7: it stays at 7',
  ],
  [
    610,
    'the tie at 0',
    {
      my_feature: (x: number, y: number) => x * y,
      my_weights: [
        [0, 0],
        [0, 0],
        [1, 0],
      ],
    },
    'for 1 and 0 the feature is 0 and the outputs are 0 and 0, a tie, so the answer is 0; it should be 1',
  ],
  [
    610,
    'a tensor',
    { my_feature: () => 1, my_weights: torch.ones(3, 2) },
    'my_weights should be three rows of two numbers',
  ],
  [
    610,
    'no number',
    {
      my_feature: () => 'x',
      my_weights: [
        [0, 0],
        [0, 0],
        [1, 0],
      ],
    },
    'my_feature(1, 1) should be a number',
  ],
  [650, 'the mirror', { my_sigmoid: (a: torch.Tensor) => sigmoid(a.neg()) }, 'It is the mirror image, sigmoid(-a)'],
  [
    650,
    'e^a / (1 + e^a)',
    { my_sigmoid: (a: torch.Tensor) => a.exp().div(a.exp().add(1)) },
    'my_sigmoid gives nan at 1000',
  ],
  [650, 'in place', { my_sigmoid: (a: torch.Tensor) => a.sigmoid_() }, 'my_sigmoid changed the tensor it was given'],
  [650, 'a number', { my_sigmoid: () => 1 }, 'my_sigmoid should return a tensor, and returned number 1'],
  [
    710,
    'one step only',
    {
      my_weights: T([
        [1.1, 1.9],
        [1.8, 1.2],
      ]),
      my_bias: T([[-0.01, 0.01]]),
    },
    'These are the weights after the first step',
  ],
  [
    710,
    'the bias forgotten',
    {
      my_weights: T([
        [1.2, 1.8],
        [1.6, 1.4],
      ]),
      my_bias: T([[0, 0]]),
    },
    'my_bias[0, 0] is 0, and should be -0.02',
  ],
  [720, 'before the step', { my_loss: 10.0000454 }, 'That is the loss before the step'],
  [730, 'nine', { my_losses: [20, 1, 1, 1, 1, 1, 1, 1, 1] }, 'my_losses should have 10 numbers, and has 9'],
  [730, 'no descent', { my_losses: new Array(10).fill(20) }, 'my_losses[1] is 20, and should be '],
  [740, 'the sign', { my_slope: 10 }, 'The sign is turned round'],
  [740, 'divided by h', { my_slope: -20 }, 'The two losses lie 2h apart'],
  [740, 'something else', { my_slope: 3 }, 'my_slope is 3, and should be about -10'],
  [
    750,
    'both with h',
    {
      my_grad_with_h: T([
        [14.5, -14.5],
        [0, 0],
      ]),
      my_grad_with_a: T([
        [14.5, -14.5],
        [0, 0],
      ]),
    },
    'my_grad_with_a[1, 0] is 0, and should be -25.5',
  ],
  [
    750,
    'no mean',
    {
      my_grad_with_h: T([
        [29, -29],
        [0, 0],
      ]),
      my_grad_with_a: T([
        [29, -29],
        [-51, 51],
      ]),
    },
    'Is the mean over the batch missing?',
  ],
  [910, 'too few', { my_sequence: () => new Array(20).fill(0) }, 'my_sequence(1) has 0 ones: [0, 0'],
  [
    910,
    'a short list',
    { my_sequence: () => [0] },
    'my_sequence(0) should be a list of 20 zeros and ones, and is a list of 1',
  ],
  [
    910,
    'always on the left',
    { my_sequence: (count: number) => Array.from({ length: 20 }, (_, i) => (i < count ? 1 : 0)) },
    '4000 have a one at place 0; about 2000 would be every place alike',
  ],
];
