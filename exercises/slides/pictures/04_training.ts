/** Part 4, second half: going downhill (510), batches, optimizers, training on problems 1 and 2 (530, 550). */
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as plot from 'nodetorch/plot';
import { once, rowsOf, type Pictures, type Values } from './define.ts';
import { arrow, circle, colour, line, path, shown, svg, text } from './svg.ts';

/** The losses and places of gradient descent on x² + 3, by autograd. */
function descent(rate: number, steps: number, start = 2): { x: number[]; loss: number[]; slope: number[] } {
  const weight = new nn.Parameter(torch.Tensor([start]));
  const all: { x: number[]; loss: number[]; slope: number[] } = { x: [], loss: [], slope: [] };
  for (let i = 0; i <= steps; i++) {
    weight.grad = null;
    const loss = weight.mul(weight).add(3).sum();
    loss.backward();
    all.x.push(weight.item());
    all.loss.push(loss.item());
    all.slope.push(weight.grad!.item());
    weight.data = weight.data.sub(weight.grad!.mul(rate));
  }
  return all;
}

/** The curve of x² + 3 with the way of a descent on it, and where it stands. */
function curve(way: { x: number[]; loss: number[]; slope: number[] }, tangent: boolean, words = ''): string {
  const px = (x: number): number => 280 + 105 * x;
  const py = (y: number): number => 480 - 46 * y;
  const points = Array.from({ length: 81 }, (_, i) => -2.4 + 0.06 * i).map((x) => [px(x), py(x * x + 3)] as const);
  const at = way.x.length - 1;
  const [x, y, slope] = [way.x[at], way.loss[at], way.slope[at]];
  const touch = tangent
    ? line(px(x - 0.7), py(y - 0.7 * slope), px(x + 0.45), py(y + 0.45 * slope), { stroke: colour.orange, width: 4 }) : '';
  return svg(560, 520, arrow(20, 480, 545, 480), arrow(280, 480, 280, 20), text(525, 504, 'x', { size: 24 }),
    [-2, -1, 1, 2].map((tick) => text(px(tick), 502, shown(tick), { size: 20 })), text(254, py(3) + 18, '3', { size: 22 }),
    path(points, { stroke: colour.blue, width: 4 }), touch,
    path(way.x.map((a, i) => [px(a), py(way.loss[i])] as const), { stroke: colour.grey, width: 2, dashed: true }),
    way.x.map((a, i) => circle(px(a), py(way.loss[i]), i === at ? 13 : 8,
      { fill: i === at ? colour.orange : colour.yellow, stroke: colour.white })),
    text(290, 30, words, { anchor: 'start', size: 24, bold: true }));
}

const stepFrames = (): string[] => [0, 1, 2, 3, 4, 5].map((steps) => {
  const way = descent(0.1, steps);
  return curve(way, true, `x = ${way.x[steps].toFixed(3)}   slope ${way.slope[steps].toFixed(2)}`);
});

function rates(): plot.Figure {
  const series = Object.fromEntries([0.01, 0.1, 0.45, 0.95].map((rate) => [`rate ${rate}`, descent(rate, 20).x]));
  return plot.lines(series, { x_label: 'step', y_label: 'x', width: 760, height: 390 });
}

/** A valley that is steep one way and gentle the other. */
const valley = (x: torch.Tensor): torch.Tensor => x.mul(x).mul(torch.Tensor([0.05, 1])).sum();

type Make = (p: nn.Parameter[]) => optim.Optimizer;

function walk(name: string, make: Make, steps = 60): { name: string; at: number[][] } {
  const x = new nn.Parameter(torch.Tensor([-9, 2]));
  const optimizer = make([x]);
  const at: number[][] = [];
  for (let i = 0; i <= steps; i++) {
    at.push(x.tolist() as number[]);
    optimizer.zero_grad();
    valley(x).backward();
    optimizer.step();
  }
  return { name, at };
}

const walks = once(() => [
  walk('SGD', (p) => new optim.SGD(p, { lr: 0.9 })),
  walk('AdaGrad', (p) => new optim.Adagrad(p, { lr: 0.9 })),
  walk('Adam', (p) => new optim.Adam(p, { lr: 0.5 })),
]);

/** The valley from above with the ways of the optimizers, as rings of equal height. */
function valleyPicture(which: readonly number[]): string {
  const px = (x: number): number => 700 + 66 * x;
  const py = (y: number): number => 250 - 92 * y;
  const rings = [0.2, 1, 2, 4, 6].map((height) => {
    const [a, b] = [66 * Math.sqrt(height / 0.05), 92 * Math.sqrt(height)];
    return `<ellipse cx="700" cy="250" rx="${a.toFixed(1)}" ry="${b.toFixed(1)}" fill="none"`
      + ` stroke="${colour.faint}" stroke-width="2"/>`;
  });
  const ink = [colour.blue, colour.orange, colour.green];
  return svg(1160, 500, rings, text(700, 250, '×', { size: 36, bold: true }), which.map((k) => {
    const { name, at } = walks()[k];
    const way = at.map(([x, y]) => [px(x), py(y)] as const);
    return path(way, { stroke: ink[k], width: 4 }) + way.filter((_, i) => i % 5 === 0)
      .map(([x, y]) => circle(x, y, 6, { fill: ink[k], stroke: 'none' })).join('')
      + text(960, 380 + 40 * k, name, { anchor: 'start', size: 28, bold: true, fill: ink[k] });
  }));
}

