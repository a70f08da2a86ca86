/** Where a worker thread starts. The library asks libtorch for nothing before the thread is known to be a worker. */
import { threadId, workerData } from 'node:worker_threads';
import { whenLoaded } from '../../../addon/when_loaded.js';
import { cell, life, type Start } from './protocol.js';

const start = workerData as Start;

function end(): void {
  Atomics.store(start.shared, cell.life, life.ended);
  Atomics.add(start.bell, 0, 1);
  Atomics.notify(start.bell, 0);
}

process.on('exit', end);
let ownNumbers = false;
// By now no module has asked for the default generator.
whenLoaded((addon) => {
  addon.sign_in(threadId);
  Atomics.store(start.shared, cell.life, life.living);
  ownNumbers = addon.become_worker();
});
const { serve } = await import('./serve.js');
if (!ownNumbers) {
  process.emitWarning(
    'DataLoader: this libtorch has one source of random numbers for all threads, so the workers disturb those of the ' +
      'main thread');
}
await serve(start, ownNumbers);
