/**
 * What each exercise prints, in order: the numbers of the course, and where the course only describes them, those of
 * PyTorch 2.15 running the notebook's computation.
 */
import { rand, randn } from './expected_110.ts';
import { number, roughly, size, tensor, text, uninitialised, type Nested, type Print } from './prints.ts';

const int32 = 'dtype=torch.int32';

const exercise_110: Print[] = [
  ['', uninitialised([2])],
  ['', tensor([0, 0])],
  ['', tensor([[1, 1, 1], [1, 1, 1]])],
  ['', tensor([[1, 2, 3], [4, 5, 6]])],
  ['', tensor(rand)],
  ['', tensor(randn)],
  ['', tensor([[1, 4, 3], [4, 4, 6]])],
  ['', tensor([[1, 2, 3], [4, 5, 6]])],
  ['', tensor([[2.2, 2.2, 2.2], [2.2, 2.2, 2.2]])],
  ['', tensor([2.2, 2.2, 2.2])],
  ['', tensor([2.2, 2.2])],
  ['', size(2, 3)],
  ['', number(2)],
  ['', tensor(0)],
  ['', tensor(2.2)],
  ['', uninitialised([1, 2], int32)],
  ['', tensor([[5, 5]], int32)],
  ['', uninitialised([1, 2])],
  ['', tensor([[5.5, 5.5]])],
];

const exercise_210: Print[] = [
  ['inputs:', tensor([[1, 2]])],
  ['weights:', tensor([[3, 7], [4, 1]])],
  ['bias:', tensor([[0.5, 0.3]])],
  ['outputs:', tensor([[11.5, 9.3]])],
];

const exercise_310: Print[] = [
  ['', tensor([[2, 3]])],
  ['', tensor([[0, 6], [0, 9]])],
  ['', tensor([[0, 39]])],
  ['category:', tensor(1)],
];

const exercise_350: Print[] = [
  ['', tensor([[1, 3]])],
  ['', tensor([[0, 0], [0, 0]])],
  ['', tensor([[0, 0]])],
  ['', tensor(0)],
];

const exercise_380: Print[] = [
  ['', tensor([[9, 5, 5]])],
  ['', tensor([[0, 0], [0, 0], [0, 0]])],
  ['', tensor([[0, 0]])],
  ['', tensor(0)],
];

const exercise_430: Print[] = [
  ['c:', tensor([[6, 3.9]])],
  ['exp(c):', tensor([[403.4288, 49.4025]])],
  ['exp(c) / sum:', tensor([[0.8909, 0.1091]])],
  ['softmax:', tensor([[0.8909, 0.1091]])],
  ['log(softmax):', tensor([[-0.1155, -2.2155]])],
  ['loss:', number(0.1155195)],
  ['loss:', number(0.1155195)],
];

const exercise_450: Print[] = [
  ['c:', tensor([[6, 3.9], [5, 3.9], [4, 3.9]])],
  ['softmax:', tensor([[0.8909, 0.1091], [0.7503, 0.2497], [0.525, 0.475]])],
  ['log(softmax):', tensor([[-0.1155, -2.2155], [-0.2873, -1.3873], [-0.6444, -0.7444]])],
  ['', tensor(0.3491)],
  ['loss:', number(0.3490838)],
  ['loss:', number(0.3490838)],
  ['loss, had 1 been right:', number(1.4490838)],
];

const exercise_480: Print[] = [
  ['c:', tensor([[6, 3.9]])],
  ['sigmoid:', tensor([[0.9975, 0.9802]])],
  ['normalised sigmoid:', tensor([[0.5044, 0.4956]])],
  ['log:', tensor([[-0.6844, -0.702]])],
  ['loss:', number(0.6844037)],
  ['loss:', number(0.1155195)],
];

/** Each tenth step of 100: loss, gradient, weight, rounded to three decimals. */
const descent_510 = [
  [6.842, 3.92, 1.921],
  [5.565, 3.203, 1.569],
  [4.712, 2.617, 1.282],
  [4.143, 2.138, 1.048],
  [3.763, 1.747, 0.856],
  [3.509, 1.428, 0.699],
  [3.34, 1.166, 0.572],
  [3.227, 0.953, 0.467],
  [3.152, 0.779, 0.382],
  [3.101, 0.636, 0.312],
] as const;

const exercise_510: Print[] = [
  ['weight =', tensor(2)],
  ['loss at weight', tensor(2)],
  ['=', tensor(7)],
  ['gradient at weight', tensor(2)],
  ['=', tensor(4)],
  ['next weight =', tensor(1.96)],
  ...descent_510.flatMap(([loss, gradient, weight]): Print[] => [
    ['loss', number(loss)],
    ['gradient', number(gradient)],
    ['weight', number(weight)],
  ]),
];

