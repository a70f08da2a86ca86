/** The text of a progress bar, as Python's tqdm writes it. */
import { ValueError } from '../values/errors.js';
import { formatFixed, formatGeneral } from '../python/format.js';
import { py_repr } from '../python/repr.js';

export interface Meter {
  n: number;
  total: number | null;
  /** Seconds since the start. */
  elapsed: number;
  /** Width of the whole line; null: as wide as its text with a bar of ten, 0: no bar. */
  ncols: number | null;
  prefix: string;
  /** Only characters of ASCII; or the characters of the bar, from empty to full. */
  ascii: boolean | string;
  unit: string;
  /** Numbers with k, M, G; or a factor to multiply them by. */
  unit_scale: boolean | number;
  /** Iterations a second; null: n - initial over elapsed. */
  rate: number | null;
  postfix: string;
  unit_divisor: number;
  initial: number;
  colour: string | null;
}

const defaults: Omit<Meter, 'n' | 'total' | 'elapsed'> = {
  ncols: null, prefix: '', ascii: false, unit: 'it', unit_scale: false, rate: null, postfix: '', unit_divisor: 1000,
  initial: 0, colour: null,
};

const blocks = { ascii: ' 123456789#', unicode: ' ▏▎▍▌▋▊▉█' };
const ansi = ['BLACK', 'RED', 'GREEN', 'YELLOW', 'BLUE', 'MAGENTA', 'CYAN', 'WHITE'];

/** One line: what is done, of how much, in which time, and how long it will still take (`tqdm.format_meter`). */
export function format_meter(
  n: number, total: number | null, elapsed: number, options: Partial<Omit<Meter, 'n' | 'total' | 'elapsed'>> = {},
): string {
  const given = { ...defaults, ...options };
  const { ncols, prefix, unit, unit_divisor, initial } = given;
  let { unit_scale, rate } = given;
  if (total !== null && (n >= total + 0.5 || total === Infinity)) total = null;
  if (typeof unit_scale === 'number' && unit_scale !== 1 && unit_scale !== 0) {
    if (total !== null) total *= unit_scale;
    n *= unit_scale;
    if (rate !== null) rate *= unit_scale;
    unit_scale = false;
  }
  if (rate === null && elapsed) rate = (n - initial) / elapsed;
  const scaled = (x: number): string => (unit_scale ? format_sizeof(x) : formatFixed(x, 2).padStart(5));
  const count = (x: number): string => (unit_scale ? format_sizeof(x, '', unit_divisor) : py_repr(x));
  // Slower than one a second is told as seconds for one.
  const slow = rate && 1 / rate > 1;
  const speed = slow ? `${scaled(1 / rate!)}s/${unit}` : `${rate ? scaled(rate) : '?'}${unit}/s`;
  const postfix = given.postfix ? `, ${given.postfix}` : '';
  const passed = format_interval(elapsed);
  if (!total) {
    const name = prefix ? `${prefix}: ` : '';
    return trimmed(`${name}${count(n)}${unit} [${passed}, ${speed}${postfix}]`, ncols);
  }
  const left = rate ? format_interval((total - n) / rate) : '?';
  const name = prefix && (prefix.endsWith(': ') ? prefix : `${prefix}: `);
  const before = `${name}${formatFixed((n / total) * 100, 0).padStart(3)}%`;
  const after = ` ${count(n)}/${count(total)} [${passed}<${left}, ${speed}${postfix}]`;
  if (ncols === 0) return `${before}${after}`;
  const width = ncols ? Math.max(1, ncols - width_of(`${before}||${after}`)) : 10;
  return trimmed(`${before}|${bar(n / total, width, given)}|${after}`, ncols);
}

/** `[H:]MM:SS` (`tqdm.format_interval`). */
export function format_interval(seconds: number): string {
  const whole = Math.abs(Math.trunc(seconds));
  const two = (x: number): string => String(x).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return `${seconds < 0 ? '-' : ''}${h ? `${h}:` : ''}${two(m)}:${two(s)}`;
}

/** Three digits and k, M, G, … (`tqdm.format_sizeof`). */
export function format_sizeof(num: number, suffix = '', divisor = 1000): string {
  for (const prefix of ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z']) {
    const size = Math.abs(num);
    if (size < 9.995) return `${formatFixed(num, 2)}${prefix}${suffix}`;
    if (size < 99.95) return `${formatFixed(num, 1)}${prefix}${suffix}`;
    if (size < 999.5) return `${formatFixed(num, 0).padStart(3)}${prefix}${suffix}`;
    num /= divisor;
  }
  return `${formatFixed(num, 1)}Y${suffix}`;
}

/** The shorter of three significant digits and all of them (`tqdm.format_num`). */
export function format_num(n: number): string {
  const short = formatGeneral(n, 3).replace('e+0', 'e+').replace('e-0', 'e-');
  const full = py_repr(n);
  return short.length < full.length ? short : full;
}

function bar(fraction: number, width: number, { ascii, colour }: Pick<Meter, 'ascii' | 'colour'>): string {
  const signs = Array.from(ascii === true ? blocks.ascii : ascii || blocks.unicode);
  if (signs.length < 2) throw new ValueError(`ascii: a bar needs at least two characters, got '${ascii}'`);
  const steps = signs.length - 1;
  const done = Math.trunc(Math.min(1, Math.max(0, fraction)) * width * steps);
  const full = Math.floor(done / steps);
  const rest = full < width ? signs[done % steps]! + signs[0]!.repeat(width - full - 1) : '';
  const text = signs[steps]!.repeat(full) + rest;
  return colour ? `${escape(colour)}${text}\x1b[0m` : text;
}

/** The terminal's code of a colour: a name, or `#rrggbb`. */
function escape(colour: string): string {
  const place = ansi.indexOf(colour.toUpperCase());
  if (place >= 0) return `\x1b[3${place}m`;
  const rgb = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)?.slice(1);
  if (!rgb) throw new ValueError(`Unknown colour (${colour}); valid choices: [hex (#00ff00), ${ansi.join(', ')}]`);
  return `\x1b[38;2;${rgb.map((x) => parseInt(x, 16)).join(';')}m`;
}

/** Columns of a text in a terminal: East Asian wide characters take two, codes none. */
export function width_of(text: string): number {
  const plain = text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '');
  const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
  return Array.from(plain).reduce((sum, sign) => sum + (wide.test(sign) || sign > '\u{1f2ff}' ? 2 : 1), 0);
}

/** Cut to `ncols`; a colour that may have lost its end is ended. */
function trimmed(text: string, ncols: number | null): string {
  if (!ncols) return text;
  const signs = Array.from(text);
  while (width_of(signs.join('')) > ncols) signs.pop();
  const cut = signs.join('');
  return cut.includes('\x1b[') && !cut.endsWith('\x1b[0m') ? `${cut}\x1b[0m` : cut;
}
