/** `torch.utils.data.sampler`: in which order samples come. */
// The class of tensors: a program may import this module alone.
import '../../tensor/tensor.js';
import { int64, float64 } from '../../values/dtype.js';
import { NotImplementedError, ValueError } from '../../values/errors.js';
import { as_tensor } from '../../tensor/factories.js';
import { Generator } from '../../tensor/generator.js';
import { multinomial, randint, randperm } from '../../generated/torch.js';
import type { BatchSamplerArguments, SubsetRandomSamplerArguments } from '../../generated/signatures/utils.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { itemOf, lengthOf, listOf, Measured, py_str, type Sized } from './sized.js';
import { randomSeed } from './seed.js';

/** The base of samplers (`torch.utils.data.Sampler`): a subclass has `[Symbol.iterator]`, and `__len__` if it can. */
export class Sampler<Key = number> extends Measured implements Iterable<Key> {
  /** The keys of one epoch. Throws a NotImplementedError in the base class. */
  [Symbol.iterator](): Iterator<Key> {
    throw new NotImplementedError();
  }
}

/** Every index in order (`torch.utils.data.SequentialSampler`). */
export class SequentialSampler extends Sampler {
  readonly data_source: Sized;

  constructor(...args: typeof takes.SequentialSampler.args) {
    super();
    [this.data_source] = takes.SequentialSampler.list(args);
  }

  override *[Symbol.iterator](): Iterator<number> {
    const length = this.__len__();
    for (let i = 0; i < length; i++) yield i;
  }

  __len__(): number {
    return lengthOf(this.data_source);
  }
}

const takes = {
  SequentialSampler: signature('SequentialSampler(data_source: Sized)'),
  RandomSampler: signature(`RandomSampler(
    data_source: Sized, replacement: bool = False, num_samples: int = None, generator: Generator = None)`),
  SubsetRandomSampler: signature(
    'SubsetRandomSampler[Key](indices: ArrayLike[Key] | Tensor, generator: Generator = None)'),
  WeightedRandomSampler: signature(`WeightedRandomSampler(
    weights: TensorData, num_samples: int, replacement: bool = True, generator: Generator = None)`),
  BatchSampler: signature('BatchSampler[Key](sampler: Iterable[Key], batch_size: int, drop_last: bool)'),
};

// Python draws this many at once, which decides which numbers later draws see.
const drawnAtOnce = 32;

/**
 * Indices in random order (`torch.utils.data.RandomSampler`). Without a generator each epoch has one of its own, seeded
 * from the default generator. Throws a ValueError for a `num_samples` that is no positive integer.
 */
export class RandomSampler extends Sampler {
  readonly data_source: Sized;
  readonly replacement: boolean;
  generator: Generator | null;
  readonly #samples: number | null;

  constructor(...args: typeof takes.RandomSampler.args) {
    super();
    [this.data_source, this.replacement, this.#samples, this.generator] = takes.RandomSampler.list(args);
    if (typeof this.replacement !== 'boolean') {
      throw new TypeError(`replacement should be a boolean value, but got replacement=${py_str(this.replacement)}`);
    }
    checkPositive('num_samples', this.num_samples);
  }

  /** How many indices an epoch has. */
  get num_samples(): number {
    return this.#samples ?? lengthOf(this.data_source);
  }

  override *[Symbol.iterator](): Iterator<number> {
    const n = lengthOf(this.data_source);
    const generator = this.generator ?? Generator().manual_seed(randomSeed());
    const samples = this.num_samples;
    if (this.replacement) {
      const draw = (count: number): number[] =>
        randint(n, [count], { dtype: int64, generator }).tolist() as number[];
      for (let i = 0; i < Math.floor(samples / drawnAtOnce); i++) yield* draw(drawnAtOnce);
      yield* draw(samples % drawnAtOnce);
      return;
    }
    const permutation = (): number[] => randperm(n, { generator }).tolist() as number[];
    for (let i = 0; i < Math.floor(samples / n); i++) yield* permutation();
    // Drawn even where nothing of it is wanted: a generator that is shared has to go on as Python's does.
    yield* permutation().slice(0, samples % n);
  }

  __len__(): number {
    return this.num_samples;
  }
}

/** The given indices in random order (`torch.utils.data.SubsetRandomSampler`). */
export class SubsetRandomSampler<Key = number> extends Sampler<Key> {
  readonly indices: ArrayLike<Key>;
  generator: Generator | null;

