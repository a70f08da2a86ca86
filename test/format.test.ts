import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { f, format, percent, str_format } from 'nodetorch/format';
import { describe, expect, test } from 'vitest';
import { replay } from '../scripts/format/replay.mjs';
import { Complex } from '../dist/values/complex.js';
import { AttributeError, KeyError, ValueError } from '../dist/values/errors.js';

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

test('specifications and templates at random, as Python reads them', () => {
  const cases = JSON.parse(readFileSync(new URL('golden/format_cases.json', import.meta.url), 'utf8')) as unknown[];
  const { differing, compared } = replay(cases);
  expect(differing).toEqual([]);
  expect(compared).toBeGreaterThan(900);
});

describe('f-strings', () => {
  test('values alone, specifications, conversions, nested fields, braces', () => {
    const [loss, name, width] = [0.123456, "it's", 10];
    expect(f`epoch ${3}: loss {${loss}:.4f} {${name}!r:>8} ${true} ${null}`).toBe('epoch 3: loss 0.1235   "it\'s" True None');
    expect(f`{${loss}:{${width}}.{${2}}f}|{${'a'}:^{${5}}}|{{${1}}}|{{}}`).toBe('      0.12|  a  |{1}|{}');
    expect(f`${torch.tensor(2)} {${torch.tensor(0.5)}:.2f} {${torch.tensor(3n)}:03d} ${[1, 2.5]}`).toBe('2.0 0.50 003 [1, 2.5]');
    expect(f`nothing`).toBe('nothing');
  });

  test('a float tensor of one element is a float, whatever its value', () => {
    expect(f`${torch.tensor([2]).sum()} {${torch.ones([])}:g} {${torch.tensor(true)}:d}`).toBe('2.0 1 1');
    expect(format(torch.ones([]))).toBe('1.0');
  });

  test('what does not fit is refused in words of Python', () => {
    expect(() => f`{${'a'}:d}`).toThrow(new ValueError("Unknown format code 'd' for object of type 'str'"));
    expect(() => f`{${1}:.2d}`).toThrow(new ValueError('Precision not allowed in integer format specifier'));
    expect(() => f`${1}}`).toThrow(new ValueError("Single '}' encountered in format string"));
    expect(() => f`{${torch.ones(2)}:.2f}`).toThrow('unsupported format string passed to Tensor.__format__');
  });
});

test('str_format: by position, by number, by name, and into values', () => {
  expect(str_format('{:.1f} {} {a!r}', 0.25, 'x', { a: 'y' })).toBe("0.2 x 'y'");
  expect(str_format('{0.shape[1]} {0[1]} {m[k]} {l[0]}', torch.ones(2, 3), { m: { k: 1 }, l: ['z'] })).toBe('3 tensor([1., 1., 1.]) 1 z');
  expect(() => str_format('{a}', 1)).toThrow(new KeyError("'a'"));
  expect(() => str_format('{} {0}', 1)).toThrow('cannot switch from automatic field numbering to manual field specification');
  expect(() => str_format('{0.nothing}', 'a')).toThrow(new AttributeError("'str' object has no attribute 'nothing'"));
  expect(() => str_format('{:{:{}}}', 1, 2, 3)).toThrow('Max string recursion exceeded');
});

test('percent: values, one value, and names', () => {
  expect(percent('%5.2f %s %r %%', [0.256, 'a', 'b'])).toBe(" 0.26 a 'b' %");
  expect([percent('%d items', 3), percent('%(n)03d %(s)s', { n: 7, s: 'x' }), percent('%.1f', torch.tensor(0.26))]).toEqual(
    ['3 items', '007 x', '0.3']);
  expect(() => percent('%d', 'a')).toThrow(new TypeError('%d format: a real number is required, not str'));
  expect(() => percent('%d', [1, 2])).toThrow(new TypeError('not all arguments converted during string formatting'));
  expect(() => percent('%(a)s', { b: 1 })).toThrow(new KeyError("'a'"));
});
