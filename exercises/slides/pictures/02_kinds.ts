/** Part 2: kinds of machine learning, and classifying as deciding (310). */
import * as torch from 'nodetorch';
import * as plot from 'nodetorch/plot';
import { once, rowsOf, type Pictures, type Values } from './define.ts';
import { arrow, circle, colour, line, matrix, path, rect, shown, svg, text } from './svg.ts';

/** A plane from 0 to 10 in both directions. */
const px = (x: number): number => 60 + 44 * x;
const py = (y: number): number => 455 - 40 * y;

function plane(xName: string, yName: string, ...parts: (string | string[])[]): string {
  return svg(560, 520, arrow(px(0), py(0), px(10.3), py(0)), arrow(px(0), py(0), px(0), py(10)),
    text(px(5), 490, xName), text(20, 20, yName, { anchor: 'start' }), ...parts);
}

const triangle = (x: number, y: number): string =>
  path([[x, y - 12], [x + 12, y + 10], [x - 12, y + 10], [x, y - 12]], { fill: colour.orange, stroke: 'none' });
const dot = (x: number, y: number, fill: string = colour.blue): string => circle(x, y, 10, { fill, stroke: 'none' });

/** Rooms and rents, and the line of least squares. */
const rents = once(() => {
  torch.manual_seed(2);
  const x = torch.rand(14).mul(9).add(0.6);
  const y = x.mul(0.7).add(1.6).add(torch.randn(14).mul(0.5));
  const ones = torch.ones(14);
  const [slope, start] = torch.linalg.lstsq(torch.stack([x, ones], 1), y.unsqueeze(1))[0]
    .flatten().tolist() as number[];
  return { points: rowsOf(torch.stack([x, y], 1)), slope, start };
});

function regression(): string {
  const { points, slope, start } = rents();
  return plane('size of the flat', 'rent',
    line(px(0.3), py(start + 0.3 * slope), px(9.9), py(start + 9.9 * slope), { stroke: colour.orange, width: 4 }),
    points.map(([x, y]) => dot(px(x), py(y))));
}

/** Two clouds of points: weight and sweetness, say, of two fruits. */
const fruits = once(() => {
  torch.manual_seed(3);
  const cloud = (x: number, y: number): torch.Tensor => torch.randn(14, 2).mul(0.9).add(torch.Tensor([x, y]));
  return [rowsOf(cloud(3, 6.5)), rowsOf(cloud(7, 3.5))];
});

function classification(): string {
  const [first, second] = fruits();
  return plane('weight', 'sweetness',
    line(px(1.5), py(1.3), px(8.8), py(9.2), { stroke: colour.ink, width: 3, dashed: true }),
    first.map(([x, y]) => dot(px(x), py(y))), second.map(([x, y]) => triangle(px(x), py(y))));
}

/** k-means with two centres, as it finds the two clouds without being told. */
function clusters(): string[] {
  const points = torch.Tensor(fruits().flat());
  let centres = torch.Tensor([[5, 7.5], [5.5, 6.3]]);
  const frames: string[] = [];
  for (let step = 0; step < 4; step++) {
    const nearest = torch.cdist(points, centres).argmin(1);
    const mine = nearest.tolist() as number[];
    const ink = [colour.blue, colour.orange];
    frames.push(plane('weight', 'sweetness',
      rowsOf(points).map(([x, y], i) => step === 0 ? dot(px(x), py(y), colour.grey)
        : mine[i] ? triangle(px(x), py(y)) : dot(px(x), py(y))),
      rowsOf(centres).map(([x, y], i) => circle(px(x), py(y), 20, { stroke: ink[i], width: 6 })
        + text(px(x), py(y), '+', { size: 30, bold: true, fill: ink[i] }))));
    if (step === 0) continue;
    centres = torch.stack([0, 1].map((i) => points.index(nearest.eq(i)).mean(0)));
  }
  return frames;
}

function kinds(): string {
  const box = (x: number, title: string, given: string, found: string, fill: string, stroke: string): string[] => [
    rect(x, 60, 350, 360, { fill, stroke, width: 3, round: 16 }), text(x + 175, 115, title, { size: 32, bold: true }),
    text(x + 175, 185, 'given', { size: 22, fill: colour.grey }), text(x + 175, 222, given, { size: 26 }),
    text(x + 175, 300, 'wanted', { size: 22, fill: colour.grey }), text(x + 175, 337, found, { size: 26 }),
  ];
  return svg(1160, 480, box(10, 'supervised', 'examples with answers', 'answers to new ones', colour.paleBlue, colour.blue),
    box(405, 'unsupervised', 'examples alone', 'groups, order', colour.paleOrange, colour.orange),
    box(800, 'reinforcement', 'a world and a reward', 'good actions', colour.paleGreen, colour.green));
}

function agent(): string {
  const box = (x: number, words: string, fill: string): string =>
    rect(x, 150, 260, 130, { fill, width: 3, round: 14 }) + text(x + 130, 215, words, { size: 32 });
  return svg(1100, 430, box(90, 'player', colour.paleBlue), box(750, 'world', colour.paleGreen),
    path([[220, 150], [220, 60], [880, 60]], { width: 3 }), arrow(880, 60, 880, 146, { width: 3 }),
    text(550, 30, 'action: a move', { size: 28 }),
    path([[880, 280], [880, 370], [220, 370]], { width: 3 }), arrow(220, 370, 220, 284, { width: 3 }),
    text(550, 402, 'what it sees, and a reward: +1 won, −1 lost', { size: 28 }));
}

