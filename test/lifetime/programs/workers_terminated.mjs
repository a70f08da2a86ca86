// Threads are terminated in the middle of a loop with hooks; the others, and the memory, go on.
import assert from 'node:assert';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as torch from 'nodetorch';

const url = new URL('./parts/loop.js', import.meta.url);
const before = torch.memory_stats().live_bytes;
for (let round = 0; round < 3; round++) {
  const workers = Array.from({ length: 3 }, () => new Worker(url));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  await Promise.all(workers.map((worker) => worker.terminate()));
  assert.equal(torch.ones(10).sum().item(), 10);
}
torch.collect({ major: true });
const grown = torch.memory_stats().live_bytes - before;
assert.ok(grown < 1 << 20, `${grown} bytes of terminated threads are still held`);
console.log('done');
