/** Part 7, first third: digits as grids of numbers, fully connected networks for them (810 to 870). */
import * as torch from 'nodetorch';
import { once, type Pictures, type Values } from './define.ts';
import {
  accuracyOf, counts, firstOf, moved, networks, rowsOf, testDigits, trainDigits, trained, type Lesson, type Net,
} from './digits.ts';
import { axes, cells, curve, grey, image, table, urlsOf, type Frame, type Pair } from './plots.ts';
import { arrow, circle, colour, line, neuron, rect, shown, svg, text } from './svg.ts';

const thousands = (n: number): string => n.toLocaleString('en-US');

/** Pictures in rows, each with words below. */
export function gallery(urls: string[], captions: string[], columns: number, side: number, gap: number,
  fill?: string): string {
  return urls.map((url, i) => {
    const [x, y] = [(i % columns) * (side + gap), Math.floor(i / columns) * (side + 44)];
    return image(x, y, side, side, url) + rect(x, y, side, side, { stroke: colour.faint, round: 0 })
      + text(x + side / 2, y + side + 18, captions[i], { size: 24, fill });
  }).join('');
}

function digits(): string {
  const { images, labels } = trainDigits();
  const count = 30;
  const captions = (labels.narrow(0, 0, count).tolist() as number[]).map(String);
  return svg(1110, 460, gallery(urlsOf(images.narrow(0, 0, count)), captions, 10, 100, 12));
}

const three = once(() => firstOf(3));

/** The piece of the digit that is shown as numbers: first row and column, rows and columns. */
const piece = { row: 6, column: 10, rows: 10, columns: 9 };

function grid(): string {
  const raw = testDigits().raw.index(three()).to(torch.float32);
  const [url] = urlsOf(raw.unsqueeze(0), { limit: 255 });
  const side = 420;
  const pixel = side / 28;
  const part = rowsOf(raw).slice(piece.row, piece.row + piece.rows).map((r) => r.slice(piece.column,
    piece.column + piece.columns));
  return svg(1160, 500, image(20, 30, side, side, url), rect(20, 30, side, side, { stroke: colour.grey, round: 0 }),
    rect(20 + piece.column * pixel, 30 + piece.row * pixel, piece.columns * pixel, piece.rows * pixel,
      { stroke: colour.orange, width: 5, round: 0 }),
    arrow(460, 240, 560, 240, { stroke: colour.orange, width: 4 }),
    cells(580, 20, part, { cell: 62, tall: 46, size: 22, fill: (v) => grey(v, 255) }),
    text(230, 478, '28 × 28 pixels', { size: 24, fill: colour.grey }));
}

function scaled(): string {
  const { raw, images } = testDigits();
  const i = three();
  const one = raw.index(i).to(torch.float32);
  const big = images.index(i);
  const [url1] = urlsOf(one.unsqueeze(0), { limit: 255 });
  const [url2] = urlsOf(big, { limit: 1 });
  const values = (t: torch.Tensor, digits: number): string => {
    const numbers = (t.reshape(-1).tolist() as number[]).filter((x) => x > 0).slice(4, 9);
    return numbers.map((x) => x.toFixed(digits)).join('  ');
  };
  return svg(1160, 500, image(100, 40, 340, 340, url1), rect(100, 40, 340, 340, { stroke: colour.grey, round: 0 }),
    arrow(490, 210, 650, 210, { width: 4, label: 'Resize, ToTensor', above: 26 }),
    image(700, 20, 388, 388, url2), rect(700, 20, 388, 388, { stroke: colour.grey, round: 0 }),
    text(270, 420, '28 × 28, from 0 to 255', { size: 28 }), text(270, 465, values(one, 0), { size: 26,
      fill: colour.grey }),
    text(894, 440, '32 × 32, from 0 to 1', { size: 28 }), text(894, 482, values(big, 2), { size: 26,
      fill: colour.grey }));
}

