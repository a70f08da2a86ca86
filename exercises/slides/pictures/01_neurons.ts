/** Part 1: neurons, two outputs by hand, one matrix product (210), tensors (110). */
import * as torch from 'nodetorch';
import { once, rowsOf, type Pictures, type Values } from './define.ts';
import { arrow, circle, colour, joined, matrix, neuron, rect, shown, svg, text } from './svg.ts';

/** The layer of 210. */
const layer = once(() => {
  const inputs = torch.Tensor([[1, 2]]);
  const weights = torch.Tensor([[3, 7], [4, 1]]);
  const bias = torch.Tensor([[0.5, 0.3]]);
  const outputs = inputs.mm(weights).add(bias);
  return { f: rowsOf(inputs)[0], w: rowsOf(weights), b: rowsOf(bias)[0], c: rowsOf(outputs)[0] };
});

/** Its task: a third input. */
const larger = once(() => {
  const inputs = torch.Tensor([[1, 2, 3]]);
  const weights = torch.Tensor([[3, 7], [4, 1], [1, 2]]);
  return { f: rowsOf(inputs), w: rowsOf(weights), c: rowsOf(inputs.mm(weights).add(torch.Tensor([[0.5, 0.3]]))) };
});

/** Three rows of data at once. */
const batch = once(() => {
  const inputs = torch.Tensor([[1, 2], [0, 1], [2, -1]]);
  const outputs = inputs.mm(torch.Tensor(layer().w)).add(torch.Tensor([layer().b]));
  return { f: rowsOf(inputs), c: rowsOf(outputs) };
});

const ink = [colour.blue, colour.orange];
const pale = [colour.paleBlue, colour.paleOrange];

type Words = (string | number)[];

/** Inputs to the left, the two outputs of a layer to the right, with what is written in and on them. */
function twoOutputs(words: { f: Words; w: Words[]; b: Words; c: Words }): string {
  const { f, w, b, c } = words;
  const step = f.length === 2 ? 240 : 150;
  const inputs = f.map((_, i) => [100, 120 + step * i] as const);
  const outputs = [[430, 120], [430, 120 + step * (f.length - 1)]] as const;
  const at = f.length === 2 ? [[0.45, 0.25], [0.25, 0.45]] : [[0.5, 0.2], [0.5, 0.5], [0.2, 0.5]];
  return svg(560, 520,
    inputs.flatMap((from, i) => outputs.map((to, j) =>
      joined(from, to, { stroke: ink[j], label: w[i][j], at: at[i][j], width: 3, size: 24 }))),
    inputs.map(([x, y], i) => neuron(x, y, f[i], { fill: colour.paper, stroke: colour.ink })),
    outputs.map(([x, y], j) => neuron(x, y, c[j], { fill: pale[j], stroke: ink[j], r: 46 })),
    outputs.map(([x, y], j) => text(x, y + 72, typeof b[j] === 'number' ? `+ ${b[j]}` : b[j], { fill: ink[j] })),
    text(100, 40, 'inputs', { fill: colour.grey }), text(430, 40, 'outputs', { fill: colour.grey }));
}

/** One output, with words or numbers. */
function oneNeuron(f: Words, w: Words, b: string, c: string): string {
  const inputs = [[80, 140], [80, 380]] as const;
  const out = [370, 260] as const;
  return svg(560, 520,
    inputs.map((from, i) =>
      joined(from, out, { stroke: colour.blue, label: w[i], at: 0.45, width: 3, r: 44, size: 26 })),
    inputs.map(([x, y], i) => neuron(x, y, f[i], { fill: colour.paper, stroke: colour.ink, r: 44, size: 28 })),
    neuron(...out, c, { r: 54, size: 28 }), arrow(425, 260, 540, 260, { width: 3, stroke: colour.blue }),
    arrow(370, 410, 370, 320, { stroke: colour.orange, width: 3 }),
    text(370, 436, b, { fill: colour.orange, size: 26 }),
    text(80, 60, 'inputs', { fill: colour.grey }), text(370, 60, 'output', { fill: colour.grey }),
    text(370, 485, 'bias', { fill: colour.grey }));
}

