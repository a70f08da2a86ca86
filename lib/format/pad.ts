/** Texts and numbers filled up to a width. */
import { checkSize, type Spec } from './parse.js';

/** So many of the fill. */
const filled = (fill: string, count: number): string => fill.repeat(Math.max(0, count));
const lengthOf = (text: string): number => [...text].length;

/** The text with what is missing to the width before it, behind it, or on both sides. */
export function padText(text: string, { fill, width }: Spec, align: string): string {
  checkSize(width);
  const missing = Math.max(0, width - lengthOf(text));
  const left = align === '<' ? 0 : align === '^' ? Math.floor(missing / 2) : missing;
  return filled(fill, left) + text + filled(fill, missing - left);
}

/** Digits in groups; zeros go before them, in groups too, until there are `least` characters. */
function grouped(digits: string, separator: string, every: number, least: number): string {
  const size = separator === '' ? digits.length + Math.max(0, least - digits.length) : every;
  let result = '';
  let rest = digits;
  let room = least;
  // From behind, as long as there are digits or room for zeros.
  while (rest !== '' || room > 0) {
    const between = result === '' ? '' : separator;
    const cut = Math.max(0, rest.length - size);
    const own = rest.slice(cut);
    const wanted = Math.min(size, Math.max(own.length, room - between.length, 1));
    const group = own.padStart(wanted, '0') + between;
    result = group + result;
    rest = rest.slice(0, cut);
    room -= group.length;
  }
  return result;
}

/** A number: its sign, a prefix, digits that may be in groups, and what follows them. */
export function padNumber(sign: string, prefix: string, digits: string, rest: string, spec: Spec): string {
  const { fill, align, width, grouping, every } = spec;
  checkSize(width);
  const others = lengthOf(sign + prefix + rest);
  const least = fill === '0' && align === '=' ? Math.max(0, width - others) : 0;
  const shown = digits === '' ? '' : grouped(digits, grouping, every, least);
  if (align !== '=') return padText(sign + prefix + shown + rest, spec, align);
  return sign + prefix + filled(fill, width - others - lengthOf(shown)) + shown + rest;
}

/** The sign that is shown. */
export const signOf = (negative: boolean, { sign }: Pick<Spec, 'sign'>): string =>
  (negative ? '-' : sign === '-' ? '' : sign);
