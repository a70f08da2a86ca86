// Whole training steps, with tensors alone and with modules and optimizers; training.py has the same cases by the same
// names.
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { checkpoint } from 'nodetorch/utils/checkpoint';
import { problem } from '../../cuda/networks.mjs';

/** A two-layer classifier on one random batch, as `{ loss, parameters }`. */
export function twoLayer(inputs, hidden = 128, outputs = 10, batch = 256) {
  torch.manual_seed(0);
  const x = torch.randn(batch, inputs);
  const y = torch.randint(0, outputs, [batch]);
  const w1 = torch.randn(inputs, hidden).div_(Math.sqrt(inputs)).requires_grad_();
  const b1 = torch.zeros(hidden, { requires_grad: true });
  const w2 = torch.randn(hidden, outputs).div_(Math.sqrt(hidden)).requires_grad_();
  const b2 = torch.zeros(outputs, { requires_grad: true });
  const loss = () => F.cross_entropy(x.mm(w1).add(b1).relu().mm(w2).add(b2), y);
  return { loss, parameters: [w1, b1, w2, b2] };
}

/** One training step of `twoLayer`: forward, backward, Adam's update by hand; returns the loss as a number. */
export function adamStep(inputs) {
  const { loss, parameters } = twoLayer(inputs);
  const state = parameters.map((p) => ({ p, m: torch.zeros_like(p), v: torch.zeros_like(p) }));
  let t = 0;
  return () => {
    t += 1;
    for (const p of parameters) p.grad = null;
    const value = loss();
    value.backward();
    const c1 = 1 - 0.9 ** t;
    const c2 = 1 - 0.999 ** t;
    torch.no_grad(() => {
      for (const { p, m, v } of state) {
        const g = p.grad;
        m.mul_(0.9).add_(g, { alpha: 0.1 });
        v.mul_(0.999).addcmul_(g, g, { value: 0.001 });
        p.sub_(m.div(c1).mul(0.001).div(v.div(c2).sqrt().add(1e-8)));
      }
    });
    return value.item();
  };
}

/** The classifier of the exercises' size, on vectors. */
const mlp = () => new nn.Sequential(
  new nn.Linear(784, 512), new nn.ReLU(), new nn.Linear(512, 512), new nn.ReLU(), new nn.Linear(512, 10));

class LeNet5 extends nn.Module {
  conv1 = new nn.Conv2d(1, 6, 5, { padding: 2 });
  conv2 = new nn.Conv2d(6, 16, 5);
  fc1 = new nn.Linear(400, 120);
  fc2 = new nn.Linear(120, 84);
  fc3 = new nn.Linear(84, 10);

  forward(x) {
    const first = F.max_pool2d(F.relu(this.conv1(x)), 2);
    const second = F.max_pool2d(F.relu(this.conv2(first)), 2);
    return this.fc3(F.relu(this.fc2(F.relu(this.fc1(torch.flatten(second, 1))))));
  }
}

/** The last output of two layers of LSTM, classified. */
class Recurrent extends nn.Module {
  lstm = new nn.LSTM(64, 256, { num_layers: 2, batch_first: true });
  fc = new nn.Linear(256, 10);

  forward(x) {
    const [output] = this.lstm(x);
    return this.fc(output.index(':', -1));
  }
}

/** A small convolutional network with batch normalisation. */
const convolutional = () => new nn.Sequential(
  new nn.Conv2d(3, 16, 3, { padding: 1 }), new nn.BatchNorm2d(16), new nn.ReLU(), new nn.MaxPool2d(2),
  new nn.Conv2d(16, 32, 3, { padding: 1 }), new nn.BatchNorm2d(32), new nn.ReLU(), new nn.MaxPool2d(2),
  new nn.Conv2d(32, 64, 3, { padding: 1 }), new nn.BatchNorm2d(64), new nn.ReLU(), new nn.AdaptiveAvgPool2d(1),
  new nn.Flatten(), new nn.Linear(64, 10));

/** What its 24 layers save for backward is most of the memory; with `checkpoints` each keeps its input only. */
class Deep extends nn.Module {
  #checkpoints;

