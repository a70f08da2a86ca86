/** Part 8, last third: from sentence to sentence, attention (980). */
import * as torch from 'nodetorch';
import { once, type Pictures } from './define.ts';
import { cells } from './plots.ts';
import { backwards, chat, chatbot, wordsOf } from './seq2seq.ts';
import { arrow, colour, matrix, rect, shown, svg, text } from './svg.ts';

const word = (x: number, y: number, name: string, fill: string, stroke: string, width = 130): string =>
  rect(x, y, width, 54, { fill, stroke }) + text(x + width / 2, y + 27, name, { size: 24 });

function seq2seq(): string {
  const { question, reply } = chatbot();
  const all = reply.slice(0, 3);
  return svg(1160, 500,
    question.map((name, i) => rect(10 + 116 * i, 170, 96, 80, { fill: colour.paleGreen,
      stroke: colour.green }) + text(58 + 116 * i, 210, 'GRU', { size: 24 })
      + arrow(58 + 116 * i, 340, 58 + 116 * i, 256, { width: 3 }) + word(3 + 116 * i, 345, name, colour.paleBlue,
      colour.blue, 110)
      + arrow(106 + 116 * i, 210, 122 + 116 * i, 210, { width: 2 })),
    arrow(10 + 116 * question.length, 210, 30 + 116 * question.length + 30, 210, { width: 5, stroke: colour.orange }),
    all.map((name, i) => {
      const x = 660 + 165 * i;
      return rect(x, 170, 110, 80, { fill: colour.paleOrange, stroke: colour.orange }) + text(x + 55, 210, 'GRU',
        { size: 24 })
        + arrow(x + 55, 166, x + 55, 110, { width: 3 }) + word(x - 10, 50, name, colour.paleYellow, colour.yellow)
        + arrow(x + 55, 340, x + 55, 256, { width: 3 }) + word(x - 10, 345, i === 0 ? 'SOS' : all[i - 1],
        colour.paleBlue, colour.blue)
        + (i < all.length - 1 ? arrow(x + 112, 210, x + 162, 210, { width: 3 }) : '');
    }),
    text(290, 450, 'encoder: reads', { size: 28, fill: colour.green }), text(880, 450, 'decoder: says', { size: 28,
      fill: colour.orange }),
    text(600, 165, 'state', { size: 22, fill: colour.orange }));
}

function vocabulary(): string {
  const { heard, numbered } = chat();
  const words = wordsOf('Good morning.');
  const numbers = numbered(words, heard);
  const rows = numbers.map((n) => (chatbot().embedding.index(n).narrow(0, 0, 5).tolist() as number[]).map((v) =>
    v.toFixed(2)));
  return svg(1160, 500, text(20, 40, '“Good morning.”', { size: 32, anchor: 'start' }),
    [...words, 'EOS'].map((name, i) => word(20, 100 + 90 * i, name, colour.paleBlue, colour.blue, 170) + arrow(196,
      127 + 90 * i, 266, 127 + 90 * i, { width: 3 })
      + text(310, 127 + 90 * i, numbers[i], { size: 36, bold: true, fill: colour.orange }) + arrow(350, 127 + 90 * i,
      420, 127 + 90 * i, { width: 3 })
      + matrix(440, 103 + 90 * i, [[...rows[i], '…']], { cell: 96, size: 26 })),
    text(310, 60, 'number', { size: 24, fill: colour.grey }), text(700, 60, 'row of the embedding', { size: 24,
      fill: colour.grey }),
    text(580, 478, `${heard.length} words are known; 0, 1, 2 are SOS, EOS, UNK`, { size: 24, fill: colour.grey }));
}

