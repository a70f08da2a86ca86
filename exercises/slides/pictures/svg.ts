/** Small drawings: neurons, arrows, matrices. Sizes are the pixels of a slide, letters have 20 of them at least. */

/** The palette of Okabe and Ito, as in the charts. */
export const colour = {
  ink: '#222222', grey: '#6a6a6a', faint: '#dddddd', paper: '#f4f6f8', white: '#ffffff',
  blue: '#0072B2', orange: '#D55E00', green: '#009E73', pink: '#CC79A7', yellow: '#E69F00', sky: '#56B4E9',
  paleBlue: '#c4dcee', paleOrange: '#fdecde', paleGreen: '#d8eee6', palePink: '#f5e4ee', paleYellow: '#faf0d6',
} as const;

const font = 'Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif';
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const short = (x: number): string => String(Math.round(x * 100) / 100);

export interface TextStyle {
  size?: number;
  fill?: string;
  anchor?: 'start' | 'middle' | 'end';
  bold?: boolean;
  italic?: boolean;
}

/** A number as it is shown: at most `digits` decimals, and a true minus sign. */
export const shown = (x: number, digits = 2): string => String(Number(x.toFixed(digits))).replace('-', '−');

/** Words whose middle is at height `y`; `x_1` and `w_{12}` get an index below the line. */
export function text(x: number, y: number, words: string | number, style: TextStyle = {}): string {
  const { size = 24, fill = colour.ink, anchor = 'middle', bold = false, italic = false } = style;
  const pieces = String(typeof words === 'number' ? shown(words) : words).split(/_(?:\{([^}]*)\}|(\w))/);
  let inner = '';
  for (let i = 0; i < pieces.length; i += 3) {
    const below = pieces[i + 1] ?? pieces[i + 2];
    const back = i > 0 && pieces[i] ? ` dy="${short(-0.25 * size)}"` : '';
    if (pieces[i]) inner += `<tspan${back}>${escaped(pieces[i])}</tspan>`;
    const small = Math.max(20, 0.75 * size);
    if (below) inner += `<tspan dy="${short(0.25 * size)}" font-size="${short(small)}">${escaped(below)}</tspan>`;
  }
  const look = `${bold ? ' font-weight="bold"' : ''}${italic ? ' font-style="italic"' : ''}`;
  return `<text x="${short(x)}" y="${short(y + 0.35 * size)}" font-size="${size}" fill="${fill}" text-anchor="${anchor}"`
    + ` xml:space="preserve"${look}>${inner}</text>`;
}

export interface ShapeStyle {
  fill?: string;
  stroke?: string;
  width?: number;
  dashed?: boolean;
  opacity?: number;
}

function look({ fill = 'none', stroke = colour.ink, width = 2, dashed = false, opacity = 1 }: ShapeStyle): string {
  const more = `${dashed ? ' stroke-dasharray="8 6"' : ''}${opacity === 1 ? '' : ` opacity="${opacity}"`}`;
  return `fill="${fill}" stroke="${stroke}" stroke-width="${width}"${more}`;
}

export const circle = (x: number, y: number, r: number, style: ShapeStyle = {}): string =>
  `<circle cx="${short(x)}" cy="${short(y)}" r="${short(r)}" ${look(style)}/>`;

export const rect = (x: number, y: number, w: number, h: number, style: ShapeStyle & { round?: number } = {}): string =>
  `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}" rx="${style.round ?? 6}" ${look(style)}/>`;

export const line = (x1: number, y1: number, x2: number, y2: number, style: ShapeStyle = {}): string =>
  `<line x1="${short(x1)}" y1="${short(y1)}" x2="${short(x2)}" y2="${short(y2)}" ${look(style)}/>`;

/** Points joined by a line. */
export const path = (points: readonly (readonly [number, number])[], style: ShapeStyle = {}): string =>
  `<polyline points="${points.map(([x, y]) => `${short(x)},${short(y)}`).join(' ')}" stroke-linejoin="round" ${look(style)}/>`;

export interface ArrowStyle extends ShapeStyle {
  /** Words beside the arrow, at this part of its way (0.5: the middle). */
  label?: string | number;
  at?: number;
  size?: number;
  /** How far above the line the words are; below it when negative. */
  above?: number;
}

