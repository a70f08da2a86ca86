/** The network of 920, which counts ones, trained as there but for fewer steps. */
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as random from '../../python_random.ts';
import { once } from './define.ts';
import { dataOf, onOneThread } from './sources.ts';

export const ones = once(() => dataOf(910, 5));

/** Training here: steps, and sequences in a batch; 920 takes 10,001 steps of 1000. */
export const training = { steps: 2400, batch: 250 };

export interface Counter {
  W: torch.Tensor;
  b: torch.Tensor;
  V: torch.Tensor;
  d: torch.Tensor;
}

/** The states of some sequences, [n, 20]: one [n, 4] before each step and one at the end. */
export function statesOf({ W, b }: Counter, features: torch.Tensor): torch.Tensor[] {
  const states = [torch.zeros(features.size(0), W.size(1))];
  for (let i = 0; i < features.size(1); i++) {
    const x = torch.cat([states[i], features.index(':', i).unsqueeze(1)], 1);
    states.push(torch.tanh(x.mm(W).add(b)));
  }
  return states;
}

export const resultOf = (counter: Counter, features: torch.Tensor): torch.Tensor => {
  const states = statesOf(counter, features);
  return states[states.length - 1].mm(counter.V).add(counter.d);
};

/** A network before training and after it, and how many of the test sequences it counts right. */
export const counter = once(() => onOneThread(() => {
  random.seed(0);
  torch.manual_seed(0);
  const { train, test } = ones();
  const make = (...shape: number[]): nn.Parameter => new nn.Parameter(torch.rand(shape));
  const trained: Counter = { W: make(5, 4), b: make(1, 4), V: make(4, 21), d: make(1, 21) };
  const all = Object.values(trained) as nn.Parameter[];
  const [W, b, V, d] = all.map((p) => p.detach().clone());
  const optimizer = new optim.Adam(all, { lr: 0.01 });
  const losses: number[] = [];
  for (let i = 0; i < training.steps; i++) {
    optimizer.zero_grad();
    const [labels, rows] = train.get_sample(training.batch);
    const loss = F.cross_entropy(resultOf(trained, torch.Tensor(rows)), torch.LongTensor(labels));
    loss.backward();
    optimizer.step();
    if (i % 20 === 0) losses.push(loss.item());
  }
  const [labels, rows] = test.get_all();
  const said = torch.no_grad(() => resultOf(trained, torch.Tensor(rows)).max(1).indices).tolist() as number[];
  const accuracy = said.filter((n, i) => n === labels[i]).length / labels.length;
  return { before: { W, b, V, d }, trained, losses, labels, said, accuracy };
}));
