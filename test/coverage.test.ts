import { expect, test } from 'vitest';
import { coverage, existsIn, spaces } from '../scripts/gen/coverage.mjs';

test.each(spaces)('every public name of PyTorch in %s is bound, hand-written, or missing with a reason', async (space) => {
  const { bound, written, unaccounted, stale, broken } = coverage(space, await existsIn(space));
  expect({ unaccounted, stale, broken }).toEqual({ unaccounted: [], stale: [], broken: [] });
  expect(bound.length + written.length).toBeGreaterThan(0);
});
