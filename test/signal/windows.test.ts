// torch.signal.windows against PyTorch's (scripts/golden/signal_windows.py).
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import * as windows from 'nodetorch/signal/windows';
import { describe, expect, test } from 'vitest';

type Outcome = { error: string; text: string } | { dtype: string; values: number[] | null; grad: boolean };
type Case = [name: string, M: number, keywords: Record<string, unknown>, outcome: Outcome];

const file = new URL('../golden/signal_windows.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];
const functions = windows as unknown as Record<string, (M: number, options: object) => torch.Tensor>;

function made(keywords: Record<string, unknown>): Record<string, unknown> {
  const value = (key: string, told: unknown): unknown =>
    key === 'dtype' || key === 'layout' ? torch[told as 'float32'] : told;
  return Object.fromEntries(Object.entries(keywords).map(([key, told]) => [key, value(key, told)]));
}

describe('as PyTorch 2.15', () => {
  test.each(cases.map((one, i) => [`${i} ${JSON.stringify(one.slice(0, 3))}`, one] as const))('%s', (_, one) => {
    const [name, M, keywords, outcome] = one;
    const call = (): torch.Tensor => functions[name]!(M, made(keywords));
    if ('error' in outcome) {
      let error: Error | undefined;
      try {
        call();
      } catch (thrown) {
        error = thrown as Error;
      }
      expect([error?.name, error?.message]).toEqual([outcome.error, outcome.text]);
      return;
    }
    const result = call();
    expect([String(result.dtype), result.requires_grad]).toEqual([outcome.dtype, outcome.grad]);
    if (outcome.values === null) expect(result.is_meta).toBe(true);
    // Kernels of other processors round sines and exponentials otherwise.
    else torch.testing.assert_close(result.detach(), torch.tensor(outcome.values, { dtype: result.dtype }));
  });
});

test('windows are reached by both paths of PyTorch', () => {
  expect(torch.signal.windows).toBe(windows);
  expect(torch.signal.windows.windows.hann).toBe(windows.hann);
});
