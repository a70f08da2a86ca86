import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { pageOf } from '../../scripts/declare/pages.mjs';
import { publicNames, type PublicName } from '../../scripts/editor/names.mjs';
import { distinct, isSilent } from '../../scripts/editor/report.mjs';

let names: PublicName[];

beforeAll(() => {
  names = distinct(publicNames(path.resolve(import.meta.dirname, '../..')));
});

const pathsOf = (list: readonly PublicName[]): string[] => list.map((name) => name.path);

test('every public name has a sentence, at each of its calls too', () => {
  expect(names.length).toBeGreaterThan(2500);
  expect(pathsOf(names.filter(isSilent))).toEqual([]);
});

test('every name that PyTorch describes has the address of its page', () => {
  const described = names.filter(({ path: name, member }) => !member && pageOf(name) !== undefined);
  expect(described.length).toBeGreaterThan(1000);
  expect(pathsOf(described.filter(({ address }) => !address))).toEqual([]);
});

test.each([
  ['torch.nn.Linear', 'generated/torch.nn.Linear.html'],
  ['torch.nn.Parameter', 'generated/torch.nn.parameter.Parameter.html'],
  ['torch.nn.functional.relu', 'generated/torch.nn.functional.relu.html'],
  ['torch.optim.lr_scheduler.StepLR', 'generated/torch.optim.lr_scheduler.StepLR.html'],
  ['torch.utils.data.DataLoader', 'data.html#torch.utils.data.DataLoader'],
  ['torch.cuda.memory_allocated', 'generated/torch.cuda.memory.memory_allocated.html'],
])('%s is described in %s', (name, page) => {
  expect(pageOf(name)).toBe(`https://docs.pytorch.org/docs/2.15/${page}`);
});

test.each(['nodetorch.tqdm.tqdm', 'nodetorch.format.format', 'torch.collect', 'torch.cuda.unavailable_reason'])(
  '%s is ours: no page describes it', (name) => {
    expect(pageOf(name)).toBeUndefined();
  });
