// The process ends by itself while loaders with workers are in the middle of an epoch, or wait for the next one.
import assert from 'node:assert';
import { DataLoader } from 'nodetorch/utils/data';
import { Made, square } from '../../utils/data/parts/datasets.mjs';

const options = { batch_size: 2, num_workers: 2 };
globalThis.iterator = new DataLoader(new Made(100, square), options)[Symbol.iterator]();
assert.deepEqual(globalThis.iterator.next().value.tolist(), [0, 1]);
globalThis.loader = new DataLoader(new Made(4, square), { ...options, persistent_workers: true });
assert.equal([...globalThis.loader].length, 2);
console.log('done');