function flat(): string {
  const raw = rowsOf(testDigits().images.index(three(), 0));
  const part = raw.slice(10, 14).map((row) => row.slice(12, 16));
  const names = [colour.blue, colour.orange, colour.green, colour.pink];
  const strip = raw.slice(0, 32).flat();
  return svg(1160, 500,
    part.map((row, i) => cells(60, 20 + 62 * i, [row], { cell: 76, tall: 56, size: 22, fill: (v) => grey(v),
      words: (v) => v.toFixed(2) })
      + rect(60, 20 + 62 * i, 304, 56, { stroke: names[i], width: 5, round: 0 })),
    arrow(400, 142, 500, 142, { width: 4 }),
    text(540, 110, 'row after row', { size: 28, anchor: 'start' }), text(540, 160, '4 × 4 = 16 numbers here',
      { size: 26, anchor: 'start', fill: colour.grey }),
    text(540, 204, '32 × 32 = 1024 numbers in all', { size: 26, anchor: 'start', fill: colour.grey }),
    part.map((row, i) => cells(16 + 282 * i, 300, [row], { cell: 70.5, tall: 56, size: 22, fill: (v) => grey(v),
      words: (v) => v.toFixed(2) })
      + rect(16 + 282 * i, 300, 282, 56, { stroke: names[i], width: 5, round: 0 })),
    text(16, 402, 'the whole digit:', { size: 24, anchor: 'start', fill: colour.grey }),
    image(16, 424, 1128, 50, urlsOf(torch.Tensor([strip]).view(1, 1, 1024).expand(1, 8, 1024), { limit: 1 })[0]),
    rect(16, 424, 1128, 50, { stroke: colour.grey, round: 0 }));
}

function oneLayer(): string {
  const [url] = urlsOf(testDigits().images.index(three()), { limit: 1 });
  const { net, size } = networks[830]();
  const scores = torch.no_grad(() => net(testDigits().images.narrow(0, three(), 1)));
  const [c] = rowsOf(scores);
  const best = c.indexOf(Math.max(...c));
  const inputs = [70, 120, 170, 330, 380].map((y): Pair => [390, y]);
  const outputs = c.map((_, i): Pair => [760, 30 + 46 * i]);
  return svg(1160, 510, image(20, 90, 260, 260, url), rect(20, 90, 260, 260, { stroke: colour.grey, round: 0 }),
    arrow(290, 225, 350, 225, { width: 4 }),
    inputs.flatMap(([x1, y1]) => outputs.map(([x2, y2]) => line(x1 + 14, y1, x2 - 20, y2, { stroke: colour.faint,
      width: 1 }))),
    inputs.map(([x, y]) => circle(x, y, 14, { fill: colour.paleBlue, stroke: colour.blue })), text(390, 250, '⋮',
      { size: 40 }),
    outputs.map(([x, y], i) => neuron(x, y, i, { r: 20, size: 22, ...(i === best ? { fill: colour.paleOrange,
      stroke: colour.orange } : {}) })
      + text(x + 100, y, shown(c[i]), { size: 24, anchor: 'end', bold: i === best, fill: i === best ? colour.orange
        : colour.ink })),
    text(390, 440, '1024', { size: 28 }), text(760, 490, '10', { size: 28 }),
    text(1020, 180, 'weights', { size: 26, fill: colour.grey }), text(1020, 215, `1024 · 10 = ${thousands(10240)}`,
      { size: 26 }),
    text(1020, 270, 'biases', { size: 26, fill: colour.grey }), text(1020, 305, '10', { size: 26 }),
    text(1020, 375, `${thousands(size)} in all`, { size: 30, bold: true }));
}

function weights(): string {
  const [w] = [...networks[830]().net.parameters()];
  return svg(1140, 500, gallery(urlsOf(w.detach().view(10, 32, 32), { signed: true }), [...'0123456789'], 5, 200, 32));
}

/** Test digits that a network misreads. */
export function mistakes(lesson: Lesson, count: number): string {
  const { images, labels } = testDigits();
  const said = torch.no_grad(() => networks[lesson]().net(images).max(1).indices);
  const wrong = said.ne(labels).nonzero().view(-1).narrow(0, 0, count);
  const list = (t: torch.Tensor): number[] => t.index(wrong).tolist() as number[];
  const meant = list(labels);
  const captions = list(said).map((digit, i) => `${digit}, not ${meant[i]}`);
  return svg(1120, 500, gallery(urlsOf(images.index(wrong)), captions, 6, 170, 20, colour.orange));
}

