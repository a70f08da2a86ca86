// Datasets and functions that workers load by themselves.
import { threadId } from 'node:worker_threads';
import * as torch from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import { Dataset, get_worker_info, IterableDataset, portable } from 'nodetorch/utils/data';

/** Every sample takes numbers of the worker's own generator. */
export class Noise extends Dataset {
  __len__() {
    return 8;
  }

  __getitem__() {
    return torch.rand(2);
  }
}

export class Stream extends IterableDataset {
  constructor(count) {
    super();
    this.count = count;
  }

  *[Symbol.iterator]() {
    for (let i = 0; i < this.count; i++) yield i;
  }

  __len__() {
    return this.count;
  }
}

/** Each worker has its part of the numbers. */
export class SplitStream extends Stream {
  *[Symbol.iterator]() {
    const { id, num_workers } = get_worker_info();
    for (let i = id; i < this.count; i += num_workers) yield i;
  }
}

/** Samples are what `make`, a function of this module, gives. */
export class Made extends Dataset {
  constructor(count, make) {
    super();
    this.count = count;
    this.make = make;
  }

  __len__() {
    return this.count;
  }

  __getitem__(index) {
    return this.make(index, this);
  }
}

class OwnError extends Error {
  name = 'OwnError';
}

export const square = (index) => index * index;
export const keep = (key) => key;
export const failAtThree = (index) => {
  if (index === 3) throw new torch.ValueError('three is not allowed');
  return index;
};
export const failOwn = () => {
  throw new OwnError('of my own');
};
export const failPlain = () => {
  throw 'only text';
};
export const failFile = () => {
  throw Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', path: '/nowhere' });
};
export const exitAtThree = (index) => (index === 3 ? process.exit(7) : index);
export const slow = (index) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, index === 1 ? 700 : 0);
  return index;
};
export const endless = (index) => {
  for (; index === 1;);
  return index;
};
export const later = async (index) => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return [index, torch.full([2], index)];
};
export const whoAndWhere = () => {
  const { id, num_workers, seed, dataset } = get_worker_info();
  return [id, num_workers, String(seed), dataset instanceof Made, torch.get_num_threads(), threadId];
};
let calls = 0;
export const countCalls = (_, dataset) => [(dataset.calls = (dataset.calls ?? 0) + 1), ++calls];
export const sharedFloats = (index) => torch.from_numpy(new Float32Array(1000).fill(index));
export const withGradient = () => torch.ones(2, { requires_grad: true });
export const ofGraph = () => torch.ones(2, { requires_grad: true }).mul(2);
export const thread = () => threadId;
export const noGrad = () => torch.is_grad_enabled();

export const first = (samples) => samples[0];
export const asList = (samples) => samples;
export const failCollate = () => {
  throw new torch.RuntimeError('no batch today');
};
export const bigBatch = (samples) => ({ samples, noise: torch.rand(10_000) });
export const outside = () => new Map([[new Date(0), class {}]]);

export const shift = (worker_id) => {
  get_worker_info().dataset.shift = 100 * (worker_id + 1);
};
export const failInit = (worker_id) => {
  if (worker_id === 1) throw new RangeError('cannot begin');
};
export const shifted = (index, dataset) => index + dataset.shift;

/** What only its constructor can make. */
export class Sealed extends Dataset {
  #values;

  constructor(values, options) {
    super();
    this.#values = values;
    this.options = options;
  }

  __len__() {
    return this.#values.length;
  }

  __getitem__(index) {
    return this.#values[index];
  }

  __reduce__() {
    return [Sealed, [this.#values, this.options]];
  }
}

/** Gives what it holds, as text. */
export class Holder extends Dataset {
  constructor(fields) {
    super();
    Object.assign(this, fields);
  }

  __len__() {
    return 1;
  }

  __getitem__() {
    return this.tell(this);
  }
}

class Called {
  constructor() {
    const self = (value) => self.forward(value);
    return Object.setPrototypeOf(self, new.target.prototype);
  }
}

/** An object that is called, as transforms are. */
export class Scale extends Called {
  constructor(factor) {
    super();
    this.factor = factor;
  }

  forward(value) {
    return value * this.factor;
  }
}
export const scaled = (index, { scale, same }) => [scale(index), scale instanceof Scale, scale === same];

export const tellKinds = (holder) => JSON.stringify({
  map: [...holder.map], ordered: holder.ordered instanceof OrderedDict && [...holder.ordered.keys()],
  set: [...holder.set], date: holder.date.toISOString(), pattern: String(holder.pattern),
  big: String(holder.big), nothing: holder.nothing === null && holder.missing === undefined,
  array: holder.array instanceof Float32Array && [...holder.array],
  same: holder.tensor === holder.again && holder.cycle.self === holder.cycle && holder.cycle.list[0] === holder.cycle,
  dtype: holder.dtype === torch.int16, device: String(holder.device), size: String(holder.size),
  drawn: torch.rand(2, { generator: holder.generator }).tolist(),
  noProto: Object.hasOwn(holder.odd, '__proto__') && Object.getPrototypeOf(holder.odd) === Object.prototype,
  inner: holder.inner instanceof Made && holder.inner.make === square && holder.inner.length,
});

portable(import.meta.url, {
  Noise, Stream, SplitStream, Made, Sealed, Holder, square, keep, failAtThree, failOwn, failPlain, failFile,
  exitAtThree, slow, endless, later, whoAndWhere, countCalls, sharedFloats, withGradient, ofGraph, thread, noGrad,
  first, asList, failCollate, bigBatch, outside, shift, failInit, shifted, Scale, scaled, tellKinds,
});
