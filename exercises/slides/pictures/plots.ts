/** Curves, planes with regions, pictures of pixels and tables of numbers, in the drawings of the slides. */
import * as plot from 'nodetorch/plot';
import type * as torch from 'nodetorch';
import { circle, colour, line, path, rect, shown, text, type ShapeStyle } from './svg.ts';

/** A rectangle of a picture, and the numbers that its sides stand for. */
export interface Frame {
  x: number;
  y: number;
  w: number;
  h: number;
  xs: readonly [number, number];
  ys: readonly [number, number];
}

export type Pair = readonly [number, number];

/** Where a point lies in the picture. */
export const at = ({ x, y, w, h, xs, ys }: Frame, [a, b]: Pair): Pair =>
  [x + (w * (a - xs[0])) / (xs[1] - xs[0]), y + h - (h * (b - ys[0])) / (ys[1] - ys[0])];

export interface AxesStyle {
  /** Numbers below and beside. */
  below?: readonly number[];
  beside?: readonly number[];
  label_x?: string;
  label_y?: string;
  /** Faint lines at these numbers. */
  grid?: boolean;
}

/** The frame's lines and numbers. */
export function axes(frame: Frame, style: AxesStyle = {}): string {
  const { x, y, w, h } = frame;
  const { below = [], beside = [], label_x, label_y, grid = true } = style;
  const lines = (one: string): string => grid ? one : '';
  return [
    ...below.map((a) => {
      const [px] = at(frame, [a, frame.ys[0]]);
      return lines(line(px, y, px, y + h, { stroke: colour.faint, width: 1 })) + text(px, y + h + 22, shown(a),
        { size: 20 });
    }),
    ...beside.map((b) => {
      const [, py] = at(frame, [frame.xs[0], b]);
      return lines(line(x, py, x + w, py, { stroke: colour.faint, width: 1 }))
        + text(x - 12, py, shown(b, 6), { size: 20, anchor: 'end' });
    }),
    rect(x, y, w, h, { stroke: colour.grey, width: 1.5, round: 0 }),
    label_x ? text(x + w / 2, y + h + 52, label_x, { size: 22 }) : '',
    label_y ? text(x, y - 22, label_y, { size: 22, anchor: 'start' }) : '',
  ].join('');
}

/** A line through points of the frame; pieces outside of it are left out. */
export function curve(frame: Frame, points: readonly Pair[], style: ShapeStyle = {}): string {
  const { xs, ys } = frame;
  const inside = ([a, b]: Pair): boolean => a >= xs[0] && a <= xs[1] && b >= ys[0] && b <= ys[1];
  const pieces: Pair[][] = [[]];
  for (const point of points) {
    if (inside(point)) pieces[pieces.length - 1].push(at(frame, point));
    else if (pieces[pieces.length - 1].length > 0) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 1).map((piece) => path(piece, { width: 4, ...style })).join('');
}

/** The numbers from `low` to `high`, `count` of them. */
export const range = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** A mark for each point: a circle for category 0, a triangle for category 1. */
export function dots(frame: Frame, rows: readonly (readonly number[])[], labels: readonly number[], size = 5): string {
  return rows.map((row, i) => {
    const [x, y] = at(frame, [row[0], row[1]]);
    if (labels[i] === 0) return circle(x, y, size, { fill: colour.blue, stroke: colour.white, width: 0.6 });
    const s = 1.25 * size;
    const corners = [[x, y - s], [x + 0.9 * s, y + 0.7 * s], [x - 0.9 * s, y + 0.7 * s]];
    return `<polygon points="${corners.map((c) => c.map((v) => v.toFixed(1)).join(',')).join(' ')}" `
      + `fill="${colour.orange}" stroke="white" stroke-width="0.6"/>`;
  }).join('');
}

interface Layer { data: { values: { url: string }[] } }

/** The ground of a square frame around 0, pale blue where `regions` says 0 and pale orange where it says 1. */
export function ground(frame: Frame, regions: (points: torch.Tensor) => torch.Tensor): string {
  const { x, y, w, h, xs: [low, high] } = frame;
  // plot.points leaves a margin of 4 parts of 100 on each side of its outermost points.
  const corner = (high - low) / 2 / 1.08;
  const { spec } = plot.points([[-corner, -corner], [corner, corner]], { regions });
  return image(x, y, w, h, (spec.layer as Layer[])[0].data.values[0].url);
}

