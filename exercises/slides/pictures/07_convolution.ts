/** Part 7, second third: convolution and pooling, step by step (890). */
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { once, type Pictures } from './define.ts';
import { firstOf, networks, rowsOf, testDigits } from './digits.ts';
import { axes, cells, curve, grey, image, signed, urlsOf, table, type Frame, type Pair } from './plots.ts';
import { arrow, circle, colour, line, rect, shown, svg, text } from './svg.ts';

/** Everything joined; neighbours only; neighbours, with the same weights everywhere. */
function ideas(): string {
  const [inputs, outputs] = [10, 6];
  const kinds: [string, (i: number, j: number) => boolean, (i: number, j: number) => string, number][] = [
    ['all to all', () => true, () => colour.grey, inputs * outputs],
    ['neighbours only', (i, j) => i >= j + 1 && i < j + 5, () => colour.grey, 4 * outputs],
    ['the same weights', (i, j) => i >= j + 1 && i < j + 4, (i, j) => [colour.blue, colour.orange,
      colour.green][i - j - 1], 3],
  ];
  return svg(1160, 500, kinds.map(([name, has, ink, count], k) => {
    const left = 20 + 390 * k;
    const from = Array.from({ length: inputs }, (_, i): Pair => [left + 20 + 34 * i, 320]);
    const to = Array.from({ length: outputs }, (_, j): Pair => [left + 88 + 34 * j, 110]);
    return text(left + 173, 40, name, { size: 30, bold: true })
      + to.flatMap(([x2, y2], j) => from.map(([x1, y1], i) => has(i, j) ? line(x1, y1, x2, y2, { stroke: ink(i, j),
        width: k === 2 ? 3 : 1.5 }) : '')).join('')
      + from.map(([x, y]) => circle(x, y, 13, { fill: colour.paleBlue, stroke: colour.blue })).join('')
      + to.map(([x, y]) => circle(x, y, 13, { fill: colour.paleOrange, stroke: colour.orange })).join('')
      + text(left + 173, 390, `${count} weights`, { size: 34, bold: true, fill: colour.orange });
  }), text(580, 460, 'below: inputs, above: outputs', { size: 24, fill: colour.grey }));
}

const conv1 = (x: number[], k: number[]): number[] =>
  F.conv1d(torch.Tensor([[x]]), torch.Tensor([[k]])).reshape(-1).tolist() as number[];

const edge = { x: [0, 0, 0, 1, 1, 1, 1, 0, 0, 0], k: [-1, 1] };

/** A row of numbers, the kernel over it at a place, and the outputs so far. */
function slide(at: number, upTo: number): string {
  const { x, k } = edge;
  const y = conv1(x, k);
  const cell = 100;
  const left = 130;
  const sum = at < 0 ? '' : k.map((w, i) => `${w < 0 ? `(${shown(w)})` : shown(w)} · ${shown(x[at + i])}`).join(' + ');
  return svg(1160, 500,
    text(110, 60, 'inputs', { size: 26, anchor: 'end' }), cells(left, 30, [x], { cell, tall: 64, size: 32,
      fill: (v) => grey(v, 3) }),
    at < 0 ? '' : rect(left + at * cell, 24, 2 * cell, 76, { stroke: colour.green, width: 5, round: 0 }),
    text(110, 165, 'kernel', { size: 26, anchor: 'end' }),
    cells(left + Math.max(0, at) * cell, 135, [k], { cell, tall: 64, size: 32, fill: () => 'rgb(216,238,230)' }),
    text(110, 345, 'outputs', { size: 26, anchor: 'end' }),
    cells(left + cell / 2, 310, [y], { cell, tall: 64, size: 32, fill: (v, _, j) => j <= upTo ? signed(v, 1)
      : 'rgb(255,255,255)', words: (v, _, j) => j <= upTo ? shown(v) : '' }),
    at < 0 ? '' : arrow(left + (at + 1) * cell, 210, left + (at + 1) * cell, 300, { stroke: colour.green, width: 4 }),
    at < 0 ? text(580, 440, '+1: the numbers rise     −1: they fall', { size: 30, bold: true }) : text(580,
      440, `${sum} = ${shown(y[at])}`, { size: 36, bold: true }));
}

