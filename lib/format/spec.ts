/**
 * Python's format specifications, what stands behind the colon of an f-string: `f'{loss:.4f}'` is
 * `format(loss, '.4f')`. The grammar: [[fill]align][sign][z][#][0][width][grouping][.precision][type].
 */
import { OverflowError, ValueError } from '../values/errors.js';
import { formatExponent, formatFixed, formatGeneral, py_float_repr, shortest } from '../python/format.js';

interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly noNegativeZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const grammar =
  /^(?:([^])([<>=^])|([<>=^]))?([-+ ])?(z)?(#)?(0)?([0-9]+)?([,_])?(?:\.([0-9]+))?([a-zA-Z%])?$/u;
/** The types that take digits in groups. */
const groups = { ',': /^[deEfFgG%]?$/, _: /^[deEfFgG%boxX]?$/ };
const most = 2 ** 24; // of a width or a precision: Python fails for want of memory much later

/** Reads a specification. Throws a ValueError for one that is none. */
function parseSpec(text: string, kind: string): Spec {
  const found = grammar.exec(text);
  if (found === null) {
    const cut = text.endsWith('.') && grammar.test(text.slice(0, -1));
    throw new ValueError(cut ? 'Format specifier missing precision'
      : `Invalid format specifier '${text}' for object of type '${kind}'`);
  }
  const [, fill, align, alone, sign, z, alternate, zero, width, grouping, precision, type] = found;
  const size = (digits: string | undefined): number => {
    if (Number(digits ?? 0) > most) throw new ValueError('Too many decimal digits in format string');
    return Number(digits ?? 0);
  };
  if (grouping !== undefined && !groups[grouping as keyof typeof groups].test(type ?? '')) {
    throw new ValueError(`Cannot specify '${grouping}' with '${type}'.`);
  }
  const padded = zero !== undefined && fill === undefined && alone === undefined;
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? alone ?? (padded && kind !== 'str' ? '=' : ''),
    sign: sign ?? '',
    noNegativeZero: z !== undefined,
    alternate: alternate !== undefined,
    width: size(width),
    grouping: grouping ?? '',
    precision: precision === undefined ? undefined : size(precision),
    type: type ?? '',
  };
}

const unknown = (spec: Spec, kind: string): ValueError =>
  new ValueError(`Unknown format code '${spec.type}' for object of type '${kind}'`);

