/** Part 5, first half: XOR and why one line does not do it (610, 630), two linear layers. */
import * as torch from 'nodetorch';
import { once, type Pictures } from './define.ts';
import { at, axes, curve, dots, ground, table, type Frame, type Pair } from './plots.ts';
import { arrow, colour, joined, line, matrix, neuron, path, shown, svg, text } from './svg.ts';
import { categories, data, oneLayer, type Network } from './xor_networks.ts';

const ticks = [-100, -50, 0, 50, 100];
export const plane = (x: number, y: number, side: number): Frame =>
  ({ x, y, w: side, h: side, xs: [-108, 108], ys: [-108, 108] });

const some = once(() => {
  const { labels, features } = data().train;
  return { labels: labels.slice(0, 300), rows: features.slice(0, 300) };
});

export const legend = (x: number, y: number): string => {
  const frame: Frame = { x, y, w: 1, h: 1, xs: [0, 1], ys: [0, 1] };
  return dots(frame, [[0, 0], [0, -44]], [0, 1], 9)
    + text(x + 22, y + 1, '0: same sign', { anchor: 'start' }) + text(x + 22, y + 45, '1: not', { anchor: 'start' });
};

/** Points of the training data on a plane with numbers. */
const scatter = (frame: Frame, back = ''): string =>
  back + axes(frame, { below: ticks, beside: ticks, label_x: 'first number', label_y: 'second number',
    grid: back === '' })
  + dots(frame, some().rows, some().labels);

function examples(): string {
  const { labels, features } = data().train;
  // One of each kind of signs, in the order of the file.
  const kinds = new Map<string, number>();
  for (const [i, [x, y]] of features.entries()) {
    const kind = `${Math.sign(x)} ${Math.sign(y)}`;
    if (x * y !== 0 && !kinds.has(kind)) kinds.set(kind, i);
  }
  const rows: (string | number)[][] = [...kinds.values()].sort((a, b) => a - b).map((i) =>
    [shown(features[i][0]), shown(features[i][1]), features[i][0] * features[i][1] > 0 ? 'same' : 'not the same',
      labels[i]]);
  return svg(900, 400, table(0, 0, [['first', 'second', 'signs', 'category'], ...rows],
    { widths: [200, 200, 300, 200], tall: 76, size: 34, fill: (i) => i === 0 ? undefined : rows[i - 1][3]
      ? colour.paleOrange : colour.paleBlue }));
}

const points = (): string => {
  const frame = plane(120, 40, 390);
  return svg(800, 500, scatter(frame), legend(600, 200));
};

const pointsPlain = (): string => {
  const frame = plane(120, 10, 370);
  return svg(800, 440, axes(frame, { below: ticks, beside: ticks }), dots(frame, some().rows, some().labels),
    legend(600, 170));
};

/** The share of the test data on the right side of a x + b y > c, when the better of its sides is taken. */
function shareOf(a: number, b: number, c: number): number {
  const { labels, features } = data().test;
  const right = features.filter(([x, y], i) => (a * x + b * y > c ? 1 : 0) === labels[i]).length;
  return Math.max(right, labels.length - right) / labels.length;
}

const half: Network = (p) => torch.stack([torch.zeros(p.size(0)), p.index(':', 0).sub(p.index(':', 1)).sub(67)], 1);

function lines(): string {
  const all: [number, number, number][] = [[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, -1, 67]];
  return svg(1160, 400, all.map(([a, b, c], i) => {
    const frame = plane(10 + 290 * i, 10, 265);
    const ends = [-108, 108].map((s): Pair => Math.abs(b) > 0 ? [s, (c - a * s) / b] : [c / a, s]);
    const inside = ends.map(([x, y]): Pair => b !== 0 && Math.abs(y) > 108 ? [(c - b * Math.sign(y) * 108) / a,
      Math.sign(y) * 108] : [x, y]);
    return axes(frame) + dots(frame, some().rows, some().labels, 4)
      + path(inside.map((p) => at(frame, p)), { width: 5 })
      + text(frame.x + 132, 320, `${shown(100 * shareOf(a, b, c), 1)} of 100`, { size: 32, bold: true })
      + text(frame.x + 132, 362, 'are right', { size: 24 });
  }));
}

function oneLayerLoss(): string {
  const { losses, accuracy } = oneLayer();
  const most = 10 * Math.ceil(Math.max(...losses) / 10);
  const frame: Frame = { x: 90, y: 40, w: 760, h: 390, xs: [0, 100], ys: [0, most] };
  return svg(1160, 510,
    axes(frame, { below: [0, 20, 40, 60, 80, 100], beside: [0, most / 2, most], label_x: 'step',
      label_y: 'loss of a batch of ten' }),
    curve(frame, losses.map((loss, i): Pair => [i, loss]), { stroke: colour.blue, width: 3 }),
    text(1010, 150, 'right on the', { size: 26 }), text(1010, 186, 'test data:', { size: 26 }),
    text(1010, 252, `${shown(100 * accuracy, 1)}`, { size: 60, bold: true, fill: colour.orange }),
    text(1010, 310, 'of 100', { size: 26 }));
}

