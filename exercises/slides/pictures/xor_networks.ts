/** The networks of 630 to 695, trained on the data of 610 as the exercises train them. */
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as random from '../../python_random.ts';
import { once } from './define.ts';
import { dataOf, onOneThread } from './sources.ts';

export const data = once(() => dataOf(610, 3));

export type Network = (points: torch.Tensor) => torch.Tensor;

/** The share of the test data that a network gets right. */
export function accuracyOf(network: Network): number {
  const [labels, rows] = data().test.get_all();
  const said = torch.no_grad(() => network(torch.Tensor(rows)).max(1).indices);
  return said.eq(torch.LongTensor(labels)).sum().item() / labels.length;
}

/** The category that a network gives to each point. */
export const categories = (network: Network) => (points: torch.Tensor): torch.Tensor =>
  torch.no_grad(() => network(points).max(1).indices);

/** 630: one layer, 101 batches of ten, plain gradient descent. */
export const oneLayer = once(() => {
  random.seed(0);
  torch.manual_seed(0);
  const { train } = data();
  train.get_sample();
  const weights = new nn.Parameter(torch.rand(2, 2));
  const losses: number[] = [];
  for (let i = 0; i < 101; i++) {
    const [labels, rows] = train.get_sample(10);
    const loss = F.cross_entropy(torch.mm(torch.Tensor(rows), weights), torch.LongTensor(labels));
    loss.backward();
    weights.data = weights.data.sub(weights.grad!.data.mul(0.01));
    losses.push(loss.data.item());
    weights.grad!.data.zero_();
  }
  const network: Network = (points) => points.mm(weights.data);
  return { weights: weights.data.tolist() as number[][], losses, network, accuracy: accuracyOf(network) };
});

/** What a network was after some steps. */
export interface State {
  steps: number;
  loss: number;
  accuracy: number;
  network: Network;
  hidden: Network;
  weights: torch.Tensor[];
}

export interface Course {
  losses: number[];
  states: State[];
  last: State;
}

/** The steps after which a network is kept. */
export const stops = [0, 5, 15, 30, 60, 150, 400, 1001];

/** 670, 680, 690, 695: two layers, Adam, 1001 batches of a thousand points. */
function train(bend: (x: torch.Tensor) => torch.Tensor, bias: boolean, seed: number): Course {
  random.seed(seed);
  torch.manual_seed(seed);
  const points = data().train;
  points.get_sample();
  // In the order in which the exercises draw them: W1, b1, W2, b2.
  const shapes = bias ? [[2, 4], [1, 4], [4, 2], [1, 2]] : [[2, 4], [4, 2]];
  const drawn = shapes.map((shape) => new nn.Parameter(torch.rand(shape)));
  const [w1, b1, w2, b2] = bias ? drawn : [drawn[0], null, drawn[1], null];
  const optimizer = new optim.Adam(drawn, { lr: 0.01 });
  const losses: number[] = [];
  const states: State[] = [];
  const add = (x: torch.Tensor, b: torch.Tensor | null): torch.Tensor => b ? x.add(b) : x;

  const keep = (steps: number, loss: number): void => {
    const [v1, c1, v2, c2] = [w1, b1, w2, b2].map((p) => p && p.detach().clone());
    const hidden: Network = (x) => bend(add(x.mm(v1!), c1));
    const network: Network = (x) => add(hidden(x).mm(v2!), c2);
    states.push({ steps, loss, accuracy: accuracyOf(network), network, hidden, weights: [v1!, v2!] });
  };

  for (let i = 0; i <= 1001; i++) {
    optimizer.zero_grad();
    const [labels, rows] = points.get_sample(1000);
    const result = add(bend(add(torch.Tensor(rows).mm(w1!), b1)).mm(w2!), b2);
    const loss = F.cross_entropy(result, torch.LongTensor(labels));
    losses.push(loss.data.item());
    if (stops.includes(i)) keep(i, losses[i]);
    loss.backward();
    optimizer.step();
  }
  return { losses, states, last: states[states.length - 1] };
}

export const courses = {
  670: once(() => onOneThread(() => train(F.relu, false, 0))),
  680: once(() => onOneThread(() => train(F.sigmoid, false, 7))),
  690: once(() => onOneThread(() => train(F.sigmoid, true, 0))),
  695: once(() => onOneThread(() => train(F.relu, true, 0))),
} as const;
