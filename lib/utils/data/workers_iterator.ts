import { AssertionError } from '../../values/errors.js';
import { exhausted } from './fetch.js';
import { LoaderIterator } from './iterator.js';
import type { LoaderSettings } from './loader_options.js';
import { unpack } from './worker/codec.js';
import { Crew } from './worker/crew.js';
import type { FromWorker } from './worker/protocol.js';
import { remadeError } from './worker/worker_error.js';

interface Task {
  readonly worker_id: number;
  /** Here before its turn. */
  result?: FromWorker;
}

/**
 * The iterator with workers: each is asked for `prefetch_factor` batches in advance, in turn, and the batches come in
 * the sampler's order. Results wait in their parcels, so a batch that nobody asks for costs this thread nothing.
 */
export class WorkersIterator<Batch> extends LoaderIterator<Batch> {
  readonly #crew: Crew;
  readonly #prefetch: number;
  /** The tasks that are not yet answered to the program, by number. */
  #tasks = new Map<number, Task>();
  /** The number of the next task to send, and of the next one to answer. */
  #sent = 0;
  #answered = 0;
  #outstanding = 0;
  /** Whose turn it is. */
  #turn = 0;
  /** Which workers' streams have not ended. */
  #active: boolean[] = [];
  #load: number[] = [];
  #closed = false;

  constructor(settings: LoaderSettings, promised: () => number | undefined) {
    super(settings, promised);
    this.#prefetch = settings.prefetch_factor ?? 0;
    if (this.#prefetch <= 0) {
      throw new AssertionError('prefetch_factor must be greater than 0 for MultiProcessingDataLoaderIter');
    }
    this.#crew = new Crew(settings, this.base_seed, this.pinned);
    this.#crew.belongsTo(this);
    try {
      this.#begin();
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  override next(): IteratorResult<Batch, undefined> {
    this.#crew.isStuck = true;
    const next = super.next();
    this.#crew.isStuck = false;
    return next;
  }

  /** The next epoch of workers that stay. */
  override restart(): void {
    this.#crew.resume();
    this.#begin();
  }

  /** A loop was left early: the workers are let go, but those that stay for the next epoch. */
  override return(): IteratorResult<Batch, undefined> {
    if (!this.settings.persistent_workers) this.#close();
    return super.return();
  }

  #begin(): void {
    super.restart();
    const { num_workers } = this.settings;
    this.#tasks = new Map();
    this.#sent = this.#answered = this.#outstanding = this.#turn = 0;
    this.#active = new Array<boolean>(num_workers).fill(true);
    this.#load = new Array<number>(num_workers).fill(0);
    for (let i = 0; i < this.#prefetch * num_workers; i++) this.#send();
  }

  protected override nextBatch(): unknown {
    if (this.#closed) return exhausted;
    for (;;) {
      const task = this.#skipEnded();
      if (task === undefined) {
        if (!this.settings.persistent_workers) this.#close();
        return exhausted;
      }
      if (task.result !== undefined) {
        this.#tasks.delete(this.#answered++);
        return this.#answer(task.result, task.worker_id);
      }
      const result = this.#crew.receive();
      this.#outstanding--;
      const { worker_id } = this.#tasks.get(result.index)!;
      if (result.kind === 'exhausted') {
        this.#active[worker_id] = false;
        this.#send();
      } else if (result.index === this.#answered || !this.settings.in_order) {
        this.#tasks.delete(result.index);
        if (result.index === this.#answered) this.#answered++;
        return this.#answer(result, worker_id);
      } else {
        this.#tasks.get(result.index)!.result = result;
      }
    }
  }

  /** The task whose turn it is, without those that a worker whose stream has ended will never answer. */
  #skipEnded(): Task | undefined {
    for (; this.#answered < this.#sent; this.#answered++) {
      const task = this.#tasks.get(this.#answered);
      if (task === undefined) continue;
      if (task.result !== undefined || this.#active[task.worker_id]) return task;
      this.#tasks.delete(this.#answered);
    }
    return undefined;
  }

  /** Gives the next task to the next worker that has something left. */
  #send(): void {
    const { done, value } = this.keys.next();
    if (done) return;
    const worker_id = this.#nextWorker();
    if (worker_id === undefined) return;
    this.#crew.send(worker_id, this.#sent, value);
    this.#tasks.set(this.#sent++, { worker_id });
    this.#load[worker_id]!++;
    this.#outstanding++;
  }

  #nextWorker(): number | undefined {
    const { num_workers, in_order } = this.settings;
    const share = Math.floor((this.#prefetch * num_workers) / this.#active.filter(Boolean).length);
    for (let i = 0; i < num_workers; i++) {
      const worker_id = this.#turn;
      this.#turn = (this.#turn + 1) % num_workers;
      if (this.#active[worker_id] && (in_order || this.#load[worker_id]! < share)) return worker_id;
    }
    return undefined;
  }

  #answer(result: FromWorker, worker_id: number): unknown {
    this.#load[worker_id]!--;
    this.#send();
    if (result.kind === 'error') throw remadeError(result.error, worker_id);
    return result.kind === 'batch' ? unpack(result.batch) : exhausted;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#crew.close();
  }
}