function boundary(): string {
  const { weights: [[w00, w01], [w10, w11]], network } = oneLayer();
  const [a, b] = [w01 - w00, w11 - w10];
  const frame = plane(70, 40, 390);
  const [x, y] = [100, 100];
  const term = (v: number, name: string): string => `${v < 0 ? '−' : '+'} ${shown(Math.abs(v))} ${name}`;
  const sum = a * x + b * y;
  return svg(1160, 510, scatter(frame, ground(frame, categories(network))),
    text(590, 60, 'after training', { size: 24, anchor: 'start', fill: colour.grey }),
    text(590, 100, `c_0 = ${shown(w00)} x ${term(w10, 'y')}`, { size: 30, anchor: 'start' }),
    text(590, 150, `c_1 = ${shown(w01)} x ${term(w11, 'y')}`, { size: 30, anchor: 'start' }),
    line(590, 185, 1120, 185, { stroke: colour.faint }),
    text(590, 220, `c_1 − c_0 = ${shown(a)} x ${term(b, 'y')}`, { size: 30, anchor: 'start', bold: true }),
    text(590, 280, 'above 0: category 1', { size: 26, anchor: 'start', fill: colour.orange }),
    text(590, 320, 'below 0: category 0', { size: 26, anchor: 'start', fill: colour.blue }),
    text(590, 360, 'equal to 0: the boundary, a line', { size: 26, anchor: 'start' }),
    text(590, 425, `at (${x}, ${y}): ${shown(a * x)} ${term(b * y, '')} = ${shown(sum)}`, { size: 26,
      anchor: 'start' }),
    text(590, 465, `so the layer says ${sum > 0 ? 1 : 0}; right is 0`, { size: 26, anchor: 'start' }));
}

function opposite(): string {
  const { weights: [[w00, w01], [w10, w11]], network } = oneLayer();
  const [a, b] = [w01 - w00, w11 - w10];
  const frame = plane(70, 5, 370);
  const one: Pair = [70, 30];
  const other: Pair = [-70, -30];
  const row = (p: Pair): (string | number)[] => {
    const value = a * p[0] + b * p[1];
    return [`(${shown(p[0])}, ${shown(p[1])})`, shown(value), value > 0 ? 1 : 0, 0];
  };
  const mark = (p: Pair): string => {
    const [x, y] = at(frame, p);
    return neuron(x, y, '', { r: 12, fill: colour.white, stroke: colour.ink })
      + text(x, y - 32, `(${shown(p[0])}, ${shown(p[1])})`, { size: 24, bold: true });
  };
  const [p, q] = [at(frame, one), at(frame, other)];
  return svg(1160, 430, ground(frame, categories(network)), axes(frame, { below: ticks, grid: false }),
    line(...p, ...q, { dashed: true }), mark(one), mark(other),
    table(500, 90, [['point', 'c_1 − c_0', 'it says', 'right'], row(one), row(other)],
      { widths: [220, 180, 130, 110], tall: 72, size: 30 }));
}

function bias(): string {
  const frame = plane(70, 40, 390);
  return svg(1160, 510, scatter(frame, ground(frame, categories(half))),
    text(590, 130, 'say 1 where x − y > 67:', { size: 30, anchor: 'start' }),
    matrix(620, 190, [[0, 1], [0, -1]]), text(690, 320, 'W', { size: 26, italic: true }),
    matrix(850, 214, [[67, 0]]), text(920, 320, 'b', { size: 26, italic: true }),
    text(590, 400, `${shown(100 * shareOf(1, -1, 67), 1)} of 100 are right`, { size: 36, anchor: 'start', bold: true,
      fill: colour.orange }));
}

function twoLinear(): string {
  const xs = [170, 560, 950];
  const ys = [[140, 280], [48, 153, 258, 363], [140, 280]];
  const nodes = ys.map((col, i) => col.map((y): Pair => [xs[i], y]));
  const links = [0, 1].flatMap((i) => nodes[i].flatMap((from) => nodes[i + 1].map((to) =>
    joined(from, to, { r: 36, stroke: colour.grey, width: 1.5 }))));
  return svg(1160, 450, links, nodes.flatMap((col, i) => col.map(([x, y], j) =>
    neuron(x, y, `${['f', 'h', 'c'][i]}_${j}`, { r: 36, fill: i === 1 ? colour.paleGreen : colour.paleBlue,
      stroke: i === 1 ? colour.green : colour.blue }))),
  text(365, 30, 'W_1', { size: 30 }), text(755, 30, 'W_2', { size: 30 }),
  text(170, 430, 'inputs', { fill: colour.grey }), text(560, 430, 'middle', { fill: colour.grey }), text(950, 430,
    'outputs', { fill: colour.grey }));
}