/** One weight changes, and what comes out. */
function weightFrames(): string[] {
  return [0, 1, 3, -3].map((weight) => {
    const out = torch.Tensor([[1, 2]]).mm(torch.Tensor([[weight], [4]])).add(0.5).item();
    return oneNeuron([1, 2], [weight, 4], '+ 0.5', shown(out));
  });
}

/** The two ways to a program. */
function twoWays(): string {
  const box = (x: number, y: number, words: string, fill: string): string =>
    rect(x, y, 230, 84, { fill, stroke: colour.ink }) + text(x + 115, y + 42, words, { size: 28 });
  const row = (y: number, title: string, first: string, second: string, result: string): string[] => [
    text(20, y - 40, title, { anchor: 'start', size: 28, bold: true }),
    box(20, y, first, colour.paper), box(20, y + 104, second, colour.paper),
    arrow(255, y + 42, 420, y + 84, { width: 3 }), arrow(255, y + 146, 420, y + 104, { width: 3 }),
    rect(425, y + 40, 250, 110, { fill: colour.paleBlue, stroke: colour.blue, width: 3 }),
    text(550, y + 95, 'computer', { size: 28 }), arrow(680, y + 95, 840, y + 95, { width: 3 }),
    box(845, y + 53, result, colour.paleGreen),
  ];
  return svg(1120, 520, row(60, 'Programming', 'rules', 'data', 'answers'),
    row(320, 'Learning', 'data', 'answers', 'rules'));
}

/** Layers, one after the other. */
function layers(counts: readonly number[]): string {
  const x = (layer: number): number => 90 + (layer * 980) / (counts.length - 1);
  const y = (layer: number, i: number): number => 250 + 88 * (i - (counts[layer] - 1) / 2);
  const last = counts.length - 1;
  const lines = counts.slice(1).flatMap((count, k) => Array.from({ length: counts[k] * count }, (_, n) =>
    joined([x(k), y(k, n % counts[k])], [x(k + 1), y(k + 1, Math.floor(n / counts[k]))],
      { r: 30, width: 1.2, stroke: colour.grey })));
  const dots = counts.flatMap((count, k) => Array.from({ length: count }, (_, i) => circle(x(k), y(k, i), 30, {
    fill: k === 0 ? colour.paper : k === last ? colour.paleOrange : colour.paleBlue,
    stroke: k === 0 ? colour.ink : k === last ? colour.orange : colour.blue, width: 3,
  })));
  const names = counts.map((_, k) => text(x(k), 490, k === 0 ? 'inputs' : k === last ? 'outputs' : `layer ${k}`,
    { size: 26 }));
  return svg(1160, 520, lines, dots, names);
}

/** The row times one column after the other. */
function columnByColumn(): string[] {
  const { f, w, b, c } = layer();
  return [0, 1].map((at) => {
    const fill = (_: number, j: number): string | undefined => (j === at ? pale[at] : undefined);
    const sum = `${f.map((x, i) => `${x} · ${w[i][at]}`).join(' + ')} + ${b[at]} = ${shown(c[at])}`;
    const outputs = [c.map((x, j) => (j <= at ? shown(x) : '?'))];
    return svg(1160, 420,
      matrix(20, 120, [f], { size: 34, cell: 84, tall: 64, fill: () => colour.paper }),
      matrix(240, 88, w, { size: 34, cell: 84, tall: 64, fill }), text(450, 152, '+', { size: 38 }),
      matrix(490, 120, [b], { size: 34, cell: 84, tall: 64, fill }), text(705, 152, '=', { size: 38 }),
      matrix(745, 120, outputs, { size: 34, cell: 110, tall: 64, fill }),
      text(580, 330, sum, { size: 38, fill: ink[at], bold: true }));
  });
}

