/** Part 6, second half: back through ReLU to the first layer (740, 750). */
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { once, type Pictures } from './define.ts';
import { blame, number, rowsOf, written } from './06_backpropagation.ts';
import { axes, curve, range, table, type Frame, type Pair } from './plots.ts';
import { arrow, circle, colour, joined, line, matrix, neuron, shown, svg, tag, text } from './svg.ts';

/** Two layers at some points: everything that 740 and 750 print, by autograd. */
function layersAt(points: number[][], classes: number[], first = [[1, 1], [2, 2]]) {
  const [w1, w2] = [first, [[2, 1], [2, 1]]].map((rows) => new nn.Parameter(torch.Tensor(rows)));
  const [b1, b2] = [[[-1, -1]], [[5, 5]]].map((rows) => new nn.Parameter(torch.Tensor(rows)));
  const f = torch.Tensor(points);
  const target = torch.LongTensor(classes);
  const a = torch.mm(f, w1).add(b1);
  const h = F.relu(a);
  const c = torch.mm(h, w2).add(b2);
  const p = F.softmax(c, { dim: 1 });
  const loss = F.cross_entropy(c, target);
  for (const t of [a, h, c]) t.retain_grad();
  loss.backward();
  const values = (t: torch.Tensor): number[][] => rowsOf(t.detach());
  const slopes = (t: torch.Tensor): number[][] => rowsOf(t.grad!);
  return {
    f: points, w1: values(w1), w2: values(w2), b1: values(b1), b2: values(b2), a: values(a), h: values(h), c: values(c),
    p: values(p), t: rowsOf(F.one_hot(target, 2)), loss: loss.item(), ga: slopes(a), gh: slopes(h), gc: slopes(c),
    gw1: slopes(w1), gw2: slopes(w2), gb1: slopes(b1), gb2: slopes(b2),
  };
}
type Layers = ReturnType<typeof layersAt>;

const one = once(() => layersAt([[-10, 20]], [1]));
const both = once(() => layersAt([[-10, 20], [8, -2]], [1, 0]));
const shut = once(() => layersAt([[-10, 20]], [1], [[1, 1], [2, -2]]));
const pale = (fill: string) => ({ fill: (): string => fill });

interface Flow {
  forward?: boolean;
  backward?: boolean;
}

const xs = [80, 350, 560, 830, 1070];
const ys = [130, 350];
const r = 46;

/** The network as a graph: weights on its lines, numbers in its circles, blame below them. */
function graph(n: Layers, { forward = false, backward = false }: Flow): string {
  const names = ['f', 'a', 'h', 'c'];
  const numbers = [n.f[0], n.a[0], n.h[0], n.c[0]];
  const slopes = [undefined, n.ga[0], n.gh[0], n.gc[0]];
  const place = (i: number): Pair[] => ys.map((y): Pair => [xs[i], y]);
  const links = (i: number, w: number[][], gw: number[][]): string[] => place(i).flatMap((from, k) =>
    place(i + 1).map((to, j) => {
      const at = k === j ? 0.4 : 0.24;
      const [x, y] = [from[0] + at * (to[0] - from[0]), from[1] + at * (to[1] - from[1])];
      const words = backward ? `${shown(w[k][j])}: ${shown(gw[k][j])}` : shown(w[k][j]);
      return joined(from, to, { r, stroke: colour.grey }) + tag(x, y, words, { size: 22, fill: backward ? blame
        : colour.ink });
    }));
  const shutAt = (j: number): boolean => n.a[0][j] <= 0;
  return [
    ...links(0, n.w1, n.gw1), ...links(2, n.w2, n.gw2),
    ...place(1).map((from, j) => joined(from, [xs[2], from[1]], { r, stroke: shutAt(j) ? colour.grey : colour.green,
      width: 4, label: 'ReLU', above: 22 })),
    ...place(3).map(([x, y]) => joined([x, y], [xs[4], 240], { r, stroke: colour.grey })),
    ...[0, 1, 2, 3].flatMap((i) => place(i).map(([x, y], j) =>
      neuron(x, y, forward || i === 0 ? numbers[i][j] : `${names[i]}_${j}`, { r, size: 28, fill: i === 2
        ? colour.paleGreen : colour.paleBlue, stroke: i === 2 ? colour.green : colour.blue })
      + (forward ? text(x, y - 66, `${names[i]}_${j}`, { size: 22, fill: colour.grey }) : '')
      + (backward && slopes[i] ? text(x, y + 68, shown(slopes[i][j]), { size: 28, fill: blame, bold: true }) : ''))),
    neuron(xs[4], 240, forward ? shown(n.loss, 2) : 'loss', { r: 50, size: 28, fill: colour.paleOrange,
      stroke: blame }),
    forward ? text(xs[4], 170, 'loss', { size: 22, fill: colour.grey }) : '',
    backward ? text(xs[4], 314, '1', { size: 28, fill: blame, bold: true }) : '',
    ...[['W_1', 0, 1], ['W_2', 2, 3]].map(([name, i, j]) => text((xs[Number(i)] + xs[Number(j)]) / 2, 50,
      String(name), { size: 28 })),
  ].join('');
}

