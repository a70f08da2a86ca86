// A loader with workers inside a worker thread of the program: it works, and ends with the thread, also by force.
import assert from 'node:assert';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as torch from 'nodetorch';

const url = new URL('./parts/loader_thread.js', import.meta.url);
const before = torch.memory_stats().live_bytes;
const whole = new Worker(url, { workerData: { endless: false } });
const [[sum]] = await Promise.all([once(whole, 'message'), once(whole, 'exit')]);
assert.equal(sum, 2 * (64 * 63) / 2);
for (let i = 0; i < 3; i++) {
  const stopped = new Worker(url, { workerData: { endless: true } });
  await once(stopped, 'message');
  assert.equal(await stopped.terminate(), 1);
}
const grown = torch.memory_stats().live_bytes - before;
assert.ok(grown < 4e6, `${grown} bytes are left`);
console.log('done');
