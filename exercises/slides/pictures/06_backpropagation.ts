/** Part 6, first half: the chain rule, and one layer (710, 720, 730). */
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { jacobian } from 'nodetorch/autograd/functional';
import * as F from 'nodetorch/nn/functional';
import { once, type Pictures } from './define.ts';
import { raised } from './05_activations.ts';
import { axes, curve, range, table, type Frame, type Pair } from './plots.ts';
import { arrow, colour, joined, line, matrix, neuron, rect, shown, svg, text } from './svg.ts';

export const rowsOf = (t: torch.Tensor): number[][] => t.tolist() as number[][];
export const blame = colour.orange;

/** Small numbers as powers, all others with at most four decimals. */
export function number(x: number, digits = 4): string {
  if (x === 0 || Math.abs(x) >= 1e-4) return shown(x, digits);
  const [front, power] = x.toExponential(1).split('e');
  return `${front.replace('-', '−')} · 10${raised(power)}`;
}

/** A matrix of numbers that were written by `number`. */
export const written = (rows: readonly (readonly number[])[], digits = 4): string[][] =>
  rows.map((row) => row.map((x) => number(x, digits)));

/** One layer at some points: everything that 710 to 730 print, by autograd. */
export function layerAt(points: number[][], classes: number[], weights = [[1, 2], [2, 1]], biases = [0, 0]) {
  const w = new nn.Parameter(torch.Tensor(weights));
  const b = new nn.Parameter(torch.Tensor([biases]));
  const f = torch.Tensor(points);
  const target = torch.LongTensor(classes);
  const c = torch.mm(f, w).add(b);
  const p = F.softmax(c, { dim: 1 });
  const loss = F.cross_entropy(c, target);
  loss.backward();
  const t = F.one_hot(target, 2).to(torch.float32);
  const w1 = w.data.sub(w.grad!.mul(0.01));
  const b1 = b.data.sub(b.grad!.mul(0.01));
  return {
    f: points, w: weights, c: rowsOf(c.detach()), p: rowsOf(p.detach()), t: rowsOf(t), loss: loss.item(),
    gc: rowsOf(p.detach().sub(t)), gw: rowsOf(w.grad!), gb: rowsOf(b.grad!), w1: rowsOf(w1), b1: rowsOf(b1),
    byHand: rowsOf(f.t().mm(p.detach().sub(t)).div(points.length)),
  };
}

const first = once(() => layerAt([[-10, 20]], [1]));
const second = once(() => layerAt([[8, -2]], [0]));
const both = once(() => layerAt([[-10, 20], [8, -2]], [1, 0]));

const pale = (fill: string) => ({ fill: (): string => fill });

/** The loss of 710 when its first weight is another. */
const lossWith = (w00: number): number => layerAt([[-10, 20]], [1], [[w00, 2], [2, 1]]).loss;

function question(): string {
  const nodes: Pair[] = [[110, 110], [110, 270]];
  const outs: Pair[] = [[460, 110], [460, 270]];
  const { w, f } = first();
  return svg(1160, 400,
    nodes.flatMap((from, i) => outs.map((to, j) => joined(from, to, {
      label: w[i][j], at: i === j ? 0.5 : 0.28, stroke: i + j === 0 ? blame : colour.grey, width: i + j === 0 ? 5 : 2,
      r: 46,
    }))),
    nodes.map(([x, y], i) => neuron(x, y, f[0][i], { r: 46 })), outs.map(([x, y], j) => neuron(x, y, `c_${j}`,
      { r: 46 })),
    arrow(520, 190, 640, 190, { width: 4 }), rect(650, 140, 190, 100, { fill: colour.paper }), text(745, 190,
      'softmax, −log', { size: 24 }),
    arrow(850, 190, 940, 190, { width: 4 }), neuron(1000, 190, 'loss', { r: 58, fill: colour.paleOrange,
      stroke: blame }),
    text(285, 34, 'a little more here …', { fill: blame, size: 26 }), text(1000, 290, '… how much more here?',
      { fill: blame, size: 26 }));
}

