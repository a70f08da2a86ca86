/**
 * Python's format specifications, what stands behind the colon of an f-string: `f'{loss:.4f}'` is
 * `format(loss, '.4f')`. The grammar: [[fill]align][sign][z][#][0][width][grouping][.precision][type].
 */
import { ValueError } from '../values/errors.js';

export interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly noNegativeZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  /** `,` or `_` between groups of digits, or nothing. */
  readonly grouping: string;
  /** How many digits a group has. */
  readonly every: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/** How values of a type are shown that is not named. */
interface Defaults {
  readonly type: string;
  readonly align: '<' | '>';
}

/** A width or a precision that no text has. */
const tooMany = (): ValueError => new ValueError('Too many decimal digits in format string');

/** Throws for a width or a precision for which Python would want more memory than there is. */
export function checkSize(size: number): void {
  if (size > 2 ** 24) throw tooMany();
}

const named = (type: string): string => {
  const code = type.codePointAt(0)!;
  return code > 32 && code < 128 ? `'${type}'` : `'\\x${code.toString(16)}'`;
};

/** A type that there is not, in Python's words. */
export const unknownType = (type: string, kind: string): ValueError =>
  new ValueError(`Unknown format code ${named(type)} for object of type '${kind}'`);

/** The characters of a specification, one after the other. */
class Reader {
  at = 0;
  readonly chars: readonly string[];

  constructor(text: string) {
    this.chars = [...text];
  }
  /** The next character, if it is one of these. */
  take(choices: string): string {
    const char = this.chars[this.at];
    if (char === undefined || !choices.includes(char)) return '';
    this.at++;
    return char;
  }
  /** A whole number, or undefined. */
  integer(): number | undefined {
    const start = this.at;
    while (/^\p{Nd}$/u.test(this.chars[this.at] ?? '')) this.at++;
    if (start === this.at) return undefined;
    const value = this.chars.slice(start, this.at).reduce((sum, digit) => 10 * sum + digitOf(digit), 0);
    if (value >= 2 ** 63) throw tooMany();
    return value;
  }
  get left(): number {
    return this.chars.length - this.at;
  }
}

/** The value of a digit of any script: they stand in tens, from zero to nine. */
function digitOf(char: string): number {
  let zero = char.codePointAt(0)!;
  for (let i = 0; i < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1)) && !startsTen(zero); i++) zero--;
  return char.codePointAt(0)! - zero;
}
const startsTen = (code: number): boolean => code === 0x30 || (code > 0x7f && !/^\p{Nd}$/u.test(String.fromCodePoint(code - 1)));

/** `[[fill]align]`, if the fill is followed by an alignment. */
function alignment(reader: Reader): [fill: string | undefined, align: string] {
  const [first, second] = reader.chars;
  if (second !== undefined && '<>=^'.includes(second)) {
    reader.at = 2;
    return [first!, second];
  }
  return [undefined, reader.take('<>=^')];
}

function separator(reader: Reader): string {
  const comma = reader.take(',');
  const underscore = reader.take('_');
  if ((comma !== '' && underscore !== '') || (underscore !== '' && reader.take(',') !== '')) {
    throw new ValueError("Cannot specify both ',' and '_'.");
  }
  return comma || underscore;
}

/** Reads a specification for a value of the type `kind`. Throws a ValueError for one that is none. */
export function parseSpec(text: string, kind: string, defaults: Defaults): Spec {
  const reader = new Reader(text);
  const [fill, align] = alignment(reader);
  const sign = reader.take(' +-');
  const noNegativeZero = reader.take('z') !== '';
  const alternate = reader.take('#') !== '';
  const zero = fill === undefined && reader.take('0') !== '';
  const width = reader.integer() ?? 0;
  const grouping = separator(reader);
  let precision: number | undefined;
  if (reader.take('.') !== '') {
    precision = reader.integer();
    if (precision === undefined) throw new ValueError('Format specifier missing precision');
  }
  if (reader.left > 1) throw new ValueError(`Invalid format specifier '${text}' for object of type '${kind}'`);
  const type = reader.chars[reader.at] ?? defaults.type;
  const inFours = grouping === '_' && /^[boxX]$/.test(type);
  if (grouping !== '' && !inFours && !/^[defgEG%F]?$/.test(type)) {
    throw new ValueError(`Cannot specify '${grouping}' with ${named(type)}.`);
  }
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: align || (zero && defaults.align === '>' ? '=' : defaults.align),
    sign, noNegativeZero, alternate, width, grouping, every: inFours ? 4 : 3, precision, type,
  };
}
