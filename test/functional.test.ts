import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { expect, test } from 'vitest';

type Case = [name: string, args: unknown[], keywords: Record<string, unknown>, result: unknown];
type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const cases = JSON.parse(readFileSync(new URL('golden/functional.json', import.meta.url), 'utf8')) as Case[];

/** The golden file's notation for tensors, dtypes and infinity, as values. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  const { tensor, dtype, number } = value as { tensor?: torch.TensorData; dtype?: string; number?: string };
  if (number !== undefined) return Number(number);
  const type = torch[dtype as 'float32'];
  return tensor === undefined ? type : torch.tensor(tensor, { dtype: type });
}

function expectSame(actual: unknown, wanted: unknown): void {
  if (wanted instanceof torch.Tensor) {
    const [a, w] = [actual as Tensor, wanted as Tensor];
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

test.each(cases.map((one, i) => [`${i} ${one[0]}`, ...one] as const))('%s', (_, name, plainArgs, plainKeywords, wanted) => {
  const args = decoded(plainArgs) as unknown[];
  const keywords = Object.fromEntries(Object.entries(plainKeywords).map(([k, v]) => [k, decoded(v)]));
  const all = Object.keys(keywords).length > 0 ? [...args, keywords] : args;
  const call = (): unknown => {
    if (!name.startsWith('.')) return (torch as unknown as Record<string, AnyFunction>)[name]!(...all);
    const [self, ...rest] = all as [Record<string, AnyFunction>, ...unknown[]];
    return self[name.slice(1)]!(...rest);
  };
  const error = (wanted as { error?: string }).error;
  if (error === undefined) expectSame(call(), decoded(wanted));
  else expect(call).toThrow(error);
});

test('an unknown keyword is an error that names the nearest', () => {
  const t = torch.ones(2, 2);
  // @ts-expect-error no such keyword
  expect(() => torch.norm(t, { keepdims: true })).toThrow("unexpected keyword argument 'keepdims'. Did you mean 'keepdim'?");
  // @ts-expect-error given twice
  expect(() => torch.norm(t, 2, { p: 1 })).toThrow("norm() got multiple values for argument 'p'");
});

test('out is written to and returned', () => {
  const out = torch.empty(2, 2);
  const a = torch.tensor([[1, 2], [3, 4]]);
  expect(torch.tensordot(a, a, 1, out)).toBe(out);
  expect(out.tolist()).toEqual([[7, 10], [15, 22]]);
  const norm = torch.empty(2);
  expect(torch.norm(a, 1, 0, { out: norm })).toBe(norm);
  expect(norm.tolist()).toEqual([4, 6]);
});
