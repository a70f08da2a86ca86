import { expect, test } from 'vitest';
import 'nodetorch/testing/vitest';
import * as torch from 'nodetorch';
import { train } from './train.js';

test('the net learns', () => {
  expect(train(200).accuracy).toBeGreaterThan(0.9);
  expect(torch.ones(2).add(1)).toEqual(torch.tensor([2, 2]).float());
});