function nudge(): string {
  const h = 0.01;
  const [l0, l1] = [lossWith(1), lossWith(1 + h)];
  const rows = [
    ['W_{00}', 'loss'], [shown(1), shown(l0, 4)], [shown(1 + h), shown(l1, 4)],
  ];
  return svg(1160, 500, table(60, 40, rows, { widths: [240, 300], tall: 80, size: 36 }),
    text(660, 90, 'slope ≈', { size: 34, anchor: 'start' }), text(930, 66, `${shown(l1, 4)} − ${shown(l0, 4)}`,
      { size: 32 }),
    line(810, 92, 1050, 92), text(930, 118, shown(h), { size: 32 }),
    text(660, 220, `≈ ${shown((l1 - l0) / h, 2)}`, { size: 44, anchor: 'start', bold: true, fill: blame }),
    text(60, 360, 'For each weight one run of the whole network:', { size: 30, anchor: 'start' }),
    text(60, 410, '4 weights here, tens of thousands in LeNet-5.', { size: 30, anchor: 'start' }));
}

/** A chain of boxes: what goes in, what each does, its slope there. */
function chain(): string {
  const x = torch.scalar_tensor(2, { requires_grad: true });
  const u = x.mul(3);
  const v = u.add(1);
  const y = v.pow(2);
  for (const t of [u, v, y]) t.retain_grad();
  y.backward();
  const slopes = [3, 1, 2 * v.item()];
  const numbers = [x, u, v, y].map((t) => t.item());
  const names = ['x', 'u = 3x', 'v = u + 1', 'y = v²'];
  const h = 0.01;
  const nudged = (3 * (x.item() + h) + 1) ** 2;
  return svg(1160, 510, numbers.map((n, i) => {
    const left = 90 + 310 * i;
    return neuron(left, 150, n, { r: 54, size: 34 }) + text(left, 60, names[i], { size: 28 })
      + (i < 3 ? arrow(left + 58, 150, left + 250, 150, { width: 3 }) : '')
      + (i < 3 ? arrow(left + 250, 236, left + 58, 236, { width: 3, stroke: blame }) + text(left + 155, 268,
        `× ${shown(slopes[i])}`, { size: 32, fill: blame, bold: true }) : '');
  }),
  text(580, 350, `dy/dx = ${slopes.map((s) => shown(s)).join(' × ')} = ${shown(x.grad!.item())}`, { size: 38,
    bold: true, fill: blame }),
  text(580, 430, `nudge: x = ${shown(x.item() + h)} gives y = ${shown(nudged, 4)}, which is ${shown(nudged - y.item(), 4)} more`, { size: 28 }),
  text(580, 475, `${shown(nudged - y.item(), 4)} / ${shown(h)} = ${shown((nudged - y.item()) / h, 2)}`, { size: 28 }));
}

const boxNames: [string, string][] = [['f', 'inputs'], ['c = f W + b', 'weighted sum'], ['p = softmax(c)', 'chances'],
  ['L = −log p_t', 'loss']];

function boxes(): string {
  return svg(1160, 420, boxNames.map(([formula, name], i) => {
    const x = 20 + 295 * i;
    return rect(x, 90, 235, 110, { fill: i === 3 ? colour.paleOrange : colour.paleBlue, stroke: i === 3 ? blame
      : colour.blue })
      + text(x + 117, 145, formula, { size: 30 }) + text(x + 117, 60, name, { size: 26, fill: colour.grey })
      + (i < 3 ? arrow(x + 237, 145, x + 292, 145, { width: 4 }) + arrow(x + 350, 245, x + 180, 245, { width: 4,
        stroke: blame }) : '');
  }), text(580, 310, 'blue: numbers, to the right', { size: 28, fill: colour.blue }), text(580, 360,
    'orange: blame, to the left', { size: 28, fill: blame }));
}

function needed(): string {
  const rows = [['from', 'to', 'slope', 'the question'],
    ['loss', 'p', '∂L / ∂p', 'the right chance grows: what does −log do?'],
    ['p', 'c', '∂p / ∂c', 'an output grows: what do all chances do?'],
    ['c', 'W', '∂c / ∂W', 'a weight grows: what does the output do?'],
    ['c', 'b', '∂c / ∂b', 'a bias grows: what does the output do?']];
  return svg(1160, 440, table(10, 20, rows, { widths: [110, 90, 220, 720], tall: 80, size: 30, anchors: ['middle',
    'middle', 'middle', 'start'] }));
}

