/** Part 8, first half: recurrent networks, and one that counts ones (910, 920). */
import * as torch from 'nodetorch';
import { once, type Pictures, type Values } from './define.ts';
import { counter, ones, statesOf, training, type Counter } from './counting.ts';
import { brief } from './05_activations.ts';
import { at, axes, cells, curve, grey, table, type Frame, type Pair } from './plots.ts';
import { arrow, colour, line, neuron, path, rect, shown, svg, text } from './svg.ts';

const boxes = (x: number, y: number, words: readonly string[], width = 130, fill: string = colour.paleBlue,
  stroke: string = colour.blue): string =>
  words.map((word, i) => rect(x + (width + 10) * i, y, width, 54, { fill,
    stroke }) + text(x + (width + 10) * i + width / 2, y + 27, word, { size: 26 })).join('');

function lengths(): string {
  return svg(1160, 500, boxes(20, 30, ['hello', '.']), boxes(20, 130, ['how', 'are', 'you', '?']), boxes(20, 230,
    ['where', 'do', 'you', 'live', 'then', '?']),
  [0, 1, 2, 3].map((i) => neuron(85 + 140 * i, 380, '', { r: 30 }) + arrow(85 + 140 * i, 414, 260 + 20 * i, 470,
    { stroke: colour.grey })),
  text(640, 380, 'a network with 4 inputs', { size: 28, anchor: 'start' }),
  text(880, 57, 'too short', { size: 28, fill: colour.orange }), text(880, 157, 'fits', { size: 28,
    fill: colour.green }), text(980, 257, 'too long', { size: 28, fill: colour.orange }));
}

function bag(): string {
  const sentences = ['the dog bites the man', 'the man bites the dog'];
  const words = [...new Set(sentences.join(' ').split(' '))];
  const counts = sentences.map((sentence) => words.map((word) => sentence.split(' ').filter((w) => w === word).length));
  return svg(1160, 460, table(60, 30, [['', ...words], ...sentences.map((sentence, i) => [sentence, ...counts[i]])],
    { widths: [440, 150, 150, 150, 150], tall: 100, size: 34, anchors: ['start'] }),
  text(580, 400, counts[0].every((n, i) => n === counts[1][i]) ? 'the same numbers for both' : 'different numbers',
    { size: 34, bold: true, fill: colour.orange }));
}

const one = { w: 0.5, u: 1, b: 0 };

/** The states of a network whose state is a single number. */
const run = (inputs: readonly number[]): number[] => {
  const states = [torch.zeros(1)];
  for (const x of inputs) states.push(torch.tanh(states[states.length - 1].mul(one.w).add(x * one.u + one.b)));
  return states.map((s) => s.item());
};

function box(): string {
  return svg(1160, 420, neuron(580, 190, 's', { r: 80, size: 44, fill: colour.paleGreen, stroke: colour.green }),
    arrow(580, 400, 580, 276, { width: 4, label: 'u', at: 0.6 }), text(580 + 60, 390, 'input x', { size: 28,
      anchor: 'start' }),
    path([[656, 165], [760, 130], [760, 50], [580, 30]], { width: 4 }), arrow(580, 30, 545, 108, { width: 4 }),
    text(800, 90, 'w: its own last state', { size: 28, anchor: 'start' }),
    arrow(664, 210, 800, 235, { width: 4 }), text(815, 240, 'new state', { size: 28, anchor: 'start' }),
    text(60, 110, `w = ${shown(one.w)}`, { size: 32, anchor: 'start' }), text(60, 165, `u = ${shown(one.u)}`,
      { size: 32, anchor: 'start' }), text(60, 220, `b = ${shown(one.b)}`, { size: 32, anchor: 'start' }));
}

function steps(): string {
  const inputs = [1, -1, 2];
  const states = run(inputs);
  return svg(1160, 500, inputs.map((x, t) => {
    const left = 130 + 340 * t;
    const sum = one.w * states[t] + one.u * x + one.b;
    const old = states[t] < 0 ? `(${shown(states[t], 3)})` : shown(states[t], 3);
    return neuron(left + 100, 360, x, { r: 44, size: 30 }) + arrow(left + 100, 314, left + 100, 216, { width: 3,
      label: shown(one.u) })
      + arrow(left - 86, 160, left + 40, 160, { width: 3, label: shown(one.w) }) + neuron(left + 100, 160,
      shown(states[t + 1], 3), { r: 54, size: 26, fill: colour.paleGreen, stroke: colour.green })
      + text(left + 100, 50, `tanh(${shown(sum, 3)})`, { size: 26, fill: colour.orange,
        bold: true }) + text(left + 60, 440,
          `${old} · ${shown(one.w)} + ${x < 0 ? `(${shown(x)})` : shown(x)} · ${shown(one.u)} = ${shown(sum, 3)}`,
          { size: 22 });
  }), neuron(24, 160, 0, { r: 22, size: 24 }), text(60, 240, 'start', { size: 22, fill: colour.grey,
    anchor: 'middle' }));
}