/** Two doors, and a person of a height in metres. */
function doors(): string[] {
  const ground = 420;
  const door = (x: number, metres: number, fill: string, stroke: string, words: string): string =>
    rect(x, ground - 170 * metres, 150, 170 * metres, { fill, stroke, width: 4, round: 4 })
    + circle(x + 126, ground - 150, 7, { fill: stroke, stroke })
    + text(x + 75, ground + 30, words, { size: 26 });
  return [1.3, 1.62, 1.9].map((metres) => {
    const [low, tall] = doorOutputs(metres);
    const chosen = low >= tall ? 0 : 1;
    const head = ground - 170 * metres + 24;
    const person = [circle(190, head, 24, { fill: colour.paleYellow, width: 3 }),
      line(190, head + 24, 190, ground - 80, { width: 6 }), line(190, ground - 80, 160, ground, { width: 6 }),
      line(190, ground - 80, 220, ground, { width: 6 }), line(145, head + 70, 235, head + 70, { width: 6 })];
    const doorAt = [600, 900];
    const high = 170 * (chosen ? 2.1 : 1.6) + 14;
    const opens = rect(doorAt[chosen] - 14, ground - high, 178, high, { stroke: colour.yellow, width: 8 });
    return svg(1160, 520,
      line(40, ground, 1120, ground, { width: 3 }), person,
      text(190, ground + 30, `${shown(metres)} m`, { size: 28, bold: true }),
      door(600, 1.6, colour.paleBlue, colour.blue, 'low door'),
      door(900, 2.1, colour.paleOrange, colour.orange, 'tall door'),
      opens, text(675, 490, shown(low), { size: 30, bold: true, fill: colour.blue }),
      text(975, 490, shown(tall), { size: 30, bold: true, fill: colour.orange }),
      text(420, 490, 'outputs:', { size: 28 }));
  });
}

/** The outputs for the low door and the tall one: 0, and by how much a person is larger than the low one. */
function doorOutputs(metres: number): number[] {
  const f = torch.Tensor([[metres]]);
  return rowsOf(f.mm(torch.Tensor([[0, 1]])).add(torch.Tensor([[0, -1.6]])))[0];
}

/** Is a colour rather red, green or blue? The largest of its three parts says. */
function colours(): string[] {
  const names = ['red', 'green', 'blue'];
  const bars = [colour.orange, colour.green, colour.blue];
  return [[220, 60, 40], [60, 170, 90], [90, 120, 200]].map((rgb) => {
    const outputs = torch.Tensor([rgb]).mm(torch.eye(3));
    const best = outputs.argmax(1).item();
    const bar = (value: number, i: number): string => {
      const y = 110 + 110 * i;
      return rect(560, y, 1.7 * value, 70, { fill: bars[i], stroke: i === best ? colour.ink : 'none', width: 5 })
        + text(540, y + 35, names[i], { anchor: 'end', size: 28, bold: i === best })
        + text(575 + 1.7 * value, y + 35, shown(value), { anchor: 'start', size: 28, bold: i === best });
    };
    return svg(1160, 460, rect(60, 110, 300, 290, { fill: `rgb(${rgb.join(',')})`, stroke: colour.ink, round: 12 }),
      rowsOf(outputs)[0].map(bar), text(560, 50, `the largest: ${names[best]}`, { anchor: 'start', size: 32, bold: true }));
  });
}

/** 310. */
const classifier = once(() => {
  const f = torch.Tensor([[2, 3]]);
  const w = torch.Tensor([[0, 6], [0, 9]]);
  const c = f.mm(w);
  const [, category] = torch.max(c, 1);
  const other = f.mm(torch.Tensor([[6, 0], [9, 0]]));
  return { f: rowsOf(f), w: rowsOf(w), c: rowsOf(c), category: category.item(), other: rowsOf(other) };
});

function decision(): string {
  const { f, w, c, category } = classifier();
  const big = { size: 34, cell: 84, tall: 64 };
  return svg(1160, 420, matrix(20, 152, f, big), matrix(230, 120, w, big), text(440, 184, '=', { size: 38 }),
    matrix(485, 152, c, { ...big, fill: (_, j) => (j === category ? colour.paleOrange : undefined) }),
    arrow(690, 184, 870, 184, { width: 4 }), text(780, 145, 'largest', { size: 28 }),
    rect(890, 130, 230, 108, { fill: colour.paleOrange, stroke: colour.orange, width: 4 }),
    text(1005, 184, `category ${category}`, { size: 32, bold: true }),
    text(527, 262, '0', { fill: colour.grey }), text(611, 262, '1', { fill: colour.grey }),
    text(340, 340, 'a layer', { size: 30, fill: colour.blue }), text(920, 340, 'a decision', { size: 30, fill: colour.orange }));
}

/** The two halves of the plane in which one of the outputs of doors or fruits wins: where a decision changes. */
const border = () => {
  const [first, second] = fruits();
  const regions = (at: torch.Tensor): torch.Tensor => at.index(':', 0).sub(at.index(':', 1)).gt(0).long();
  return plot.points([...first, ...second], {
    labels: [...first.map(() => 0), ...second.map(() => 1)], names: ['plum', 'apple'], regions, size: 390,
    x_label: 'weight', y_label: 'sweetness',
  });
};

export const pictures: Pictures = {
  'kinds-of-learning': kinds, regression, classification, clusters, agent, doors, colours, decision, border,
};

export const values: Values = {
  'rent.slope': () => rents().slope,
  'rent.start': () => rents().start,
  'rent.of6': () => rents().start + 6 * rents().slope,
  'door.low': () => doorOutputs(1.9)[0],
  'door.tall': () => doorOutputs(1.9)[1],
  '310.f': () => classifier().f,
  '310.other': () => classifier().other,
};
