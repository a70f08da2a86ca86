import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import { coverage, spaces } from '../scripts/gen/coverage.mjs';

const modules: Record<string, object> = {
  torch,
  Tensor: torch.Tensor.prototype,
  linalg: await import('nodetorch/linalg'),
  fft: await import('nodetorch/fft'),
  special: await import('nodetorch/special'),
  sparse: await import('../dist/generated/sparse.js'),
  nn: await import('../dist/generated/nn.js'),
};

test.each(spaces)('every public name of PyTorch in %s is bound, hand-written, or missing with a reason', (space) => {
  const { bound, unaccounted, stale, broken } = coverage(space, (name) => name in modules[space]);
  expect({ unaccounted, stale, broken }).toEqual({ unaccounted: [], stale: [], broken: [] });
  expect(bound.length).toBeGreaterThan(0);
});
