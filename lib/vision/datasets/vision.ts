import { homedir } from 'node:os';
import { inspect } from 'node:util';
import { NotImplementedError, ValueError } from '../../values/errors.js';
import { signature } from '../../arguments/signature.js';
import { Dataset } from '../../utils/data/dataset.js';
import { textOf, type TransformLike } from '../transforms/transform.js';

/** Changes image and target together. */
export type PairTransform = (image: never, target: never) => readonly [unknown, unknown];

const takes = {
  VisionDataset: signature(`VisionDataset(
    root: str = None, transforms: PairTransform = None, transform: TransformLike = None,
    target_transform: TransformLike = None)`),
  StandardTransform: signature(
    'StandardTransform(transform: TransformLike = None, target_transform: TransformLike = None)'),
};

/**
 * The base of datasets of images (`torchvision.datasets.VisionDataset`): a root, which is printed, and transforms. A
 * subclass has `__getitem__` and `__len__`, and may have `extra_repr`.
 */
export abstract class VisionDataset<Sample = unknown> extends Dataset<Sample> {
  root: string | null;
  transform: TransformLike | null;
  target_transform: TransformLike | null;
  transforms: PairTransform | StandardTransform | null;

  /** Throws a ValueError where both kinds of transforms are given. */
  constructor(...args: typeof takes.VisionDataset.args) {
    const { root, transforms, transform, target_transform } = takes.VisionDataset.read(args);
    super();
    this.root = root === null ? null : root.replace(/^~(?=\/|$)/, homedir());
    const separate = transform !== null || target_transform !== null;
    if (transforms !== null && separate) {
      throw new ValueError('Only transforms or transform/target_transform can be passed as argument');
    }
    this.transform = transform;
    this.target_transform = target_transform;
    this.transforms = separate ? new StandardTransform(transform, target_transform) : transforms;
  }

  override __getitem__(_index: number): Sample {
    throw new NotImplementedError('');
  }
  __len__(): number {
    throw new NotImplementedError('');
  }

  /** Lines for the text, below the root. */
  extra_repr(): string {
    return '';
  }

  override toString(): string {
    const body = [`Number of datapoints: ${this.__len__()}`];
    if (this.root !== null) body.push(`Root location: ${this.root}`);
    if (this.extra_repr() !== '') body.push(...this.extra_repr().split('\n'));
    if (this.transforms !== null) {
      body.push(this.transforms instanceof StandardTransform ? String(this.transforms) : textOf(this.transforms));
    }
    return [`Dataset ${this.constructor.name}`, ...body.map((line) => `    ${line}`)].join('\n');
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** The two transforms of a dataset as one that changes a pair (`torchvision.datasets.vision.StandardTransform`). */
export class StandardTransform {
  transform: TransformLike | null;
  target_transform: TransformLike | null;

  constructor(...args: typeof takes.StandardTransform.args) {
    [this.transform, this.target_transform] = takes.StandardTransform.list(args);
  }

  toString(): string {
    const part = (head: string, transform: TransformLike | null): string[] => {
      if (transform === null) return [];
      return textOf(transform).split('\n').map((line, i) => (i === 0 ? head : ' '.repeat(head.length)) + line);
    };
    return [
      this.constructor.name, ...part('Transform: ', this.transform),
      ...part('Target transform: ', this.target_transform),
    ].join('\n');
  }
}

/** `transform(value)`, or the value where there is none. */
export function changed(transform: TransformLike | null, value: unknown): unknown {
  return transform === null ? value : (transform as (value: unknown) => unknown)(value);
}
