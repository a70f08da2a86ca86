import { optionsOf } from '../arguments/named.js';
import { Figure } from './figure.js';
import { colours, dashes } from './theme.js';
import { checkCount, vector, type Vector } from './values.js';

export interface LinesOptions {
  /** Places of the values on the x axis: 0, 1, 2, … if not given. */
  x?: Vector;
  title?: string;
  x_label?: string;
  y_label?: string;
  /** A logarithmic y axis; values that are not above 0 are left out. */
  y_log?: boolean;
  /** Size of the plane in SVG units; 520 × 300 if not given. */
  width?: number;
  height?: number;
}

const names = ['x', 'title', 'x_label', 'y_label', 'y_log', 'width', 'height'] as const;

/**
 * One line for each name of `series`, such as the losses of a training. Throws ValueError if a series and `x` differ in
 * length.
 */
export function lines(series: Readonly<Record<string, Vector>>, given?: LinesOptions): Figure {
  const options = optionsOf('lines', given, names);
  const { title, x_label = '', y_label = '', y_log = false, width = 520, height = 300 } = options;
  const x = options.x && vector('lines', 'x', options.x);
  const keys = Object.keys(series);
  const values = keys.flatMap((name) => {
    const ys = vector('lines', name, series[name]);
    if (x) checkCount('lines', `values of ${name}`, ys.length, x.length, 'places');
    return ys.map((y, i) => ({ name, x: x ? x[i] : i, y })).filter(({ y }) => !y_log || y > 0);
  });
  const style = (range: readonly unknown[]): object => ({
    field: 'name',
    type: 'nominal',
    scale: { domain: keys, range: keys.map((_, i) => range[i % range.length]) },
    legend: keys.length > 1 ? { title: null, symbolStrokeWidth: 2, symbolSize: 400 } : null,
  });
  return new Figure({
    title,
    width,
    height,
    data: { values },
    mark: { type: 'line', strokeWidth: 2, strokeJoin: 'round', clip: true },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: x_label, scale: { nice: false }, axis: { grid: false } },
      y: { field: 'y', type: 'quantitative', title: y_label, scale: { type: y_log ? 'log' : 'linear' } },
      color: style(colours),
      strokeDash: style(dashes),
    },
  });
}
