import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { format } from 'nodetorch/format';
import { describe, expect, test } from 'vitest';
import { Complex } from '../dist/values/complex.js';

type Answer = string | [kind: string, words: string];
type Row = [kind: string, text: string, answers: [spec: string, answer: Answer][]];

const rows = JSON.parse(readFileSync(new URL('golden/format_spec.json', import.meta.url), 'utf8')) as Row[];

function valueOf(kind: string, text: string): unknown {
  if (kind === 'str') return text;
  if (kind === 'bool') return text === 'True';
  if (kind === 'int') return BigInt(text);
  if (kind === 'complex') return new Complex(...(text.split(' ').map(Number) as [number, number]));
  return text.endsWith('inf') ? (text[0] === '-' ? -Infinity : Infinity) : Number(text === 'nan' ? NaN : text);
}

/** A float without a fraction is an int here, where nothing says otherwise. */
const isAsked = (kind: string, value: unknown, spec: string): boolean =>
  kind === 'int' || !Number.isInteger(value) || Object.is(value, -0) || /[eEfFgG%]$|\.[0-9]+$/.test(spec);

function answer(value: unknown, spec: string): Answer {
  try {
    return format(value, spec);
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
}

describe('as Python', () => {
  test.each(rows)('%s %s', (kind, text, answers) => {
    const value = valueOf(kind, text);
    const asked = answers.filter(([spec]) => isAsked(kind, value, spec));
    expect(asked.map(([spec]) => [spec, answer(value, spec)])).toEqual(asked);
  });
});

test('numbers that are ints in Python are', () => {
  expect(format(3, 'd') + format(3, '05') + format(255, '#x') + format(1e6, ',')).toBe('3000030xff1,000,000');
  expect([format(3, '.1f'), format(3, '.2'), format(3)]).toEqual(['3.0', '3.0', '3']);
  expect(() => format(3n, '.2')).toThrow('Precision not allowed in integer format specifier');
});

test('tensors count as their element, and take no specification otherwise', () => {
  expect(format(torch.tensor(2.5), '.0f')).toBe('2');
  expect(format(torch.tensor([7], { dtype: torch.int64 }).sum(), '>4')).toBe('   7');
  expect(format(torch.ones(2))).toBe('tensor([1., 1.])');
  expect(() => format(torch.ones(2), '.2f')).toThrow(new TypeError('unsupported format string passed to Tensor.__format__'));
  expect(() => format(null, '5')).toThrow(new TypeError('unsupported format string passed to NoneType.__format__'));
  expect([format(null), format([1, 2.5]), format(true)]).toEqual(['None', '[1, 2.5]', 'True']);
});
