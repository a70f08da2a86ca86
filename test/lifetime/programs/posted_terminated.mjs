// Threads end while tensors that they posted, or that were posted to them, are on their way.
import assert from 'node:assert';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as torch from 'nodetorch';
import { rebuild } from 'nodetorch/multiprocessing';

const url = new URL('./parts/poster.js', import.meta.url);
const settle = async () => {
  for (let i = 0; i < 5; i++) {
    torch.collect({ major: true });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return torch.memory_stats().live_bytes;
};
const before = await settle();
await (async () => {
  const kept = [];
  for (let round = 0; round < 3; round++) {
    const worker = new Worker(url);
    for (let i = 0; i < 8; i++) worker.postMessage({ t: torch.ones(1 << 18).share_memory_() });
    for (;;) {
      const [message] = await once(worker, 'message');
      if (message === 'posted') break;
      if (message.i % 2 === 0) kept.push(rebuild(message));
    }
    for (let i = 0; i < 8; i++) worker.postMessage({ t: torch.ones(1 << 18).share_memory_() });
    await worker.terminate();
  }
  assert.ok(kept.length > 0);
  for (const { i, t } of kept) assert.equal(t.sum().item(), i * (1 << 18));
})();
const grown = (await settle()) - before;
assert.ok(grown < 1 << 20, `${grown} bytes of terminated threads are still held`);
console.log('done');
