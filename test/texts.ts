import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { Size } from 'nodetorch';
import { expect, test } from 'vitest';

/** Expressions by name; the golden script has the same in Python (scripts/golden/support/texts.py). */
export type Cases = Readonly<Record<string, () => unknown>>;

/** Tests that each expression prints, or throws, what PyTorch's does, and that none is left out. */
export function testTexts(golden: string, cases: Cases): void {
  const file = new URL(`golden/${golden}.json`, import.meta.url);
  const answers = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  test('every answer of PyTorch has its expression', () => {
    expect(Object.keys(cases)).toEqual(Object.keys(answers));
  });
  test.each(Object.keys(cases))('%s', (name) => {
    expect(answer(cases[name]!)).toEqual(answers[name]);
  });
}

function answer(expression: () => unknown): unknown {
  try {
    return shown(expression());
  } catch (error) {
    const { name, message } = error as Error;
    return { error: name, text: message };
  }
}

function shown(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : py(value);
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value) && !(value instanceof Size)) return Array.from(value, shown);
  return value instanceof Size ? value.toString() : inspect(value);
}

function py(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