function minusLog(): string {
  const frame: Frame = { x: 80, y: 40, w: 470, h: 380, xs: [0, 1], ys: [0, 5] };
  const at = range(0.005, 1, 300);
  const p = torch.Tensor([0.9, 0.5, 0.1, 0.01]).requires_grad_();
  const loss = torch.log(p).neg();
  loss.sum().backward();
  const [ps, ls, gs] = [p.detach(), loss.detach(), p.grad!].map((t) => t.tolist() as number[]);
  return svg(1160, 510, axes(frame, { below: [0, 0.5, 1], beside: [0, 1, 2, 3, 4, 5],
    label_x: 'p, chance of the right category', label_y: '−log p' }),
  curve(frame, at.map((x): Pair => [x, -Math.log(x)]), { stroke: colour.blue, width: 5 }),
  table(620, 60, [['p', '−log p', 'slope'], ...ps.map((x, i) => [shown(x), shown(ls[i], 3), shown(gs[i], 2)])],
    { widths: [140, 180, 180], tall: 62, size: 30 }),
  text(870, 425, 'slope: −1 / p', { size: 34, bold: true, fill: blame }));
}

/** Three outputs, small enough to look at. */
const small = once(() => {
  const c = torch.Tensor([2, 1, -1]);
  const right = 1;
  const p = torch.softmax(c, 0);
  const table = jacobian((x) => torch.softmax(x as torch.Tensor, 0), c) as torch.Tensor;
  const loss = (x: torch.Tensor): number => F.cross_entropy(x.unsqueeze(0), torch.LongTensor([right])).item();
  const leaf = c.clone().requires_grad_();
  F.cross_entropy(leaf.unsqueeze(0), torch.LongTensor([right])).backward();
  const list = (t: torch.Tensor): number[] => t.tolist() as number[];
  const h = 0.01;
  const nudges = [0, 1, 2].map((j) => {
    const more = c.clone();
    more.index_put_([j], c.index(j).add(h));
    return (loss(more) - loss(c)) / h;
  });
  return { c: list(c), p: list(p), right, table: rowsOf(table), gradient: list(leaf.grad!), nudges, h };
});

function softmaxTable(): string {
  const { c, p, table: t } = small();
  return svg(1160, 500,
    text(20, 60, 'c =', { size: 30, anchor: 'start' }), matrix(90, 36, [c], { cell: 100, size: 30 }),
    text(20, 140, 'p =', { size: 30, anchor: 'start' }), matrix(90, 116, [p], { cell: 100, size: 30, digits: 3,
      ...pale(colour.paleYellow) }),
    text(20, 240, 'same place: p_i (1 − p_i)', { size: 28, anchor: 'start', fill: colour.blue }),
    text(20, 290, 'other place: − p_i p_j', { size: 28, anchor: 'start', fill: blame }),
    text(20, 370, `${shown(p[0], 3)} · (1 − ${shown(p[0], 3)}) = ${shown(p[0] * (1 - p[0]), 3)}`, { size: 26,
      anchor: 'start', fill: colour.blue }),
    text(20, 415, `− ${shown(p[0], 3)} · ${shown(p[1], 3)} = ${shown(-p[0] * p[1], 3)}`, { size: 26, anchor: 'start',
      fill: blame }),
    text(870, 60, 'slope of p_i when c_j grows', { size: 26 }),
    matrix(670, 150, t, { cell: 135, tall: 80, size: 32, digits: 3, columns: ['c_0', 'c_1', 'c_2'], rows: ['p_0',
      'p_1', 'p_2'],
    fill: (i, j) => i === j ? colour.paleBlue : colour.paleOrange }));
}

function together(): string {
  const { p, right, table: t, gradient } = small();
  const slope = -1 / p[right];
  return svg(1160, 500,
    text(20, 40, `right is category ${right}: p_${right} = ${shown(p[right], 3)}, slope of −log: −1 / ${shown(p[right], 3)} = ${shown(slope, 3)}`, { size: 28, anchor: 'start' }),
    table(20, 90, [['', 'slope of −log', 'times ∂p_' + right + ' / ∂c_j', 'is', 'p_j − t_j'],
      ...[0, 1, 2].map((j) => [`c_${j}`, shown(slope, 3), shown(t[right][j], 3), shown(slope * t[right][j], 3),
        `${shown(p[j], 3)} − ${j === right ? 1 : 0} = ${shown(gradient[j], 3)}`])],
    { widths: [90, 220, 300, 190, 320], tall: 74, size: 30, fill: (i) => i === right + 1 ? colour.paleYellow
      : undefined }),
    text(580, 440, 'the chance of the right category cancels', { size: 28, fill: blame }));
}

