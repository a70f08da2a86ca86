/** Part 3: the largest output, toy problems 1 and 2 (350, 380), texts as counts of words. */
import * as torch from 'nodetorch';
import * as plot from 'nodetorch/plot';
import { once, rowsOf, type Pictures, type Values } from './define.ts';
import { arrow, colour, matrix, rect, shown, svg, text } from './svg.ts';

/** Outputs as bars, the largest with a frame. */
function bars(): string {
  const outputs = torch.Tensor([1.5, 4.2, 2.8]);
  const best = outputs.argmax().item();
  const ink = [colour.blue, colour.orange, colour.green];
  const columns = (outputs.tolist() as number[]).map((value, i) => {
    const [x, high] = [80 + 170 * i, 80 * value];
    return rect(x, 420 - high, 110, high, { fill: ink[i], stroke: i === best ? colour.ink : 'none', width: 6 })
      + text(x + 55, 396 - high, shown(value), { size: 28, bold: i === best })
      + text(x + 55, 448, `output ${i}`, { size: 26 });
  });
  return svg(1160, 480, columns, arrow(620, 250, 760, 250, { width: 5 }), text(690, 210, 'largest', { size: 28 }),
    rect(790, 180, 320, 140, { fill: colour.paleOrange, stroke: colour.orange, width: 4, round: 14 }),
    text(950, 250, `category ${best}`, { size: 38, bold: true }));
}

/** Where each category is the answer, with a few points. */
function plane(weights: number[][], points: number[][]): plot.Figure {
  const answer = (at: torch.Tensor): torch.Tensor => at.mm(torch.Tensor(weights)).argmax(1);
  return plot.points(points, {
    labels: points.map(([a, b]) => (a < b ? 1 : 0)), names: ['0: f1 is larger', '1: f2 is larger'], regions: answer,
    x_label: 'f1', y_label: 'f2', size: 360,
  });
}

const some = once(() => {
  torch.manual_seed(5);
  return rowsOf(torch.rand(40, 2).mul(20).sub(10));
});

/** The columns of a table: inputs, outputs, the largest, and whether it is right. */
function tried(weights: number[][], points: number[][], right: (point: number[]) => number): string {
  const outputs = rowsOf(torch.Tensor(points).mm(torch.Tensor(weights)));
  const heads = ['inputs', 'outputs', 'largest', 'wanted'];
  const at = [180, 520, 790, 1010];
  const rows = points.map((point, i) => {
    const y = 110 + 84 * i;
    const answer = torch.Tensor(outputs[i]).argmax().item();
    const good = answer === right(point);
    const cells = [point.map((x) => shown(x)).join('   '), outputs[i].map((x) => shown(x)).join('   '), answer, right(point)];
    return rect(20, y - 34, 1120, 68, { fill: good ? colour.paleGreen : colour.paleOrange, stroke: 'none' })
      + cells.map((cell, k) => text(at[k], y, cell, { size: 30, bold: k === 2 })).join('')
      + text(1100, y, good ? '✓' : '✗', { size: 34, bold: true, fill: good ? colour.green : colour.orange });
  });
  const above = heads.map((head, i) => text(at[i], 40, head, { size: 26, fill: colour.grey }));
  return svg(1160, 110 + 84 * points.length, above, rows);
}

const one = [[1, 3], [3, 1], [-3, -1], [2, 2]];
const two = [[9, 5, 5], [11, 5, 5], [-1, 4, -6], [10, 5, 5]];
const larger = ([a, b]: number[]): number => (a < b ? 1 : 0);
const sum = ([a, b, c]: number[]): number => (a < b + c ? 1 : 0);
const zeros2 = [[0, 0], [0, 0]];
const zeros3 = [[0, 0], [0, 0], [0, 0]];
const weights1 = [[1, 0], [0, 1]];
const weights2 = [[1, 0], [0, 1], [0, 1]];