  constructor(...args: SubsetRandomSamplerArguments<Key>) {
    super();
    const { indices, generator } = takes.SubsetRandomSampler.read(args);
    this.indices = listOf(indices) as ArrayLike<Key>;
    this.generator = generator;
  }

  override *[Symbol.iterator](): Iterator<Key> {
    const order = randperm(this.__len__(), { generator: this.generator }).tolist() as number[];
    for (const i of order) yield itemOf(this.indices, i);
  }

  __len__(): number {
    return lengthOf(this.indices);
  }
}

/**
 * Indices drawn by weights, which need not sum up to 1 (`torch.utils.data.WeightedRandomSampler`). Throws a ValueError
 * for weights that are no sequence of numbers and for a `num_samples` that is no positive integer.
 */
export class WeightedRandomSampler extends Sampler {
  readonly weights: Tensor;
  readonly num_samples: number;
  readonly replacement: boolean;
  generator: Generator | null;

  constructor(...args: typeof takes.WeightedRandomSampler.args) {
    super();
    const { weights, num_samples, replacement, generator } = takes.WeightedRandomSampler.read(args);
    checkPositive('num_samples', num_samples);
    this.num_samples = num_samples;
    this.replacement = replacement;
    checkBoolean('replacement', this.replacement);
    this.weights = as_tensor(weights, { dtype: float64 });
    this.generator = generator;
    if (this.weights.dim() !== 1) {
      const shape = this.weights.shape;
      throw new ValueError(
        'weights should be a 1d sequence but given weights have shape ' +
          `(${shape.length === 1 ? `${shape[0]},` : shape.join(', ')})`);
    }
  }

  override *[Symbol.iterator](): Iterator<number> {
    const { weights, num_samples, replacement, generator } = this;
    yield* multinomial(weights, num_samples, replacement, { generator }).tolist() as number[];
  }

  __len__(): number {
    return this.num_samples;
  }
}

/**
 * The keys of another sampler in lists of `batch_size` (`torch.utils.data.BatchSampler`); `drop_last` leaves out a last
 * list that is shorter. Throws a ValueError for a `batch_size` that is no positive integer.
 */
export class BatchSampler<Key = number> extends Sampler<Key[]> {
  readonly sampler: Iterable<Key>;
  readonly batch_size: number;
  readonly drop_last: boolean;

  constructor(...args: BatchSamplerArguments<Key>) {
    super();
    const { sampler, batch_size, drop_last } = takes.BatchSampler.read(args);
    checkPositive('batch_size', batch_size);
    checkBoolean('drop_last', drop_last);
    this.sampler = sampler as Iterable<Key>;
    this.batch_size = batch_size;
    this.drop_last = drop_last;
  }

  override *[Symbol.iterator](): Iterator<Key[]> {
    const keys = this.sampler[Symbol.iterator]();
    for (;;) {
      const batch: Key[] = [];
      while (batch.length < this.batch_size) {
        const { done, value } = keys.next();
        if (done) {
          if (batch.length > 0 && !this.drop_last) yield batch;
          return;
        }
        batch.push(value);
      }
      yield batch;
    }
  }

  __len__(): number {
    const count = lengthOf(this.sampler) / this.batch_size;
    return this.drop_last ? Math.floor(count) : Math.ceil(count);
  }
}

function checkPositive(name: string, value: unknown): void {
  if (Number.isInteger(value) && (value as number) > 0) return;
  throw new ValueError(`${name} should be a positive integer value, but got ${name}=${py_str(value)}`);
}

function checkBoolean(name: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  throw new ValueError(`${name} should be a boolean value, but got ${name}=${py_str(value)}`);
}
