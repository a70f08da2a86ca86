// Whole training steps, inference and chains, as functions to be compiled or not; compiled.py has the same cases by the
// same names. NODETORCH_BENCH_COMPILE=1 compiles them.
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { lenet, problem, resnet18 } from '../../cuda/networks.mjs';

const maybe = process.env.NODETORCH_BENCH_COMPILE === '1' ? (fn) => torch.compile(fn) : (fn) => fn;

const mlp = () => new nn.Sequential(
  new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 32), new nn.ReLU(), new nn.Linear(32, 2));

/** The last output of a GRU, classified. */
class Recurrent extends nn.Module {
  gru = new nn.GRU(128, 128, { batch_first: true });
  fc = new nn.Linear(128, 10);

  forward(x) {
    const [output] = this.gru(x);
    return this.fc(output.index(':', -1));
  }
}

const classes = (net, shape, count) => {
  const x = torch.randn(shape);
  const y = torch.randint(0, count, [shape[0]]);
  return { net, lossOf: () => F.cross_entropy(net(x), y) };
};

const problems = {
  'MLP 16-32-32-2, batch 32': () => classes(mlp(), [32, 16], 2),
  'LeNet, batch 32': () => classes(lenet(), [32, 1, 32, 32], 10),
  'GRU 128, sequence 60, batch 32': () => classes(new Recurrent(), [32, 60, 128], 10),
  'GPT, 4 layers of 128, batch 8 x 64': () =>
    problem('gpt', { tokens: 64, length: 64, width: 128, heads: 4, layers: 4, batch: 8 }, 'cpu'),
  'ResNet-18, width 32, batch 16': () => classes(resnet18(32, 10), [16, 3, 32, 32], 10),
};

/** One training step, by AdamW, on one batch; the loss as a number. */
function step(make) {
  torch.manual_seed(0);
  const { net, lossOf } = make();
  const optimizer = new optim.AdamW(net.parameters(), { lr: 0.001, fused: true });
  return maybe(() => {
    optimizer.zero_grad();
    const loss = lossOf();
    loss.backward();
    optimizer.step();
    return loss.item();
  });
}

function inference(net, shape) {
  const x = torch.randn(shape);
  const run = maybe((input) => net(input));
  return () => torch.inference_mode(() => run(x));
}

function chain(elements) {
  const [x, y] = [torch.randn(elements), torch.randn(elements)];
  const run = maybe((a, b) =>
    a.add(b).mul(a).sub(b).relu().add(1).mul(0.5).sub(a).neg().mul(b).add(a));
  return () => run(x, y);
}

export const cases = {
  ...Object.fromEntries(Object.entries(problems).map(([name, make]) => [`${name}, AdamW`, () => step(make)])),
  'inference of one row, MLP 16-32-32-2': () => inference(mlp(), [1, 16]),
  'inference of one picture, LeNet': () => inference(lenet(), [1, 1, 32, 32]),
  'ten elementwise operators, 400 KB': () => chain(1e5),
  'ten elementwise operators, 4 MB': () => chain(1e6),
};
