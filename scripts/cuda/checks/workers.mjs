// Three threads at once, each with the whole library and the same device.

import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const threads = 3;
const file = fileURLToPath(new URL('../worker.mjs', import.meta.url));

/** What a thread tells, or its failure. */
function inThread(data) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: data });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a thread ended with ${code} and said nothing`)));
  });
}

export async function run(context) {
  const { torch, device } = context;
  torch.ones(1, { device });
  const together = (task) => Promise.all(Array.from({ length: threads }, (_, number) =>
    inThread({ device, number, seconds: context.left() / 3, ...task })));
  await context.check('each computes what it computes alone', async () => {
    const [alone] = [await inThread({ device, number: 0, seconds: context.left() / 3, task: 'training' })];
    for (const { losses } of await together({ task: 'training' })) context.near(losses, alone.losses, 1e-3, 'the losses');
  });
  await context.check('the current device and stream of one are not those of another', async () => {
    const told = await together({ task: 'settings' });
    context.same(told.map(({ own }) => own), Array(threads).fill(true));
  });
  await context.check('loops in all of them hold no more and more', async () => {
    const told = await together({ task: 'loop' });
    context.figure('loops', told.map(({ seen }) => seen));
    for (const { problem } of told) if (problem !== null) throw new Error(problem);
  });
  await context.check('after them the device still computes', () => {
    context.same(torch.ones(2, { device }).add(1).tolist(), [2, 2]);
  });
}
