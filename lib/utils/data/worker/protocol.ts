/** What the main thread and a worker say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { Parcel } from './codec.js';

/** Places in the memory that both see (int32). */
export const cell = {
  /** Tasks posted to the worker, ever. */
  tasks: 0,
  /** Results posted by the worker, ever. */
  results: 1,
  /** How often the worker has let go of a job. */
  closes: 2,
  /** The number of the pass that is going on; results of any other are not wanted. */
  pass: 3,
  /** One of {@link life}. */
  life: 4,
  count: 5,
} as const;

export const life = { starting: 0, living: 1, ended: 2 } as const;

/** What a worker is started with. */
export interface Start {
  readonly shared: Int32Array;
  /** Rung after every result; one for all workers of a thread. */
  readonly bell: Int32Array;
  readonly port: MessagePort;
}

/** What a worker has to know to make batches. */
export interface Opening {
  readonly kind: 'open';
  readonly pass: number;
  readonly lot: number;
  readonly dataset: Parcel;
  readonly collate_fn: Parcel;
  readonly worker_init_fn: Parcel;
  readonly worker_id: number;
  readonly num_workers: number;
  readonly seed: bigint;
  readonly auto_collation: boolean;
  readonly drop_last: boolean;
  readonly pinned: boolean;
}

export interface Task {
  readonly kind: 'task';
  readonly pass: number;
  readonly index: number;
  /** What the sampler gave, or a {@link Parcel} of it. */
  readonly keys: unknown;
}

export type ToWorker =
  | Opening
  | Task
  /** The next epoch with the same dataset. */
  | { readonly kind: 'resume'; readonly pass: number; readonly lot: number }
  | { readonly kind: 'close' };

export type FromWorker = { readonly pass: number; readonly index: number } & (
  | { readonly kind: 'batch'; readonly batch: Parcel }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'error'; readonly error: WorkerError });

/** An error as it travels. */
export interface WorkerError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Fields of its own that can be posted: `code`, `errno`, `path`. */
  readonly fields: { readonly [name: string]: string | number };
}
