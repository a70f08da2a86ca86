import { threads, wholeProcess } from '../../../addon/doors.js';
import { RuntimeError } from '../../../values/errors.js';
import type { LoaderSettings } from '../loader_options.js';
import { isPostable, pack } from './codec.js';
import { isLoaderWorker } from './info.js';
import { giveWorkers, livingThreads, takeWorkers } from './pool.js';
import type { FromWorker } from './protocol.js';
import { waitFor, type WorkerThread } from './worker_thread.js';

let passes = 0;

function nextPass(): number {
  passes = (passes % (2 ** 31 - 1)) + 1;
  return passes;
}

/** Crews at work, each under the number of its iterator in the addon's list of weak references. */
const working = new Map<Crew, number>();

/** Closes the crews of iterators that a program has forgotten before their end: when the event loop turns ... */
const forgotten = new FinalizationRegistry<Crew>((crew) => crew.close());

/** ... and, for a program that never lets it turn, before more threads than these are started. */
const manyThreads = 16;

function closeForgotten(): void {
  wholeProcess.collect(true);
  for (const [crew, number] of working) if (!threads.is_reachable(number)) crew.close();
}

/**
 * Crews whose iterator threw an error. A loop ends there without a word to its iterator, but a program may also go on
 * and ask for the next batch, as in Python; so they are let go when workers are needed elsewhere.
 */
const stuck = new Set<Crew>();

/** The workers of one iterator. It does not know the iterator, which may be forgotten while they work. */
export class Crew {
  readonly #workers: readonly WorkerThread[];
  readonly #timeout: number;
  #lot = threads.open_lot();
  #pass = nextPass();
  #isOpen = true;
  /** Whose results are looked for first: nobody's may wait forever. */
  #next = 0;

  constructor(settings: LoaderSettings, seed: bigint, pinned: boolean) {
    refuseInWorker();
    const { dataset, collate_fn, worker_init_fn, batch_sampler, drop_last, num_workers } = settings;
    this.#timeout = settings.timeout;
    // Each worker takes the tensors of its own parcel. All are packed before any thread starts: this may fail.
    const jobs = Array.from({ length: num_workers }, () => {
      const lot = this.#lot;
      return {
        dataset: pack(dataset, lot, 'stay', 'dataset'),
        collate_fn: pack(collate_fn, lot, 'stay', 'collate_fn'),
        worker_init_fn: pack(worker_init_fn, lot, 'stay', 'worker_init_fn'),
      };
    });
    for (const crew of stuck) crew.close();
    if (livingThreads() + num_workers > manyThreads) closeForgotten();
    this.#workers = takeWorkers(num_workers);
    for (const [worker_id, worker] of this.#workers.entries()) {
      worker.announce(this.#pass);
      worker.send({
        kind: 'open', pass: this.#pass, lot: this.#lot, ...jobs[worker_id]!, worker_id, num_workers, seed,
        auto_collation: batch_sampler !== null, drop_last, pinned,
      });
    }
  }

  /** Says whose crew it is: it is closed when nothing refers to the iterator any more. */
  belongsTo(iterator: object): void {
    forgotten.register(iterator, this, this);
    working.set(this, threads.watch(iterator));
  }

  /** Whether the last batch asked for has not come. */
  set isStuck(value: boolean) {
    if (value && this.#isOpen) stuck.add(this);
    else stuck.delete(this);
  }

  send(worker_id: number, index: number, keys: unknown): void {
    const sent = isPostable(keys) ? keys : pack(keys, this.#lot, 'stay', 'the key');
    this.#workers[worker_id]!.send({ kind: 'task', pass: this.#pass, index, keys: sent });
  }

  /** Waits for a result of any worker. Throws a RuntimeError if one has died, or after the loader's timeout. */
  receive(): FromWorker {
    if (!this.#isOpen) throw new RuntimeError('the workers of this DataLoader iterator are gone');
    const { length } = this.#workers;
    const limit = this.#timeout > 0 ? this.#timeout * 1000 : Infinity;
    const found = waitFor(() => {
      for (let i = 0; i < length; i++) {
        this.#next = (this.#next + 1) % length;
        for (;;) {
          const message = this.#workers[this.#next]!.poll();
          if (message === undefined) break;
          if (message.pass === this.#pass) return message;
        }
      }
      this.#checkLife();
      return undefined;
    }, limit);
    if (found === undefined) throw new RuntimeError(`DataLoader timed out after ${this.#timeout} seconds`);
    return found;
  }

  /** Begins a new epoch with the same copies of the dataset; what is still on its way is dropped. */
  resume(): void {
    threads.close_lot(this.#lot);
    this.#lot = threads.open_lot();
    this.#pass = nextPass();
    for (const worker of this.#workers) {
      worker.announce(this.#pass);
      worker.send({ kind: 'resume', pass: this.#pass, lot: this.#lot });
    }
  }

  /** Lets the workers go, with whatever they are doing. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    stuck.delete(this);
    forgotten.unregister(this);
    threads.unwatch(working.get(this) ?? 0);
    working.delete(this);
    giveWorkers(this.#workers);
    threads.close_lot(this.#lot);
  }

  #checkLife(): void {
    const dead = this.#workers.filter((worker) => !worker.isAlive);
    if (dead.length === 0) return;
    const ids = dead.map((worker) => worker.id).join(', ');
    const reasons = dead.map(({ reason }) => (reason === undefined ? '' : `: ${reason.message}`)).join('');
    throw new RuntimeError(`DataLoader worker (thread id(s) ${ids}) exited unexpectedly${reasons}`);
  }
}

function refuseInWorker(): void {
  if (!isLoaderWorker()) return;
  throw new RuntimeError(
    'A worker of a DataLoader was about to start workers itself. That is what happens where the module of a dataset ' +
      'does more than define: every worker loads it. Move the dataset to a module of its own, or put the rest of the ' +
      "module into `if (isMainThread) { … }` (isMainThread is node:worker_threads').");
}
