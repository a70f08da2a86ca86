/** Part 5, second half: two layers learn XOR (670), and when they do not (680, 690, 695). */
import * as torch from 'nodetorch';
import type { Pictures } from './define.ts';
import { plane } from './05_xor.ts';
import { at, axes, curve, dots, ground, image, table, urlsOf, type Frame, type Pair } from './plots.ts';
import { arrow, circle, colour, joined, line, matrix, neuron, shown, svg, text } from './svg.ts';
import { categories, courses, data, oneLayer, type Course, type Network, type State } from './xor_networks.ts';

const ticks = [-100, 0, 100];
const rowsOf = (t: torch.Tensor): number[][] => t.tolist() as number[][];

/** The plane as a network divides it, with points of the test data. */
function divided(frame: Frame, network: Network, count = 300, numbers = true, size = 5): string {
  const [labels, rows] = data().test.get_all();
  return ground(frame, categories(network))
    + axes(frame, { below: numbers ? ticks : [], beside: numbers ? ticks : [], grid: false })
    + dots(frame, rows.slice(0, count), labels.slice(0, count), size);
}

function network(): string {
  const xs = [130, 430, 700, 1010];
  const ys = [[140, 270], [50, 155, 260, 365], [50, 155, 260, 365], [140, 270]];
  const nodes = ys.map((column, i) => column.map((y): Pair => [xs[i], y]));
  const link = (i: number): string[] => nodes[i].flatMap((from) => nodes[i + 1].map((to) =>
    joined(from, to, { r: 36, stroke: colour.grey, width: 1.5 })));
  const names = ['f', 'a', 'h', 'c'];
  return svg(1160, 460, link(0), link(2),
    nodes[1].map(([x, y]) => arrow(x + 38, y, xs[2] - 40, y, { stroke: colour.orange, width: 3, label: 'ReLU',
      above: 20 })),
    nodes.flatMap((column, i) => column.map(([x, y], j) => neuron(x, y, `${names[i]}_${j}`, {
      r: 36, fill: i === 2 ? colour.paleOrange : i === 1 ? colour.paper : colour.paleBlue, stroke: i === 2
        ? colour.orange : colour.blue,
    }))),
    text(280, 30, 'W_1', { size: 30 }), text(855, 30, 'W_2', { size: 30 }),
    text(130, 440, '2 inputs', { fill: colour.grey }), text(565, 440, '4 in the middle', { fill: colour.grey }),
    text(1010, 440, '2 outputs', { fill: colour.grey }));
}

function frame({ steps, loss, accuracy, network: net }: State): string {
  const box = plane(90, 10, 460);
  return svg(1160, 510, divided(box, net),
    text(640, 120, `${steps} steps`, { size: 48, bold: true, anchor: 'start' }),
    text(640, 210, 'loss', { size: 28, anchor: 'start', fill: colour.grey }), text(830, 210, shown(loss, 3),
      { size: 36, anchor: 'start' }),
    text(640, 280, 'right', { size: 28, anchor: 'start', fill: colour.grey }),
    text(830, 280, `${shown(100 * accuracy, 1)} of 100`, { size: 36, anchor: 'start', bold: true,
      fill: colour.orange }));
}

/** The loss of a course, and log 2, at which one half is said of everything. */
function lossCurve(box: Frame, { losses, states }: Course, marks: boolean): string {
  const at2 = Math.log(2);
  const points = losses.map((loss, i): Pair => [i, Math.min(loss, box.ys[1])]);
  return axes(box, { below: [0, 250, 500, 750, 1000], beside: [0, box.ys[1] / 2, box.ys[1]], label_x: 'step',
    label_y: 'loss' })
    + curve(box, [[0, at2], [box.xs[1], at2]], { stroke: colour.grey, width: 2, dashed: true })
    + text(box.x + box.w - 8, at(box, [0, at2])[1] - 18, `log 2 = ${shown(at2, 3)}`, { size: 22, anchor: 'end',
      fill: colour.grey })
    + curve(box, points, { stroke: colour.blue })
    + (marks ? states.map(({ steps, loss }) => circle(...at(box, [steps, Math.min(loss, box.ys[1])]), 8,
      { fill: colour.orange, stroke: colour.white })).join('') : '');
}

function loss670(): string {
  const course = courses[670]();
  const top = Math.ceil(course.losses[0]);
  return svg(1100, 510, lossCurve({ x: 90, y: 40, w: 960, h: 390, xs: [0, 1005], ys: [0, top] }, course, true));
}

function hidden(): string {
  const { last } = courses[670]();
  const side = 90;
  const grid: number[][] = [];
  for (let j = 0; j < side; j++) for (let i = 0; i < side; i++) grid.push([-108 + (216 * (i + 0.5)) / side,
    108 - (216 * (j + 0.5)) / side]);
  const maps = last.hidden(torch.Tensor(grid)).t().view(4, side, side);
  const [w1, w2] = last.weights.map(rowsOf);
  const most = maps.max().item();
  return svg(1160, 500, [0, 1, 2, 3].map((k) => {
    const box = plane(20 + 288 * k, 50, 250);
    const ground = shade(box, maps.index(k), most);
    const [x, y] = at(box, [0, 0]);
    const size = Math.hypot(w1[0][k], w1[1][k]) || 1;
    return text(box.x + 125, 24, `h_${k}`, { size: 30, bold: true }) + ground + axes(box)
      + arrow(x, y, x + (100 * w1[0][k]) / size, y - (100 * w1[1][k]) / size, { stroke: colour.orange, width: 5 })
      + text(box.x + 125, 340, `W_1: ${shown(w1[0][k])}, ${shown(w1[1][k])}`, { size: 24 })
      + text(box.x + 125, 382, `to c_0: ${shown(w2[k][0])}`, { size: 24, fill: colour.blue })
      + text(box.x + 125, 420, `to c_1: ${shown(w2[k][1])}`, { size: 24, fill: colour.orange });
  }), text(580, 475, 'orange: the direction of its weights; dark: what it lets through', { size: 24,
    fill: colour.grey }));
}

