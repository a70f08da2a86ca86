import { expect, test } from 'bun:test';
import { train } from './train.ts';

test('the net learns', () => {
  expect(train(200).accuracy).toBeGreaterThan(0.9);
});