const column = (...values: number[]): Nested => values.map((value) => [value]);

const exercise_650: Print[] = [
  ['sigmoid:', tensor(column(4.539787e-5, 6.692851e-3, 0.2689414, 0.5, 0.7310586, 0.9933071, 0.9999546))],
  ['tanh:', tensor(column(-1, -0.9999, -0.7616, 0, 0.7616, 0.9999, 1))],
  ['ReLU:', tensor(column(0, 0, 0, 0, 1, 5, 10))],
  ['e^a:', tensor(column(4.539993e-5, 6.737947e-3, 0.3678794, 1, 2.718282, 148.4132, 22026.47))],
  ['1 + e^a:', tensor(column(1.000045, 1.006738, 1.367879, 2, 3.718282, 149.4132, 22027.47))],
  ['1 / (1 + e^a):', tensor(column(0.9999546, 0.9933071, 0.7310586, 0.5, 0.2689414, 6.692851e-3, 4.539787e-5))],
];

/** The layer of 710 to 730: the numbers that differ from one to the next. */
interface Layer {
  features: Nested;
  one_hot: Nested;
  c: Nested;
  softmax: Nested;
  log_softmax: Nested;
  loss: number;
  transposed: Nested;
  grad_c_label: string;
  grad_c: Nested;
  grad_weights: Nested;
  grad_bias: Nested;
  next_weights: Nested;
  next_bias: Nested;
}

/**
 * Where a float near 1 meets its own difference from 1, the printed digits of the small number are noise: in 32 bits
 * 1 - 4.5398e-5 is known to 3e-8 only. `noise` is that bound, carried through the lesson.
 */
const noise = 1e-7;

const one_layer = (l: Layer): Print[] => [
  ['weights:', tensor([[1, 2], [2, 1]])],
  ['bias:', tensor([[0, 0]])],
  ['features:', tensor(l.features)],
  ['target, one-hot:', tensor(l.one_hot)],
  ['c:', tensor(l.c)],
  ['softmax:', tensor(l.softmax)],
  ['log_softmax:', roughly(noise, l.log_softmax)],
  ['loss, in two steps:', tensor(l.loss)],
  ['loss, cross_entropy:', tensor(l.loss)],
  ['features, transposed:', tensor(l.transposed)],
  [l.grad_c_label, tensor(l.grad_c)],
  ['dL/dW:', tensor(l.grad_weights)],
  ['dL/db:', roughly(noise, l.grad_bias)],
  ['by hand, dL/dW:', tensor(l.grad_weights)],
  ['by hand, dL/db:', roughly(noise, l.grad_bias)],
  ['weights after the step:', tensor(l.next_weights)],
  ['bias after the step:', roughly(noise / 100, l.next_bias)],
  ['autograd, dL/dW:', tensor(l.grad_weights)],
  ['autograd, dL/db:', roughly(noise, l.grad_bias)],
];

const exercise_710 = one_layer({
  features: [[-10, 20]],
  one_hot: [[0, 1]],
  c: [[30, 0]],
  softmax: [[1, 9.357623e-14]],
  log_softmax: [[0, -30]],
  loss: 30,
  transposed: [[-10], [20]],
  grad_c_label: 'dL/dc:',
  grad_c: [[1, -1]],
  grad_weights: [[-10, 10], [20, -20]],
  grad_bias: [[1, -1]],
  next_weights: [[1.1, 1.9], [1.8, 1.2]],
  next_bias: [[-0.01, 0.01]],
});

const exercise_720 = one_layer({
  features: [[8, -2]],
  one_hot: [[1, 0]],
  c: [[4, 14]],
  softmax: [[4.539787e-5, 0.9999546]],
  log_softmax: [[-10.0000454, -4.53989e-5]],
  loss: 10.0000454,
  transposed: [[8], [-2]],
  grad_c_label: 'dL/dc:',
  grad_c: [[-0.9999546, 0.9999546]],
  grad_weights: [[-7.9996368, 7.9996368], [1.9999092, -1.9999092]],
  grad_bias: [[-0.9999546, 0.9999546]],
  next_weights: [[1.08, 1.92], [1.98, 1.02]],
  next_bias: [[0.009999546, -0.009999546]],
});