function smooth(): string {
  const count = 60;
  const noisy = torch.sin(torch.linspace(0, 7, count)).add(torch.randn(count).mul(0.25));
  const x = noisy.tolist() as number[];
  const k = new Array<number>(5).fill(1 / 5);
  const y = conv1(x, k);
  const frame = (top: number): Frame => ({ x: 60, y: top, w: 760, h: 190, xs: [0, count], ys: [-2, 2] });
  const [above, below] = [frame(20), frame(260)];
  return svg(1160, 500, axes(above), curve(above, x.map((v, i): Pair => [i, v]), { stroke: colour.blue }),
    axes(below), curve(below, y.map((v, i): Pair => [i + 2, v]), { stroke: colour.orange }),
    text(850, 115, 'inputs', { size: 28, anchor: 'start', fill: colour.blue }), text(850, 355, 'outputs', { size: 28,
      anchor: 'start', fill: colour.orange }),
    text(850, 210, 'kernel:', { size: 26, anchor: 'start' }), cells(850, 235, [k], { cell: 58, tall: 50, size: 22,
      fill: () => 'rgb(216,238,230)' }));
}

const digit = once(() => testDigits().images.index(firstOf(7)));
const vertical = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]];

const conv2 = (x: torch.Tensor, k: number[][]): torch.Tensor => F.conv2d(x.unsqueeze(0), torch.Tensor([[k]])).index(0,
  0);

/** A piece of the digit with a vertical stroke, in tenths, so that the sums can be done in the head. */
const patch = once(() => {
  const whole = rowsOf(digit().index(0));
  const tenths = whole.slice(20, 27).map((row) => row.slice(11, 18).map((v) => Math.round(10 * v)));
  return { x: tenths, y: rowsOf(conv2(torch.Tensor([tenths]), vertical)) };
});

function conv2step(row: number, column: number, upTo: number): string {
  const { x, y } = patch();
  const cell = 60;
  const products = vertical.flatMap((ks, i) => ks.map((k, j) => [k, x[row + i][column + j]])).filter(([k, v]) =>
    k * v !== 0);
  const sum = products.map(([k, v]) => `${k < 0 ? '−' : '+'} ${shown(Math.abs(k * v))}`).join(' ').replace(/^\+ /,
    '') || '0';
  const done = (i: number, j: number): boolean => i * y[0].length + j <= upTo;
  return svg(1160, 515,
    cells(20, 40, x, { cell, size: 24, fill: (v) => grey(v, 14), marked: [row, column, 3, 3] }),
    text(230, 18, 'a piece of a 7, in tenths', { size: 22, fill: colour.grey }),
    text(490, 250, '×', { size: 40 }), cells(530, 160, vertical, { cell, size: 26, fill: () => 'rgb(216,238,230)',
      words: (v) => shown(v) }),
    text(620, 138, 'kernel', { size: 22, fill: colour.grey }), arrow(730, 250, 790, 250, { width: 4 }),
    cells(810, 100, y, { cell, size: 24, fill: (v, i, j) => done(i, j) ? signed(v, 30) : 'rgb(255,255,255)',
      words: (v, i, j) => done(i, j) ? shown(v) : '', marked: [row, column, 1, 1] }),
    text(960, 78, 'output', { size: 22, fill: colour.grey }),
    text(580, 490, `${sum} = ${shown(y[row][column])}`, { size: 30, bold: true }));
}

function conv2all(): string {
  const x = digit();
  const y = conv2(x, vertical);
  const [from] = urlsOf(x, { limit: 1 });
  const [to] = urlsOf(y.unsqueeze(0), { signed: true });
  return svg(1160, 500, image(40, 20, 420, 420, from), rect(40, 20, 420, 420, { stroke: colour.grey, round: 0 }),
    cells(505, 170, vertical, { cell: 50, size: 22, fill: () => 'rgb(216,238,230)' }), arrow(500, 350, 660, 350,
      { width: 4 }),
    image(700, 33, 394, 394, to), rect(700, 33, 394, 394, { stroke: colour.grey, round: 0 }),
    text(250, 470, x.shape.slice(1).join(' × '), { size: 28 }), text(897, 470, y.shape.join(' × '), { size: 28 }));
}

const known: [string, number[][]][] = [
  ['left and right edges', vertical],
  ['upper and lower edges', [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]],
  ['blur', [[1, 1, 1], [1, 1, 1], [1, 1, 1]]],
  ['outline', [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]],
];

function kernels(): string {
  const x = testDigits().images.index(firstOf(5));
  return svg(1160, 500, known.map(([name, k], i) => {
    const left = 10 + 290 * i;
    const [url] = urlsOf(conv2(x, k).unsqueeze(0), { signed: true });
    return cells(left + 53, 10, k, { cell: 52, tall: 46, size: 22, fill: (v) => signed(v, 8) })
      + image(left, 180, 262, 262, url) + rect(left, 180, 262, 262, { stroke: colour.grey,
      round: 0 }) + text(left + 131, 472, name, { size: 24 });
  }));
}

