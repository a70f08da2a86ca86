import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { atCalls } from '../../scripts/editor/calls.mjs';

let shown: ReturnType<typeof atCalls>;

beforeAll(() => {
  shown = atCalls(path.resolve(import.meta.dirname, '../..'));
});

test('constructors have labels, and a comment for each variant', () => {
  expect(shown.signatures).toHaveLength(20);
  expect(shown.signatures.filter(({ numbered }) => numbered > 0)).toEqual([]);
  expect(shown.signatures.filter(({ variants, documented }) => variants === 0 || documented < variants)).toEqual([]);
  const [linear] = shown.signatures;
  expect(linear!.labels).toEqual(['in_features', 'out_features', 'bias', 'device', 'dtype']);
});

test.each(['optim.Adam', 'optim.SGD', 'F.conv2d', 'F.cross_entropy', 'torch.zeros', 'x.to', 'x.backward'])(
  'exactly the options of %s are offered inside the braces', (name) => {
    const offered = shown.completions.find((each) => each.name === name)!;
    expect([offered.others, offered.missing]).toEqual([[], []]);
  });

test('hovers and complaints say Tensor and Parameter, and nothing that is ours alone', () => {
  expect(shown.hovers.length + shown.errors.length).toBeGreaterThan(20);
  expect([...shown.hovers, ...shown.errors].filter(({ inner }) => inner)).toEqual([]);
});
