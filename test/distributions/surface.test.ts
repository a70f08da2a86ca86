// Where the classes of distributions are found.
import * as torch from 'nodetorch';
import * as distributions from 'nodetorch/distributions';
import * as kl from 'nodetorch/distributions/kl';
import * as normal from 'nodetorch/distributions/normal';
import { expect, test } from 'vitest';

test('a module is the same object by its path and by its entry', () => {
  expect(torch.distributions).toBe(distributions);
  expect(torch.distributions.normal).toBe(normal);
  expect(torch.distributions.kl).toBe(kl);
});

test('typename says where a class is defined', () => {
  expect(torch.typename(new torch.distributions.Normal(0, 1))).toBe('torch.distributions.normal.Normal');
  expect(torch.typename(torch.distributions.Categorical)).toBe('torch.distributions.categorical.Categorical');
});
