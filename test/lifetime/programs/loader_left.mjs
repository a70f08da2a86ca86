// Loops that are left by break, by throw and by a worker's error give their threads and their memory back.
import assert from 'node:assert';
import * as torch from 'nodetorch';
import { DataLoader, TensorDataset } from 'nodetorch/utils/data';
import { failAtThree, Made, thread } from '../../utils/data/parts/datasets.mjs';

const threads = new Set();
const options = { batch_size: null, num_workers: 2 };
const ways = [
  () => {
    for (const id of new DataLoader(new Made(50, thread), options)) {
      threads.add(id);
      break;
    }
  },
  () => assert.throws(() => {
    for (const id of new DataLoader(new Made(50, thread), options)) {
      threads.add(id);
      throw new Error('mine');
    }
  }, /mine/),
  () => assert.throws(() => {
    for (const _ of new DataLoader(new Made(50, failAtThree), options));
  }, /Caught ValueError/),
  () => {
    const data = new TensorDataset(torch.zeros(64, 1 << 16));
    for (const _ of new DataLoader(data, { batch_size: 16, num_workers: 2 })) break;
  },
];
for (const leave of ways) leave();
torch.collect({ major: true });
const before = torch.memory_stats().live_bytes;
// 16 MB of data and as much of batches in each round: a tenth of it would be seen.
for (let i = 0; i < 30; i++) for (const leave of ways) leave();
torch.collect({ major: true });
// The workers forget their data when they have nothing to do for a while.
await new Promise((resolve) => setTimeout(resolve, 1500));
const grown = torch.memory_stats().live_bytes - before;
assert.ok(grown < 40e6, `${grown} bytes are left`);
assert.ok(threads.size <= 6, `${threads.size} threads`);
console.log('done');
