import type { Seed } from '../../../tensor/generator.js';
import type { DatasetLike } from '../datasets/dataset.js';

/** What a worker knows about itself. */
export interface WorkerInfo {
  /** From 0 to `num_workers` - 1. */
  readonly id: number;
  readonly num_workers: number;
  /** What the worker's default generator was seeded with. */
  readonly seed: Seed;
  /** The worker's own copy of the dataset. */
  readonly dataset: DatasetLike<unknown>;
}

let info: WorkerInfo | null = null;

/** What a DataLoader's worker knows about itself; null in other threads (`torch.utils.data.get_worker_info`). */
export function get_worker_info(): WorkerInfo | null {
  return info;
}

let serving = false;

/** Whether this thread is a worker of a DataLoader, also while it has nothing to do or still loads a dataset. */
export function isLoaderWorker(): boolean {
  return serving;
}

export function setLoaderWorker(): void {
  serving = true;
}

export function setWorkerInfo(value: WorkerInfo | null): void {
  info = value;
}
