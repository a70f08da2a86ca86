/** Part 4, first half: data (410), one-hot, softmax, cross-entropy (430, 450, 480). */
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as plot from 'nodetorch/plot';
import { numbers, once, rowsOf, type Pictures, type Values } from './define.ts';
import { arrow, colour, matrix, path, rect, shown, svg, text } from './svg.ts';
import * as random from '../../python_random.ts';

/** What is done again and again. */
function loop(): string {
  const box = (x: number, y: number, words: string, fill: string): string =>
    rect(x, y, 250, 100, { fill, width: 3, round: 14 }) + text(x + 125, y + 50, words, { size: 30 });
  return svg(1160, 480,
    box(30, 60, 'examples', colour.paper), box(455, 60, 'layer', colour.paleBlue), box(880, 60, 'outputs', colour.paper),
    box(880, 320, 'how wrong?', colour.paleOrange), box(455, 320, 'which way?', colour.paleYellow),
    box(30, 320, 'change weights', colour.paleGreen),
    arrow(280, 110, 450, 110, { width: 4 }), arrow(705, 110, 875, 110, { width: 4 }),
    arrow(1005, 160, 1005, 315, { width: 4 }),
    arrow(880, 370, 710, 370, { width: 4 }), arrow(455, 370, 285, 370, { width: 4 }),
    path([[155, 320], [155, 240], [580, 240]], { width: 4 }), arrow(580, 240, 580, 165, { width: 4 }),
    text(1020, 238, 'loss', { size: 26, fill: colour.orange, anchor: 'start' }),
    text(795, 345, 'loss', { size: 24, fill: colour.orange }), text(368, 345, 'slope', { size: 24, fill: colour.grey }));
}

/** The first lines that 410 writes, of both problems. */
const lines = once(() => {
  random.seed(0);
  return Array.from({ length: 5 }, () => {
    const y = random.randint(-100, 100);
    const x = random.randint(-100, 100);
    return [y < x ? 0 : 1, x, y];
  });
});

const dataLines = (): string => svg(560, 460, matrix(130, 90, lines().map((row) => row.map((x) => shown(x))), {
  cell: 110, tall: 64, size: 32, columns: ['label', 'f_1', 'f_2'], grid: true,
  fill: (_, j) => (j === 0 ? colour.paleYellow : undefined),
}));

/** 430: one point. */
const point = once(() => {
  const weights = torch.Tensor([[1, 0], [0, 1], [0, 1]]);
  const c = torch.Tensor([[6, 2, 1.9]]).mm(weights);
  const exp = c.exp();
  const soft = F.softmax(c, { dim: 1 });
  const loss = (label: number): number => F.cross_entropy(c, torch.LongTensor([label])).item();
  const sigmoid = torch.sigmoid(c);
  const other = sigmoid.div(sigmoid.sum());
  return {
    c: numbers(c.flatten()), exp: numbers(exp.flatten()), sum: exp.sum().item(), soft: numbers(soft.flatten()),
    log: numbers(soft.log().flatten()), right: loss(0), wrong: loss(1),
    sigmoid: numbers(sigmoid.flatten()), other: numbers(other.flatten()), timid: -Math.log(other.index(0, 0).item()),
  };
});

/** From outputs to a loss, one box after the other. */
function chain(upTo: number): string {
  const { c, exp, soft, right } = point();
  const steps: [string, number[]][] = [['outputs c', c], ['e to the c', exp], ['÷ sum', soft], ['−log', [right]]];
  return svg(1160, 400, steps.map(([name, those], i) => {
    const x = 20 + 300 * i;
    const visible = i <= upTo;
    const cells = those.map((value, k) => rect(x, 110 + 90 * k, 190, 74, {
      fill: visible ? [colour.paleBlue, colour.paleOrange][k] : colour.white, stroke: colour.grey,
    }) + (visible ? text(x + 95, 147 + 90 * k, shown(value, 4), { size: 30, bold: i === upTo }) : ''));
    return [text(x + 95, 60, name, { size: 30, bold: i === upTo, fill: visible ? colour.ink : colour.grey }), cells.join(''),
      i === 0 ? '' : arrow(x - 100, 150, x - 12, 150, { width: 4 })].join('');
  }));
}

const range = (from: number, to: number, count = 121): number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

function exponential(): plot.Figure {
  const x = range(-3, 3);
  return plot.lines({ 'e to the x': numbers(torch.Tensor(x).exp()) }, { x, x_label: 'x', y_label: 'e to the x', width: 430, height: 360 });
}

/** The probability of category 0 by how far output 0 leads. */
function lead(): plot.Figure {
  const x = range(-6, 6);
  const c = torch.stack([torch.Tensor(x), torch.zeros(x.length)], 1);
  const p = numbers(F.softmax(c, { dim: 1 }).index(':', 0));
  return plot.lines({ p }, { x, x_label: 'lead of output 0', y_label: 'probability of 0', width: 420, height: 360 });
}

function minusLog(): plot.Figure {
  const x = range(0.005, 1, 200);
  return plot.lines({ loss: numbers(torch.Tensor(x).log().neg()) },
    { x, x_label: 'probability of the right one', y_label: 'loss', width: 370, height: 350 });
}