export const image = (x: number, y: number, w: number, h: number, url: string): string =>
  `<image x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${w.toFixed(1)}" height="${h.toFixed(1)}" href="${url}" `
  + 'preserveAspectRatio="none" style="image-rendering:pixelated"/>';

/** Pictures [n, height, width] as PNG in URLs: dark for much, or with a sign orange, white and blue. */
export function urlsOf(pictures: torch.Tensor, options: { signed?: boolean; limit?: number } = {}): string[] {
  const { spec } = plot.images(pictures, { ...options, size: 96 });
  return (spec.data as Layer['data']).values.map(({ url }) => url);
}

/** The colour of a number: white for 0, blue for positive and orange for negative ones. */
export function signed(value: number, limit: number): string {
  const part = Math.min(1, Math.abs(value) / (limit || 1));
  const end = value < 0 ? [213, 94, 0] : [0, 114, 178];
  return `rgb(${end.map((c) => Math.round(255 + (c - 255) * 0.75 * part)).join(',')})`;
}

/** Grey for an amount from 0 to `limit`: white for 0. */
export const grey = (value: number, limit = 1): string => {
  const c = Math.round(255 * (1 - Math.min(1, Math.max(0, value / limit))));
  return `rgb(${c},${c},${c})`;
};

export interface CellsStyle {
  cell?: number;
  tall?: number;
  size?: number;
  /** What stands in a cell; nothing if it gives ''. */
  words?: (value: number, row: number, column: number) => string;
  fill?: (value: number, row: number, column: number) => string;
  /** Cells with a thick frame: first row and column, rows and columns. */
  marked?: readonly [row: number, column: number, rows: number, columns: number];
}

/** A grid of coloured cells with numbers in them, white on dark grounds. */
export function cells(x: number, y: number, rows: readonly (readonly number[])[], style: CellsStyle = {}): string {
  const { cell = 44, tall = cell, size = 20, words = (value) => shown(value), fill = () => 'none', marked } = style;
  const all = rows.flatMap((row, i) => row.map((value, j) => {
    const back = fill(value, i, j);
    return rect(x + j * cell, y + i * tall, cell, tall, { fill: back, stroke: colour.grey, width: 1, round: 0 })
      + text(x + (j + 0.5) * cell, y + (i + 0.5) * tall, words(value, i, j), { size, fill: readable(back) });
  }));
  if (marked) {
    const [i, j, height, width] = marked;
    all.push(rect(x + j * cell, y + i * tall, width * cell, height * tall, { stroke: colour.green, width: 5,
      round: 0 }));
  }
  return all.join('');
}

function readable(back: string): string {
  const parts = back.match(/rgb\((\d+),(\d+),(\d+)\)/);
  return parts && 0.3 * Number(parts[1]) + 0.6 * Number(parts[2]) + 0.1 * Number(parts[3]) < 120 ? colour.white
    : colour.ink;
}

export interface TableStyle {
  widths: readonly number[];
  tall?: number;
  size?: number;
  anchors?: readonly ('start' | 'middle' | 'end')[];
  /** The ground of a row, undefined for none. */
  fill?: (row: number) => string | undefined;
  head?: boolean;
}

/** Rows of words below each other, the first of them a heading. */
export function table(x: number, y: number, rows: readonly (readonly (string | number)[])[],
  style: TableStyle): string {
  const { widths, tall = 52, size = 26, anchors = [], fill, head = true } = style;
  const whole = widths.reduce((sum, w) => sum + w, 0);
  return rows.map((row, i) => {
    const top = y + i * tall;
    const back = fill?.(i);
    let left = x;
    const words = row.map((value, j) => {
      const anchor = anchors[j] ?? 'middle';
      const px = anchor === 'start' ? left + 8 : anchor === 'end' ? left + widths[j] - 8 : left + widths[j] / 2;
      left += widths[j];
      return text(px, top + tall / 2, value, { size, anchor, bold: head && i === 0 });
    });
    return (back ? rect(x, top, whole, tall, { fill: back, stroke: 'none', round: 0 }) : '') + words.join('')
      + line(x, top + tall, x + whole, top + tall, { stroke: i === 0 && head ? colour.ink : colour.faint });
  }).join('');
}