/** Other weights that solve problem 1 too. */
const alike = [[[1, 0], [0, 1]], [[5, 0], [0, 5]], [[1, -1], [-1, 1]]];

const product = (f: number[][], w: number[][]): number[][] => rowsOf(torch.Tensor(f).mm(torch.Tensor(w)));

/** Texts, and how often the words of a short list are in them. */
const vocabulary = ['goal', 'vote', 'law'];
const texts = [
  'A goal, and one more goal! The vote for the best player is open.',
  'The law passed with one vote more. Its goal: cleaner air. The old law ends.',
  'Goal, goal, goal: no law can stop this team.',
];
const counts = (words: string): number[] => {
  const all = words.toLowerCase().match(/[a-z]+/g) ?? [];
  return vocabulary.map((word) => all.filter((other) => other === word).length);
};

function countFrames(): string[] {
  return texts.map((words) => {
    const pieces = words.split(/\b/).map((piece) => {
      const at = vocabulary.indexOf(piece.toLowerCase());
      const ink = [colour.blue, colour.orange, colour.green][at];
      return at < 0 ? piece : `<tspan font-weight="bold" fill="${ink}">${piece}</tspan>`;
    });
    const half = Math.ceil(pieces.length / 2);
    const line = (y: number, some: string[]): string =>
      `<text x="580" y="${y}" font-size="32" text-anchor="middle" fill="${colour.ink}">${some.join('').trim()}</text>`;
    return svg(1160, 430, line(70, pieces.slice(0, half)), line(120, pieces.slice(half)),
      arrow(580, 160, 580, 220, { width: 4 }),
      matrix(400, 280, [counts(words)], { cell: 120, tall: 80, size: 40, columns: vocabulary }));
  });
}

/** Three texts as rows, their outputs, and the answers. */
function newspaper(): string {
  const f = texts.map(counts);
  const c = product(f, weights2);
  const big = { size: 32, cell: 76, tall: 64 };
  const answers = c.map((row) => (torch.Tensor(row).argmax().item() === 0 ? 'sport' : 'politics'));
  return svg(1160, 400,
    matrix(110, 110, f, { ...big, columns: vocabulary, rows: ['text 1', 'text 2', 'text 3'] }),
    matrix(400, 110, weights2, big), text(590, 206, '=', { size: 38 }),
    matrix(630, 110, c, { ...big, fill: (i, j) => (c[i][j] === Math.max(...c[i]) ? colour.paleYellow : undefined) }),
    answers.map((answer, i) => arrow(800, 142 + 64 * i, 880, 142 + 64 * i, { width: 3 })
      + text(900, 142 + 64 * i, answer, { size: 32, bold: true, anchor: 'start' })),
    text(668, 340, 'sport', { size: 24, fill: colour.grey }), text(765, 340, 'politics', { size: 24, fill: colour.grey }));
}

export const pictures: Pictures = {
  'largest-output': bars,
  'problem-1-points': () => plane(weights1, some()),
  'problem-1-zeros': () => tried(zeros2, one, larger),
  'problem-1-tried': () => tried(weights1, one, larger),
  'problem-2-zeros': () => tried(zeros3, two, sum),
  'problem-2-tried': () => tried(weights2, two, sum),
  'word-counts': countFrames,
  newspaper,
};

export const values: Values = {
  '350.zeros': () => product([[1, 3]], zeros2),
  '350.weights': () => weights1,
  '350.outputs': () => product([[1, 3]], weights1),
  'alike.a': () => product([[1, 3]], alike[0]),
  'alike.b': () => product([[1, 3]], alike[1]),
  'alike.c': () => product([[1, 3]], alike[2]),
  '380.weights': () => weights2,
  '380.outputs': () => product([[9, 5, 5]], weights2),
  'tie.outputs': () => product([[2, 2]], weights1),
  'tie.answer': () => torch.Tensor([2, 2]).argmax().item(),
};