const biases = (n: Layers): string =>
  text(xs[1], 466, `b_1 = ( ${n.b1[0].map((x) => shown(x)).join(', ')} )`, { size: 24 })
  + text(xs[3], 466, `b_2 = ( ${n.b2[0].map((x) => shown(x)).join(', ')} )`, { size: 24 });

const network = (): string => svg(1160, 500, graph(one(), {}), biases(one()), text(1070, 340, 'right: 1', { size: 26,
  fill: blame }));

const forward = (): string => svg(1160, 510, graph(one(), { forward: true }), biases(one()),
  text(1070, 340, `lead ${shown(one().c[0][0] - one().c[0][1])}`, { size: 24, fill: blame }));

const backward = (): string => svg(1160, 510, graph(one(), { forward: true, backward: true }),
  arrow(1100, 480, 60, 480, { stroke: blame, width: 5 }), text(580, 450, 'at a weight: its value, and its slope',
    { size: 24, fill: blame }));

function throughLayer(): string {
  const { gc, w2, gh } = one();
  const [g, w] = [gc[0], w2[0]];
  const big = { cell: 110, tall: 72, size: 34 };
  const signed = (x: number): string => x < 0 ? `(${shown(x)})` : shown(x);
  return svg(1160, 510,
    neuron(110, 180, 'h_0', { r: 50, fill: colour.paleGreen, stroke: colour.green }),
    [0, 1].map((j) => joined([110, 180], [430, 90 + 180 * j], { r: 50, label: w[j], width: 3 }) + neuron(430,
      90 + 180 * j, `c_${j}`, { r: 50 })
      + text(520, 90 + 180 * j, `blame ${shown(g[j])}`, { size: 28, fill: blame, anchor: 'start' })),
    text(110, 262, `blame ${shown(gh[0][0])}`, { size: 28, fill: blame, bold: true }),
    text(730, 180, `${signed(g[0])} · ${shown(w[0])} + ${signed(g[1])} · ${shown(w[1])} = ${shown(gh[0][0])}`,
      { size: 34, anchor: 'start' }),
    line(20, 345, 1140, 345, { stroke: colour.faint }),
    matrix(170, 404, gc, { ...big, tall: 60, ...pale(colour.paleOrange) }), text(440, 434, '×', { size: 36 }),
    matrix(500, 374, [[w2[0][0], w2[1][0]], [w2[0][1], w2[1][1]]], { ...big, tall: 60, cell: 90,
      ...pale(colour.paleGreen) }), text(730, 434, '=', { size: 36 }),
    matrix(790, 404, gh, { ...big, tall: 60, ...pale(colour.paleOrange) }),
    text(1024, 434, '∂L/∂c · W_2ᵀ', { size: 22, anchor: 'start' }));
}

