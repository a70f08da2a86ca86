import { homedir } from 'node:os';
import { inspect } from 'node:util';
import { NotImplementedError, ValueError } from '../../values/errors.js';
import { optionsOf } from '../../arguments/named.js';
import { Dataset } from '../../utils/data/dataset.js';
import { textOf, type TransformLike } from '../transforms/transform.js';

export interface VisionArguments {
  readonly root?: string | null;
  /** Changes image and target together, instead of the two others. */
  readonly transforms?: ((image: never, target: never) => readonly [unknown, unknown]) | null;
  readonly transform?: TransformLike | null;
  readonly target_transform?: TransformLike | null;
}

/**
 * The base of datasets of images (`torchvision.datasets.VisionDataset`): a root, which is printed, and transforms. A
 * subclass has `__getitem__` and `__len__`, and may have `extra_repr`.
 */
export abstract class VisionDataset<Sample = unknown> extends Dataset<Sample> {
  root: string | null;
  transform: TransformLike | null;
  target_transform: TransformLike | null;
  transforms: VisionArguments['transforms'] | StandardTransform;

  /** Throws a ValueError where both kinds of transforms are given. */
  constructor(options?: VisionArguments) {
    const { root = null, transforms = null, transform = null, target_transform = null } = optionsOf(
      'VisionDataset.__init__', options, ['root', 'transforms', 'transform', 'target_transform']);
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
    if (this.transforms !== null && this.transforms !== undefined) {
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

  constructor(transform: TransformLike | null = null, target_transform: TransformLike | null = null) {
    this.transform = transform;
    this.target_transform = target_transform;
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
