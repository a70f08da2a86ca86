// torch.testing.make_tensor and assert_allclose against PyTorch's (scripts/golden/make_tensor.py).
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { describe, expect, test } from 'vitest';

interface Made {
  shape: number[];
  stride: number[];
  offset: number;
  grad: boolean;
  values: (number | boolean)[];
}
type Outcome = Made | { error: string; text: string } | null;
type Case = [name: string, args: unknown[], keywords: Record<string, unknown>, outcome: Outcome];

const file = new URL('../golden/make_tensor.json', import.meta.url);
const cases = (JSON.parse(readFileSync(file, 'utf8')) as Case[]).map((one, i) =>
  [`${i} ${JSON.stringify(one.slice(0, 3))}`, one] as const);

function keywordsOf(told: Record<string, unknown>): never {
  const value = (key: string, text: unknown): unknown =>
    key === 'dtype' || key === 'memory_format' ? torch[text as 'float32'] : text === 'nan' ? NaN : text;
  return Object.fromEntries(Object.entries(told).map(([key, text]) => [key, value(key, text)])) as never;
}

function outcomeOf<T>(run: () => T): T | { error: string; text: string } {
  try {
    return run();
  } catch (error) {
    return { error: (error as Error).name, text: (error as Error).message };
  }
}

describe('as PyTorch 2.15', () => {
  test.each(cases.filter(([, [name]]) => name === 'make_tensor'))('%s', (_, [, args, keywords, expected]) => {
    const found = outcomeOf(() => {
      torch.manual_seed(3);
      return torch.testing.make_tensor(...(args as never[]), { device: 'cpu', ...(keywordsOf(keywords) as object) } as never);
    });
    if (!(found instanceof torch.Tensor)) {
      expect(found).toEqual(expected);
      return;
    }
    const { shape, stride, offset, grad, values } = expected as Made;
    expect([[...found.shape], found.stride(), found.storage_offset(), found.requires_grad]).toEqual(
      [shape, stride, offset, grad]);
    const real = found.is_complex() ? torch.view_as_real(found.detach()) : found.detach();
    const plain = real.is_floating_point() ? real.to(torch.float64) : real;
    // The streams are the same to the bit; other processors may fuse the step to the interval.
    torch.testing.assert_close(plain.flatten(), torch.tensor(values, { dtype: plain.dtype }),
      plain.is_floating_point() ? { rtol: 1e-6, atol: 1e-6 } : {});
  });

  const close = (args: unknown[], keywords: Record<string, unknown>): null => {
    const [a, e] = args.map((list) => (list as unknown[]).map((x) => (x === 'nan' ? NaN : x)));
    torch.testing.assert_allclose(a, e, keywordsOf(keywords));
    return null;
  };
  test.each(cases.filter(([, [name]]) => name === 'assert_allclose'))('%s', (_, [, args, keywords, expected]) => {
    expect(outcomeOf(() => close(args, keywords))).toEqual(expected);
  });
});
