/** Workers of this thread that nobody uses. A thread takes a third of a second to load the library: it is kept. */
import { WorkerThread, waitFor } from './worker_thread.js';

const most = 16;
// A worker that still makes a batch for a loop that was left is waited for so long before another one is started.
const patienceMs = 100;
// One that has not come to its end after this long never will: it is ended.
const limitMs = 5_000;

const resting: WorkerThread[] = [];

/** Threads that were started and not seen to end, at work or resting. */
const started = new Set<WorkerThread>();

export function livingThreads(): number {
  for (const worker of started) if (!worker.isAlive) started.delete(worker);
  return started.size - resting.length;
}

/** `count` workers without a job; new ones start at the same time. */
export function takeWorkers(count: number): WorkerThread[] {
  const taken: WorkerThread[] = [];
  endHanging();
  waitFor(() => {
    for (let i = resting.length - 1; i >= 0 && taken.length < count; i--) {
      const worker = resting[i]!;
      if (worker.isAlive && !worker.isIdle) continue;
      resting.splice(i, 1);
      if (worker.isAlive) taken.push(worker);
    }
    return taken.length === count || resting.length === 0 ? true : undefined;
  }, patienceMs);
  while (taken.length < count) {
    const worker = new WorkerThread();
    started.add(worker);
    taken.push(worker);
  }
  return taken;
}

/** Takes workers back, with whatever they are doing. */
export function giveWorkers(workers: readonly WorkerThread[]): void {
  for (const worker of workers) {
    if (!worker.isAlive) continue;
    worker.close();
    if (resting.length < most) resting.push(worker);
    else worker.end();
  }
  setTimeout(endHanging, limitMs + 100).unref();
}

function endHanging(): void {
  for (let i = resting.length - 1; i >= 0; i--) {
    const worker = resting[i]!;
    if (worker.isIdle || worker.closedFor < limitMs) continue;
    resting.splice(i, 1);
    worker.end();
  }
}