/** Text: `s`, a precision cuts it. */
export function formatText(text: string, given: string): string {
  const spec = parseSpec(given, 'str');
  if (spec.type !== '' && spec.type !== 's') throw unknown(spec, 'str');
  const what = spec.sign === ' ' ? 'Space' : 'Sign';
  if (spec.sign !== '') throw new ValueError(`${what} not allowed in string format specifier`);
  if (spec.noNegativeZero) throw new ValueError('Negative zero coercion (z) not allowed in string format specifier');
  if (spec.alternate) throw new ValueError('Alternate form (#) not allowed in string format specifier');
  if (spec.grouping !== '') throw new ValueError(`Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.align === '=') throw new ValueError("'=' alignment not allowed in string format specifier");
  const points = [...text];
  return pad('', '', points.slice(0, spec.precision ?? points.length).join(''), { ...spec, align: spec.align || '<' });
}

const bases: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  '': [10, ''], d: [10, ''], n: [10, ''], b: [2, '0b'], o: [8, '0o'], x: [16, '0x'], X: [16, '0X'],
};

/** A whole number: `b`, `c`, `d`, `n`, `o`, `x`, `X`, and the types of floats. */
export function formatInt(value: bigint, given: string, kind = 'int'): string {
  const spec = parseSpec(given, kind);
  if (/^[eEfFgG%]$/.test(spec.type)) return formatSpecifiedFloat(Number(value), spec);
  if (spec.precision !== undefined) throw new ValueError('Precision not allowed in integer format specifier');
  if (spec.noNegativeZero) throw new ValueError('Negative zero coercion (z) not allowed in integer format specifier');
  if (spec.type === 'c') return formatCharacter(value, spec);
  const base = Object.hasOwn(bases, spec.type) ? bases[spec.type] : undefined;
  if (base === undefined) throw unknown(spec, kind);
  const [radix, prefix] = base;
  const digits = (value < 0n ? -value : value).toString(radix);
  const shown = spec.type === 'X' ? digits.toUpperCase() : digits;
  return pad(signOf(value < 0n, spec), spec.alternate ? prefix : '', shown, spec, radix === 10 ? 3 : 4);
}

function formatCharacter(value: bigint, spec: Spec): string {
  if (spec.sign !== '') throw new ValueError("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) throw new ValueError("Alternate form (#) not allowed with integer format specifier 'c'");
  if (BigInt.asIntN(64, value) !== value) throw new OverflowError('Python int too large to convert to C long');
  if (value < 0n || value > 0x10ffffn) throw new OverflowError('%c arg not in range(0x110000)');
  return pad('', '', String.fromCodePoint(Number(value)), { ...spec, align: spec.align || '<' });
}

/** A float: `e`, `E`, `f`, `F`, `g`, `G`, `n`, `%`, or none: the shortest text that reads back the same. */
export function formatFloat(value: number, given: string): string {
  return formatSpecifiedFloat(value, parseSpec(given, 'float'));
}

function formatSpecifiedFloat(given: number, spec: Spec): string {
  const { type } = spec;
  if (!/^[eEfFgGn%]?$/.test(type)) throw unknown(spec, 'float');
  let body = digitsOf(type === '%' ? given * 100 : given, spec);
  let negative = body.startsWith('-');
  if (negative) body = body.slice(1);
  if (spec.noNegativeZero && !/[1-9]/.test(body.split('e')[0]!) && /[0-9]/.test(body)) negative = false;
  if (type === '%') body += '%';
  if (/^[EFG]$/.test(type)) body = body.toUpperCase();
  return pad(signOf(negative, spec), '', body, spec, 3);
}

/** The number without padding, with `-` where it is negative. */
function digitsOf(value: number, { type, precision, alternate }: Spec): string {
  const kind = type.toLowerCase();
  if (!Number.isFinite(value)) return shortest(value);
  if (kind === 'f' || type === '%') return pointed(formatFixed(value, precision ?? 6), alternate);
  if (kind === 'e') return pointed(formatExponent(value, precision ?? 6), alternate);
  if (kind === 'g' || kind === 'n') return general(value, precision ?? 6, alternate);
  if (precision === undefined) return pointed(py_float_repr(value), alternate);
  return withFraction(value, Math.max(1, precision), alternate);
}

/** Without a type: as `g`, but a digit follows the point, for which the exponent comes one digit sooner. */
function withFraction(value: number, precision: number, alternate: boolean): string {
  const exponent = Number(formatExponent(value, precision - 1).split('e')[1]);
  if (exponent >= precision - 1 && Number.isFinite(exponent)) {
    const text = formatExponent(value, precision - 1);
    const [mantissa, power] = text.split('e') as [string, string];
    const short = alternate || !mantissa.includes('.') ? mantissa : mantissa.replace(/\.?0+$/, '');
    return pointed(`${short}e${power}`, alternate);
  }
  return wholePart(general(value, precision, alternate));
}

function general(value: number, precision: number, alternate: boolean): string {
  if (!alternate) return formatGeneral(value, precision);
  const significant = Math.max(1, precision);
  const exponent = Number(formatExponent(value, significant - 1).split('e')[1]);
  if (exponent < -4 || exponent >= significant) return pointed(formatExponent(value, significant - 1), true);
  return pointed(formatFixed(value, significant - 1 - exponent), true);
}

const wholePart = (text: string): string => (/^-?[0-9]+$/.test(text) ? `${text}.0` : text);

/** With a point, if one is asked for and there is none. */
function pointed(text: string, alternate: boolean): string {
  return alternate && !text.includes('.') ? text.replace(/^(-?[0-9]+)/, '$1.') : text;
}

const signOf = (negative: boolean, { sign }: Spec): string => (negative ? '-' : sign === '-' ? '' : sign);

/** Sign, prefix and body, the digits of which are grouped by `every`, filled up to the width. */
function pad(sign: string, prefix: string, body: string, spec: Spec, every = 0): string {
  const { fill, width, grouping } = spec;
  const align = spec.align || '>';
  const [whole, rest] = splitDigits(body, every === 4);
  const zeros = align === '=' && fill === '0' && grouping !== '' && whole !== '';
  const room = width - sign.length - prefix.length - rest.length;
  const shown = grouping === '' || every === 0 ? whole : grouped(whole, grouping, every, zeros ? room : 0);
  const text = shown + rest;
  const missing = Math.max(0, width - [...sign, ...prefix, ...text].length);
  const left = align === '<' ? 0 : align === '^' ? Math.floor(missing / 2) : missing;
  if (align === '=') return sign + prefix + fill.repeat(missing) + text;
  return fill.repeat(left) + sign + prefix + text + fill.repeat(missing - left);
}

/** The digits before the point or exponent, and what follows. */
function splitDigits(body: string, hexadecimal: boolean): [whole: string, rest: string] {
  const { length } = (hexadecimal ? /^[0-9a-fA-F]*/ : /^[0-9]*/).exec(body)![0];
  return [body.slice(0, length), body.slice(length)];
}

/** Digits in groups; zeros go before them, in groups too, until there are `least` characters. */
function grouped(digits: string, separator: string, every: number, least: number): string {
  let result = '';
  let padded = digits;
  for (;;) {
    result = padded.replace(new RegExp(`\\B(?=(?:[^]{${every}})+$)`, 'g'), separator);
    if (result.length >= least) return result;
    padded = `0${padded}`;
  }
}
