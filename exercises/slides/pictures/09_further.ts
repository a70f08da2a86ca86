/** Part 9: universal approximation, dropout, vanishing gradients, history. */
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as plot from 'nodetorch/plot';
import { numbers, once, type Pictures, type Values } from './define.ts';
import { circle, colour, joined, line, matrix, svg, tag, text } from './svg.ts';

const places = once(() => torch.linspace(-3, 3, 241));
const wanted = (x: torch.Tensor): torch.Tensor => x.mul(2).sin().add(x.mul(0.4)).add(x.mul(5).cos().mul(0.25));

/**
 * A sum of ReLUs with their corners at even distances: the weights of the second layer are those with the least mean of
 * squared errors.
 */
const fits = once(() => new Map([2, 4, 8, 16, 64].map((units) => {
  const x = places();
  const corners = torch.linspace(-3, 3, units + 1).narrow(0, 0, units);
  const hidden = torch.cat([F.relu(x.unsqueeze(1).sub(corners)), torch.ones(x.size(0), 1)], 1).double();
  const goal = wanted(x).double().unsqueeze(1);
  const weights = torch.linalg.lstsq(hidden, goal)[0];
  const y = hidden.mm(weights);
  return [units, { y: numbers(y.flatten()), error: y.sub(goal).square().mean().item() }] as const;
})));

const fitFrames = (): plot.Figure[] => [...fits()].map(([units, { y }]) => {
  const x = numbers(places());
  return plot.lines({ wanted: numbers(wanted(places())), [`${units} units`]: y },
    { x, x_label: 'x', width: 800, height: 370, title: `${units} hidden units` });
});

const wide = once(() => ({ names: ['2', '8', '64'], errors: [2, 8, 64].map((units) => fits().get(units)!.error) }));

/** A network of which some neurons sit out, others each time. */
function dropped(): string[] {
  const counts = [3, 6, 6, 2];
  const x = (layer: number): number => 120 + 300 * layer;
  const y = (layer: number, i: number): number => 240 + 76 * (i - (counts[layer] - 1) / 2);
  const masks = [0, 1, 2].map((frame) => counts.map((count, layer) => {
    const all = torch.ones(count);
    return numbers(layer === 0 || layer === 3 || frame === 0 ? all : torch.bernoulli(all.mul(0.5)));
  }));
  return masks.map((mask) => {
    const lines = counts.slice(1).flatMap((count, k) => Array.from({ length: counts[k] * count }, (_, n) => {
      const [i, j] = [n % counts[k], Math.floor(n / counts[k])];
      if (!mask[k][i] || !mask[k + 1][j]) return '';
      return joined([x(k), y(k, i)], [x(k + 1), y(k + 1, j)], { r: 28, width: 1.5, stroke: colour.grey });
    }));
    const dots = counts.flatMap((count, k) => Array.from({ length: count }, (_, i) => mask[k][i]
      ? circle(x(k), y(k, i), 28, { fill: k ? colour.paleBlue : colour.paper, stroke: colour.blue, width: 3 })
      : circle(x(k), y(k, i), 28, { stroke: colour.orange, width: 3, dashed: true })
        + text(x(k), y(k, i), '×', { size: 34, fill: colour.orange })));
    return svg(1160, 490, lines, dots);
  });
}

const halves = once(() => {
  torch.manual_seed(3);
  const before = torch.ones(8);
  const after = (training: boolean): number[] => numbers(F.dropout(before, { p: 0.5, training }));
  return { train: after(true), test: after(false) };
});

const dropoutNumbers = (): string => svg(1160, 380,
  ...[['in', numbers(torch.ones(8))], ['training', halves().train], ['use', halves().test]].map(([name, row], k) =>
    text(170, 70 + 110 * k, name as string, { anchor: 'end', size: 28, bold: true })
    + matrix(220, 36 + 110 * k, [row as number[]], {
      cell: 100, tall: 68, size: 32, fill: (_, j) => ((row as number[])[j] === 0 ? colour.paleOrange : undefined),
    })));

const depth = 10;

/** The mean size of the gradient of each layer's weights, in a network of ten layers. */
function gradients(name: 'sigmoid' | 'relu'): number[] {
  torch.manual_seed(0);
  const layers = Array.from({ length: depth }, () => new nn.Linear(32, 32));
  for (const layer of layers) {
    if (name === 'relu') nn.init.kaiming_normal_(layer.weight, { nonlinearity: 'relu' });
    else nn.init.xavier_normal_(layer.weight);
  }
  let x = torch.randn(64, 32);
  for (const layer of layers) x = name === 'relu' ? torch.relu(layer.forward(x)) : torch.sigmoid(layer.forward(x));
  F.cross_entropy(x, torch.randint(0, 32, [64])).backward();
  return layers.map((layer) => layer.weight.grad!.abs().mean().item());
}

const vanishing = once(() => ({ sigmoid: gradients('sigmoid'), relu: gradients('relu') }));

const vanishingFigure = (): plot.Figure => plot.lines({ sigmoid: vanishing().sigmoid, ReLU: vanishing().relu }, {
  x: Array.from({ length: depth }, (_, i) => i + 1), x_label: 'layer, the first one is 1', y_label: 'mean |gradient|',
  y_log: true, width: 760, height: 380,
});

const slope = once(() => {
  const x = torch.linspace(-6, 6, 121).requires_grad_();
  torch.sigmoid(x).sum().backward();
  return { x: numbers(x), y: numbers(x.grad!) };
});

const events: readonly [number, string][] = [
  [1943, 'a neuron as a formula'], [1958, 'perceptron'], [1986, 'backpropagation'], [1997, 'LSTM'], [1998, 'LeNet-5'],
  [2012, 'AlexNet'], [2014, 'attention'], [2017, 'Transformer'],
];

function history(): string {
  const x = (i: number): number => 80 + 143 * i;
  return svg(1160, 460, line(20, 230, 1140, 230, { width: 4, stroke: colour.blue }), events.map(([year, name], i) => {
    const up = i % 2 === 0;
    const words = name.length > 14 ? name.split(' as ').map((part, k) => (k ? `as ${part}` : part)) : [name];
    return circle(x(i), 230, 12, { fill: colour.orange, stroke: colour.white })
      + line(x(i), 230, x(i), up ? 160 : 300, { stroke: colour.grey })
      + tag(x(i), up ? 140 : 320, year, { size: 28, bold: true })
      + words.map((word, k) => text(x(i), up ? 104 - 30 * (words.length - 1 - k) : 360 + 30 * k, word, { size: 24 })).join('');
  }));
}

export const pictures: Pictures = {
  'fit-frames': fitFrames, dropped, 'dropout-numbers': dropoutNumbers, vanishing: vanishingFigure, history,
  'sigmoid-slope': () => plot.lines({ slope: slope().y }, { x: slope().x, x_label: 'x', y_label: 'slope', width: 400, height: 340 }),
};

const quarter = (layers: number): number => 0.25 ** layers;
export const values: Values = {
  'fit.2': () => wide().errors[0].toFixed(3),
  'fit.8': () => wide().errors[1].toFixed(3),
  'fit.64': () => wide().errors[2].toExponential(0),
  'slope.most': () => Math.max(...slope().y),
  'quarter.2': () => quarter(2),
  'quarter.5': () => quarter(5).toFixed(5),
  'quarter.10': () => quarter(10).toFixed(8),
  'vanish.times': () => Math.round(vanishing().sigmoid[depth - 1] / vanishing().sigmoid[0] / 1000),
};
