/** Part 8: gates, the LSTM step by step with a real LSTMCell, the GRU. */
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { once, type Pictures } from './define.ts';
import { axes, curve, range, table, type Frame, type Pair } from './plots.ts';
import { arrow, circle, colour, line, rect, shown, svg, tag, text } from './svg.ts';

const list = (t: torch.Tensor): number[] => t.reshape(-1).tolist() as number[];
const row = (values: readonly number[], digits = 3): string => `( ${values.map((v) => shown(v, digits)).join(',  ')} )`;

/** One step of an LSTM of two numbers: its gates by the formulas, its new state by the cell. */
const lstm = once(() => torch.no_grad(() => {
  torch.manual_seed(81);
  const cell = new nn.LSTMCell(1, 2);
  // Weights as they are at the start are small; twice as large, the gates differ more.
  for (const p of cell.parameters()) p.mul_(2);
  const x = torch.Tensor([[1]]);
  const h = torch.Tensor([[0.5, -0.3]]);
  const c = torch.Tensor([[0.8, -0.6]]);
  const sums = x.mm(cell.weight_ih.t()).add(cell.bias_ih!).add(h.mm(cell.weight_hh.t())).add(cell.bias_hh!);
  const [i, f, g, o] = sums.chunk(4, 1);
  const [ig, fg, gg, og] = [torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)];
  const c1 = fg.mul(c).add(ig.mul(gg));
  const h1 = og.mul(torch.tanh(c1));
  const [hCell, cCell] = cell(x, [h, c]);
  return {
    x: list(x), h: list(h), c: list(c), sums: { i: list(i), f: list(f), g: list(g), o: list(o) }, i: list(ig),
    f: list(fg), g: list(gg),
    o: list(og), c1: list(c1), h1: list(h1), t1: list(torch.tanh(c1)), hCell: list(hCell), cCell: list(cCell),
  };
}));

const inks = { f: colour.orange, i: colour.green, g: colour.blue, o: colour.pink } as const;
type Part = keyof typeof inks | 'c' | 'h';

const box = (x: number, y: number, name: string, ink: string, on: boolean): string =>
  rect(x - 52, y - 30, 104, 60, { fill: on ? ink : colour.white, stroke: on ? ink : colour.grey, width: 3 })
  + text(x, y, name, { size: 24, bold: on, fill: on ? colour.white : colour.ink });
const dot = (x: number, y: number, sign: string, on: boolean): string =>
  circle(x, y, 22, { fill: on ? colour.paleYellow : colour.white, stroke: on ? colour.ink : colour.grey,
    width: 3 }) + text(x, y, sign, { size: 30 });

/** The box of an LSTM; what is named in `on` is coloured. */
function lstmBox(on: readonly Part[]): string {
  const has = (part: Part): boolean => on.includes(part);
  const wire = (part: Part, ...points: Pair[]): string => points.slice(1).map(([x, y], k) => {
    const style = { stroke: has(part) ? (part === 'c' || part === 'h' ? colour.ink : inks[part]) : colour.grey,
      width: has(part) ? 4 : 2 };
    const [px, py] = points[k];
    return k === points.length - 2 ? arrow(px, py, x, y, style) : line(px, py, x, y, style);
  }).join('');
  return [
    rect(90, 20, 560, 350, { fill: colour.paper, stroke: colour.grey, round: 20 }),
    wire('c', [10, 70], [160, 70]), wire('c', [206, 70], [356, 70]), wire('c', [402, 70], [730, 70]),
    wire('h', [10, 320], [520, 320]), line(180, 320, 180, 240, { stroke: colour.grey }), line(300, 320, 300, 240,
      { stroke: colour.grey }),
    line(420, 320, 420, 240, { stroke: colour.grey }), line(520, 320, 520, 240, { stroke: colour.grey }),
    wire('f', [180, 180], [180, 94]), wire('i', [300, 180], [300, 140], [354, 140]), wire('g', [420, 180], [420, 140],
      [402, 140]),
    wire('i', [378, 118], [378, 94]), wire('o', [540, 180], [540, 150], [584, 150]),
    wire('h', [606, 70], [606, 128]), wire('h', [606, 172], [606, 320], [730, 320]),
    line(60, 420, 60, 320, { stroke: colour.grey }),
    box(180, 210, 'σ', inks.f, has('f')), box(300, 210, 'σ', inks.i, has('i')), box(420, 210, 'tanh', inks.g,
      has('g')), box(534, 210, 'σ', inks.o, has('o')),
    dot(182, 70, '×', has('c')), dot(378, 70, '+', has('c')), dot(378, 140, '×', has('c')), dot(606, 150, '×',
      has('h')),
    text(20, 42, 'c', { size: 26, italic: true, anchor: 'start' }), text(712, 42, 'new c', { size: 26, italic: true }),
    text(20, 292, 'h', { size: 26, italic: true, anchor: 'start' }), text(712, 292, 'new h', { size: 26,
      italic: true }), text(60, 440, 'x', { size: 26, italic: true }),
    ...([['f', 180, 'forget'], ['i', 300, 'input'], ['g', 420, 'candidate'], ['o', 534,
      'output']] as const).map(([part, x, name]) =>
      tag(x, 268, name, { size: 20, ground: colour.paper, fill: has(part) ? inks[part] : colour.grey,
        bold: has(part) })),
    text(598, 100, 'tanh', { size: 20, fill: colour.grey, anchor: 'end' }),
  ].join('');
}