function order(): string {
  const orders = [[1, -1, 2], [1, 2, -1], [2, -1, 1]];
  return svg(1160, 440, table(150, 20, [['inputs', 'state at the end'], ...orders.map((xs) => [xs.map((x) =>
    shown(x)).join(',   '), shown(run(xs)[3], 4)])],
  { widths: [430, 430], tall: 96, size: 38 }));
}

function unrolled(): string {
  return svg(1160, 480, Array.from({ length: 5 }, (_, t) => {
    const x = 170 + 215 * t;
    return rect(x - 60, 140, 120, 90, { fill: colour.paleGreen, stroke: colour.green }) + text(x, 185, 'W, tanh',
      { size: 24 })
      + arrow(x - 150, 185, x - 64, 185, { width: 3, label: `s_${t}`, above: 24 }) + neuron(x, 340, `x_${t + 1}`,
      { r: 40 }) + arrow(x, 298, x, 236, { width: 3 });
  }), arrow(1090, 185, 1150, 185, { width: 3 }), text(1120, 160, 's_5', { size: 22 }),
  text(600, 60, 'the same W five times: five layers', { size: 28, fill: colour.green }), arrow(1090, 430, 100, 430,
    { stroke: colour.orange, width: 4 }), text(600, 458, 'blame goes back through time', { size: 26,
    fill: colour.orange }));
}

function data(): string {
  const { labels, features } = ones().train;
  const chosen = [0, 1, 2, 3, 4];
  return svg(1160, 500, chosen.map((i, k) => cells(20, 30 + 90 * k, [features[i]], { cell: 46, tall: 60, size: 26,
    fill: (v) => v ? 'rgb(196,220,238)' : 'rgb(255,255,255)' })
    + text(1060, 60 + 90 * k, labels[i], { size: 40, bold: true, fill: colour.orange })), text(1060, 482, 'ones',
    { size: 22, fill: colour.grey }));
}

function network(): string {
  const { W, b, V, d } = counter().trained;
  const size = [W, b, V, d].reduce((sum, t) => sum + t.numel(), 0);
  return svg(1160, 500, [0, 1, 2, 3].map((i) => neuron(110, 60 + 80 * i, `s_${i}`, { r: 32, fill: colour.paleGreen,
    stroke: colour.green })), neuron(110, 400, 'x', { r: 32 }),
  [0, 1, 2, 3].map((i) => neuron(480, 90 + 90 * i, `s_${i}`, { r: 32, fill: colour.paleGreen,
    stroke: colour.green })),
  [60, 140, 220, 300, 400].flatMap((y) => [0, 1, 2, 3].map((i) => line(144, y, 446, 90 + 90 * i,
    { stroke: colour.faint }))),
  text(295, 450, `W ${W.shape.join(' × ')}, tanh, 20 times`, { size: 26 }),
  Array.from({ length: 11 }, (_, k) => neuron(850, 30 + 42 * k, 2 * k, { r: 18, size: 20, fill: colour.paleOrange,
    stroke: colour.orange })),
  Array.from({ length: 11 }, (_, k) => [0, 1, 2, 3].map((i) => line(514, 90 + 90 * i, 830, 30 + 42 * k,
    { stroke: colour.faint }))).flat(),
  text(640, 484, `V ${V.shape.join(' × ')}, once at the end`, { size: 26 }), text(1010, 200, '21 outputs:',
    { size: 26 }), text(1010, 235, '0 to 20 ones', { size: 26 }), text(1010, 320, `${size} weights`, { size: 30,
    bold: true }), text(1010, 355, 'and biases', { size: 26 }));
}

const sequence = once(() => {
  const { labels, features } = ones().test;
  const i = labels.findIndex((n) => n > 7 && n < 11);
  return features[i];
});

