/** Text, whole numbers and complex numbers by Python's format specifications. */
import { OverflowError, ValueError } from '../values/errors.js';
import type { Complex } from '../values/complex.js';
import { floatDigits, formatSpecifiedFloat } from './floats.js';
import { padNumber, padText, signOf } from './pad.js';
import { parseSpec, unknownType, type Spec } from './parse.js';

export { formatFloat } from './floats.js';

/** Text: `s`, a precision cuts it. */
export function formatText(text: string, given: string): string {
  const spec = parseSpec(given, 'str', { type: 's', align: '<' });
  if (spec.type !== 's') throw unknownType(spec.type, 'str');
  const what = spec.sign === ' ' ? 'Space' : 'Sign';
  if (spec.sign !== '') throw new ValueError(`${what} not allowed in string format specifier`);
  if (spec.noNegativeZero) throw new ValueError('Negative zero coercion (z) not allowed in string format specifier');
  if (spec.alternate) throw new ValueError('Alternate form (#) not allowed in string format specifier');
  if (spec.align === '=') throw new ValueError("'=' alignment not allowed in string format specifier");
  const points = [...text];
  return padText(points.slice(0, spec.precision ?? points.length).join(''), spec, spec.align);
}

const bases: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  d: [10, ''], n: [10, ''], b: [2, '0b'], o: [8, '0o'], x: [16, '0x'], X: [16, '0X'],
};

/** A whole number: `b`, `c`, `d`, `n`, `o`, `x`, `X`, and the types of floats. */
export function formatInt(value: bigint, given: string, kind = 'int'): string {
  const spec = parseSpec(given, kind, { type: 'd', align: '>' });
  if (/^[eEfFgG%]$/.test(spec.type)) return formatSpecifiedFloat(floatOf(value), spec);
  if (spec.type !== 'c' && !Object.hasOwn(bases, spec.type)) throw unknownType(spec.type, kind);
  if (spec.precision !== undefined) throw new ValueError('Precision not allowed in integer format specifier');
  if (spec.noNegativeZero) throw new ValueError('Negative zero coercion (z) not allowed in integer format specifier');
  if (spec.type === 'c') return formatCharacter(value, spec);
  const [radix, prefix] = bases[spec.type]!;
  const digits = (value < 0n ? -value : value).toString(radix);
  const shown = spec.type === 'X' ? digits.toUpperCase() : digits;
  return padNumber(signOf(value < 0n, spec), spec.alternate ? prefix : '', shown, '', spec);
}

function floatOf(value: bigint): number {
  const float = Number(value);
  if (Number.isFinite(float)) return float;
  throw new OverflowError('int too large to convert to float');
}

function formatCharacter(value: bigint, spec: Spec): string {
  if (spec.sign !== '') throw new ValueError("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) throw new ValueError("Alternate form (#) not allowed with integer format specifier 'c'");
  if (BigInt.asIntN(64, value) !== value) throw new OverflowError('Python int too large to convert to C long');
  if (value < 0n || value > 0x10ffffn) throw new OverflowError('%c arg not in range(0x110000)');
  return padNumber('', '', '', String.fromCodePoint(Number(value)), spec);
}

/** A complex number: both parts by the types of floats; without one, in brackets where there is a real part. */
export function formatComplex({ real, imag }: Complex, given: string): string {
  const spec = parseSpec(given, 'complex', { type: '', align: '>' });
  if (!/^[eEfFgGn]?$/.test(spec.type)) throw unknownType(spec.type, 'complex');
  if (spec.fill === '0') throw new ValueError('Zero padding is not allowed in complex format specifier');
  if (spec.align === '=') throw new ValueError("'=' alignment flag is not allowed in complex format specifier");
  const plain: Spec = { ...spec, fill: '', align: '<', width: 0 };
  const part = (value: number, sign: string): string => {
    const [negative, digits, rest] = floatDigits(value, plain, false);
    return padNumber(signOf(negative, { sign }), '', digits, rest, plain);
  };
  const bare = spec.type === '' && Object.is(real, 0);
  const text = bare ? `${part(imag, spec.sign)}j` : `${part(real, spec.sign)}${part(imag, '+')}j`;
  return padText(spec.type === '' && !bare ? `(${text})` : text, spec, spec.align);
}
