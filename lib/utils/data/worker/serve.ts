/** The life of a worker: it waits for tasks without turning the event loop, but to load the modules of a job. */
// All of torch: tensors arrive before any module of a dataset asks for it.
import { wholeProcess } from '../../../addon/doors.js';
import '../../../index.js';
import { isError, isPromise } from '../../../python/objects.js';
import * as python_random from '../../../python_random.js';
import { manual_seed } from '../../../random.js';
import { createFetch, exhausted, type CollateFunction, type Fetch } from '../fetch.js';
import type { DatasetLike } from '../datasets/dataset.js';
import { pin_memory } from '../pin_memory.js';
import { default_collate } from '../collate.js';
import { isParcel, LotClosed, pack, unpack, type Parcel } from './codec.js';
import { Inbox } from './inbox.js';
import { setLoaderWorker, setWorkerInfo } from './info.js';
import { cell, type FromWorker, type Opening, type Start, type Task, type ToWorker } from './protocol.js';
import { describeError } from './worker_error.js';

// How long an idle worker keeps what it has, for the case that the next epoch begins at once.
const idleMs = 200;

/** `ownNumbers` says that the default generator is this thread's own: else seeding it would be seeding everyone's. */
export async function serve(start: Start, ownNumbers: boolean): Promise<void> {
  setLoaderWorker();
  const worker = new LoaderWorker(start, ownNumbers);
  const inbox = new Inbox<ToWorker>(start.port, start.shared, cell.tasks);
  for (;;) {
    const message = inbox.wait(worker.isOpen ? undefined : idleMs) ?? idle(inbox);
    if (message.kind === 'open') await worker.open(message);
    else if (message.kind === 'resume') worker.resume(message.pass, message.lot);
    else if (message.kind === 'close') worker.close();
    else await worker.work(message);
  }
}

function idle(inbox: Inbox<ToWorker>): ToWorker {
  wholeProcess.collect(true);
  return inbox.wait()!;
}

async function received(parcel: Parcel): Promise<unknown> {
  for (const module of parcel.modules) await import(module);
  return unpack(parcel);
}

class LoaderWorker {
  readonly #start: Start;
  readonly #ownNumbers: boolean;
  #job: Opening | undefined;
  #dataset: DatasetLike<unknown> | undefined;
  #collate: CollateFunction = default_collate as CollateFunction;
  #fetch: Fetch | undefined;
  #lot = 0;
  /** What went wrong before the first task: its answer. */
  #failure: Error | undefined;
  #ended = false;

  constructor(start: Start, ownNumbers: boolean) {
    this.#start = start;
    this.#ownNumbers = ownNumbers;
  }

  get isOpen(): boolean {
    return this.#job !== undefined;
  }

  async open(job: Opening): Promise<void> {
    this.#job = job;
    this.#lot = job.lot;
    this.#failure = undefined;
    const seed = job.seed + BigInt(job.worker_id);
    if (this.#ownNumbers) manual_seed(seed);
    python_random.seed(seed);
    try {
      this.#collate = (await received(job.collate_fn)) as CollateFunction;
      this.#dataset = (await received(job.dataset)) as DatasetLike<unknown>;
      setWorkerInfo({
        id: job.worker_id,
        num_workers: job.num_workers,
        seed: seed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seed) : seed,
        dataset: this.#dataset,
      });
      const worker_init_fn = (await received(job.worker_init_fn)) as ((worker_id: number) => unknown) | null;
      await worker_init_fn?.(job.worker_id);
      this.#begin();
    } catch (error) {
      this.#failure = isError(error) ? error : new Error(String(error));
    }
  }

  /** The next epoch with the same dataset. */
  resume(pass: number, lot: number): void {
    this.#job = { ...this.#job!, pass };
    this.#lot = lot;
    if (this.#failure === undefined) this.#begin();
  }

  close(): void {
    this.#job = undefined;
    this.#dataset = undefined;
    this.#fetch = undefined;
    this.#failure = undefined;
    setWorkerInfo(null);
    Atomics.add(this.#start.shared, cell.closes, 1);
    this.#ring();
  }

  async work({ pass, index, keys }: Task): Promise<void> {
    if (this.#ended || !this.#isWanted(pass)) return;
    let answer: FromWorker;
    try {
      if (this.#failure !== undefined) throw this.#failure;
      let batch = this.#fetch!(isParcel(keys) ? unpack(keys) : keys);
      if (isPromise(batch)) batch = await batch;
      if (batch === exhausted) {
        this.#ended = true;
        answer = { kind: 'exhausted', pass, index };
      } else {
        if (this.#job!.pinned) batch = pin_memory(batch);
        // What default_collate made belongs to nobody else.
        const given = (this.#collate as unknown) === default_collate;
        answer = { kind: 'batch', pass, index, batch: pack(batch, this.#lot, given ? 'give' : 'outlive', 'the batch') };
      }
    } catch (error) {
      if (error instanceof LotClosed) return;
      answer = { kind: 'error', pass, index, error: describeError(error) };
    }
    if (!this.#isWanted(pass)) return;
    this.#start.port.postMessage(answer);
    Atomics.add(this.#start.shared, cell.results, 1);
    this.#ring();
  }

  #begin(): void {
    this.#ended = false;
    this.#fetch = createFetch(this.#dataset!, this.#job!.auto_collation, this.#collate, this.#job!.drop_last, true);
  }

  #isWanted(pass: number): boolean {
    return Atomics.load(this.#start.shared, cell.pass) === pass;
  }

  #ring(): void {
    Atomics.add(this.#start.bell, 0, 1);
    Atomics.notify(this.#start.bell, 0);
  }
}