const shapes: Record<Lesson, string> = {
  830: '1024 → 10', 850: '1024 → 128 → 10', 870: '1024 → 640 → 512 → 256 → 128 → 64 → 32 → 10',
  890: 'LeNet-5: convolutions',
};

/** Lessons with their sizes and how many test digits they get right. */
export function comparison(lessons: Lesson[]): string {
  const rows = lessons.map((lesson) => {
    const { size, accuracy } = networks[lesson]();
    return [String(lesson), shapes[lesson], thousands(size), shown(100 * accuracy, 1)];
  });
  return svg(1160, 460, table(10, 30, [['exercise', 'layers', 'weights', 'right of 100'], ...rows],
    { widths: [150, 580, 200, 210], tall: 80, size: 26, anchors: ['middle', 'start', 'end', 'end'] }));
}

const steps = [0, 1, 2, 3, 4, 5, 6];
const inks: Record<Lesson, string> = { 830: colour.blue, 850: colour.green, 870: colour.pink, 890: colour.orange };

/** How many of the digits are right when they are moved. */
export function shifts(lessons: Lesson[]): string {
  const { images } = testDigits();
  const frame: Frame = { x: 620, y: 40, w: 500, h: 380, xs: [0, 6], ys: [0, 100] };
  const shown4 = [0, 2, 4, 6].map((by) => urlsOf(moved(images.narrow(0, three(), 1), by), { limit: 1 })[0]);
  const right = lessons.map((lesson) => {
    const net: Net = (x) => networks[lesson]().net(x);
    return steps.map((by) => 100 * accuracyOf(net, moved(images, by)));
  });
  return svg(1160, 510,
    [0, 2, 4, 6].map((by, i) => {
      const [x, y] = [20 + 250 * (i % 2), 10 + 245 * Math.floor(i / 2)];
      return image(x, y, 200, 200, shown4[i]) + rect(x, y, 200, 200, { stroke: colour.grey,
        round: 0 }) + text(x + 100, y + 222, `moved by ${by}`, { size: 24 });
    }),
    axes(frame, { below: steps, beside: [0, 25, 50, 75, 100], label_x: 'moved by so many pixels',
      label_y: 'right of 100' }),
    right.map((ys, i) => curve(frame, ys.map((y, n): Pair => [steps[n], y]), { stroke: inks[lessons[i]], width: 5 })),
    lessons.map((lesson, i) => text(frame.x + 20, frame.y + frame.h - 30 - 36 * (lessons.length - 1 - i),
      String(lesson), { size: 26, bold: true, fill: inks[lesson], anchor: 'start' })));
}

function shuffled(): string {
  const { images } = testDigits();
  torch.manual_seed(0);
  const order = torch.randperm(1024);
  const mix = (x: torch.Tensor): torch.Tensor => x.reshape(-1, 1024).index_select(1, order).view(-1, 1, 32, 32);
  const plain = networks[850]().accuracy;
  const mixed = trained(850, mix).accuracy;
  const some = torch.stack([3, 5, 7].map((digit) => images.index(firstOf(digit))));
  const urls = [...urlsOf(some, { limit: 1 }), ...urlsOf(mix(some), { limit: 1 })];
  return svg(1160, 510, urls.map((url, i) => {
    const [x, y] = [20 + 230 * (i % 3), 10 + 250 * Math.floor(i / 3)];
    return image(x, y, 205, 205, url) + rect(x, y, 205, 205, { stroke: colour.grey, round: 0 });
  }), text(960, 60, 'exercise 850 learns', { size: 26, fill: colour.grey }), text(960, 125,
    `${shown(100 * plain, 1)} of 100`, { size: 40, bold: true }),
  text(960, 310, 'the same pixels, shuffled', { size: 26, fill: colour.grey }), text(960, 375,
    `${shown(100 * mixed, 1)} of 100`, { size: 40, bold: true, fill: colour.orange }));
}

export const pictures: Pictures = {
  digits,
  'digit-grid': grid,
  'digit-scaled': scaled,
  'digit-flat': flat,
  'digits-one-layer': oneLayer,
  'weights-830': weights,
  'mistakes-830': () => mistakes(830, 12),
  'digits-layers': () => comparison([830, 850, 870]),
  'shift-linear': () => shifts([830, 850]),
  shuffled,
};

export const values: Values = { 'train-count': () => thousands(counts.train) };