const exercise_730 = one_layer({
  features: [[-10, 20], [8, -2]],
  one_hot: [[0, 1], [1, 0]],
  c: [[30, 0], [4, 14]],
  softmax: [[1, 9.357623e-14], [4.539787e-5, 0.9999546]],
  log_softmax: [[0, -30], [-10.0000454, -4.53989e-5]],
  loss: 20.0000227,
  transposed: [[-10, 8], [20, -2]],
  grad_c_label: 'dL/dc, of each point:',
  grad_c: [[1, -1], [-0.9999546, 0.9999546]],
  grad_weights: [[-8.9998184, 8.9998184], [10.9999546, -10.9999546]],
  grad_bias: [[2.2709e-5, -2.2709e-5]],
  next_weights: [[1.09, 1.91], [1.89, 1.11]],
  next_bias: [[-2.2709e-7, 2.2709e-7]],
});

const parameters: Print[] = [
  ['W1:', tensor([[1, 1], [2, 2]])],
  ['W2:', tensor([[2, 1], [2, 1]])],
  ['b1:', tensor([[-1, -1]])],
  ['b2:', tensor([[5, 5]])],
];

const forwards = (a: Nested, c: Nested, softmax: Nested, loss: number): Print[] => [
  ['a:', tensor(a, 'grad_fn=<AddBackward0>')],
  ['h:', tensor(a, 'grad_fn=<ReluBackward0>')],
  ['c:', tensor(c, 'grad_fn=<AddBackward0>')],
  ['softmax:', tensor(softmax, 'grad_fn=<SoftmaxBackward0>')],
  ['loss:', tensor(loss, 'grad_fn=<NllLossBackward0>')],
];

const gradients = (prefix: string, w2: Nested, w1: Nested, b2: Nested, b1: Nested): Print[] => [
  [`${prefix}dL/dW2:`, tensor(w2)],
  [`${prefix}dL/dW1:`, tensor(w1)],
  [`${prefix}dL/db2:`, tensor(b2)],
  [`${prefix}dL/db1:`, tensor(b1)],
];

const gradients_740: [Nested, Nested, Nested, Nested] = [
  [[29, -29], [29, -29]],
  [[-10, -10], [20, 20]],
  [[1, -1]],
  [[1, 1]],
];

const exercise_740: Print[] = [
  ...parameters,
  ...forwards([[29, 29]], [[121, 63]], [[1, 6.4702e-26]], 58),
  ...gradients('by hand, ', ...gradients_740),
  ...gradients('autograd, ', ...gradients_740),
];

const gradients_750: [Nested, Nested, Nested, Nested] = [
  [[14.4963, -14.4963], [14.4963, -14.4963]],
  [[-5.0099, -5.0099], [10.0025, 10.0025]],
  [[0.4988, -0.4988]],
  [[0.4988, 0.4988]],
];

const exercise_750: Print[] = [
  ...parameters,
  ...forwards([[29, 29], [3, 3]], [[121, 63], [17, 11]], [[1, 6.4702e-26], [0.997527, 2.472623e-3]], 29.0012),
  ['by hand', text],
  ...gradients('', ...gradients_750),
  ['autograd', text],
  ...gradients('', ...gradients_750),
];

export const expected: Record<number, Print[]> = {
  110: exercise_110,
  210: exercise_210,
  310: exercise_310,
  350: exercise_350,
  380: exercise_380,
  430: exercise_430,
  450: exercise_450,
  480: exercise_480,
  510: exercise_510,
  650: exercise_650,
  710: exercise_710,
  720: exercise_720,
  730: exercise_730,
  740: exercise_740,
  750: exercise_750,
};

/**
 * md5 of the files that the notebooks' cells write in Python after `random.seed(0)`: in 410 the two training files,
 * then the two test files; in 610 and 910 training, then test. `ones` is how many of the training lines have label 1.
 */
export const files: Record<number, { name: string; md5: string; ones?: number }[]> = {
  410: [
    { name: 'toy_problem_1_train.txt', md5: 'ed684f3a5cfc9bd1fbb64bdbe38bfb74', ones: 482 },
    { name: 'toy_problem_2_train.txt', md5: 'ced6000f3469b3f81d878fa800fa73f6', ones: 486 },
    { name: 'toy_problem_1_test.txt', md5: 'ac1ef3594100e9b86724f0827b25dd82' },
    { name: 'toy_problem_2_test.txt', md5: 'fe4afabcfb0eaefbd97c9f83dfae601a' },
  ],
  610: [
    { name: 'toy_problem_3_train.txt', md5: '9ce0b13f9eb4d340c420d32b5204e838', ones: 501 },
    { name: 'toy_problem_3_test.txt', md5: '1412a90e763dbe20a0dc30eef0605842' },
  ],
  910: [
    { name: 'toy_problem_5_train.txt', md5: '2be25a3ce054beaec0e94b17b629aef7' },
    { name: 'toy_problem_5_test.txt', md5: '5ae6772c1f386ecccff389b1aecf7d0a' },
  ],
};
