import * as torch from 'nodetorch';
import { matchers } from 'nodetorch/testing/vitest';
import { expect, test } from 'vitest';
import { accuracy, Net, samples, train } from './net.js';

expect.extend(matchers);

test('a net gives two scores for each sample', () => {
  expect(new Net()(torch.zeros(3, 2))).toHaveShape([3, 2]);
});

test('a trained net is right about new samples', () => {
  torch.manual_seed(0);
  expect(accuracy(train(200), samples(1000))).toBeGreaterThan(0.85);
}, 60_000);