function sizes(): string {
  const rows = [[6, 3], [10, 2], [32, 5], [14, 5], [5, 5]].map(([n, k]) => {
    const { shape } = new nn.Conv2d(1, 1, k)(torch.zeros(1, 1, n, n));
    return [`${n} × ${n}`, `${k} × ${k}`, `${n} − ${k} + 1 = ${n - k + 1}`, shape.slice(2).join(' × ')];
  });
  return svg(1160, 460, table(60, 10, [['picture', 'kernel', 'n − k + 1', 'Conv2d gives'], ...rows], { widths: [230,
    200, 320, 280], tall: 72, size: 32 }));
}

function stride(): string {
  const n = 9;
  const k = 3;
  const part = (top: number, step: number): string => {
    const count = F.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k), null, { stride: step }).size(2);
    return text(20, top + 25, `stride ${step}`, { size: 28, anchor: 'start', bold: true })
      + Array.from({ length: n }, (_, i) => rect(180 + 70 * i, top, 66, 50, { fill: colour.paleBlue,
        stroke: colour.blue })).join('')
      + Array.from({ length: count }, (_, j) => rect(182 + 70 * step * j, top + 62 + 15 * j, 70 * k - 8, 11,
        { fill: colour.green, stroke: 'none' })).join('')
      + text(870, top + 25, `(${n} − ${k}) / ${step} + 1 = ${count}`, { size: 30, anchor: 'start' });
  };
  return svg(1160, 460, part(20, 1), part(260, 2), text(20, 430,
    `${n} inputs; each green bar: one place of a kernel of ${k}`, { size: 24, anchor: 'start', fill: colour.grey }));
}

function learned(): string {
  const [first] = [...networks[890]().net.parameters()];
  const x = testDigits().images.index(firstOf(5));
  const maps = torch.no_grad(() => networks[890]().net.at(0)(x.unsqueeze(0)).relu().index(0));
  const ks = urlsOf(first.detach().squeeze(1), { signed: true });
  const ms = urlsOf(maps);
  const [url] = urlsOf(x, { limit: 1 });
  return svg(1160, 500, image(0, 220, 150, 150, url), rect(0, 220, 150, 150, { stroke: colour.grey, round: 0 }),
    arrow(155, 295, 185, 295, { width: 3 }),
    ks.map((k, i) => image(200 + 162 * i + 15, 40, 120, 120, k) + rect(200 + 162 * i + 15, 40, 120, 120,
      { stroke: colour.grey, round: 0 })
      + image(200 + 162 * i, 220, 150, 150, ms[i]) + rect(200 + 162 * i, 220, 150, 150, { stroke: colour.grey,
      round: 0 })),
    text(680, 16, '6 kernels, 5 × 5 (blue: plus, orange: minus)', { size: 22, fill: colour.grey }),
    text(680, 410, `6 feature maps after ReLU, ${maps.shape.slice(1).join(' × ')}`, { size: 26 }));
}

function depth(): string {
  const c3 = new nn.Conv2d(6, 16, 5);
  const [w, b] = [c3.weight.numel(), c3.bias!.numel()];
  return svg(1160, 500,
    Array.from({ length: 6 }, (_, i) => rect(60 + 26 * i, 120 - 18 * i + 40, 200, 200, { fill: colour.paleBlue,
      stroke: colour.blue })
      + rect(100 + 26 * i, 160 - 18 * i + 40, 60, 60, { fill: colour.paleGreen, stroke: colour.green })),
    text(220, 420, '6 maps, 14 × 14', { size: 26 }), arrow(440, 220, 560, 220, { width: 4, label: 'add up',
      above: 24 }),
    rect(580, 220, 26, 26, { fill: colour.orange, stroke: colour.orange }), text(595, 290, 'one number', { size: 24 }),
    text(700, 100, 'one kernel: 6 · 5 · 5 = 150 weights', { size: 28, anchor: 'start' }),
    text(700, 170, '16 kernels: 16 maps', { size: 28, anchor: 'start' }),
    text(700, 240, `weights: ${w.toLocaleString('en-US')}`, { size: 28, anchor: 'start' }), text(700, 300,
      `biases: ${b}`, { size: 28, anchor: 'start' }),
    text(700, 370, `in all: ${(w + b).toLocaleString('en-US')}`, { size: 34, anchor: 'start', bold: true }));
}

function pool1(): string {
  const x = [1, 3, 0, 2, 7, 5, 4, 4];
  const t = torch.Tensor([[x]]);
  const list = (y: torch.Tensor): number[] => y.reshape(-1).tolist() as number[];
  const half = { cell: 220, tall: 66, size: 34 };
  return svg(1160, 460, text(20, 55, 'inputs', { size: 28, anchor: 'start' }), cells(220, 20, [x], { cell: 110,
    tall: 66, size: 34, fill: (_, __, j) => j % 4 < 2 ? 'rgb(196,220,238)' : 'rgb(253,236,222)' }),
  text(20, 225, 'largest', { size: 28, anchor: 'start' }), cells(220, 190, [list(F.max_pool1d(t, 2))], { ...half,
    fill: (_, __, j) => j % 2 ? 'rgb(253,236,222)' : 'rgb(196,220,238)' }),
  text(20, 385, 'mean', { size: 28, anchor: 'start' }), cells(220, 350, [list(F.avg_pool1d(t, 2))], { ...half,
    fill: (_, __, j) => j % 2 ? 'rgb(253,236,222)' : 'rgb(196,220,238)' }),
  [0, 1, 2, 3].map((j) => arrow(330 + 220 * j, 96, 330 + 220 * j, 176, { width: 3 })));
}

