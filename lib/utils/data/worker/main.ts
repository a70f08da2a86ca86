/** Where a worker thread starts. Nothing of the library is loaded before the thread is known to be a worker. */
import { threadId, workerData } from 'node:worker_threads';
import { cell, life, type Start } from './protocol.js';

const start = workerData as Start;

function end(): void {
  Atomics.store(start.shared, cell.life, life.ended);
  Atomics.add(start.bell, 0, 1);
  Atomics.notify(start.bell, 0);
}

process.on('exit', end);
const { threads } = await import('../../../addon/doors.js');
threads.sign_in(threadId);
Atomics.store(start.shared, cell.life, life.living);
const ownNumbers = threads.become_worker();
if (!ownNumbers) {
  process.emitWarning(
    'DataLoader: this libtorch has one source of random numbers for all threads, so the workers disturb those of the ' +
      'main thread');
}
// Before this, no module may have asked for the default generator.
const { serve } = await import('./serve.js');
await serve(start, ownNumbers);