function result(): string {
  const { p, right, gradient } = small();
  const t = [0, 1, 2].map((j) => j === right ? 1 : 0);
  return svg(1160, 300,
    matrix(60, 90, [p], { cell: 105, tall: 60, size: 32, digits: 3, ...pale(colour.paleYellow) }), text(217, 190,
      'said', { size: 28 }),
    text(425, 120, '−', { size: 40 }), matrix(475, 90, [t], { cell: 70, tall: 60, size: 32,
      ...pale(colour.paleGreen) }), text(580, 190, 'right', { size: 28 }),
    text(735, 120, '=', { size: 40 }), matrix(785, 90, [gradient], { cell: 110, tall: 60, size: 32, digits: 3,
      ...pale(colour.paleOrange) }), text(950, 190, 'blame', { size: 28, fill: blame }));
}

function check(): string {
  const { gradient, nudges, h } = small();
  return svg(1160, 400, table(40, 30, [['', 'c_0', 'c_1', 'c_2'],
    ['softmax(c) − t', ...gradient.map((x) => shown(x, 4))], [`by a nudge of ${h}`, ...nudges.map((x) => shown(x, 4))]],
  { widths: [380, 230, 230, 230], tall: 100, size: 36, anchors: ['start'] }));
}

function affine(): string {
  const { f, w, c } = first();
  const ins: Pair[] = [[120, 130], [120, 320]];
  const out: Pair = [460, 225];
  const j = 0;
  const h = 0.1;
  return svg(1160, 500, ins.map((from, i) => joined(from, out, { r: 50, label: w[i][j], stroke: i ? blame
    : colour.grey, width: i ? 5 : 2 })),
  ins.map(([x, y], i) => neuron(x, y, f[0][i], { r: 50, size: 30 })), neuron(...out, c[0][j], { r: 50, size: 30 }),
  text(120, 420, 'inputs', { fill: colour.grey }), text(460, 420, 'output c_0', { fill: colour.grey }),
  text(610, 90, `c_0 = (${shown(f[0][0])}) · ${shown(w[0][j])} + ${shown(f[0][1])} · ${shown(w[1][j])} = ${shown(c[0][j])}`, { size: 30, anchor: 'start' }),
  text(610, 180, `make W_{10} larger by ${h}:`, { size: 28, anchor: 'start' }),
  text(610, 230, `(${shown(f[0][0])}) · ${shown(w[0][j])} + ${shown(f[0][1])} · ${shown(w[1][j] + h)} = ${shown(f[0][0] * w[0][j] + f[0][1] * (w[1][j] + h))}`, { size: 30, anchor: 'start' }),
  text(610, 300, `${shown(f[0][1] * h)} more, for ${h} more`, { size: 28, anchor: 'start' }),
  text(610, 375, `slope = the input = ${shown(f[0][1])}`, { size: 36, anchor: 'start', bold: true, fill: blame }));
}

function outer(): string {
  return svg(1160, 330,
    matrix(150, 110, [['f_0'], ['f_1']], { cell: 80, tall: 70, size: 32, ...pale(colour.paleBlue) }), text(190, 300,
      'inputs', { size: 26 }),
    text(285, 180, '×', { size: 40 }),
    matrix(340, 145, [['g_0', 'g_1']], { cell: 90, tall: 70, size: 32, ...pale(colour.paleOrange) }), text(430, 300,
      'blame of the outputs', { size: 26, fill: blame }),
    text(580, 180, '=', { size: 40 }),
    matrix(650, 110, [['f_0 g_0', 'f_0 g_1'], ['f_1 g_0', 'f_1 g_1']], { cell: 140, tall: 70, size: 32 }), text(790,
      300, 'slopes of the weights', { size: 26 }));
}

/** The givens of one layer, with a row for each point. */
const given = (one: ReturnType<typeof layerAt>, right: number): string => svg(1160, 360,
  text(190, 40, 'f', { size: 30, italic: true }), matrix(100, 80, one.f, { cell: 90, tall: 64, size: 36 }),
  text(525, 40, 'W', { size: 30, italic: true }), matrix(440, 80, one.w, { cell: 85, tall: 64, size: 36,
    ...pale(colour.paleGreen) }),
  text(775, 40, 'b', { size: 30, italic: true }), matrix(690, 80, [[0, 0]], { cell: 85, tall: 64, size: 36,
    ...pale(colour.palePink) }),
  text(1030, 40, 'right', { size: 28 }), text(1030, 112, right, { size: 44, bold: true, fill: blame }),
  text(580, 300, 'c = f W + b', { size: 34 }));

