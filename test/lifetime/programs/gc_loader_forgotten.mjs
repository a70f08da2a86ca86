// Iterators that a program drops in the middle of an epoch: their workers come back when the collector finds out.
import assert from 'node:assert';
import { DataLoader } from 'nodetorch/utils/data';
import { Made, thread } from '../../utils/data/parts/datasets.mjs';

const threads = new Set();
for (let i = 0; i < 8; i++) {
  const iterator = new DataLoader(new Made(50, thread), { batch_size: null, num_workers: 2 })[Symbol.iterator]();
  threads.add(iterator.next().value).add(iterator.next().value);
  await new Promise((resolve) => setTimeout(resolve));
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 50));
}
assert.ok(threads.size <= 6, `${threads.size} threads`);
console.log('done');
