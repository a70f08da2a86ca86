import { tensorFor } from '../values/is_tensor.js';
import { optionsOf } from '../arguments/named.js';
import type { Tensor } from '../tensor/tensor.js';
import { Figure } from './figure.js';
import { dataUrl, enlarged, type Pixels } from './png.js';
import { colours, grounds, shapes } from './theme.js';
import { checkCount, matrix, vector, type Matrix, type Vector } from './values.js';

export interface PointsOptions {
  /** The category of each point: 0, 1, 2, … */
  labels?: Vector;
  /** What the categories are called; their numbers if not given. */
  names?: readonly string[];
  /** What was observed instead of `labels`: a point where the two differ gets a ring. */
  observed?: Vector;
  /** The category of each point of the plane, `[n, 2]` in, `[n]` out: the ground is coloured by it. */
  regions?: (points: Tensor) => Tensor;
  title?: string;
  x_label?: string;
  y_label?: string;
  /** Side of the plane in SVG units; 420 if not given. */
  size?: number;
}

const optionNames = ['labels', 'names', 'observed', 'regions', 'title', 'x_label', 'y_label', 'size'] as const;
/** Cells of the ground in each direction. */
const cells = 140;

/** The plane with points on it: `[n, 2]`. Throws ValueError if labels and points differ in number. */
export function points(at: Matrix, given?: PointsOptions): Figure {
  const options = optionsOf('points', given, optionNames);
  const { title, x_label = '', y_label = '', size = 420 } = options;
  const rows = matrix('points', 'points', at);
  checkCount('points', 'columns', rows[0].length, 2, 'coordinates');
  const labels = options.labels ? vector('points', 'labels', options.labels) : rows.map(() => 0);
  checkCount('points', 'labels', labels.length, rows.length, 'points');
  const observed = options.observed && vector('points', 'observed', options.observed);
  if (observed) checkCount('points', 'observed', observed.length, rows.length, 'points');

  const kinds = Math.max(...labels, ...(options.names ? [options.names.length - 1] : [])) + 1;
  const names = Array.from({ length: kinds }, (_, i) => options.names?.[i] ?? String(i));
  const domains = [0, 1].map((axis) => extent(rows.map((row) => row[axis])));
  const [domainX, domainY] = domains;

  const scale = (range: readonly string[]): object =>
    ({ domain: names, range: names.map((_, i) => range[i % range.length]) });
  const columns = kinds <= 2 ? 1 : 5;
  const legend = options.labels ? { title: null, orient: 'bottom', symbolSize: 80, labelLimit: 0, columns } : null;
  const encoding = {
    x: { field: 'x', type: 'quantitative', title: x_label, scale: { domain: domainX, nice: false } },
    y: { field: 'y', type: 'quantitative', title: y_label, scale: { domain: domainY, nice: false } },
  };
  const values = rows.map(([x, y], i) =>
    ({ x, y, name: names[labels[i]], off: observed ? observed[i] !== labels[i] : false }));
  const pixels = options.regions && groundOf(options.regions, domainX, domainY);
  const ground = pixels && {
    data: { values: [{ x: domainX[0], y: domainY[1], url: dataUrl(enlarged(pixels, 3)) }] },
    mark: { type: 'image', width: size, height: size, align: 'left', baseline: 'top', aspect: false, smooth: false },
    encoding: { ...encoding, url: { field: 'url', type: 'nominal' } },
  };
  const dots = {
    mark: { type: 'point', size: 30, filled: true, opacity: 0.9, stroke: 'white', strokeWidth: 0.4 },
    encoding: {
      ...encoding,
      color: { field: 'name', type: 'nominal', scale: scale(colours), legend },
      shape: { field: 'name', type: 'nominal', scale: scale(shapes), legend },
    },
  };
  const rings = observed && {
    transform: [{ filter: 'datum.off' }],
    mark: { type: 'point', shape: 'circle', size: 170, filled: false, stroke: '#000000', strokeWidth: 1.4 },
    encoding,
  };
  const axis = { grid: !ground };
  return new Figure({
    title, width: size, height: size, data: { values }, layer: [ground, dots, rings].filter(Boolean),
    encoding: { x: { axis }, y: { axis } },
  });
}

function extent(values: readonly number[]): [number, number] {
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const margin = 0.04 * (high - low || 1);
  return [low - margin, high + margin];
}

function groundOf(
  regions: (points: Tensor) => Tensor, [x0, x1]: [number, number], [y0, y1]: [number, number],
): Pixels {
  const grid = new Float32Array(2 * cells * cells);
  for (let i = 0; i < cells * cells; i++) {
    grid[2 * i] = x0 + ((x1 - x0) * ((i % cells) + 0.5)) / cells;
    grid[2 * i + 1] = y1 - ((y1 - y0) * (Math.floor(i / cells) + 0.5)) / cells;
  }
  const kinds = vector('points', 'regions', regions(tensorFor('points(): regions', grid).view(-1, 2)));
  checkCount('points', 'categories from regions', kinds.length, cells * cells, 'points of the plane');
  const rgb = new Uint8Array(3 * cells * cells);
  for (const [i, kind] of kinds.entries()) rgb.set(grounds[kind % grounds.length], 3 * i);
  return { width: cells, height: cells, rgb };
}
