import * as torch from 'nodetorch';
import { describe, expect, test } from 'vitest';

const { cuda } = torch.backends;

test('a property of what has a device reads and assigns by its index', () => {
  const asked: unknown[] = [];
  const kept = new cuda.cuFFTPlanCacheAttrContextProp<number>(
    (index) => index + 10, (index, value) => void asked.push([index, value]));
  const fixed = new cuda.cuFFTPlanCacheAttrContextProp(kept.getter, 'it cannot be set');
  const object: object = Object.defineProperties({ device_index: 3 }, { kept, fixed });
  const of = object as Record<'kept' | 'fixed', number>;
  expect([of.kept, of.fixed]).toEqual([13, 13]);
  of.kept = 5;
  expect(asked).toEqual([[3, 5]]);
  expect(() => (of.fixed = 5)).toThrow(new torch.RuntimeError('it cannot be set'));
  expect(fixed.setter).toBe('it cannot be set');
});

test('the number of plans of a cache is not assigned', () => {
  const cache = new cuda.cuFFTPlanCache(0);
  expect(() => (cache.size = 3)).toThrow(
    '.size is a read-only property showing the number of plans currently in the cache');
});

describe.skipIf(torch.cuda.is_available())('without a GPU', () => {
  test('there is no cache, whichever way a device is said', () => {
    const caches = cuda.cufft_plan_cache as unknown as Record<string, unknown>;
    const words = 'cufft_plan_cache: expected 0 <= device index < 0, but got device with index';
    expect(() => caches['0']).toThrow(`${words} 0`);
    expect(() => caches['cuda:1']).toThrow(`${words} 1`);
    expect(() => caches['cpu']).toThrow(new torch.ValueError('Expected a cuda device, but got: cpu'));
    expect(() => caches['max_size']).toThrow(Error);
  });
});
