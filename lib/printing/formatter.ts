import { formatExponent, formatFixed } from '../python/format.js';
import type { PrintOptions } from './options.js';

export type Values = ArrayLike<number | bigint | boolean>;

/** Elements in row-major order; those of a complex tensor in two lists. */
export interface Block {
  readonly values: Values;
  readonly imag?: Values;
}

/** The elements of a tensor for printing. */
export interface Contents {
  readonly shape: readonly number[];
  /** Whether the elements (of a complex tensor: their parts) are floating-point numbers. */
  readonly floating: boolean;
  /** What zero is in the dtype, which may have none: it says nothing about how to write the others. */
  readonly zero?: number;
  /**
   * The elements, or of each dimension longer than `2 * edgeitems` only so many at either end, so that a summary of a
   * large tensor reads a handful.
   */
  read(edgeitems: number | null): Block;
}

/** The brackets and numbers of a tensor whose text starts at column `indent`, without `tensor(` and what follows. */
export function contentsText(contents: Contents, indent: number, options: PrintOptions): string {
  const { shape, floating, zero = 0 } = contents;
  const numel = shape.reduce((product, length) => product * length, 1);
  if (numel === 0) return '[]';
  const summarize = numel > options.threshold;
  const edgeitems = summarize ? options.edgeitems : null;
  if (edgeitems === 0 && shape.length > 0) return '[...]';

  const block = contents.read(edgeitems);
  const real = new ElementFormatter(block.values, floating, options, zero);
  const imag = block.imag && new ElementFormatter(block.imag, floating, options);
  // Two for the comma and the space; the imaginary part has a j.
  const elementLength = real.width + 2 + (imag === undefined ? 0 : imag.width + 1);
  const element = (i: number): string =>
    imag === undefined ? real.format(block.values[i]!) : complexText(real, imag, block.values[i]!, block.imag![i]!);

  let next = 0;
  const sequence = (length: number, item: () => string, dots: string): string[] => {
    const cut = edgeitems !== null && length > 2 * edgeitems;
    const items = Array.from({ length: cut ? 2 * edgeitems : length }, item);
    if (cut) items.splice(edgeitems, 0, dots);
    return items;
  };
  const vector = (length: number, column: number): string => {
    const perLine = Math.max(1, Math.floor((options.linewidth - column) / elementLength));
    const items = sequence(length, () => element(next++), ' ...');
    const lines: string[] = [];
    for (let i = 0; i < items.length; i += perLine) lines.push(items.slice(i, i + perLine).join(', '));
    return `[${lines.join(`,\n${' '.repeat(column + 1)}`)}]`;
  };
  const text = (dim: number, column: number): string => {
    const left = shape.length - dim;
    if (left === 1) return vector(shape[dim]!, column);
    const slices = sequence(shape[dim]!, () => text(dim + 1, column + 1), '...');
    return `[${slices.join(`,${'\n'.repeat(left - 1)}${' '.repeat(column + 1)}`)}]`;
  };
  return shape.length === 0 ? element(0) : text(0, indent);
}

function complexText(
  real: ElementFormatter, imag: ElementFormatter, re: number | bigint | boolean, im: number | bigint | boolean,
): string {
  const imagText = `${imag.format(im)}j`.trimStart();
  return `${real.format(re)}${/^[+-]/.test(imagText) ? '' : '+'}${imagText}`;
}

/**
 * One way of writing for all elements: it looks at the finite ones other than zero, decides between whole numbers,
 * fixed point and scientific notation, and takes the longest for the width of a column.
 */
export class ElementFormatter {
  readonly width: number = 1;
  readonly #floating: boolean;
  readonly #precision: number;
  readonly #scientific: boolean = false;
  readonly #whole: boolean = true;

  constructor(values: Values, floating: boolean, options: PrintOptions, zero = 0) {
    this.#floating = floating;
    this.#precision = options.precision;
    if (!floating) {
      for (let i = 0; i < values.length; i++) this.width = Math.max(this.width, exactText(values[i]!).length);
      return;
    }
    const telling = Array.from(values, Number).filter((value) => Number.isFinite(value) && value !== zero);
    if (telling.length === 0) return;
    let min = Infinity;
    let max = 0;
    for (const value of telling) {
      const magnitude = Math.abs(value);
      if (magnitude < min) min = magnitude;
      if (magnitude > max) max = magnitude;
      if (!Number.isInteger(value)) this.#whole = false;
    }
    this.#scientific = options.sci_mode ?? (max / min > 1000 || max > 1e8 || min < 1e-4);
    for (const value of telling) this.width = Math.max(this.width, this.#text(value).length);
  }

  /** The element, padded on the left to the width of the column. */
  format(value: number | bigint | boolean): string {
    return (this.#floating ? this.#text(Number(value)) : exactText(value)).padStart(this.width);
  }

  #text(value: number): string {
    if (this.#scientific) return formatExponent(value, this.#precision);
    if (!this.#whole) return formatFixed(value, this.#precision);
    // The point says that the tensor is not one of integers.
    return formatFixed(value, 0) + (Number.isFinite(value) ? '.' : '');
  }
}

function exactText(value: number | bigint | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}