const term = (f: readonly number[], w: readonly (readonly number[])[], j: number): string =>
  f.map((x, i) => `${x < 0 ? `(${shown(x)})` : shown(x)} · ${shown(w[i][j])}`).join(' + ');

function forward(): string {
  const { f, w, c, p, loss } = first();
  return svg(1160, 500,
    [0, 1].map((j) => text(60, 60 + 70 * j, `c_${j} = ${term(f[0], w, j)} = ${shown(c[0][j])}`, { size: 36,
      anchor: 'start' })),
    line(40, 190, 1120, 190, { stroke: colour.faint }),
    text(60, 240, `softmax(c) = ( ${number(p[0][0])},  ${number(p[0][1])} )`, { size: 36, anchor: 'start' }),
    line(40, 300, 1120, 300, { stroke: colour.faint }),
    text(60, 350, `loss = −log( ${number(p[0][1])} ) = ${shown(loss, 4)}`, { size: 36, anchor: 'start', bold: true }),
    text(60, 430, `the lead of the wrong output: ${shown(c[0][0])} − ${shown(c[0][1])} = ${shown(c[0][0] - c[0][1])}`,
      { size: 28, anchor: 'start', fill: colour.grey }));
}

function blameOfOutputs(): string {
  const { p, t, gc } = first();
  const big = { cell: 130, tall: 80, size: 36 };
  return svg(1160, 460,
    matrix(30, 90, written(p, 2), { ...big, cell: 190, ...pale(colour.paleYellow) }), text(220, 230,
      'softmax(c): said', { size: 28 }),
    text(450, 130, '−', { size: 44 }), matrix(500, 90, t, { ...big, cell: 90, ...pale(colour.paleGreen) }), text(590,
      230, 't: right', { size: 28 }),
    text(735, 130, '=', { size: 44 }), matrix(790, 90, gc, { ...big, ...pale(colour.paleOrange) }), text(920, 230,
      '∂L / ∂c: blame', { size: 28, fill: blame }),
    text(855, 310, 'down', { size: 30, bold: true }), text(985, 310, 'up', { size: 30, bold: true }),
    arrow(855, 340, 855, 420, { width: 6, stroke: blame }), arrow(985, 420, 985, 340, { width: 6, stroke: blame }));
}

function product(one: ReturnType<typeof layerAt>): string {
  const column = one.f[0].map((x) => [x]);
  const big = { cell: 130, tall: 84, size: 36 };
  return svg(1160, 460,
    matrix(70, 110, column, { ...big, cell: 110, ...pale(colour.paleBlue) }), text(125, 330, 'f, as a column',
      { size: 28 }),
    text(240, 194, '×', { size: 44 }), matrix(300, 152, written(one.gc, 5), { ...big, cell: 160,
      size: one.gc[0].every(Number.isInteger) ? 36 : 30, ...pale(colour.paleOrange) }), text(460, 330, '∂L / ∂c',
      { size: 28, fill: blame }),
    text(665, 194, '=', { size: 44 }), matrix(720, 110, written(one.byHand), { ...big, cell: 160,
      ...pale(colour.paleYellow) }), text(880, 330, '∂L / ∂W', { size: 28, bold: true }),
    text(580, 400, `∂L / ∂b = ( ${one.gb[0].map((x) => number(x, 5)).join(',  ')} )`, { size: 30 }));
}

function step(): string {
  const { w, gw, w1, gb, b1 } = first();
  const big = { cell: 100, tall: 66, size: 32 };
  const row = (y: number, name: string, a: number[][], g: number[][], b: number[][]): string => {
    const middle = y + 33 * a.length;
    return text(40, middle, name, { size: 32, italic: true }) + matrix(90, y, a, { ...big, ...pale(colour.paleGreen) })
      + text(364, middle, '− 0.01 ·', { size: 32 }) + matrix(440, y, g, { ...big, ...pale(colour.paleOrange) })
      + text(685, middle, '=', { size: 40 }) + matrix(730, y, b, { ...big, cell: 120, ...pale(colour.paleYellow) });
  };
  return svg(1160, 460, row(60, 'W', w, gw, w1), row(310, 'b', [[0, 0]], gb, b1),
    text(1010, 126, 'new W', { size: 28, anchor: 'start' }), text(1010, 343, 'new b', { size: 28, anchor: 'start' }));
}

