import { optionsOf } from '../arguments/named.js';
import { Figure } from './figure.js';
import { sequential } from './theme.js';
import { checkCount, matrix, type Matrix } from './values.js';

export interface HeatmapOptions {
  /** What the rows and columns are called; their numbers from 0 if not given. */
  rows?: readonly string[];
  columns?: readonly string[];
  title?: string;
  x_label?: string;
  y_label?: string;
  /** Decimals of the number written into each cell that is not 0; null writes none. 2 if not given. */
  digits?: number | null;
  /** The value that is darkest; the largest if not given. White is 0. */
  limit?: number;
  /** Side of a cell in SVG units; 52 if not given. */
  size?: number;
}

const names = ['rows', 'columns', 'title', 'x_label', 'y_label', 'digits', 'limit', 'size'] as const;

/** A matrix of amounts as coloured cells, such as attention. Throws ValueError if names and rows differ in number. */
export function heatmap(of: Matrix, given?: HeatmapOptions): Figure {
  const options = optionsOf('heatmap', given, names);
  const { title, x_label = '', y_label = '', digits = 2, size = 52 } = options;
  const numbers = matrix('heatmap', 'matrix', of);
  const limit = options.limit ?? numbers.flat().reduce((most, x) => Math.max(most, x), 0);
  if (options.rows) checkCount('heatmap', 'names', options.rows.length, numbers.length, 'rows');
  if (options.columns) checkCount('heatmap', 'names', options.columns.length, numbers[0].length, 'columns');

  // The same word may stand twice, so the cells go by number, and the axes put the words in their place.
  const values = numbers.flatMap((row, r) =>
    row.map((value, c) => ({ r, c, value, text: digits === null || value === 0 ? '' : value.toFixed(digits) })));
  const axis = (given: readonly string[] | undefined, more: object): object => ({
    ...more,
    ...(given ? { labelExpr: `${JSON.stringify(given)}[datum.value]` } : {}),
    labelFontSize: 13,
    ticks: false,
    domain: false,
  });
  const encoding = {
    x: { field: 'c', type: 'ordinal', title: x_label, axis: axis(options.columns, { orient: 'top', labelAngle: 0 }) },
    y: { field: 'r', type: 'ordinal', title: y_label, axis: axis(options.rows, {}) },
  };
  return new Figure({
    title,
    width: { step: size },
    height: { step: size },
    data: { values },
    layer: [
      {
        mark: { type: 'rect', stroke: '#bbbbbb', strokeWidth: 1 },
        encoding: {
          ...encoding,
          color: {
            field: 'value',
            type: 'quantitative',
            scale: { domain: [0, limit], range: sequential, clamp: true, interpolate: 'rgb' },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 12 },
        encoding: {
          ...encoding,
          text: { field: 'text', type: 'nominal' },
          color: { condition: { test: `datum.value > ${limit / 2}`, value: 'white' }, value: '#222222' },
        },
      },
    ],
  });
}
