/** Part 5: activations, how they are built, their ranges and slopes (650). */
import * as torch from 'nodetorch';
import type { Pictures } from './define.ts';
import { axes, curve, range, table, type Frame, type Pair } from './plots.ts';
import { arrow, colour, matrix, rect, shown, svg, text } from './svg.ts';

type Bend = (a: torch.Tensor) => torch.Tensor;

/** The seven numbers of 650. */
const seven = [-10, -5, -1, 0, 1, 5, 10];
const list = (t: torch.Tensor): number[] => t.tolist() as number[];
const valuesOf = (f: Bend, at: readonly number[]): number[] => list(f(torch.Tensor([...at])));

/** The slope of f at each number, by autograd. */
function slopesOf(f: Bend, at: readonly number[]): number[] {
  const a = torch.Tensor([...at]).requires_grad_();
  f(a).sum().backward();
  return list(a.grad!);
}

/** A power as small letters above the line. */
export const raised = (power: string | number): string =>
  [...String(power)].map((c) => c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]).join('');

/** A number in few letters: 0.0000454 is '4.5 · 10⁻⁵', 22026.5 is '22026'. */
export function brief(x: number): string {
  if (x !== 0 && Math.abs(x) < 5e-4) {
    const [digits, power] = x.toExponential(1).split('e');
    return `${digits} · 10${raised(power)}`;
  }
  return shown(x, Math.abs(x) >= 1000 ? 0 : Math.abs(x) >= 100 ? 1 : 4);
}

const steps: Record<string, Bend> = {
  'eᵃ': (a) => torch.exp(a),
  '1 + eᵃ': (a) => torch.exp(a).add(1),
  '1 / (1 + eᵃ)': (a) => torch.exp(a).add(1).reciprocal(),
  '1 / (1 + e⁻ᵃ)': (a) => torch.exp(a.neg()).add(1).reciprocal(),
};

interface Look {
  /** Columns of the table: the heading and what it holds. */
  columns: Record<string, Bend>;
  slope?: boolean;
  ys: Pair;
  beside: number[];
  note: string;
  name: string;
}

const inks = [colour.blue, colour.orange, colour.green];

/** A curve to the left, the seven numbers to the right. */
function card({ columns, slope = false, ys, beside, note, name }: Look): string {
  const frame: Frame = { x: 80, y: 40, w: 470, h: 380, xs: [-10, 10], ys };
  const at = range(-10, 10, 401);
  const names = Object.keys(columns);
  const found = names.map((key) => valuesOf(columns[key], seven));
  const last = names[names.length - 1];
  const shownSlopes = slope ? [slopesOf(columns[last], seven)] : [];
  const head = ['a', ...names, ...(slope ? ['slope'] : [])];
  const rows = seven.map((a, i) => [shown(a), ...[...found, ...shownSlopes].map((column) => brief(column[i]))]);
  const width = 440 / (head.length - 1);
  return svg(1160, 510,
    axes(frame, { below: [-10, -5, 0, 5, 10], beside, label_x: 'a', label_y: name }),
    names.map((key, i) => i < names.length - 1 && names.length > 1 ? '' :
        curve(frame, valuesOf(columns[key], at).map((y, j): Pair => [at[j], y]), { stroke: inks[0], width: 5 })),
    slope ? curve(frame, slopesOf(columns[last], at).map((y, j): Pair => [at[j], y]), { stroke: inks[1], width: 5,
      dashed: true }) : '',
    table(610, 20, [head, ...rows], { widths: [90, ...head.slice(1).map(() => width)], tall: 50, size: 26 }),
    text(875, 465, note, { size: 26, bold: true }));
}

const sigmoid: Bend = (a) => torch.sigmoid(a);
const tanh: Bend = (a) => torch.tanh(a);
const relu: Bend = (a) => torch.relu(a);
const three: [string, Bend, string, string][] = [
  ['sigmoid', sigmoid, '0 to 1', colour.blue], ['tanh', tanh, '−1 to 1', colour.orange], ['ReLU', relu, '0 and up',
    colour.green],
];

const pick = (...names: string[]): Record<string, Bend> => Object.fromEntries(names.map((name) => [name, steps[name]]));

function question(answers: boolean): string {
  const asked = [-1000, -1, 0, 1, 1000];
  const rows = three.map(([name, f, ranges]) => [name, ...valuesOf(f, asked).map((y) => answers ? shown(y, 2) : '?'),
    answers ? ranges : '?']);
  return svg(1160, 400, table(20, 20, [['a', ...asked.map((a) => shown(a)), 'range'], ...rows],
    { widths: [180, 150, 150, 150, 150, 150, 190], tall: 84, size: 34 }));
}