/** Lines of a state over the steps of a sequence, with the sequence below. */
function stateLines(net: Counter, inks: readonly string[], ys: Pair, beside: number[]): string {
  const bits = sequence();
  const states = torch.no_grad(() => statesOf(net, torch.Tensor([bits])).map((s) =>
    s.reshape(-1).tolist() as number[]));
  const frame: Frame = { x: 100, y: 30, w: 1000, h: 360, xs: [0, 20], ys };
  // From the top; a name that would lie on the one above it goes below it.
  const ends = inks.map((ink, k) => ({ ink, k, y: at(frame, [20, states[20][k]])[1] })).sort((a, b) => a.y - b.y);
  for (const [i, end] of ends.entries()) end.y = Math.max(end.y, (ends[i - 1]?.y ?? 0) + 34);
  return axes(frame, { below: [], beside })
    + inks.map((ink, k) => curve(frame, states.map((s, t): Pair => [t, s[k]]), { stroke: ink, width: 5 })).join('')
    + ends.map(({ ink, k, y }) => text(1112, y, `s_${k}`, { size: 24, fill: ink, anchor: 'start' })).join('')
    + cells(100, 410, [bits], { cell: 50, tall: 50, size: 26, fill: (v) => v ? 'rgb(196,220,238)'
      : 'rgb(255,255,255)' }) + text(90, 435, 'x', { size: 26, italic: true, anchor: 'end' });
}

function byThought(): string {
  const step = 0.001;
  const W = torch.zeros(5, 4);
  W.index_put_([0, 0], 1);
  W.index_put_([4, 0], step);
  const net: Counter = { W, b: torch.zeros(1, 4), V: torch.zeros(4, 21), d: torch.zeros(1, 21) };
  return svg(1160, 510, stateLines(net, [colour.green], [0, 0.011], [0, 0.005, 0.01]), text(300, 80,
    `s = tanh( 1 · s + ${step} · x )`, { size: 32, bold: true }));
}

const learned = (): string => svg(1160, 500, stateLines(counter().trained, [colour.blue, colour.orange, colour.green,
  colour.pink], [-1.08, 1.08], [-1, 0, 1]));

function heat(): string {
  const { labels, said, accuracy } = counter();
  const counts = Array.from({ length: 21 }, () => new Array<number>(21).fill(0));
  for (const [i, n] of labels.entries()) counts[n][said[i]]++;
  const most = Math.max(...counts.flat());
  const near = labels.filter((n, i) => Math.abs(n - said[i]) <= 1).length / labels.length;
  return svg(1160, 510, cells(70, 30, counts, { cell: 20.5, size: 20, words: () => '', fill: (v) => grey(v, most) }),
    text(285, 490, 'said: 0 to 20', { size: 24 }), text(10, 18, 'right: 0 to 20, downwards', { size: 22,
      anchor: 'start' }),
    text(620, 150, `${shown(100 * accuracy, 1)} of 100`, { size: 52, bold: true, anchor: 'start',
      fill: colour.orange }), text(620, 205, 'are counted right', { size: 28, anchor: 'start' }),
    text(620, 290, `${shown(100 * near, 1)} of 100`, { size: 40, bold: true, anchor: 'start' }), text(620, 340,
      'are off by one at most', { size: 28, anchor: 'start' }));
}

function fade(): string {
  const { before, trained } = counter();
  const [, features] = ones().test.get_all();
  const of = (net: Counter): number[] => {
    const x = torch.Tensor(features.slice(0, 200)).requires_grad_();
    const states = statesOf(net, x);
    states[20].sum().backward();
    return x.grad!.abs().mean(0).tolist() as number[];
  };
  const both = [of(before), of(trained)];
  const frame = (top: number, most: number): Frame => ({ x: 110, y: top, w: 760, h: 150, xs: [0, 20], ys: [0, most] });
  return svg(1160, 510, both.map((values, k) => {
    const most = Math.max(...values);
    const box = frame(50 + 235 * k, most);
    const bars = values.map((v, t) => rect(box.x + 38 * t + 4, box.y + box.h * (1 - v / most), 30, Math.max(1,
      box.h * (v / most)), { fill: k ? colour.green : colour.orange, stroke: 'none', round: 0 }));
    return axes(box, { grid: false }) + bars.join('') + text(900, box.y + 40, k ? 'after training' : 'before',
      { size: 28, bold: true, anchor: 'start' })
      + text(900, box.y + 85, `first: ${brief(values[0])}`, { size: 24, anchor: 'start' }) + text(900, box.y + 120,
        `last: ${brief(values[19])}`, { size: 24, anchor: 'start' });
  }), text(110, 20, 'how much the last state changes with the input at each step', { size: 24, anchor: 'start',
    fill: colour.grey }), text(490, 480, 'step 1 to 20', { size: 24 }));
}

export const pictures: Pictures = {
  'seq-lengths': lengths,
  'seq-bag': bag,
  'rnn-box': box,
  'rnn-steps': steps,
  'rnn-order': order,
  'rnn-unrolled': unrolled,
  'ones-data': data,
  'ones-net': network,
  'ones-counter': byThought,
  'ones-states': learned,
  'ones-heat': heat,
  'ones-fade': fade,
};

export const values: Values = { 'ones-steps': () => training.steps.toLocaleString('en-US') };
