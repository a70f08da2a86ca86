import { ValueError } from '../../values/errors.js';
import * as random from '../../python_random.js';
import { py_repr } from '../../python/repr.js';
import { byName, pythonType, type Called } from '../arguments.js';
import { exceeded } from './draws.js';
import { listed, Transform, type TransformLike } from './transform.js';

type Step = (value: unknown) => unknown;

/** What the first transform of a list takes. */
type FirstOf<Steps> = Steps extends readonly [(value: infer In) => unknown, ...unknown[]] ? In : unknown;

/** What the last transform of a list makes. */
type LastOf<Steps> = Steps extends readonly [...unknown[], (value: never) => infer Out] ? Out : unknown;

/** Transforms one after the other (`torchvision.transforms.Compose`). */
export class Compose<const Steps extends readonly TransformLike[] = readonly TransformLike[]>
  extends Transform<FirstOf<Steps>, LastOf<Steps>> {
  transforms: Steps;

  constructor(transforms: Steps) {
    super();
    this.transforms = byName<{ transforms: Steps }>('Compose.__init__', ['transforms'], 1, [transforms]).transforms;
  }

  forward(value: FirstOf<Steps>): LastOf<Steps> {
    let result: unknown = value;
    for (const transform of this.transforms) result = (transform as Step)(result);
    return result as LastOf<Steps>;
  }

  override toString(): string {
    return listed('Compose', this.transforms);
  }
}

/** A function as a transform (`torchvision.transforms.Lambda`). Throws a TypeError for what is no function. */
export class Lambda<In, Out> extends Transform<In, Out> {
  lambd: (value: In) => Out;

  constructor(lambd: (value: In) => Out) {
    super();
    if (typeof lambd !== 'function') {
      throw new TypeError(`Argument lambd should be callable, got '${pythonType(lambd).slice(8, -2)}'`);
    }
    this.lambd = lambd;
  }

  forward(value: In): Out {
    return this.lambd(value);
  }
}

/** The base of transforms that choose among others. */
abstract class RandomTransforms extends Transform<unknown> {
  transforms: readonly TransformLike[];

  constructor(transforms: readonly TransformLike[]) {
    super();
    if (!Array.isArray(transforms)) throw new TypeError('Argument transforms should be a sequence');
    this.transforms = transforms;
  }

  override toString(): string {
    return listed(this.constructor.name, this.transforms);
  }
}

interface ApplyArguments {
  readonly transforms: readonly TransformLike[];
  readonly p?: number;
}

/** All of the transforms, or none, with probability `p` (`torchvision.transforms.RandomApply`). */
export class RandomApply extends Transform<unknown> {
  transforms: readonly TransformLike[];
  p: number;

  constructor(...args: Called<ApplyArguments, ['transforms', 'p']>) {
    super();
    const { transforms, p = 0.5 } = byName<ApplyArguments>('RandomApply.__init__', ['transforms', 'p'], 1, args);
    this.transforms = transforms;
    this.p = p;
  }

  forward(value: unknown): unknown {
    if (exceeded(this.p)) return value;
    return this.transforms.reduce<unknown>((result, transform) => (transform as Step)(result), value);
  }

  override toString(): string {
    return listed('RandomApply', [`p=${py_repr(this.p)}`, ...this.transforms]);
  }
}

/** The transforms in random order, drawn by Python's `random` (`torchvision.transforms.RandomOrder`). */
export class RandomOrder extends RandomTransforms {
  forward(value: unknown): unknown {
    const order = this.transforms.map((_, i) => i);
    random.shuffle(order);
    return order.reduce<unknown>((result, i) => (this.transforms[i] as Step)(result), value);
  }
}

interface WeightedArguments {
  readonly transforms: readonly TransformLike[];
  readonly p?: readonly number[] | null;
}

/** One of the transforms, drawn by Python's `random` with weights `p` (`torchvision.transforms.RandomChoice`). */
export class RandomChoice extends RandomTransforms {
  p: readonly number[] | null;

  constructor(...args: Called<WeightedArguments, ['transforms', 'p']>) {
    const given = byName<WeightedArguments>('RandomChoice.__init__', ['transforms', 'p'], 1, args);
    super(given.transforms);
    const { p = null } = given;
    if (p !== null && !Array.isArray(p)) throw new TypeError('Argument p should be a sequence');
    this.p = p;
  }

  forward(value: unknown): unknown {
    const [transform] = random.choices(this.transforms, this.p);
    if (transform === undefined) throw new ValueError('Cannot choose from an empty sequence');
    return (transform as Step)(value);
  }

  override toString(): string {
    return `${super.toString()}(p=${py_repr(this.p)})`;
  }
}
