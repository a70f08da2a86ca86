/**
 * Numbers as Python writes them. JavaScript's own toFixed and toExponential round ties away from zero, lose the sign of
 * -0, and stop at 1e21 and at 100 digits; Python rounds the exact value of the double, ties to even, without limits.
 */

const maxNativeDigits = 99;

/** Python's `'{:.Nf}'.format(x)`. */
export function formatFixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return formatNonFinite(x);
  const sign = isNegative(x) ? '-' : '';
  const magnitude = Math.abs(x);
  if (magnitude >= 1e21 || digits > maxNativeDigits) return sign + fixedExact(magnitude, digits);
  const text = magnitude.toFixed(digits);
  // A tie has one bit below the last digit, so it is a whole number of steps of 2^-(digits+1): all other values round
  // the same in both languages.
  if (Number.isInteger(magnitude * 2 ** (digits + 1)) && magnitude.toFixed(digits + 1).endsWith('5')) {
    return sign + fixedExact(magnitude, digits);
  }
  return sign + text;
}

/** Python's `'{:.Ne}'.format(x)`: at least two digits in the exponent. */
export function formatExponent(x: number, digits: number): string {
  if (!Number.isFinite(x)) return formatNonFinite(x);
  const sign = isNegative(x) ? '-' : '';
  const magnitude = Math.abs(x);
  if (digits > maxNativeDigits) return sign + exponentExact(magnitude, digits);
  const longer = magnitude.toExponential(digits + 1);
  // Only a double that has exactly one digit more, and a 5, can be a tie.
  if (longer.slice(0, longer.indexOf('e')).endsWith('5') && Number(longer) === magnitude) {
    return sign + exponentExact(magnitude, digits);
  }
  return sign + padExponent(magnitude.toExponential(digits));
}

/** Python's `'{:.Ng}'.format(x)`, which is also how C++ streams write a double (N = 6). */
export function formatGeneral(x: number, digits = 6): string {
  if (!Number.isFinite(x)) return formatNonFinite(x);
  const significant = Math.max(1, digits);
  const rounded = formatExponent(x, significant - 1);
  const [mantissa, exponent] = rounded.split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= significant) return `${stripZeros(mantissa)}e${exponent}`;
  return stripZeros(formatFixed(x, significant - 1 - power));
}

/** Python's `repr(x)` of a float: the shortest text that reads back the same, with a point (`30.0`, `1e-05`, `inf`). */
export function py_float_repr(x: number): string {
  const text = shortest(x);
  return /^-?[0-9]+$/.test(text) ? `${text}.0` : text;
}

/** A part of a complex number as Python writes it: as `repr` of a float, but a whole number has no `.0`. */
export function shortest(x: number): string {
  if (!Number.isFinite(x)) return formatNonFinite(x);
  const sign = isNegative(x) ? '-' : '';
  const scientific = Math.abs(x).toExponential();
  const [mantissa, exponent] = scientific.split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16) return sign + padExponent(scientific);
  const digits = mantissa.replace('.', '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0');
  const fraction = digits.slice(power + 1);
  return sign + (fraction === '' ? whole : `${whole}.${fraction}`);
}

function formatNonFinite(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  return x > 0 ? 'inf' : '-inf';
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

function padExponent(text: string): string {
  return text.replace(/e([+-])([0-9])$/, 'e$10$2');
}

function stripZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function fixedExact(magnitude: number, digits: number): string {
  const scaled = scaledToInteger(magnitude, digits).toString().padStart(digits + 1, '0');
  if (digits === 0) return scaled;
  return `${scaled.slice(0, -digits)}.${scaled.slice(-digits)}`;
}

function exponentExact(magnitude: number, digits: number): string {
  let power = magnitude === 0 ? 0 : Number(magnitude.toExponential().split('e')[1]);
  let scaled = scaledToInteger(magnitude, digits - power).toString();
  // The shortest text can name the next power (1e23 is a little less than that), and rounding can reach it (9.9995).
  if (scaled.length <= digits && magnitude !== 0) scaled = scaledToInteger(magnitude, digits - --power).toString();
  else if (scaled.length > digits + 1) scaled = scaledToInteger(magnitude, digits - ++power).toString();
  const mantissa = scaled.padStart(digits + 1, '0');
  const fraction = digits === 0 ? '' : `.${mantissa.slice(1)}`;
  return padExponent(`${mantissa[0]}${fraction}e${power < 0 ? '-' : '+'}${Math.abs(power)}`);
}

/** The whole number nearest to `magnitude * 10^power`, computed exactly, ties to even. */
function scaledToInteger(magnitude: number, power: number): bigint {
  const [mantissa, exponent] = decompose(magnitude);
  let numerator = mantissa;
  let denominator = 1n;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  const quotient = numerator / denominator;
  const twice = 2n * (numerator % denominator);
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}

/** A finite, non-negative double as `mantissa * 2^exponent`. */
function decompose(magnitude: number): [mantissa: bigint, exponent: number] {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, magnitude);
  const word = bits.getBigUint64(0);
  const biased = Number(word >> 52n);
  const fraction = word & ((1n << 52n) - 1n);
  return biased === 0 ? [fraction, -1074] : [fraction | (1n << 52n), biased - 1075];
}