/** How much of a slope is left after some layers, each at the same place. */
function fade(): string {
  const layers = range(0, 10, 11);
  const at = 1;
  const left = three.map(([, f]) => slopesOf(f, [at])[0]).map((slope) => layers.map((n) => slope ** n));
  const best = slopesOf(sigmoid, [0])[0];
  const frame: Frame = { x: 90, y: 40, w: 560, h: 380, xs: [0, 10], ys: [0, 1.05] };
  return svg(1160, 510,
    axes(frame, { below: [0, 2, 4, 6, 8, 10], beside: [0, 0.5, 1], label_x: 'layers',
      label_y: `what is left of a slope of 1, each time at a = ${at}` }),
    left.map((ys, i) => curve(frame, ys.map((y, n): Pair => [n, y]), { stroke: three[i][3], width: 5 })),
    table(710, 60, [['after', ...three.map(([name]) => name)], ...[1, 2, 5, 10].map((n) => [shown(n),
      ...left.map((ys) => brief(ys[n]))])],
    { widths: [80, 150, 150, 70], tall: 60, size: 24 }),
    text(930, 410, `at its steepest, ten sigmoids keep`, { size: 24 }),
    text(930, 455, `${shown(best)}${raised(10)} = ${brief(best ** 10)}`, { size: 30, bold: true,
      fill: colour.orange }));
}

function softmax(): string {
  const c = [[2, 1, -1]];
  const t = torch.Tensor(c);
  const rows = (x: torch.Tensor): number[][] => x.tolist() as number[][];
  const e = rows(torch.exp(t));
  const p = rows(torch.softmax(t, 1));
  const sum = e[0].reduce((a, b) => a + b, 0);
  const pair = torch.Tensor([[2, 1]]);
  const [one] = rows(torch.softmax(pair, 1));
  const [s] = valuesOf(sigmoid, [2 - 1]);
  return svg(1160, 500,
    matrix(20, 70, c, { cell: 90, size: 30 }), text(155, 150, 'c', { italic: true, size: 28 }),
    arrow(310, 94, 400, 94, { label: 'eᶜ', above: 26 }),
    matrix(420, 70, e, { cell: 100, size: 30 }), text(570, 150, `sum ${shown(sum)}`, { size: 28 }),
    arrow(735, 94, 820, 94, { label: '/ sum', above: 26 }),
    matrix(840, 70, p, { cell: 95, size: 30, digits: 3, fill: () => colour.paleYellow }), text(982, 150,
      'all above 0, sum 1', { size: 28 }),
    rect(20, 220, 1120, 250, { fill: colour.paper, stroke: 'none' }),
    text(60, 270, 'With two numbers it is the sigmoid of their difference:', { size: 28, anchor: 'start' }),
    text(60, 340, `softmax(2, 1) = (${shown(one[0], 4)}, ${shown(one[1], 4)})`, { size: 32, anchor: 'start' }),
    text(60, 410, `sigmoid(2 − 1) = ${shown(s, 4)}`, { size: 32, anchor: 'start', bold: true }));
}

export const pictures: Pictures = {
  'act-step1': () => card({ columns: pick('eᵃ'), ys: [0, 20], beside: [0, 10, 20], note: 'always above 0',
    name: 'eᵃ' }),
  'act-step2': () => card({ columns: pick('eᵃ', '1 + eᵃ'), ys: [0, 20], beside: [0, 1, 10, 20],
    note: 'always above 1', name: '1 + eᵃ' }),
  'act-step3': () => card({
    columns: pick('1 + eᵃ', '1 / (1 + eᵃ)'), ys: [0, 1.05], beside: [0, 0.5, 1], note: 'between 0 and 1, but falling',
    name: '1 / (1 + eᵃ)',
  }),
  'act-sigmoid': () => card({
    columns: pick('1 / (1 + e⁻ᵃ)'), ys: [0, 1.05], beside: [0, 0.5, 1], note: 'range: 0 to 1',
    name: 'σ(a) = 1 / (1 + e⁻ᵃ)',
  }),
  'act-sigmoid-slope': () => card({
    columns: { sigmoid }, slope: true, ys: [0, 1.05], beside: [0, 0.25, 0.5, 1],
    note: 'slope: s · (1 − s), at most 0.25', name: 'sigmoid, and its slope (dashed)',
  }),
  'act-tanh': () => card({
    columns: { tanh }, slope: true, ys: [-1.05, 1.05], beside: [-1, 0, 1], note: 'slope: 1 − t², at most 1',
    name: 'tanh, and its slope (dashed)',
  }),
  'act-relu': () => card({
    columns: { ReLU: relu }, slope: true, ys: [-0.5, 10], beside: [0, 1, 5, 10], note: 'slope: 0 or 1',
    name: 'ReLU, and its slope (dashed)',
  }),
  'act-check': () => [false, true].map(question),
  'act-fade': fade,
  'act-softmax': softmax,
};