function shade(box: Frame, map: torch.Tensor, limit: number): string {
  const [url] = urlsOf(map.unsqueeze(0), { limit: 1.6 * limit });
  return image(box.x, box.y, box.w, box.h, url);
}

function solution(): string {
  const w1 = torch.Tensor([[1, -1, 1, -1], [1, -1, -1, 1]]);
  const w2 = torch.Tensor([[1, 0], [1, 0], [0, 1], [0, 1]]);
  const line1 = (f: number[], y: number): string => {
    const a = torch.Tensor([f]).mm(w1);
    const h = torch.relu(a);
    const c = rowsOf(h.mm(w2));
    const won = c[0][0] > c[0][1] ? 0 : 1;
    return matrix(14, y, [f], { cell: 60 }) + arrow(146, y + 24, 196, y + 24)
      + matrix(216, y, rowsOf(a), { cell: 64 }) + arrow(488, y + 24, 578, y + 24, { label: 'ReLU', above: 24 })
      + matrix(598, y, rowsOf(h), { cell: 60, fill: () => colour.paleOrange }) + arrow(854, y + 24, 904, y + 24)
      + matrix(924, y, c, { cell: 60, fill: (_, j) => j === won ? colour.paleYellow : undefined })
      + text(1062, y + 24, `says ${won}`, { anchor: 'start', bold: true });
  };
  return svg(1160, 500,
    matrix(200, 50, rowsOf(w1), { cell: 84, fill: () => colour.paleGreen, columns: ['x+y', '−x−y', 'x−y', '−x+y'] }),
    text(170, 98, 'W_1', { size: 28, anchor: 'end' }),
    matrix(760, 20, rowsOf(w2), { cell: 72, tall: 40, fill: () => colour.paleGreen }), text(730, 98, 'W_2',
      { size: 28, anchor: 'end' }),
    text(930, 78, 'c_0 = |x + y|', { size: 26, anchor: 'start' }), text(930, 122, 'c_1 = |x − y|', { size: 26,
      anchor: 'start' }),
    line(20, 215, 1140, 215, { stroke: colour.faint }),
    text(70, 250, 'f', { size: 24, italic: true }), text(344, 250, 'a', { size: 24, italic: true }), text(718, 250,
      'h', { size: 24, italic: true }), text(984, 250, 'c', { size: 24, italic: true }),
    line1([3, 5], 290), line1([3, -5], 400));
}

function whyStuck(): string {
  const { network: net } = courses[680]().last;
  const d = (x: number, y: number): number => {
    const [[c0, c1]] = rowsOf(net(torch.Tensor([[x, y]])));
    return c1 - c0;
  };
  const rows = [[70, 30], [-20, 80], [5, -60], [1, 1]].map(([x, y]) =>
    [`(${shown(x)}, ${shown(y)})`, shown(d(x, y), 3), `(${shown(-x)}, ${shown(-y)})`, shown(d(-x, -y), 3), shown(d(x,
      y) + d(-x, -y), 3)]);
  return svg(1160, 420, table(20, 10, [['point', 'c_1 − c_0', 'opposite', 'c_1 − c_0', 'together'], ...rows],
    { widths: [230, 210, 230, 210, 220], tall: 78, size: 32 }));
}

/** The loss of a course to the left, what it led to on the right. */
const learned = (number: 680 | 690 | 695) => (): string => {
  const course = courses[number]();
  return svg(1160, 510, lossCurve({ x: 80, y: 40, w: 480, h: 390, xs: [0, 1005], ys: [0, 1.4] }, course, false),
    divided(plane(690, 40, 390), course.last.network),
    text(885, 490, `${shown(100 * course.last.accuracy, 1)} of 100 right`, { size: 28, bold: true,
      fill: colour.orange }));
};

function five(): string {
  const all: [string, string, { network: Network; accuracy: number }][] = [
    ['630', 'one layer', oneLayer()], ['670', 'ReLU', courses[670]().last], ['680', 'sigmoid', courses[680]().last],
    ['690', 'sigmoid, bias', courses[690]().last], ['695', 'ReLU, bias', courses[695]().last],
  ];
  return svg(1160, 400, all.map(([number, name, { network: net, accuracy }], i) => {
    const box = plane(6 + 231 * i, 70, 220);
    const middle = box.x + 110;
    return text(middle, 20, number, { size: 28, bold: true }) + text(middle, 50, name, { size: 22, fill: colour.grey })
      + divided(box, net, 160, false, 3.5) + text(middle, 325, `${shown(100 * accuracy, 1)}`, { size: 36, bold: true })
      + text(middle, 365, 'of 100', { size: 22 });
  }));
}

export const pictures: Pictures = {
  'net-670': network,
  'frames-670': () => courses[670]().states.map(frame),
  'loss-670': loss670,
  'hidden-670': hidden,
  'solve-670': solution,
  'stuck-680': learned(680),
  'stuck-why': whyStuck,
  'boundary-690': learned(690),
  'boundary-695': learned(695),
  'five-networks': five,
};
