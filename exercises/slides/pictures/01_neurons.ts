/** Part 1: neurons, two outputs by hand, one matrix product (210). */
import * as torch from 'nodetorch';
import { once, rowsOf, type Pictures, type Values } from './define.ts';
import { colour, joined, neuron, svg, text } from './svg.ts';

/** The layer of 210. */
const layer = once(() => {
  const inputs = torch.Tensor([[1, 2]]);
  const weights = torch.Tensor([[3, 7], [4, 1]]);
  const bias = torch.Tensor([[0.5, 0.3]]);
  const outputs = inputs.mm(weights).add(bias);
  return { f: rowsOf(inputs)[0], w: rowsOf(weights), b: rowsOf(bias)[0], c: rowsOf(outputs)[0] };
});

/** Two inputs, and as many of the two outputs as asked for. */
function twoOutputs(): string {
  const { f, w, b, c } = layer();
  const inputs = [[90, 130], [90, 370]] as const;
  const outputs = [[390, 130], [390, 370]] as const;
  const ink = [colour.blue, colour.orange];
  return svg(560, 500,
    inputs.flatMap((from, i) => outputs.map((to, j) =>
      joined(from, to, { stroke: ink[j], label: w[i][j], at: i === j ? 0.45 : 0.28, width: 3 }))),
    inputs.map(([x, y], i) => neuron(x, y, f[i])),
    outputs.map(([x, y], j) =>
      neuron(x, y, c[j], { fill: j ? colour.paleOrange : colour.paleBlue, stroke: ink[j], r: 46 })),
    outputs.map(([x, y], j) => text(x, y + 68, `+ ${b[j]}`, { fill: ink[j] })),
    text(90, 40, 'inputs', { fill: colour.grey }), text(390, 40, 'outputs', { fill: colour.grey }));
}

export const pictures: Pictures = {
  'two-outputs': twoOutputs,
};

export const values: Values = {
  '210.inputs': () => [layer().f],
  '210.weights': () => layer().w,
  '210.bias': () => [layer().b],
  '210.outputs': () => [layer().c],
  '210.c0': () => layer().c[0],
  '210.c1': () => layer().c[1],
};