function gate(): string {
  const frame: Frame = { x: 60, y: 40, w: 400, h: 330, xs: [-3, 3], ys: [-0.5, 3] };
  const at = range(-3, 3, 121);
  const a = torch.Tensor([2, 0.5, -0.5, -2]).requires_grad_();
  const h = F.relu(a);
  const coming = torch.Tensor([1, -3, 1, -3]);
  h.backward(coming);
  const [as, hs, gs, out] = [a.detach(), h.detach(), coming, a.grad!].map((t) => t.tolist() as number[]);
  return svg(1160, 500, axes(frame, { below: [-3, 0, 3], beside: [0, 3], label_x: 'a', label_y: 'h = ReLU(a)' }),
    curve(frame, at.map((x): Pair => [x, Math.max(0, x)]), { stroke: colour.green, width: 6 }),
    text(160, 460, 'shut: slope 0', { size: 24 }), text(375, 460, 'open: slope 1', { size: 24 }),
    table(540, 40, [['a', 'h', 'blame of h', 'blame of a', 'gate'], ...as.map((x, i) => [shown(x), shown(hs[i]),
      shown(gs[i]), shown(out[i]), hs[i] > 0 ? 'open' : 'shut'])],
    { widths: [90, 90, 170, 170, 100], tall: 70, size: 28, fill: (i) => i > 0 && hs[i - 1] === 0 ? colour.paper
      : undefined }));
}

function lines(): string {
  const n = one();
  const flat = (rows: number[][]): string => rows.map((row) => row.map((x) => number(x)).join(', ')).join('  |  ');
  const rows = [['what', 'how', 'numbers'],
    ['∂L/∂c', 'softmax(c) − t', flat(n.gc)], ['∂L/∂h', '∂L/∂c · W_2ᵀ', flat(n.gh)], ['∂L/∂a',
      '∂L/∂h where a > 0, else 0', flat(n.ga)],
    ['∂L/∂W_2', 'hᵀ · ∂L/∂c', flat(n.gw2)], ['∂L/∂b_2', '∂L/∂c', flat(n.gb2)], ['∂L/∂W_1', 'fᵀ · ∂L/∂a', flat(n.gw1)],
    ['∂L/∂b_1', '∂L/∂a', flat(n.gb1)]];
  return svg(1160, 510, table(30, 10, rows, { widths: [200, 480, 400], tall: 60, size: 28, anchors: ['start', 'start',
    'start'] }));
}

function batch(): string {
  const n = both();
  const each = [layersAt([n.f[0]], [1]), layersAt([n.f[1]], [0])];
  const rows = [['point', 'a', 'c', 'right', 'loss'],
    ...each.map((m, i) => [`( ${m.f[0].map((x) => shown(x)).join(', ')} )`, m.a[0].map((x) => shown(x)).join(', '),
      m.c[0].map((x) => shown(x)).join(', '), [1, 0][i], shown(m.loss, 4)])];
  const big = { cell: 150, tall: 58, size: 28 };
  return svg(1160, 510, table(30, 5, rows, { widths: [240, 180, 200, 140, 220], tall: 62, size: 30 }),
    text(1020, 98, 'mean', { size: 26, anchor: 'start' }), text(1020, 146, shown(n.loss, 4), { size: 32,
      anchor: 'start', bold: true, fill: blame }),
    text(60, 320, '∂L/∂W_1', { size: 28, anchor: 'start' }), matrix(210, 262, written(n.gw1), { ...big,
      ...pale(colour.paleYellow) }),
    text(610, 320, '∂L/∂W_2', { size: 28, anchor: 'start' }), matrix(770, 262, written(n.gw2), { ...big,
      ...pale(colour.paleYellow) }),
    text(60, 449, '∂L/∂b_1', { size: 28, anchor: 'start' }), matrix(210, 420, written(n.gb1), { ...big,
      ...pale(colour.paleYellow) }),
    text(610, 449, '∂L/∂b_2', { size: 28, anchor: 'start' }), matrix(770, 420, written(n.gb2), { ...big,
      ...pale(colour.paleYellow) }));
}

const shutStart = (): string => svg(1160, 430, `<g transform="translate(0 -15)">${graph(shut(), {})}</g>`,
  circle(xs[0] + 0.4 * (xs[1] - xs[0]), 335, 26, { stroke: blame, width: 4 }));

const shutBack = (): string => svg(1160, 500, graph(shut(), { forward: true, backward: true }),
  text(560, 470, `a_1 = ${shown(shut().a[0][1])}: the gate is shut`, { size: 28, fill: blame }));

export const pictures: Pictures = {
  'bp-740-net': network,
  'bp-740-forward': forward,
  'bp-740-h': throughLayer,
  'bp-gate': gate,
  'bp-740-backward': backward,
  'bp-740-table': lines,
  'bp-750': batch,
  'bp-shut-start': shutStart,
  'bp-shut': shutBack,
};
