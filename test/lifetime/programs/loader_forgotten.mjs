// Iterators that a synchronous program drops in the middle of an epoch: the event loop never turns, so no finalizer
// runs, and their workers come back all the same when there are many.
import assert from 'node:assert';
import { DataLoader } from 'nodetorch/utils/data';
import { Made, thread } from '../../utils/data/parts/datasets.mjs';

const options = { batch_size: null, num_workers: 2 };
const threads = new Set();

function drop(more) {
  const iterator = new DataLoader(new Made(50, thread), { ...options, ...more })[Symbol.iterator]();
  threads.add(iterator.next().value).add(iterator.next().value);
}

const kept = new DataLoader(new Made(50, thread), options)[Symbol.iterator]();
kept.next();
for (let i = 0; i < 10; i++) {
  drop({});
  drop({ persistent_workers: true });
}
assert.ok(threads.size <= 24, `${threads.size} threads`);
// Whoever is not forgotten goes on.
assert.equal([...kept].length, 49);
console.log('done');
