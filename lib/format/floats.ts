/** Floats by Python's format specifications. */
import { ValueError } from '../values/errors.js';
import { formatExponent, formatFixed, formatGeneral, py_float_repr, shortest } from '../python/format.js';
import { padNumber, signOf } from './pad.js';
import { checkSize, parseSpec, unknownType, type Spec } from './parse.js';

/** A float: `e`, `E`, `f`, `F`, `g`, `G`, `n`, `%`, or none: the shortest text that reads back the same. */
export function formatFloat(value: number, given: string): string {
  const spec = parseSpec(given, 'float', { type: '', align: '>' });
  if (!/^[eEfFgGn%]?$/.test(spec.type)) throw unknownType(spec.type, 'float');
  return formatSpecifiedFloat(value, spec);
}

/** The same, by a specification that has one of these types. */
export function formatSpecifiedFloat(given: number, spec: Spec): string {
  const [negative, digits, rest] = floatDigits(given, spec, true);
  return padNumber(signOf(negative, spec), '', digits, rest, spec);
}

/** Whether there is a sign, the digits before the point, and what follows. */
export function floatDigits(
  given: number, spec: Spec, withFraction: boolean,
): [negative: boolean, digits: string, rest: string] {
  const { type, noNegativeZero, precision = 0 } = spec;
  if (precision >= 2 ** 31) throw new ValueError('precision too big');
  checkSize(precision);
  let body = digitsOf(type === '%' ? given * 100 : given, spec, withFraction);
  let negative = body.startsWith('-');
  if (negative) body = body.slice(1);
  if (noNegativeZero && !/[1-9]/.test(body.split('e')[0]!) && /[0-9]/.test(body)) negative = false;
  if (type === '%') body += '%';
  if (/^[EFG]$/.test(type)) body = body.toUpperCase();
  const { length } = /^[0-9]*/.exec(body)![0];
  return [negative, body.slice(0, length), body.slice(length)];
}

/** The number without padding, with `-` where it is negative. */
function digitsOf(value: number, { type, precision, alternate }: Spec, fraction: boolean): string {
  const kind = type.toLowerCase();
  if (!Number.isFinite(value)) return shortest(value);
  if (kind === 'f' || type === '%') return pointed(formatFixed(value, precision ?? 6), alternate);
  if (kind === 'e') return pointed(formatExponent(value, precision ?? 6), alternate);
  if (kind === 'g' || kind === 'n') return general(value, precision ?? 6, alternate);
  if (precision === undefined) return pointed(fraction ? py_float_repr(value) : shortest(value), alternate);
  return fraction ? withFraction(value, Math.max(1, precision), alternate) : general(value, precision, alternate);
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

const wholePart = (text: string): string =>
  (/^-?[0-9]+\.?$/.test(text) ? `${text.replace('.', '')}.0` : text);

/** With a point, if one is asked for and there is none. */
function pointed(text: string, alternate: boolean): string {
  return alternate && !text.includes('.') ? text.replace(/^(-?[0-9]+)/, '$1.') : text;
}