/** More and more certain: outputs, probabilities, and the loss if it is right and if it is wrong. */
const certainty = once(() => [0, 1, 2, 4, 8].map((first) => {
  const c = torch.Tensor([[first, 0]]);
  const loss = (label: number): number => F.cross_entropy(c, torch.LongTensor([label])).item();
  return { first, p: F.softmax(c, { dim: 1 }).index(0, 0).item(), right: loss(0), wrong: loss(1) };
}));

function certaintyTable(withWrong: boolean): string {
  const heads = ['outputs', 'probability of 0', 'loss: 0 is right', ...(withWrong ? ['loss: 1 is right'] : [])];
  const at = [120, 390, 690, 990];
  return svg(1160, 500, heads.map((head, i) => text(at[i], 36, head, { size: 26, fill: colour.grey })),
    certainty().map(({ first, p, right, wrong }, i) => {
      const y = 104 + 84 * i;
      return rect(20, y - 34, 1120, 68, { fill: colour.paper, stroke: 'none' }) + text(at[0], y, `${first}   0`, { size: 30 })
        + text(at[1], y, p.toFixed(4), { size: 30, fill: colour.blue })
        + text(at[2], y, right.toFixed(4), { size: 30, bold: true, fill: colour.green })
        + (withWrong ? text(at[3], y, wrong.toFixed(4), { size: 30, bold: true, fill: colour.orange }) : '');
    }));
}

/** 450. */
const batch = once(() => {
  const weights = torch.Tensor([[1, 0], [0, 1], [0, 1]]);
  const f = torch.Tensor([[6, 2, 1.9], [5, 2, 1.9], [4, 2, 1.9]]);
  const c = f.mm(weights);
  const loss = (label: number): number[] =>
    numbers(F.cross_entropy(c, torch.LongTensor([label, label, label]), { reduction: 'none' }));
  const mean = (label: number): number => F.cross_entropy(c, torch.LongTensor([label, label, label])).item();
  const soft = rowsOf(F.softmax(c, { dim: 1 }));
  return { f: rowsOf(f), c: rowsOf(c), soft, each: [loss(0), loss(1)], mean: [mean(0), mean(1)] };
});

function batchTable(): string {
  const { f, c, soft, each } = batch();
  const big = { size: 28, tall: 70 };
  return svg(1160, 400,
    matrix(30, 110, f, { ...big, cell: 72 }), text(138, 50, 'inputs', { size: 26, fill: colour.grey }),
    arrow(262, 215, 320, 215, { width: 4 }), matrix(340, 110, c, { ...big, cell: 80 }),
    text(420, 50, 'outputs', { size: 26, fill: colour.grey }), arrow(516, 215, 574, 215, { width: 4 }),
    matrix(600, 110, soft, { ...big, cell: 110, digits: 4 }), text(710, 50, 'softmax', { size: 26, fill: colour.grey }),
    arrow(836, 215, 894, 215, { width: 4 }),
    matrix(920, 110, each[0].map((x) => [x]), { ...big, cell: 150, digits: 4, fill: () => colour.paleGreen }),
    text(995, 50, '−log of the 0s', { size: 26, fill: colour.grey }));
}

/** Errors make steps, the loss a slope: one weight of problem 1 changes, the points stay. */
function stepsAndSlope(): plot.Figure {
  torch.manual_seed(1);
  const points = torch.rand(40, 2).mul(4).sub(2);
  const target = points.index(':', 0).lt(points.index(':', 1)).long();
  const x = range(-1, 3);
  const both = x.map((w) => {
    const c = points.mm(torch.Tensor([[w, 0], [0, 1]]));
    return [c.argmax(1).ne(target).float().mean().item(), F.cross_entropy(c, target).item()];
  });
  return plot.lines({ 'share of mistakes': both.map(([a]) => a), loss: both.map(([, b]) => b) },
    { x, x_label: 'one weight', width: 700, height: 370 });
}

export const pictures: Pictures = {
  'training-loop': loop, 'data-lines': dataLines, exponential, lead, 'minus-log': minusLog,
  'steps-and-slope': stepsAndSlope,
  'softmax-chain': () => [0, 1, 2].map(chain),
  'loss-chain': () => chain(3),
  'certainty-right': () => certaintyTable(false),
  'certainty-both': () => certaintyTable(true),
  'batch-table': batchTable,
};

const { round } = Math;
export const values: Values = {
  '430.c': () => [point().c],
  '430.exp0': () => point().exp[0],
  '430.exp1': () => point().exp[1],
  '430.sum': () => point().sum,
  '430.p0': () => point().soft[0],
  '430.p1': () => point().soft[1],
  '430.percent': () => round(100 * point().soft[0]),
  '430.loss': () => point().right,
  '430.wrong': () => point().wrong,
  '430.shifted': () => [numbers(F.softmax(torch.Tensor([2.1, 0]), { dim: 0 }))],
  '430.soft': () => [point().soft],
  '480.sigmoid': () => [point().sigmoid],
  '480.other': () => [point().other],
  '480.loss': () => point().timid,
  '450.right': () => batch().mean[0],
  '450.wrong': () => batch().mean[1],
  '450.difference': () => batch().mean[1] - batch().mean[0],
};
