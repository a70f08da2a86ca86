// Several threads load the addon at the same time and compute; each has its own tensors.
import assert from 'node:assert';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const url = new URL('./parts/work.js', import.meta.url);
for (let round = 0; round < 2; round++) {
  const workers = Array.from({ length: 4 }, (_, i) => new Worker(url, { workerData: i + 1 }));
  const ended = workers.map((worker) => once(worker, 'exit'));
  const results = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
  for (const { sum } of results) assert.equal(sum, 300 * 16 * 16 * 16);
  for (const [code] of await Promise.all(ended)) assert.equal(code, 0);
}
console.log('done');
