// torch.foreach against PyTorch's (scripts/golden/foreach.py).
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import * as foreach from 'nodetorch/foreach';
import { describe, expect, test } from 'vitest';

type Told = { list: never[] } | { tensor: number | number[] } | number | string | boolean | Told[];
type Outcome = { error: string; text: string } | { same: boolean; dtype: string; values: (number | string | null)[][] };
type Case = [name: string, args: Told[], keywords: Record<string, Told>, outcome: Outcome];

const file = new URL('./golden/foreach.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as { names: string; cases: Case[] };
const functions = foreach as unknown as Record<string, (...args: unknown[]) => torch.Tensor[]>;

function made(told: Told): unknown {
  if (Array.isArray(told)) return told.map(made);
  if (typeof told !== 'object') return told === 'float64' ? torch.float64 : told;
  return 'list' in told ? told.list.map((item) => torch.tensor(item)) : torch.tensor(told.tensor);
}

const number = (value: number | string | null): number =>
  value === null ? NaN : typeof value === 'number' ? value : Number(value.replace('inf', 'Infinity'));

test('has the names of PyTorch', () => {
  expect(Object.keys(foreach).sort()).toEqual(golden.names.split(' ').sort());
  expect(torch.foreach).toBe(foreach);
});

describe('as PyTorch 2.15', () => {
  const titled = golden.cases.map((one, i) => [`${i} ${JSON.stringify(one.slice(0, 3))}`, one] as const);
  test.each(titled)('%s', (_, [name, args, keywords, outcome]) => {
    const given = args.map(made);
    const named = Object.fromEntries(Object.entries(keywords).map(([key, value]) => [key, made(value)]));
    const call = (): torch.Tensor[] => functions[name]!(...given, ...(Object.keys(named).length > 0 ? [named] : []));
    if ('error' in outcome) {
      let error: Error | undefined;
      try {
        call();
      } catch (thrown) {
        error = thrown as Error;
      }
      expect([error?.name, error?.message.split('\n')[0]]).toEqual([outcome.error, outcome.text]);
      return;
    }
    const result = call();
    expect(result === given[0]).toBe(outcome.same);
    expect(String(result[0]!.dtype)).toBe(outcome.dtype);
    expect(result.length).toBe(outcome.values.length);
    for (const [i, values] of outcome.values.entries()) {
      // Kernels of other processors round otherwise.
      torch.testing.assert_close(result[i]!.flatten(), torch.tensor(values.map(number), { dtype: result[i]!.dtype }),
        { equal_nan: true });
    }
  });
});

test('gradients flow through what is not in place', () => {
  const x = [torch.tensor([1, 2]).to(torch.float32).requires_grad_(), torch.tensor([3.0]).requires_grad_()];
  const [a, b] = foreach.mul(x, x);
  a!.sum().add(b!.sum()).backward();
  expect(x.map((t) => t.grad!.tolist())).toEqual([[2, 4], [6]]);
});

test('a list that is changed keeps its type', () => {
  const pair: [torch.Tensor, torch.Tensor] = [torch.ones(2), torch.ones(1)];
  const same: [torch.Tensor, torch.Tensor] = foreach.add_(pair, 1);
  expect(same).toBe(pair);
  expect(same[1].tolist()).toEqual([2]);
});
