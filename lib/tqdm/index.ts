/** Progress bars: Python's `tqdm`, which shows how far a loop is and how long it will still take. */
import '../addon/check_runtime.js';
import { isMap, isSet } from '../python/objects.js';
import { optionsOf } from '../arguments/named.js';
import { lengthIfAny } from '../utils/data/sized.js';
import { display, type Displayed, type MimeBundle } from '../notebook/display.js';
import { format_meter, format_num } from './format.js';
import { kernel } from '../notebook/kernel.js';
import { lineOf, type Line, type Output } from './line.js';

export { format_interval, format_meter, format_num, format_sizeof } from './format.js';

export type { Output } from './line.js';

export interface TqdmOptions {
  /** Text before the bar. */
  desc?: string | null;
  /** Expected iterations: the length of the iterable if not given, and unknown if it has none. */
  total?: number | null;
  /** Whether the bar stays when the loop is done; null: only the outermost does. */
  leave?: boolean | null;
  /** What it is written to: standard error, or below the cell of a notebook, if not given. */
  file?: Output;
  /** Width of the line: that of the terminal if not given; 0 writes no bar. */
  ncols?: number | null;
  /** Least seconds between two updates of the line. */
  mininterval?: number;
  /** Only characters of ASCII; or the characters of the bar, from empty to full. */
  ascii?: boolean | string;
  /** Write nothing; null, which is what you get if you say nothing: unless there is a terminal or a notebook. */
  disable?: boolean | null;
  unit?: string;
  unit_scale?: boolean | number;
  /** How much the last update weighs in the speed shown, from 0 (mean of all) to 1 (only the last). */
  smoothing?: number;
  /** Where counting starts. */
  initial?: number;
  /** The line, counted from the cursor; the first free one if not given. */
  position?: number | null;
  /** Named values after the speed. */
  postfix?: Readonly<Record<string, unknown>> | string | null;
  unit_divisor?: number;
  colour?: string | null;
  /** Seconds before the bar is shown at all. */
  delay?: number;
}

const optionNames = [
  'desc', 'total', 'leave', 'file', 'ncols', 'mininterval', 'ascii', 'disable', 'unit', 'unit_scale', 'smoothing',
  'initial', 'position', 'postfix', 'unit_divisor', 'colour', 'delay',
] as const;

/** Exponential mean, corrected for its start. */
class Mean {
  #alpha: number;
  #last = 0;
  #calls = 0;

  constructor(smoothing: number) {
    this.#alpha = smoothing;
  }

  add(x: number): void {
    this.#last = this.#alpha * x + (1 - this.#alpha) * this.#last;
    this.#calls += 1;
  }

  get value(): number {
    return this.#calls > 0 ? this.#last / (1 - (1 - this.#alpha) ** this.#calls) : this.#last;
  }
}

/** The bars that are open, by line: nested loops write below each other. */
const open = new Map<number, Tqdm<unknown>>();

const seconds = (): number => performance.now() / 1000;

/**
 * A progress bar, and an iterable that moves it. It writes to standard error, and nothing at all where that is no
 * terminal (Python's `disable=None`); in a notebook it has a place below the cell.
 */
export class Tqdm<T> implements Iterable<T>, Displayed {
  /** How many iterations are done. */
  n: number;
  total: number | null;
  desc: string;
  postfix = '';
  disable: boolean;
  readonly position: number;
  readonly #iterable: Iterable<T> | null;
  readonly #options: Required<Omit<TqdmOptions, 'desc' | 'total' | 'file' | 'postfix' | 'position' | 'disable'>>;
  readonly #line: Line;
  readonly #started: number;
  #shown: number;
  #shownN: number;
  readonly #items: Mean;
  readonly #times: Mean;