const two = once(() => {
  const rows = (t: torch.Tensor): number[][] => t.tolist() as number[][];
  const f = torch.Tensor([[3, -2]]);
  const w1 = torch.Tensor([[1, 2], [0, 1]]);
  const w2 = torch.Tensor([[2, -1], [1, 3]]);
  const b1 = torch.Tensor([[1, -1]]);
  const b2 = torch.Tensor([[0, 2]]);
  const h = f.mm(w1);
  const both = w1.mm(w2);
  const bias = b1.mm(w2).add(b2);
  return {
    f: rows(f), w1: rows(w1), w2: rows(w2), b1: rows(b1), b2: rows(b2), h: rows(h), c: rows(h.mm(w2)), both: rows(both),
    c1: rows(f.mm(both)), hb: rows(h.add(b1)), cb: rows(h.add(b1).mm(w2).add(b2)), bias: rows(bias),
    c1b: rows(f.mm(both).add(bias)),
  };
});

const sign = (x: number, y: number, words: string): string => text(x, y, words, { size: 34 });

function collapse(): string {
  const n = two();
  return svg(1160, 500,
    text(20, 40, 'Two layers', { size: 28, bold: true, anchor: 'start' }),
    matrix(60, 114, n.f), text(130, 200, 'f', { italic: true }),
    arrow(220, 138, 290, 138), matrix(310, 90, n.w1, { fill: () => colour.paleGreen }), text(380, 218, 'W_1'),
    arrow(466, 138, 526, 138), matrix(546, 114, n.h), text(616, 200, 'h', { italic: true }),
    arrow(702, 138, 762, 138), matrix(782, 90, n.w2, { fill: () => colour.paleGreen }), text(852, 218, 'W_2'),
    arrow(938, 138, 990, 138), matrix(1004, 114, n.c, { fill: () => colour.paleYellow }), text(1074, 200, 'c',
      { italic: true }),
    line(20, 252, 1140, 252, { stroke: colour.faint }),
    text(20, 284, 'One layer', { size: 28, bold: true, anchor: 'start' }),
    matrix(60, 374, n.f), text(130, 460, 'f', { italic: true }),
    arrow(220, 398, 290, 398),
    matrix(310, 350, n.w1, { fill: () => colour.paleGreen }), matrix(476, 350, n.w2, { fill: () => colour.paleGreen }),
    sign(654, 398, '='), matrix(700, 350, n.both, { fill: () => colour.paleBlue }), text(770, 478, 'W_1 W_2'),
    text(463, 478, 'W_1 times W_2'),
    arrow(858, 398, 990, 398), matrix(1004, 374, n.c1, { fill: () => colour.paleYellow }), text(1074, 460, 'c',
      { italic: true }));
}

function collapseBias(): string {
  const n = two();
  return svg(1160, 500,
    text(20, 40, 'Two layers', { size: 28, bold: true, anchor: 'start' }),
    sign(40, 138, '('), matrix(66, 114, n.f), matrix(232, 90, n.w1, { fill: () => colour.paleGreen }),
    sign(398, 138, '+'), matrix(424, 114, n.b1, { fill: () => colour.palePink }), sign(592, 138, ')'),
    matrix(624, 90, n.w2, { fill: () => colour.paleGreen }), sign(792, 138, '+'),
    matrix(818, 114, n.b2, { fill: () => colour.palePink }), sign(986, 138, '='), matrix(1004, 114, n.cb,
      { fill: () => colour.paleYellow }),
    line(20, 220, 1140, 220, { stroke: colour.faint }),
    text(20, 262, 'One layer', { size: 28, bold: true, anchor: 'start' }),
    matrix(232, 336, n.f), matrix(400, 312, n.both, { fill: () => colour.paleBlue }), text(470, 440, 'W_1 W_2'),
    sign(566, 360, '+'), matrix(600, 336, n.bias, { fill: () => colour.palePink }), text(670, 440, 'b_1 W_2 + b_2'),
    sign(986, 360, '='), matrix(1004, 336, n.c1b, { fill: () => colour.paleYellow }));
}

function bent(): string {
  const frames = [0, 1].map((i): Frame => ({ x: 60 + 560 * i, y: 20, w: 460, h: 330, xs: [-3, 3], ys: [-1, 5] }));
  const xs = Array.from({ length: 121 }, (_, i) => -3 + i / 20);
  const straight = torch.Tensor(xs).mul(0.5).mul(1.2).add(2).tolist() as number[];
  const bend = torch.relu(torch.Tensor(xs)).mul(1.5).add(torch.relu(torch.Tensor(xs).neg().sub(1))).add(0.3);
  const through = bend.tolist() as number[];
  return svg(1160, 430, frames.map((frame, i) =>
    axes(frame) + curve(frame, xs.map((x, j): Pair => [x, (i ? through : straight)[j]]), { stroke: i ? colour.orange
      : colour.blue, width: 6 })),
  text(290, 390, 'straight, then straight: straight', { size: 26 }),
  text(850, 390, 'straight, ReLU, straight: bent', { size: 26 }));
}

export const pictures: Pictures = {
  'xor-examples': examples,
  'xor-points': points,
  'xor-points-plain': pointsPlain,
  'xor-lines': lines,
  'xor-one-layer-loss': oneLayerLoss,
  'xor-boundary': boundary,
  'xor-opposite': opposite,
  'xor-bias': bias,
  'xor-two-linear': twoLinear,
  'xor-collapse': collapse,
  'xor-collapse-bias': collapseBias,
  'xor-bent': bent,
};
