import { expect, test } from 'vitest';
import * as torch from 'nodetorch';
import { matchers } from 'nodetorch/testing/vitest';
import { train } from './train.ts';

expect.extend(matchers);

test('the net learns', () => {
  expect(train(200).accuracy).toBeGreaterThan(0.9);
  expect(torch.ones(2).add(1)).toBeCloseToTensor([2, 2]);
}, 60_000);
