// Threads, and the process, end while compiled functions run on threads of the pool.
import assert from 'node:assert';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as torch from 'nodetorch';

const url = new URL('./parts/runner.js', import.meta.url);
const before = torch.memory_stats().live_bytes;
for (let round = 0; round < 3; round++) {
  const workers = Array.from({ length: 2 }, () => new Worker(url));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  await Promise.all(workers.map((worker) => worker.terminate()));
  assert.equal(torch.ones(10).sum().item(), 10);
}
torch.collect({ major: true });
const grown = torch.memory_stats().live_bytes - before;
assert.ok(grown < 4 << 20, `${grown} bytes of terminated threads are still held`);
const x = torch.randn(300, 300);
const product = torch.compiler.run_async((a) => a.mm(a).mm(a).mm(a));
for (let i = 0; i < 4; i++) await product(x);
for (let i = 0; i < 4; i++) void product(x);
console.log('done');
process.exit();