function bottleneck(): string {
  const words = 'the dog that the man saw in the park sleeps'.split(' ');
  return svg(1160, 460, words.map((name, i) => word(10 + 115 * i, 40, name, colour.paleBlue, colour.blue,
    105) + arrow(62 + 115 * i, 98, 500 + 18 * i, 196, { stroke: colour.grey })),
  rect(490, 200, 190, 70, { fill: colour.paleOrange, stroke: colour.orange, width: 4 }), text(585, 235, 'one state',
    { size: 28 }),
  words.map((_, i) => arrow(500 + 18 * i, 274, 62 + 115 * i, 372, { stroke: colour.grey }) + word(10 + 115 * i, 376,
    '?', colour.paper, colour.grey, 105)));
}

/** A sentence with keys and values, and a query. */
const given = once(() => {
  const words = ['the', 'small', 'dog', 'sleeps'];
  const q = torch.Tensor([[2, 1]]);
  const K = torch.Tensor([[0, 0.5], [1, -1], [2, 1], [-1, 1]]);
  const V = torch.Tensor([[0, 1], [1, 0], [4, 2], [-2, 3]]);
  const scores = q.mm(K.t());
  const scaled = scores.div(Math.sqrt(K.size(1)));
  const weights = torch.softmax(scaled, 1);
  const rows = (t: torch.Tensor): number[][] => t.tolist() as number[][];
  return { words, n: K.size(1), q: rows(q), K: rows(K), V: rows(V), scores: rows(scores)[0], scaled: rows(scaled)[0],
    weights: rows(weights)[0], mixed: rows(weights.mm(V)) };
});

function attentionIdea(): string {
  const { words, weights } = given();
  return svg(1160, 480, words.map((name, i) => {
    const x = 60 + 280 * i;
    return word(x, 300, name, colour.paleBlue, colour.blue, 200) + arrow(x + 100, 296, 580, 150,
      { stroke: colour.orange, width: 1 + 14 * weights[i] })
      + text(x + 100, 395, shown(weights[i], 3), { size: 34, bold: true, fill: colour.orange });
  }), rect(480, 60, 200, 84, { fill: colour.paleOrange, stroke: colour.orange }), text(580, 102, 'decoder',
    { size: 28 }),
  text(580, 455, 'the weights add up to 1', { size: 26, fill: colour.grey }));
}

function compare(): string {
  const { words, q, K, scores } = given();
  return svg(1160, 480, text(110, 40, 'query', { size: 28, fill: colour.orange }), matrix(40, 80, q, { cell: 70,
    size: 30, fill: () => colour.paleOrange }),
  text(460, 40, 'key', { size: 28, fill: colour.blue }), text(840, 40, 'score: query · key', { size: 28 }),
  words.map((name, i) => text(340, 110 + 92 * i, name, { size: 30, anchor: 'end' }) + matrix(390, 86 + 92 * i,
    [K[i]], { cell: 76, size: 30, fill: () => colour.paleBlue })
      + text(610, 110 + 92 * i, `${shown(q[0][0])} · ${K[i][0] < 0 ? `(${shown(K[i][0])})` : shown(K[i][0])} + ${shown(q[0][1])} · ${K[i][1] < 0 ? `(${shown(K[i][1])})` : shown(K[i][1])}`, { size: 30, anchor: 'start' })
      + text(930, 110 + 92 * i, `= ${shown(scores[i])}`, { size: 34, anchor: 'start', bold: true })));
}

function soft(): string {
  const { words, scores, scaled, weights, n } = given();
  return svg(1160, 480, text(340, 40, 'score', { size: 28 }), text(540, 40, `/ √${n}`, { size: 28 }), text(800, 40,
    'softmax', { size: 28, fill: colour.orange }),
  words.map((name, i) => text(220, 110 + 92 * i, name, { size: 30, anchor: 'end' }) + text(340, 110 + 92 * i,
    scores[i], { size: 32 }) + text(540, 110 + 92 * i, shown(scaled[i], 3), { size: 32 })
      + rect(660, 84 + 92 * i, Math.max(2, 280 * weights[i]), 52, { fill: colour.paleOrange, stroke: colour.orange,
        round: 0 })
      + text(680 + 280 * weights[i], 110 + 92 * i, shown(weights[i], 3), { size: 32, bold: true, anchor: 'start' })));
}