  constructor(iterable: Iterable<T> | null, options: TqdmOptions) {
    const {
      desc = null, total, leave = true, file, ncols = null, mininterval = 0.1, ascii = false,
      disable = null, unit = 'it', unit_scale = false, smoothing = 0.3, initial = 0, position = null, postfix = null,
      unit_divisor = 1000, colour = null, delay = 0,
    } = optionsOf('tqdm', options, optionNames);
    this.#iterable = iterable;
    this.#options = {
      leave, ncols, mininterval, ascii, unit, unit_scale, smoothing, initial, unit_divisor, colour, delay,
    };
    this.desc = desc ?? '';
    this.total = total === undefined || total === null ? (lengthIfAny(iterable) ?? sizeIfAny(iterable)) : total;
    if (this.total === Infinity) this.total = null;
    this.n = initial;
    const page = file === undefined ? kernel() : null;
    const output = file ?? process.stderr;
    this.disable = disable ?? (page === null && !output.isTTY);
    this.position = this.disable ? 0 : (position ?? firstFree());
    this.#line = lineOf(output, this.position, page);
    this.#items = new Mean(smoothing);
    this.#times = new Mean(smoothing);
    if (typeof postfix === 'string') this.postfix = postfix;
    else if (postfix) this.set_postfix(postfix, false);
    this.#started = this.#shown = seconds();
    this.#shownN = initial;
    if (this.disable) return;
    open.set(this.position, this);
    if (delay <= 0) this.refresh();
  }

  *[Symbol.iterator](): Iterator<T> {
    const iterable = this.#iterable;
    if (iterable === null) throw new TypeError("'NoneType' object is not iterable");
    if (this.disable) {
      yield* iterable;
      return;
    }
    try {
      for (const item of iterable) {
        yield item;
        this.update();
      }
    } finally {
      this.close();
    }
  }

  /** Counts `n` more; returns whether the line was written anew. */
  update(n = 1): boolean {
    if (this.disable) return false;
    if (n < 0) this.#shownN += n;
    this.n += n;
    const now = seconds();
    const passed = now - this.#shown;
    const { mininterval, delay, smoothing } = this.#options;
    if (this.n === this.#shownN || passed < mininterval || now < this.#started + delay) return false;
    if (smoothing && passed) {
      this.#items.add(this.n - this.#shownN);
      this.#times.add(passed);
    }
    this.refresh();
    this.#shownN = this.n;
    this.#shown = now;
    return true;
  }

  /** Writes the line anew, now. */
  refresh(): void {
    if (!this.disable) this.#line.show(this.toString());
  }

  /** Takes the bar off the screen until it is written anew, so that a line can be printed in its place. */
  clear(): void {
    if (!this.disable) this.#line.clear();
  }

  /** Sets the text before the bar (`tqdm.set_description`). */
  set_description(desc: string | null = null, refresh = true): void {
    this.desc = desc ? `${desc}: ` : '';
    if (refresh) this.refresh();
  }

  /** Named values after the speed, such as `{ loss: 0.31 }`; numbers with three digits. */
  set_postfix(values: Readonly<Record<string, unknown>>, refresh = true): void {
    const text = (value: unknown): string => (typeof value === 'number' ? format_num(value) : String(value)).trim();
    this.postfix = Object.entries(values).map(([name, value]) => `${name}=${text(value)}`).join(', ');
    if (refresh) this.refresh();
  }

  /** Sets the text behind the figures (`tqdm.set_postfix_str`). */
  set_postfix_str(text = '', refresh = true): void {
    this.postfix = text;
    if (refresh) this.refresh();
  }

  /** Ends the line: with the speed of the whole, or, if the bar does not stay, empty. */
  close(): void {
    if (this.disable) return;
    const { leave, delay } = this.#options;
    const stays = leave ?? this.position === 0;
    const hidden = this.#shown < this.#started + delay;
    if (!hidden) this.#line.end(stays ? this.#text(null) : null);
    open.delete(this.position);
    this.disable = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  toString(): string {
    const time = this.#times.value;
    return this.#text(time ? this.#items.value / time : null);
  }

  #text(rate: number | null): string {
    const { ascii, unit, unit_scale, unit_divisor, initial, colour } = this.#options;
    return format_meter(this.n, this.total, seconds() - this.#started, {
      ncols: this.#options.ncols ?? this.#line.columns,
      prefix: this.desc,
      postfix: this.postfix,
      ascii, unit, unit_scale, rate, unit_divisor, initial, colour,
    });
  }

  /** What a notebook shows: the text. */
  [display](): MimeBundle {
    return { 'text/plain': this.toString() };
  }
}

function firstFree(): number {
  let position = 0;
  while (open.has(position)) position += 1;
  return position;
}

function sizeIfAny(iterable: unknown): number | null {
  return isMap(iterable) || isSet(iterable) ? iterable.size : null;
}

/** Shows how far a loop over `iterable` is; without one, you call `update()` and `close()` (Python's `tqdm`). */
export function tqdm<T>(iterable: Iterable<T>, options?: TqdmOptions): Tqdm<T>;
export function tqdm(options: TqdmOptions): Tqdm<never>;
export function tqdm<T>(iterable: Iterable<T> | TqdmOptions, options: TqdmOptions = {}): Tqdm<T> {
  return Symbol.iterator in iterable ? new Tqdm(iterable as Iterable<T>, options) : new Tqdm<T>(null, iterable);
}

/** Python's `trange`: a bar over 0, 1, …, stop - 1. */
export function trange(stop: number, options: TqdmOptions = {}): Tqdm<number> {
  function* range(): Generator<number> {
    for (let i = 0; i < stop; i++) yield i;
  }
  return new Tqdm(range(), { total: Math.max(0, Math.ceil(stop)), ...options });
}
