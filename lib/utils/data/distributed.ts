/** `torch.utils.data.distributed`. */
// The class of tensors: a program may import this module alone.
import '../../tensor/tensor.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { Generator } from '../../tensor/generator.js';
import { randperm } from '../../generated/torch.js';
import { namedArguments } from '../../arguments/named.js';
import { lengthOf, type Sized } from './sized.js';
import { Sampler } from './sampler.js';

export interface DistributedOptions {
  /** How many processes share the dataset. */
  readonly num_replicas?: number | null;
  /** Which of them this is, from 0. */
  readonly rank?: number | null;
  /** Whether each epoch has an order of its own, the same in all processes; true by default. */
  readonly shuffle?: boolean;
  readonly seed?: number;
  /** Whether to leave out samples, instead of repeating some, so that all processes get the same number. */
  readonly drop_last?: boolean;
}

/**
 * The share of one process in a dataset (`torch.utils.data.distributed.DistributedSampler`). `num_replicas` and `rank`
 * have to be given: there are no process groups to ask. Throws a ValueError for a rank outside the replicas.
 */
export class DistributedSampler extends Sampler {
  readonly dataset: Sized;
  readonly num_replicas: number;
  readonly rank: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly drop_last: boolean;
  /** How many samples each process gets. */
  readonly num_samples: number;
  /** How many samples all processes get together. */
  readonly total_size: number;
  /** From which the order follows; see {@link set_epoch}. */
  epoch = 0;

  constructor(dataset: Sized, options?: DistributedOptions);
  constructor(
    dataset: Sized, num_replicas: number, rank: number, shuffle?: boolean, seed?: number, drop_last?: boolean);
  constructor(...args: unknown[]) {
    super();
    type Arguments = Required<DistributedOptions> & { dataset: Sized };
    const names = ['dataset', 'num_replicas', 'rank', 'shuffle', 'seed', 'drop_last'] as const;
    const given = namedArguments<Arguments>('DistributedSampler.__init__', names, 1, args);
    if (given.num_replicas == null || given.rank == null) {
      throw new RuntimeError('Requires distributed package to be available');
    }
    const { num_replicas, rank } = given;
    if (rank >= num_replicas || rank < 0) {
      throw new ValueError(`Invalid rank ${rank}, rank should be in the interval [0, ${num_replicas - 1}]`);
    }
    this.dataset = given.dataset!;
    this.num_replicas = num_replicas;
    this.rank = rank;
    this.shuffle = given.shuffle ?? true;
    this.seed = given.seed ?? 0;
    this.drop_last = given.drop_last ?? false;
    const length = lengthOf(this.dataset);
    const shared = this.drop_last && length % num_replicas !== 0 ? length - num_replicas : length;
    this.num_samples = Math.max(0, Math.ceil(shared / num_replicas));
    this.total_size = this.num_samples * num_replicas;
  }

  override [Symbol.iterator](): Iterator<number> {
    const length = lengthOf(this.dataset);
    const order = this.shuffle
      ? (randperm(length, { generator: Generator().manual_seed(this.seed + this.epoch) }).tolist() as number[])
      : Array.from({ length }, (_, i) => i);
    const mine: number[] = [];
    // Where the dataset does not divide evenly, its order starts again from the front.
    for (let i = this.rank; i < this.total_size; i += this.num_replicas) mine.push(order[i % order.length]!);
    return mine[Symbol.iterator]();
  }

  __len__(): number {
    return this.num_samples;
  }

  /** Names the epoch, from which the order follows: to be called before each one. */
  set_epoch(epoch: number): void {
    this.epoch = epoch;
  }
}