function again(): string {
  const before = first();
  const after = layerAt(before.f, [1], before.w1, before.b1[0]);
  return svg(1160, 420, table(80, 30, [['', 'c_0', 'c_1', 'loss'],
    ['before the step', ...before.c[0].map((x) => shown(x)), shown(before.loss, 2)],
    ['after the step', ...after.c[0].map((x) => shown(x, 2)), shown(after.loss, 2)]],
  { widths: [380, 200, 200, 220], tall: 96, size: 36, anchors: ['start'] }),
  text(580, 380, `the loss fell by ${shown(before.loss - after.loss, 2)}`, { size: 32, bold: true, fill: blame }));
}

function spell(): string {
  const { byHand, gw, gc, gb } = first();
  const big = { cell: 120, tall: 70, size: 34 };
  return svg(1160, 460,
    text(340, 40, 'by hand', { size: 30, bold: true }), text(860, 40, 'loss.backward()', { size: 30, bold: true }),
    text(60, 150, '∂L / ∂W', { size: 28, anchor: 'start' }), matrix(220, 80, byHand, { ...big,
      ...pale(colour.paleYellow) }), matrix(740, 80, gw, { ...big, ...pale(colour.paleYellow) }),
    text(60, 345, '∂L / ∂b', { size: 28, anchor: 'start' }), matrix(220, 310, gc, { ...big,
      ...pale(colour.paleYellow) }), matrix(740, 310, gb, { ...big, ...pale(colour.paleYellow) }),
    text(600, 150, '=', { size: 44 }), text(600, 345, '=', { size: 44 }));
}

function answer720(): string {
  const one = second();
  return svg(1160, 515,
    text(40, 40, `c = ( ${one.c[0].map((x) => shown(x)).join(',  ')} )`, { size: 32, anchor: 'start' }),
    text(440, 40, `softmax(c) = ( ${one.p[0].map((x) => number(x, 5)).join(',  ')} )`, { size: 32, anchor: 'start' }),
    text(40, 100, `loss = ${shown(one.loss, 5)}`, { size: 32, anchor: 'start', bold: true }),
    `<g transform="translate(0 80)">${product(one).replace(/^<svg[^>]*>|<\/svg>$/g, '')}</g>`);
}

function batch(): string {
  const [a, b, m] = [first(), second(), both()];
  const big = { cell: 130, tall: 64, size: 30 };
  const part = (x: number, name: string, one: ReturnType<typeof layerAt>, fill: string, digits = 4): string =>
    text(x + 125, 30, name, { size: 26, bold: true }) + text(x + 125, 76, `loss ${shown(one.loss, 2)}`, { size: 28 })
    + matrix(x, 130, written(one.gw, digits), { ...big, ...pale(fill) }) + matrix(x, 340, written(one.gb, 5),
      { ...big, cell: x > 800 ? 155 : 130, size: 26, ...pale(fill) });
  return svg(1160, 460, text(10, 194, '∂W', { size: 26, anchor: 'start' }), text(10, 372, '∂b', { size: 26,
    anchor: 'start' }),
  part(70, 'point 1 (710)', a, colour.paleBlue), part(405, 'point 2 (720)', b, colour.paleGreen),
  part(830, 'mean (730)', m, colour.paleYellow),
  arrow(690, 194, 805, 194, { width: 4, label: 'mean', above: 26 }));
}

export const pictures: Pictures = {
  'bp-question': question,
  'bp-nudge': nudge,
  'bp-chain': chain,
  'bp-boxes': boxes,
  'bp-needed': needed,
  'bp-log': minusLog,
  'bp-softmax': softmaxTable,
  'bp-together': together,
  'bp-result': result,
  'bp-check': check,
  'bp-affine': affine,
  'bp-outer': outer,
  'bp-710-start': () => given(first(), 1),
  'bp-710-forward': forward,
  'bp-710-c': blameOfOutputs,
  'bp-710-w': () => product(first()),
  'bp-710-step': step,
  'bp-710-again': again,
  'bp-710-autograd': spell,
  'bp-720-start': () => given(second(), 0),
  'bp-720': answer720,
  'bp-730': batch,
};
