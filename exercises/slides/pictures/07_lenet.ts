/** Part 7, last third: LeNet-5, layer by layer (890). */
import * as torch from 'nodetorch';
import { once, type Pictures } from './define.ts';
import { comparison, mistakes, shifts } from './07_digits.ts';
import { firstOf, networks, testDigits } from './digits.ts';
import { image, table, urlsOf } from './plots.ts';
import { arrow, colour, rect, svg, text } from './svg.ts';

/** A digit on its way: what each layer gives, with the layer. */
const way = once(() => torch.no_grad(() => {
  const { net } = networks[890]();
  let x = testDigits().images.narrow(0, firstOf(4), 1);
  const stages = [{ layer: 'picture', x, weights: 0 }];
  for (const layer of net) {
    x = layer(x);
    const weights = [...layer.parameters()].reduce((sum, p) => sum + p.numel(), 0);
    stages.push({ layer: layer.constructor.name, x, weights });
  }
  return stages;
}));

const shapeOf = (x: torch.Tensor): string => x.shape.slice(1).join(' × ');
const thousands = (n: number): string => n.toLocaleString('en-US');

/** What each layer is for, in order. */
const jobs: Record<string, string[]> = {
  Conv2d: ['6 kernels 5 × 5: strokes', '16 kernels: corners, arcs', '120 kernels: whole parts'],
  MaxPool2d: ['half as large', 'half as large'],
  Linear: ['mixes the parts', 'a score for each digit'],
};

/** The layers with weights, and those that change the shape. */
const main = once(() => {
  const seen: Record<string, number> = {};
  return way().filter(({ layer }) => layer in jobs).map((stage) => {
    const nth = seen[stage.layer] = (seen[stage.layer] ?? -1) + 1;
    return { ...stage, job: jobs[stage.layer][nth] };
  });
});

function lenet(): string {
  const stages = [{ layer: 'picture', x: way()[0].x }, ...main()];
  const inks: Record<string, [string, string]> = {
    picture: [colour.paper, colour.grey], Conv2d: [colour.paleBlue, colour.blue], MaxPool2d: [colour.paleGreen,
      colour.green], Linear: [colour.paleOrange, colour.orange],
  };
  return svg(1160, 510, stages.map(({ layer, x }, i) => {
    const [, channels, side = 1] = x.shape;
    const size = x.dim() === 4 ? Math.max(14, 3.2 * side) : 22;
    const tall = x.dim() === 4 ? size : Math.max(60, 2 * channels);
    const sheets = x.dim() === 4 ? Math.min(6, channels) : 1;
    const left = 18 + 145 * i;
    const [fill, stroke] = inks[layer];
    const middle = left + 58;
    return Array.from({ length: sheets }, (_, s) => rect(middle - size / 2 + 5 * (s - sheets / 2),
      210 - tall / 2 - 5 * (s - sheets / 2), size, tall, { fill, stroke, round: 0 })).join('')
      + (i > 0 ? arrow(left - 32, 210, left - 8, 210, { width: 3 }) : '')
      + text(middle, 350, layer === 'picture' ? 'picture' : layer.replace('2d', ''), { size: 24, bold: true,
        fill: stroke === colour.grey ? colour.ink : stroke })
      + text(middle, 395, shapeOf(x).replaceAll(' ', ''), { size: 24 });
  }), text(580, 470, 'channels × height × width', { size: 24, fill: colour.grey }));
}

function layers(): string {
  const stages = main();
  const all = stages.reduce((sum, { weights }) => sum + weights, 0);
  const rows = [['layer', 'gives', 'weights', 'what it does'],
    ...stages.map(({ layer, x, weights, job }) => [layer, shapeOf(x), weights ? thousands(weights) : '', job]),
    ['in all', '', thousands(all), '']];
  return svg(1160, 515, table(20, 2, rows, { widths: [200, 230, 200, 480], tall: 56, size: 26, anchors: ['start',
    'start', 'end', 'start'] }));
}

function maps(): string {
  const stages = main();
  const [picture] = way();
  const frame = (x: number, y: number, side: number): string => rect(x, y, side, side, { stroke: colour.faint,
    round: 0 });
  const show = (x: number, y: number, side: number, columns: number, t: torch.Tensor, count: number): string =>
    urlsOf(t.index(0).narrow(0, 0, count)).map((url, i) => {
      const [px, py] = [x + (i % columns) * (side + 6), y + Math.floor(i / columns) * (side + 6)];
      return image(px, py, side, side, url) + frame(px, py, side);
    }).join('');
  const [c1, s2, c3, s4, c5, , f7] = stages;
  const scores = torch.softmax(f7.x, 1).reshape(-1).tolist() as number[];
  const best = scores.indexOf(Math.max(...scores));
  const strip = urlsOf(c5.x.relu().view(1, 120, 1).expand(1, 120, 10))[0];
  return svg(1160, 515,
    show(0, 150, 150, 1, picture.x, 1), text(75, 330, 'picture', { size: 22 }),
    show(190, 40, 100, 2, c1.x.relu(), 6), text(293, 385, 'conv, ReLU', { size: 22 }), text(293, 415, '6 maps',
      { size: 22, fill: colour.grey }),
    show(430, 75, 76, 2, s2.x, 6), text(509, 385, 'pool', { size: 22 }),
    show(620, 60, 56, 4, c3.x.relu(), 16), text(741, 385, 'conv, ReLU', { size: 22 }), text(741, 415, '16 maps',
      { size: 22, fill: colour.grey }),
    show(890, 100, 32, 4, s4.x, 16), text(962, 385, 'pool', { size: 22 }),
    image(1062, 40, 22, 300, strip), rect(1062, 40, 22, 300, { stroke: colour.faint, round: 0 }), text(1073, 385,
      '120', { size: 22 }),
    scores.map((p, i) => rect(1128, 40 + 30 * i, 28, 28,
      { fill: `rgb(255,${Math.round(255 - 130 * p)},${Math.round(255 - 220 * p)})`, stroke: colour.grey, width: 1,
        round: 0 })
      + text(1142, 54 + 30 * i, i, { size: 20, bold: i === best })),
    text(580, 475, `it says ${best}, with a chance of ${scores[best].toFixed(3)}`, { size: 28, bold: true,
      fill: colour.orange }));
}

export const pictures: Pictures = {
  lenet,
  'lenet-table': layers,
  'lenet-maps': maps,
  'digits-table': () => comparison([830, 850, 870, 890]),
  'shift-all': () => shifts([830, 850, 890]),
  'mistakes-890': () => mistakes(890, 12),
};