/** A number, a row, a matrix, a block. */
function tensors(): string {
  const cell = (x: number, y: number): string =>
    rect(x, y, 46, 46, { fill: colour.paleBlue, stroke: colour.blue, round: 0 });
  const block = (x: number, y: number, rows: number, columns: number, deep = 1): string[] =>
    Array.from({ length: deep * rows * columns }, (_, n) => {
      const back = deep - 1 - Math.floor(n / (rows * columns));
      return cell(x + 46 * (n % columns) + 26 * back, y + 46 * (Math.floor(n / columns) % rows) - 26 * back);
    });
  const names = [['a number', '[ ]'], ['a row', '[3]'], ['a matrix', '[2, 3]'], ['a block', '[2, 2, 3]']];
  const middle = [120, 370, 660, 970];
  return svg(1160, 380,
    block(97, 120, 1, 1), block(301, 120, 1, 3), block(591, 97, 2, 3), block(888, 110, 2, 3, 2),
    names.map(([name], i) => text(middle[i], 270, name, { size: 30 })),
    names.map(([, size], i) => text(middle[i], 320, size, { size: 28, fill: colour.blue, bold: true })));
}

/** Parts of a matrix. */
function slices(): string[] {
  const a = torch.Tensor([[1, 2, 3], [4, 5, 6]]);
  const parts: [string, (i: number, j: number) => boolean, string][] = [
    ['a.index(1)', (i) => i === 1, String(a.index(1))],
    ["a.index(':', 0)", (_, j) => j === 0, String(a.index(':', 0))],
    ['a.index(0, 2)', (i, j) => i === 0 && j === 2, String(a.index(0, 2))],
  ];
  return parts.map(([code, inside, printed]) => svg(1160, 400,
    matrix(110, 120, rowsOf(a), {
      cell: 110, tall: 90, size: 38, columns: ['0', '1', '2'], rows: ['0', '1'],
      fill: (i, j) => (inside(i, j) ? colour.paleYellow : undefined),
    }),
    text(560, 165, code, { anchor: 'start', size: 36, bold: true, fill: colour.blue }),
    text(560, 250, printed, { anchor: 'start', size: 36 })));
}

/** A weight's name tells its two ends. */
const named = () => twoOutputs({
  f: ['f_1', 'f_2'], w: [['w_{11}', 'w_{12}'], ['w_{21}', 'w_{22}']], b: ['+ b_1', '+ b_2'], c: ['c_1', 'c_2'],
});

const printed = (t: torch.Tensor): string => String(t);

export const pictures: Pictures = {
  'two-ways': twoWays,
  'deep-layers': () => layers([3, 5, 5, 4, 2]),
  'one-neuron': () => oneNeuron(['f_1', 'f_2'], ['w_1', 'w_2'], 'b', 'c'),
  'one-neuron-question': () => oneNeuron([1, 2], [3, 4], '+ 0.5', '?'),
  'weight-frames': weightFrames,
  'two-outputs-named': named,
  'two-outputs-question': () => twoOutputs({ ...layer(), c: ['?', '?'] }),
  'two-outputs': () => twoOutputs({ ...layer(), c: layer().c.map((x) => shown(x)) }),
  'column-by-column': columnByColumn,
  tensors,
  slices,
  'three-inputs': () => twoOutputs({ ...larger(), f: larger().f[0], b: layer().b, c: ['?', '?'] }),
};

export const values: Values = {
  '210.inputs': () => [layer().f],
  '210.weights': () => layer().w,
  '210.bias': () => [layer().b],
  '210.outputs': () => [layer().c],
  '210.c0': () => layer().c[0],
  '210.c1': () => layer().c[1],
  'batch.inputs': () => batch().f,
  'batch.outputs': () => batch().c,
  '210.three.inputs': () => larger().f,
  '210.three.weights': () => larger().w,
  '210.three.outputs': () => larger().c,
  '110.zeros': () => printed(torch.zeros(2)),
  '110.ones': () => printed(torch.ones(2, 3)).replaceAll('\n', '\n    '),
  '110.sum': () => printed(torch.Tensor([1, 2]).add(torch.Tensor([10, 20]))),
};