/** The box to the left, lines of words to the right. */
const withBox = (on: readonly Part[], words: readonly (readonly [string, string?, boolean?])[]): string => svg(1160,
  480, lstmBox(on),
  words.map(([line, ink = colour.ink, bold = false], k) => text(772, 40 + 56 * k, line, { size: 24, anchor: 'start',
    fill: ink, bold })));

const givens = (): [string, string][] => {
  const { x, h, c } = lstm();
  return [[`x = ${shown(x[0])}`, colour.grey], [`h = ${row(h, 2)}`, colour.grey], [`c = ${row(c, 2)}`, colour.grey]];
};

const forget = (): string => withBox(['f'], [...givens(), ['forget gate f:'], [`sums ${row(lstm().sums.f, 2)}`],
  [`σ of them ${row(lstm().f)}`, inks.f, true], ['so much of c is kept']]);

const write = (): string => withBox(['i', 'g'], [['input gate i:'], [`σ ${row(lstm().sums.i, 2)}`],
  [`= ${row(lstm().i)}`, inks.i, true],
  ['candidate g:'], [`tanh ${row(lstm().sums.g, 2)}`], [`= ${row(lstm().g)}`, inks.g, true], ['i · g is written']]);

function cell(): string {
  const { f, c, i, g, c1 } = lstm();
  const sum = (k: number): string =>
    `${shown(f[k], 3)} · ${c[k] < 0 ? `(${shown(c[k])})` : shown(c[k])} + ${shown(i[k], 3)} · ${g[k] < 0 ? `(${shown(g[k], 3)})` : shown(g[k], 3)}`;
  return withBox(['c', 'f', 'i', 'g'], [['new c = f · c + i · g', colour.ink, true], [sum(0)],
    [`= ${shown(c1[0], 3)}`, colour.orange, true], [sum(1)], [`= ${shown(c1[1], 3)}`, colour.orange, true]]);
}

function show(): string {
  const { o, t1, h1, hCell } = lstm();
  return withBox(['o', 'h'], [['output gate o:'], [row(o), inks.o, true], ['tanh of new c:'], [row(t1)],
    ['new h = o · tanh(c):'], [row(h1), colour.orange, true], ['nn.LSTMCell says:'], [row(hCell), colour.green, true]]);
}

const whole = (): string => withBox(['f', 'i', 'g', 'o', 'c', 'h'], [['f: how much to keep', inks.f],
  ['i: how much to write', inks.i], ['g: what to write', inks.g],
  ['o: how much to show', inks.o], ['c: the memory'], ['h: what the outside sees'], ['', ''],
  ['each with weights of its own', colour.grey]]);

function idea(): string {
  const { c, c1, h, h1 } = lstm();
  return svg(1160, 460, rect(300, 60, 560, 320, { fill: colour.paper, stroke: colour.grey, round: 20 }),
    arrow(60, 120, 1100, 120, { width: 6, stroke: colour.blue }), arrow(60, 320, 300, 320, { width: 4 }), arrow(860,
      320, 1100, 320, { width: 4 }),
    circle(460, 120, 34, { fill: colour.white, stroke: colour.orange, width: 4 }), text(460, 120, '×', { size: 40 }),
    circle(680, 120, 34, { fill: colour.white, stroke: colour.green, width: 4 }), text(680, 120, '+', { size: 40 }),
    text(460, 190, 'forget', { size: 26, fill: colour.orange }), text(680, 190, 'write', { size: 26,
      fill: colour.green }),
    text(160, 80, `c = ${row(c, 2)}`, { size: 24, fill: colour.blue }), text(1000, 80, row(c1, 2), { size: 24,
      fill: colour.blue }),
    text(160, 284, `h = ${row(h, 2)}`, { size: 24 }), text(1000, 284, row(h1, 2), { size: 24 }),
    text(580, 290, 'σ and tanh of h and x', { size: 26, fill: colour.grey }), arrow(580, 450, 580, 385, { width: 4 }),
    text(625, 430, 'x', { size: 28, italic: true }));
}