  constructor(checkpoints, width) {
    super();
    this.#checkpoints = checkpoints;
    this.layers = new nn.ModuleList(Array.from({ length: 24 }, () => new nn.Sequential(
      new nn.Linear(width, width), new nn.LayerNorm(width), new nn.GELU(),
      new nn.Linear(width, width), new nn.Tanh())));
    this.fc = new nn.Linear(width, 10);
  }

  forward(x) {
    for (const layer of this.layers) {
      x = this.#checkpoints ? checkpoint(layer, x, { use_reentrant: false }) : layer(x);
    }
    return this.fc(x);
  }
}

/** A training step of a deep network, by SGD. */
export const deepStep = (checkpoints, width, batch) =>
  networkStep(() => new Deep(checkpoints, width), [batch, width], optimizers.SGD);

const networks = {
  'MLP 784-512-512-10, batch 64': [mlp, [64, 784]],
  'LeNet-5, batch 256': [() => new LeNet5(), [256, 1, 28, 28]],
  'LSTM 2 x 256, sequence 50, batch 32': [() => new Recurrent(), [32, 50, 64]],
  'small conv net 32x32x3, batch 64': [convolutional, [64, 3, 32, 32]],
};
const optimizers = {
  SGD: (parameters) => new optim.SGD(parameters, { lr: 0.01, momentum: 0.9 }),
  AdamW: (parameters) => new optim.AdamW(parameters, { lr: 0.001 }),
};

/** One training step of a network on one random batch; returns the loss as a number. */
function networkStep(make, shape, optimizerOf) {
  torch.manual_seed(0);
  const net = make();
  const x = torch.randn(shape);
  const y = torch.randint(0, 10, [shape[0]]);
  const criterion = new nn.CrossEntropyLoss();
  const optimizer = optimizerOf(net.parameters());
  return () => {
    optimizer.zero_grad();
    const loss = criterion(net(x), y);
    loss.backward();
    optimizer.step();
    return loss.item();
  };
}

const gpt = { tokens: 64, length: 64, width: 128, heads: 4, layers: 4, batch: 8 };

/** The network and the loss of a step in mixed precision. */
const mixed = {
  'LeNet-5, batch 256': () => {
    torch.manual_seed(0);
    const net = new LeNet5();
    const [x, y] = [torch.randn(256, 1, 28, 28), torch.randint(0, 10, [256])];
    return { net, lossOf: () => F.cross_entropy(net(x), y) };
  },
  'GPT, 4 layers of 128, batch 8 x 64': () => problem('gpt', gpt, 'cpu'),
};

/** One training step in mixed precision, with a scaler of gradients where it is in float16. */
function mixedStep(make, dtype) {
  const { net, lossOf } = make();
  const optimizer = new optim.AdamW(net.parameters(), { lr: 0.001 });
  const scaler = new torch.amp.GradScaler('cpu', { enabled: dtype === torch.float16 });
  return () => {
    optimizer.zero_grad();
    const loss = torch.autocast('cpu', { dtype }, lossOf);
    scaler.scale(loss).backward();
    scaler.step(optimizer);
    scaler.update();
    return loss.item();
  };
}

export const cases = {
  'two layers 64-128-10, batch 256, Adam by hand': () => adamStep(64),
  'two layers 784-128-10, batch 256, Adam by hand': () => adamStep(784),
  ...Object.fromEntries(Object.entries(networks).flatMap(([network, [make, shape]]) =>
    Object.entries(optimizers).map(([name, optimizerOf]) =>
      [`${network}, ${name}`, () => networkStep(make, shape, optimizerOf)]))),
  ...Object.fromEntries(Object.entries(mixed).flatMap(([name, make]) => ['bfloat16', 'float16'].map((dtype) =>
    [`${name}, AdamW, autocast to ${dtype}`, () => mixedStep(make, torch[dtype])]))),
  '24 layers of 128, batch 64, SGD': () => deepStep(false, 128, 64),
  '24 layers of 128 with checkpoints, batch 64, SGD': () => deepStep(true, 128, 64),
};