function mix(): string {
  const { words, weights, V, mixed } = given();
  return svg(1160, 490, text(360, 30, 'weight', { size: 28, fill: colour.orange }), text(630, 30, 'value', { size: 28,
    fill: colour.green }),
  words.map((name, i) => text(220, 84 + 80 * i, name, { size: 30, anchor: 'end' }) + text(360, 84 + 80 * i,
    shown(weights[i], 3), { size: 32 }) + text(470, 84 + 80 * i, '·', { size: 40 })
      + matrix(550, 60 + 80 * i, [V[i]], { cell: 80, size: 30, fill: () => colour.paleGreen })
      + matrix(840, 60 + 80 * i, [V[i].map((v) => v * weights[i])], { cell: 110, size: 28, digits: 3 })),
  text(700, 436, 'sum', { size: 32, bold: true }), matrix(840, 412, mixed, { cell: 110, size: 30, digits: 3,
    fill: () => colour.paleYellow }));
}

function task(): string {
  const { heard, steps } = backwards();
  const turned = [...heard].reverse();
  return svg(1160, 440, heard.map((letter, i) => word(180 + 140 * i, 60, letter, colour.paleBlue, colour.blue, 100)
    + arrow(230 + 140 * i, 120, 230 + 140 * (heard.length - 1 - i), 286, { stroke: colour.orange, width: 2 })),
  turned.map((letter, i) => word(180 + 140 * i, 290, letter, colour.paleYellow, colour.yellow, 100)),
  text(150, 87, 'heard', { size: 26, anchor: 'end' }), text(150, 317, 'to say', { size: 26, anchor: 'end' }),
  text(580, 410, `learned in ${steps} steps of 64 random words`, { size: 26, fill: colour.grey }));
}

/** Where a decoder looked: a row for each word that it said. */
function looks(heard: readonly string[], said: readonly string[], looked: readonly (readonly number[])[],
  cell: number, tall: number): string {
  const rows = looked.map((row) => row.slice(0, heard.length));
  return cells(0, 0, rows, { cell, tall, size: 22, words: (v) => v.toFixed(2), fill: (v) =>
    `rgb(${[213, 94, 0].map((c) => Math.round(255 + (c - 255) * 0.8 * v)).join(',')})` })
    + heard.map((name, j) => text((j + 0.5) * cell, -24, name, { size: 26 })).join('') + said.map((name, i) =>
    text(-16, (i + 0.5) * tall, name, { size: 26, anchor: 'end' })).join('');
}

function heat(): string {
  const { heard, said, looked, right } = backwards();
  return svg(1160, 500, text(420, 20, 'heard', { size: 24, fill: colour.grey }),
    `<g transform="translate(150 80)">${looks(heard, said, looked, 90, 66)}</g>`,
    text(60, 278, 'said', { size: 24, fill: colour.grey }), text(940, 200, `${shown(100 * right, 1)} of 100`,
      { size: 44, bold: true, fill: colour.orange }), text(940, 255, 'new words are said', { size: 26 }), text(940,
      290, 'backwards without a mistake', { size: 26 }));
}

function talk(): string {
  const { question, reply, looked } = chatbot();
  return svg(1160, 480, text(520, 20, 'heard', { size: 24, fill: colour.grey }),
    `<g transform="translate(260 80)">${looks(question, reply, looked, 110, 76)}</g>`,
    text(50, 150, 'said', { size: 24, fill: colour.grey }), text(1000, 150, 'even would be', { size: 26 }), text(1000,
      200, `1 / 40 = ${shown(1 / 40, 3)}`, { size: 32, bold: true, fill: colour.orange }));
}

export const pictures: Pictures = {
  seq2seq,
  vocab: vocabulary,
  bottleneck,
  'attention-idea': attentionIdea,
  'attention-1': compare,
  'attention-2': soft,
  'attention-3': mix,
  'attention-task': task,
  'attention-heat': heat,
  'attention-chat': talk,
};
