// Runs loops of cases/loops.mjs in this process, one after the other, each alone or in several worker threads at once,
// and prints as JSON, a line for each, what its resident memory did. A loop that was stopped is the last: what it left
// would be counted with the next.
//
// usage: memory_child.mjs '{"loops": [[name, iterations, keep], ...], "workers": 0}'
// workers 0: in the main thread. keep: hold every result, so that the measurement itself can be tested.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread, Worker } from 'node:worker_threads';

const samples = 500; // looks at the memory in one loop
const stopMb = 2_000; // a loop that leaks is stopped here, before it hurts the machine

const rssMb = () => process.memoryUsage.rss() / 1e6;

/** Linux only: forget the greatest memory so far (that of loading libraries). */
function resetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not Linux, or not allowed: the peak then includes start-up, which is smaller than a loop's.
  }
}

/** The greatest resident memory since `resetPeak`, or 0 where the system does not tell. */
function peakMb() {
  try {
    return (Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

class Stopped extends Error {}

class Sampler {
  tenth = null;
  greatest = 0;

  /** Looks at the memory; `done` is the part of the loop that is behind us, 0 to 1. */
  look(done) {
    const now = rssMb();
    this.greatest = Math.max(this.greatest, now);
    // The greatest so far: what is mapped or promoted goes with V8's full collections, in a saw's teeth.
    if (this.tenth === null && done >= 0.1) this.tenth = Math.max(this.greatest, peakMb());
    if (now > stopMb) throw new Stopped();
  }

  report(stopped, milliseconds, iterations) {
    const peak = Math.max(this.greatest, peakMb());
    return { tenthMb: this.tenth ?? rssMb(), peakMb: peak, stopped, usEach: (milliseconds / iterations) * 1000 };
  }
}

async function loopInThisThread({ loop, iterations, keep }, started, look) {
  const torch = await import('nodetorch');
  const { loops } = await import('./cases/loops.mjs');
  torch.set_num_threads(1);
  // Of the loop before.
  torch.collect({ major: true });
  const step = loops[loop].prepare();
  const kept = [];
  const every = Math.ceil(iterations / samples);
  started();
  const start = performance.now();
  for (let i = 1; i <= iterations; i++) {
    const result = step();
    if (keep) kept.push(result);
    if (i % every === 0) look(i);
  }
  return performance.now() - start;
}

async function alone(task) {
  const sampler = new Sampler();
  try {
    const time = await loopInThisThread(task, resetPeak, (i) => sampler.look(i / task.iterations));
    return sampler.report(false, time, task.iterations);
  } catch (error) {
    if (error instanceof Stopped) return sampler.report(true, NaN, task.iterations);
    throw error;
  }
}

/** Threads that run one loop after the other. */
const startThreads = (count) => Array.from({ length: count }, () => new Worker(new URL(import.meta.url)));

/** What a thread answers. */
function answer(worker) {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('a worker thread ended without a result'));
    worker.once('error', reject).once('exit', ended).once('message', (time) => {
      worker.off('error', reject).off('exit', ended);
      resolve(time);
    });
  });
}

/** Worker threads count their iterations in shared memory; this thread looks at them and at the memory. */
async function inWorkers(workers, task) {
  const progress = new Int32Array(new SharedArrayBuffer(4 * workers.length));
  const sampler = new Sampler();
  const endings = workers.map((worker, index) => {
    worker.postMessage({ task, index, progress });
    return answer(worker);
  });
  let begun = false;
  const timer = setInterval(() => {
    const least = Math.min(...progress);
    if (!begun && least > 0) resetPeak();
    begun ||= least > 0;
    try {
      sampler.look(least / task.iterations);
    } catch {
      finish(sampler.report(true, NaN, task.iterations));
    }
  }, 2);
  const times = await Promise.all(endings);
  clearInterval(timer);
  return sampler.report(false, Math.max(...times), task.iterations);
}

/** Ends the process at once, whatever other threads do. */
function finish(report) {
  console.log(JSON.stringify(report));
  process.exit(0);
}

async function runAll({ loops: wanted, workers }) {
  const threads = startThreads(workers);
  for (const [loop, iterations, keep] of wanted) {
    const task = { loop, iterations, keep };
    const report = workers > 0 ? await inWorkers(threads, task) : await alone(task);
    if (report.stopped) finish(report);
    console.log(JSON.stringify(report));
  }
  for (const thread of threads) thread.postMessage(null);
}

if (isMainThread) {
  const task = JSON.parse(process.argv[2]);
  if (task.names) {
    const { loops } = await import('./cases/loops.mjs');
    const names = Object.entries(loops).map(([name, { prepare: _, ...loop }]) => ({ name, ...loop }));
    console.log(JSON.stringify(names));
  } else {
    await runAll(task);
  }
} else {
  const { parentPort } = await import('node:worker_threads');
  parentPort.on('message', async (message) => {
    if (message === null) return void parentPort.close();
    const { task, index, progress } = message;
    const count = (i) => Atomics.store(progress, index, i);
    parentPort.postMessage(await loopInThisThread(task, () => count(1), count));
  });
}
