import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Complex } from '../../lib/values/complex.js';
import { formatExponent, formatFixed, formatGeneral, py_float_repr } from '../../lib/python/format.js';
import { py_repr } from '../../lib/python/repr.js';

type Row = [
  bits: string, digits: number, fixed: string, exponent: string, general: string, repr: string, complex: string,
];

const { numbers } = JSON.parse(
  readFileSync(new URL('../golden/dtypes.json', import.meta.url), 'utf8'),
) as { numbers: Row[] };

const double = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE(0);

describe(`${numbers.length} numbers, as Python writes them`, () => {
  const compared = (column: number, write: (x: number, digits: number) => string): void => {
    expect(numbers.map(([bits, digits]) => write(double(bits), digits))).toEqual(numbers.map((row) => row[column]));
  };
  it('fixed', () => compared(2, formatFixed));
  it('with an exponent', () => compared(3, formatExponent));
  it('general', () => compared(4, formatGeneral));
  it('repr', () => compared(5, py_float_repr));
  it('complex', () => compared(6, (x) => String(new Complex(x, -x))));
});

it('a complex number prints as in Python', () => {
  const numbers = [new Complex(1, 2), new Complex(0, 1), new Complex(1.5, -0.5), new Complex(3)];
  expect(numbers.map(String)).toEqual(['(1+2j)', '1j', '(1.5-0.5j)', '(3+0j)']);
  expect(inspect(numbers)).toBe('[ (1+2j), 1j, (1.5-0.5j), (3+0j) ]');
});

it('values in lists and dicts print as in Python', () => {
  expect(py_repr([1, 2.5, 1e-7, true, null, 'a', "it's", ['b\n']]))
    .toBe(`[1, 2.5, 1e-07, True, None, 'a', "it's", ['b\\n']]`);
  expect(py_repr({ loss: 0.25, steps: 3n })).toBe("{'loss': 0.25, 'steps': 3}");
  expect(py_repr(new Map([[1, new Complex(0, 1)]]))).toBe('{1: 1j}');
});