/** A line with a head at its end; its label lies on a ground of white. */
export function arrow(x1: number, y1: number, x2: number, y2: number, style: ArrowStyle = {}): string {
  const { label, at = 0.5, size = 22, above = 0, stroke = colour.ink, width = 2 } = style;
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const head = 7 + 2.5 * width;
  const [bx, by] = [x2 - head * dx, y2 - head * dy];
  const side = 0.45 * head;
  const corners = [[x2, y2], [bx - side * dy, by + side * dx], [bx + side * dy, by - side * dx]] as const;
  const tip = `<polygon points="${corners.map(([x, y]) => `${short(x)},${short(y)}`).join(' ')}" fill="${stroke}"/>`;
  const words = label === undefined ? '' : tag(x1 + at * (x2 - x1), y1 + at * (y2 - y1) - above, label, { size, fill: stroke });
  return line(x1, y1, bx, by, { ...style, stroke, width }) + tip + words;
}

/** How wide words are, about: enough for the ground under them. */
const widthOf = (words: string, size: number): number => 0.58 * size * words.replace(/[_{}]/g, '').length;

/** Words on a white ground, so that lines do not cross them. */
export function tag(x: number, y: number, words: string | number, style: TextStyle & { ground?: string } = {}): string {
  const size = style.size ?? 24;
  const w = widthOf(typeof words === 'number' ? shown(words) : words, size) + 8;
  const ground = rect(x - w / 2, y - 0.6 * size, w, 1.2 * size, { fill: style.ground ?? colour.white, stroke: 'none' });
  return ground + text(x, y, words, style);
}

/** A neuron: a circle with words in it. */
export function neuron(
  x: number, y: number, words: string | number, style: ShapeStyle & { r?: number; size?: number } = {},
): string {
  const { r = 40, size = 26, fill = colour.paleBlue, stroke = colour.blue, width = 3 } = style;
  return circle(x, y, r, { ...style, fill, stroke, width }) + text(x, y, words, { size });
}

/** An arrow from the rim of one circle to the rim of another. */
export function joined(
  [x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number], style: ArrowStyle & { r?: number } = {},
): string {
  const r = style.r ?? 40;
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [dx, dy] = [(r * (x2 - x1)) / length, (r * (y2 - y1)) / length];
  return arrow(x1 + dx, y1 + dy, x2 - 1.06 * dx, y2 - 1.06 * dy, style);
}

export interface MatrixStyle {
  /** The size of a cell. */
  cell?: number;
  tall?: number;
  size?: number;
  digits?: number;
  /** The ground of a cell, undefined for none. */
  fill?: (row: number, column: number) => string | undefined;
  /** Words above and to the left. */
  columns?: readonly string[];
  rows?: readonly string[];
  /** No brackets, but lines round all cells. */
  grid?: boolean;
}

/** Rows of numbers or words in brackets, whose top left corner is at (x, y). */
export function matrix(
  x: number, y: number, rows: readonly (readonly (string | number)[])[], style: MatrixStyle = {},
): string {
  const { cell = 70, tall = 48, size = 26, digits = 2, fill, grid = false } = style;
  const [w, h] = [cell * rows[0].length, tall * rows.length];
  const cells = rows.flatMap((row, i) => row.map((value, j) => {
    const ground = fill?.(i, j);
    const edge = { fill: ground ?? 'none', stroke: grid ? colour.grey : 'none', width: 1, round: 0 };
    const box = ground || grid ? rect(x + j * cell, y + i * tall, cell, tall, edge) : '';
    const words = typeof value === 'number' ? shown(value, digits) : value;
    return box + text(x + (j + 0.5) * cell, y + (i + 0.5) * tall, words, { size });
  }));
  const bracket = (at: number, inward: number): string =>
    path([[at + inward, y - 4], [at, y - 4], [at, y + h + 4], [at + inward, y + h + 4]], { width: 3 });
  const brackets = grid ? '' : bracket(x - 4, 10) + bracket(x + w + 4, -10);
  const above = (style.columns ?? []).map((words, j) =>
    text(x + (j + 0.5) * cell, y - 24, words, { size: 22, fill: colour.grey }));
  const left = (style.rows ?? []).map((words, i) =>
    text(x - 16, y + (i + 0.5) * tall, words, { size: 22, fill: colour.grey, anchor: 'end' }));
  return [...cells, brackets, ...above, ...left].join('');
}

/** A picture of a size in pixels of the slide: 1160 × 520 fill it under a heading, 560 × 520 the half of it. */
export function svg(width: number, height: number, ...parts: readonly (string | readonly string[])[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
    + ` font-family="${font}">${parts.flat().join('')}</svg>`;
}
