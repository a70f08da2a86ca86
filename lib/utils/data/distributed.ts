/** `torch.utils.data.distributed`. */
// The class of tensors: a program may import this module alone.
import '../../tensor/tensor.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { Generator } from '../../tensor/generator.js';
import { randperm } from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';
import { lengthOf, type Sized } from './sized.js';
import { Sampler } from './sampler.js';

const takes = {
  DistributedSampler: signature(`DistributedSampler(
    dataset: Sized, num_replicas: int = None, rank: int = None, shuffle: bool = True, seed: int = 0,
    drop_last: bool = False)`),
  set_epoch: signature('DistributedSampler.set_epoch(self, epoch: int)'),
};

/**
 * The share of one process in a dataset (`torch.utils.data.distributed.DistributedSampler`). `num_replicas` and `rank`
 * have to be given, how many processes share the dataset and which of them this is, from 0: there are no process groups
 * to ask. With `shuffle` each epoch has an order of its own, the same in all processes; `drop_last` leaves samples out,
 * instead of repeating some, so that all processes get the same number. Throws a ValueError for a rank outside the
 * replicas.
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

  constructor(...args: typeof takes.DistributedSampler.args) {
    super();
    const { dataset, num_replicas, rank, shuffle, seed, drop_last } = takes.DistributedSampler.read(args);
    if (num_replicas === null || rank === null) {
      throw new RuntimeError('Requires distributed package to be available');
    }
    if (rank >= num_replicas || rank < 0) {
      throw new ValueError(`Invalid rank ${rank}, rank should be in the interval [0, ${num_replicas - 1}]`);
    }
    this.dataset = dataset;
    this.num_replicas = num_replicas;
    this.rank = rank;
    this.shuffle = shuffle;
    this.seed = seed;
    this.drop_last = drop_last;
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
  set_epoch(...args: typeof takes.set_epoch.args): void {
    [this.epoch] = takes.set_epoch.list(args);
  }
}