/** Points of problem 1 and 2, as 410 makes them but for the generator. */
function problem(inputs: number, count: number): { f: torch.Tensor; label: torch.Tensor } {
  const f = torch.randint(-100, 101, [count, inputs]).float();
  const rest = inputs === 2 ? f.index(':', 1) : f.index(':', 1).add(f.index(':', 2));
  return { f, label: f.index(':', 0).lt(rest).long() };
}

/** Trains one layer by plain descent; keeps the weights of some steps. */
function train(inputs: number, size: number, steps: number, keep: readonly number[] = []) {
  const { f, label } = problem(inputs, 1000);
  const test = problem(inputs, 1000);
  const weights = new nn.Parameter(torch.rand(inputs, 2));
  const first = rowsOf(weights);
  const losses: number[] = [];
  const kept: { step: number; w: number[][] }[] = [];
  for (let i = 0; i <= steps; i++) {
    if (keep.includes(i)) kept.push({ step: i, w: rowsOf(weights) });
    weights.grad = null;
    const some = torch.randint(0, 1000, [size]);
    const loss = F.cross_entropy(f.index(some).mm(weights), label.index(some));
    loss.backward();
    losses.push(F.cross_entropy(f.mm(weights.detach()), label).item());
    weights.data = weights.data.sub(weights.grad!.mul(0.01));
  }
  const accuracy = test.f.mm(weights.detach()).argmax(1).eq(test.label).float().mean().item();
  const labels = label.tolist() as number[];
  return { losses, kept, first, last: rowsOf(weights), accuracy, points: rowsOf(f), labels };
}

const steps = [0, 1, 3, 10, 100] as const;
const first = once(() => {
  torch.manual_seed(6);
  return train(2, 10, 100, steps);
});
const second = once(() => {
  torch.manual_seed(1);
  return train(3, 10, 100);
});

/** The border of problem 1 while it is learned. */
const moving = (): plot.Figure[] => first().kept.map(({ step, w }) => plot.points(first().points.slice(0, 150), {
  labels: first().labels.slice(0, 150), names: ['0', '1'], size: 370, title: `after ${step} step${step === 1 ? '' : 's'}`,
  regions: (at) => at.mm(torch.Tensor(w)).argmax(1), x_label: 'f1', y_label: 'f2',
}));

const lossFigure = (losses: number[]): plot.Figure =>
  plot.lines({ loss: losses }, { x_label: 'step', y_label: 'loss of all 1000 points', width: 820, height: 390 });

/** The loss of all points while the slope comes from 1, 10 or all of them. */
function batches(): plot.Figure {
  const series = Object.fromEntries([1, 10, 1000].map((size) => {
    torch.manual_seed(4);
    return [`batch of ${size}`, train(3, size, 40).losses];
  }));
  return plot.lines(series, { x_label: 'step', y_label: 'loss of all points', width: 740, height: 390, y_log: true });
}

/** Two steps of an optimizer on one weight whose gradients are 4, then 2. */
function twoSteps(make: Make): number[] {
  const x = new nn.Parameter(torch.Tensor([2]));
  const optimizer = make([x]);
  return [4, 2].map((gradient) => {
    const before = x.item();
    x.grad = torch.Tensor([gradient]);
    optimizer.step();
    return before - x.item();
  });
}
const optimizers = once(() => ({
  sgd: twoSteps((p) => new optim.SGD(p, { lr: 0.1 })),
  adagrad: twoSteps((p) => new optim.Adagrad(p, { lr: 0.1 })),
  adam: twoSteps((p) => new optim.Adam(p, { lr: 0.1 })),
}));

const hundred = once(() => descent(0.01, 100));

export const pictures: Pictures = {
  'descent-start': () => curve(descent(0.1, 0), false),
  'descent-slope': () => curve(descent(0.1, 0), true, 'slope 4'),
  'descent-steps': stepFrames,
  'descent-rates': rates,
  'descent-too-far': () => [0, 1, 2, 3].map((count) => curve(descent(1, count), false, 'rate 1')),
  'descent-hundred': () =>
    plot.lines({ loss: hundred().loss }, { x_label: 'step', y_label: 'loss', width: 430, height: 350 }),
  'valley-ways': () => [[0], [0, 1], [0, 1, 2]].map(valleyPicture),
  batches,
  'moving-border': moving,
  'loss-1': () => lossFigure(first().losses),
};

export const values: Values = {
  '510.loss': () => descent(0.01, 0).loss[0],
  '510.slope': () => descent(0.01, 0).slope[0],
  '510.next': () => descent(0.01, 1).x[1],
  '510.after1': () => hundred().loss[1],
  '510.after11': () => hundred().loss[11],
  '510.after51': () => hundred().loss[51],
  '510.after91': () => hundred().loss[91],
  'sgd.one': () => optimizers().sgd[0],
  'sgd.two': () => optimizers().sgd[1],
  'adagrad.one': () => optimizers().adagrad[0],
  'adagrad.two': () => optimizers().adagrad[1],
  'adam.one': () => optimizers().adam[0],
  'adam.two': () => optimizers().adam[1],
  '530.start': () => first().first,
  '530.weights': () => first().last,
  '530.percent': () => (100 * first().accuracy).toFixed(1),
  '550.weights': () => second().last,
  '550.percent': () => (100 * second().accuracy).toFixed(1),
};