function pool2(): string {
  const map = torch.no_grad(() => networks[890]().net.at(0)(testDigits().images.narrow(0, firstOf(5),
    1)).relu().index(0, 0));
  // The piece of four by four whose numbers differ most.
  const largest = (t: torch.Tensor): torch.Tensor => F.max_pool2d(t.unsqueeze(0), 4, 2).index(0);
  const sums = largest(map).add(largest(map.neg()));
  const place = sums.argmax().item();
  const [row, column] = [2 * Math.floor(place / sums.size(1)), 2 * (place % sums.size(1))];
  const part = map.narrow(0, row, 4).narrow(1, column, 4);
  const x = rowsOf(part.mul(10).round());
  const t = torch.Tensor([x]);
  const most = Math.max(...x.flat());
  const [large, mean] = [F.max_pool2d(t, 2), F.avg_pool2d(t, 2)].map((y) => rowsOf(y.index(0)));
  const quarters = [[0, 0], [0, 2], [2, 0], [2, 2]].map(([i, j]) => rect(60 + 90 * j, 60 + 90 * i, 180, 180,
    { stroke: colour.green, width: 5, round: 0 }));
  return svg(1160, 500, cells(60, 60, x, { cell: 90, size: 30, fill: (v) => grey(v, 1.4 * most) }), quarters,
    text(240, 30, 'a piece of a real map, in tenths', { size: 24, fill: colour.grey }),
    arrow(450, 240, 560, 150, { width: 4 }), arrow(450, 240, 560, 350, { width: 4 }),
    cells(600, 60, large, { cell: 90, size: 30, fill: (v) => grey(v, 1.4 * most) }), text(810, 150,
      'largest of each four', { size: 28, anchor: 'start' }),
    cells(600, 280, mean, { cell: 90, size: 26, fill: (v) => grey(v, 1.4 * most) }), text(810, 370,
      'mean of each four', { size: 28, anchor: 'start' }));
}

/** How much a map changes when the digit moves by one pixel, as a part of its size. */
function poolShift(): string {
  const { images } = testDigits();
  const conv = networks[890]().net.at(0);
  const some = images.narrow(0, 0, 200);
  const right = torch.roll(some, 1, 3);
  const change = (of: (x: torch.Tensor) => torch.Tensor): number => torch.no_grad(() => {
    const [a, b] = [of(some), of(right)];
    return a.sub(b).abs().sum().div(a.abs().sum()).item();
  });
  const map = (x: torch.Tensor): torch.Tensor => conv(x).relu();
  const pooled = [2, 4, 7].map((n): [string, number] => [`pooled by ${n} × ${n}`, change((x) => F.max_pool2d(map(x),
    n))]);
  const rows: [string, number][] = [['before pooling', change(map)], ...pooled];
  const most = rows[0][1];
  return svg(1160, 480, text(20, 20, 'change of the maps when 200 digits move by one pixel', { size: 26,
    anchor: 'start', fill: colour.grey }),
  rows.map(([name, value], i) => text(300, 90 + 95 * i, name, { size: 28, anchor: 'end' })
      + rect(330, 60 + 95 * i, 640 * (value / most), 60, { fill: i ? colour.paleBlue : colour.paleOrange, stroke: i
        ? colour.blue : colour.orange })
      + text(350 + 640 * (value / most), 90 + 95 * i, `${shown(100 * value, 0)} %`, { size: 30, anchor: 'start',
        bold: true })));
}

export const pictures: Pictures = {
  ideas,
  'conv1-step1': () => slide(0, 0),
  'conv1-step2': () => slide(1, 1),
  'conv1-step3': () => slide(2, 2),
  'conv1-all': () => slide(-1, edge.x.length),
  'conv1-smooth': smooth,
  'conv2-step1': () => conv2step(0, 2, 2),
  'conv2-step2': () => conv2step(0, 3, 3),
  'conv2-step3': () => conv2step(1, 2, patch().y[0].length + 2),
  'conv2-all': conv2all,
  'conv2-kernels': kernels,
  'conv-size': sizes,
  'conv-stride': stride,
  'kernels-890': learned,
  'kernel-depth': depth,
  pool1,
  pool2,
  'pool-shift': poolShift,
};
