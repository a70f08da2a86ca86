import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { pageOf } from '../../scripts/declare/pages.mjs';
import { addressesOf, pagesOf } from '../../scripts/docs/reference/pages.mjs';
import { entriesOf } from '../../scripts/docs/reference/read.mjs';
import { publicNames, type PublicName } from '../../scripts/editor/names.mjs';
import { distinct, isSilent } from '../../scripts/editor/report.mjs';

let all: PublicName[];
let names: PublicName[];

beforeAll(() => {
  all = publicNames(path.resolve(import.meta.dirname, '../..'));
  names = distinct(all);
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

test('every public name stands on exactly one page of the reference', () => {
  const { entries, paths } = entriesOf(all);
  const pages = pagesOf(entries, paths, [...new Set(all.map(({ place }) => place))]);
  const addresses = addressesOf(pages); // which throws for one that stands twice
  expect(addresses.size).toBe(names.length);
  expect(pathsOf(all).filter((name) => !addresses.has(paths.get(name) ?? ''))).toEqual([]);
  // Also where a file system does not tell small letters from capitals.
  expect(new Set(pages.map(({ address }) => address.toLowerCase())).size).toBe(pages.length);
  expect(addresses.get('torch.scatter_reduce')?.address).toBe('api/torch/names-s.html#torch.scatter_reduce');
  expect(paths.get('torch.nn.modules.linear.Linear')).toBe('torch.nn.Linear');
});

test('a method with a page of its own at PyTorch leads there', () => {
  expect(pageOf('torch.Tensor.backward')).toBe('https://docs.pytorch.org/docs/2.15/generated/torch.Tensor.backward.html');
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

test.each(['torch.optim.ParamGroup', 'torch.utils.data.MapDataset', 'nodetorch.tqdm.tqdm', 'nodetorch.format.format', 'torch.collect', 'torch.cuda.unavailable_reason'])(
  '%s is ours: no page describes it', (name) => {
    expect(pageOf(name)).toBeUndefined();
  });