function gate(): string {
  const at = range(-6, 6, 121);
  const frame: Frame = { x: 60, y: 40, w: 420, h: 330, xs: [-6, 6], ys: [0, 1.05] };
  const sums = [-5, -1, 0, 2, 5];
  const gates = list(torch.sigmoid(torch.Tensor(sums)));
  const kept = 8;
  return svg(1160, 480, axes(frame, { below: [-6, 0, 6], beside: [0, 0.5, 1], label_x: 'sum of the inputs',
    label_y: 'gate = σ(sum)' }),
  curve(frame, list(torch.sigmoid(torch.Tensor(at))).map((y, k): Pair => [at[k], y]), { stroke: colour.orange,
    width: 5 }),
  table(560, 30, [['sum', 'gate', `gate · ${kept}`, ''], ...sums.map((s, k) => [shown(s), shown(gates[k], 3),
    shown(gates[k] * kept, 2), gates[k] < 0.1 ? 'forgotten' : gates[k] > 0.9 ? 'kept' : 'in part'])],
  { widths: [110, 150, 170, 160], tall: 66, size: 30 }));
}

const gru = once(() => torch.no_grad(() => {
  torch.manual_seed(5);
  const cell = new nn.GRUCell(1, 2);
  for (const p of cell.parameters()) p.mul_(3);
  const x = torch.Tensor([[1]]);
  const h = torch.Tensor([[0.5, -0.3]]);
  const [ri, zi, ni] = x.mm(cell.weight_ih.t()).add(cell.bias_ih!).chunk(3, 1);
  const [rh, zh, nh] = h.mm(cell.weight_hh.t()).add(cell.bias_hh!).chunk(3, 1);
  const [r, z] = [torch.sigmoid(ri.add(rh)), torch.sigmoid(zi.add(zh))];
  const n = torch.tanh(ni.add(r.mul(nh)));
  const h1 = n.mul(z.neg().add(1)).add(h.mul(z));
  return { x: list(x), h: list(h), r: list(r), z: list(z), n: list(n), h1: list(h1), cell: list(cell(x, h)) };
}));

function gruSteps(): string {
  const { x, h, r, z, n, h1, cell } = gru();
  const rows = [['', 'how', 'numbers'],
    ['given', 'input x, state h', `${shown(x[0])},  ${row(h, 2)}`],
    ['reset gate r', 'σ of x and h', row(r)], ['update gate z', 'σ of x and h', row(z)],
    ['candidate n', 'tanh of x and r · h', row(n)], ['new h', '(1 − z) · n + z · h', row(h1)], ['nn.GRUCell', '',
      row(cell)]];
  return svg(1160, 480, table(40, 10, rows, { widths: [270, 390, 420], tall: 64, size: 30, anchors: ['start', 'start',
    'start'], fill: (i) => i === 5 ? colour.paleYellow : undefined }));
}

function sizes(): string {
  const count = (module: nn.Module): number => [...module.parameters()].reduce((sum, p) => sum + p.numel(), 0);
  const kinds = [['RNN', nn.RNNCell, '1'], ['GRU', nn.GRUCell, '3'], ['LSTM', nn.LSTMCell, '4']] as const;
  return svg(1160, 420, table(40, 10, [['cell', 'layers in the box', '1 in, state of 4', '256 in, state of 256'],
    ...kinds.map(([name, Kind, boxes]) => [name, boxes, count(new Kind(1, 4)).toLocaleString('en-US'),
      count(new Kind(256, 256)).toLocaleString('en-US')])],
  { widths: [140, 260, 320, 370], tall: 90, size: 30 }));
}

function rnnBox(): string {
  return svg(1160, 440, rect(300, 40, 560, 330, { fill: colour.paper, stroke: colour.grey, round: 20 }),
    arrow(60, 200, 430, 200, { width: 4 }), rect(440, 165, 110, 70, { fill: colour.paleGreen, stroke: colour.green }),
    text(495, 200, 'W, b', { size: 28 }),
    arrow(495, 430, 495, 240, { width: 4 }), arrow(552, 200, 640, 200, { width: 4 }),
    rect(645, 165, 130, 70, { fill: colour.blue, stroke: colour.blue }), text(710, 200, 'tanh', { size: 28,
      fill: colour.white, bold: true }),
    arrow(777, 200, 1100, 200, { width: 4 }), text(170, 160, 'old state', { size: 28 }), text(990, 160, 'new state',
      { size: 28 }), text(535, 420, 'x', { size: 28, italic: true }));
}

export const pictures: Pictures = {
  'box-rnn': rnnBox,
  gate,
  'lstm-idea': idea,
  'lstm-1': forget,
  'lstm-2': write,
  'lstm-3': cell,
  'lstm-4': show,
  'lstm-all': whole,
  gru: gruSteps,
  'cells-table': sizes,
};
