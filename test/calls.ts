import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { expect, test } from 'vitest';

type Case = [name: string, args: unknown[], keywords: Record<string, unknown>, result: unknown];
type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** The golden file's notation for tensors, dtypes and infinity, as values. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  const { tensor, dtype, number } = value as { tensor?: number[]; dtype?: string; number?: string };
  if (number !== undefined) return Number(number);
  const type = torch[dtype as 'float32'];
  return tensor === undefined ? type : torch.tensor(tensor, { dtype: type });
}

function expectSame(actual: unknown, wanted: unknown): void {
  if (wanted instanceof torch.Tensor) {
    const [a, w] = [actual as Tensor, wanted];
    expect([...a.shape]).toEqual([...w.shape]);
    expect(a.dtype).toBe(w.dtype);
    // The last digits of a product depend on the processor.
    expect(torch.allclose(a, w, { rtol: 1e-5, atol: 1e-6 })).toBe(true);
  } else if (Array.isArray(wanted)) {
    const list = Array.from(actual as Iterable<unknown>);
    expect(list).toHaveLength(wanted.length);
    wanted.forEach((item, i) => expectSame(list[i], item));
  } else {
    expect(actual).toEqual(wanted);
  }
}

/** A test for each call in a golden file (scripts/golden/functional.py says how they are written). */
export function testCalls(golden: string): void {
  const cases = JSON.parse(readFileSync(new URL(`golden/${golden}.json`, import.meta.url), 'utf8')) as Case[];
  const titled = cases.map((one, i) => [`${i} ${one[0]}`, ...one] as const);
  test.each(titled)('%s', (_, name, args, keywords, wanted) => {
    const error = (wanted as { error?: string } | null)?.error;
    if (error === undefined) expectSame(made(name, args, keywords), decoded(wanted));
    else expect(() => made(name, args, keywords)).toThrow(error);
  });
}

/** The call of `torch.a.b` or, for a name with a dot before it, of a method of the first argument. */
function made(name: string, plainArgs: unknown[], plainKeywords: Record<string, unknown>): unknown {
  const args = decoded(plainArgs) as unknown[];
  const keywords = Object.fromEntries(Object.entries(plainKeywords).map(([k, v]) => [k, decoded(v)]));
  const all = Object.keys(keywords).length > 0 ? [...args, keywords] : args;
  if (name.startsWith('.')) {
    const [self, ...rest] = all as [Record<string, AnyFunction>, ...unknown[]];
    return self[name.slice(1)](...rest);
  }
  const path = name.split('.');
  const fn = path.reduce<unknown>((owner, key) => (owner as Record<string, unknown>)[key], torch) as AnyFunction;
  return fn(...all);
}
