// Each module can be imported alone, as a program does that has no tensor of its own.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const cwd = fileURLToPath(new URL('../../..', import.meta.url));

test.each([
  ['utils/data', 'new it.DataLoader([1, 2, 3], { batch_size: 2, shuffle: true }).length'],
  ['utils', '[...new it.data.DataLoader([1, 2, 3], { batch_size: 2 })].length'],
  ['utils/data/dataloader', '[...new it.DataLoader([1, 2, 3], { batch_size: 2, num_workers: 1 })].length'],
  ['utils/data/dataset', 'it.random_split([1, 2, 3], [1, 2]).length'],
  ['utils/data/sampler', '[...new it.BatchSampler(new it.RandomSampler([1, 2, 3]), 2, false)].length'],
  ['utils/data/distributed', '[...new it.DistributedSampler([1, 2, 3], 2, 0)].length'],
])('nodetorch/%s', (path, code) => {
  const program = `const it = await import('nodetorch/${path}'); console.log(${code});`;
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd, encoding: 'utf8' });
  expect(out.trim()).toBe('2');
});
