import { ValueError } from '../../values/errors.js';
import * as random from '../../python_random.js';
import { py_repr } from '../../python/repr.js';
import type { LambdaArguments } from '../../generated/signatures/vision.js';
import { signature } from '../../arguments/signature.js';
import { pythonType } from '../python_values.js';
import { exceeded } from './draws.js';
import { listed, Transform, type TransformLike } from './transform.js';

const takes = {
  Compose: signature('Compose[Steps: Sequence[TransformLike]](transforms: Steps)'),
  Lambda: signature('Lambda[In, Out](lambd: Callable[[In], Out])'),
  RandomApply: signature('RandomApply(transforms: Sequence[TransformLike], p: float = 0.5)'),
  RandomOrder: signature('RandomOrder(transforms: Sequence[TransformLike])'),
  RandomChoice: signature('RandomChoice(transforms: Sequence[TransformLike], p: Sequence[float] = None)'),
};

type Step = (value: unknown) => unknown;

/** What the first transform of a list takes. */
type FirstOf<Steps> = Steps extends readonly [(value: infer In) => unknown, ...unknown[]] ? In : unknown;

/** What the last transform of a list makes. */
type LastOf<Steps> = Steps extends readonly [...unknown[], (value: never) => infer Out] ? Out : unknown;

/** Transforms one after the other (`torchvision.transforms.Compose`). */
export class Compose<const Steps extends readonly TransformLike[] = readonly TransformLike[]>
  extends Transform<FirstOf<Steps>, LastOf<Steps>> {
  transforms: Steps;

  // Not ComposeArguments: in a union of lists, transforms of any picture would become transforms of nothing.
  constructor(transforms: Steps);
  constructor(options: { transforms: Steps });
  constructor(...args: readonly unknown[]) {
    super();
    this.transforms = takes.Compose.read(args).transforms as Steps;
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

  constructor(...args: LambdaArguments<In, Out>) {
    super();
    const lambd = takes.Lambda.read(args).lambd as (value: In) => Out;
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

/** All of the transforms, or none, with probability `p` (`torchvision.transforms.RandomApply`). */
export class RandomApply extends Transform<unknown> {
  transforms: readonly TransformLike[];
  p: number;

  constructor(...args: typeof takes.RandomApply.args) {
    super();
    const { transforms, p } = takes.RandomApply.read(args);
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
  constructor(...args: typeof takes.RandomOrder.args) {
    super(takes.RandomOrder.read(args).transforms);
  }

  forward(value: unknown): unknown {
    const order = this.transforms.map((_, i) => i);
    random.shuffle(order);
    return order.reduce<unknown>((result, i) => (this.transforms[i] as Step)(result), value);
  }
}

/** One of the transforms, drawn by Python's `random` with weights `p` (`torchvision.transforms.RandomChoice`). */
export class RandomChoice extends RandomTransforms {
  p: readonly number[] | null;

  constructor(...args: typeof takes.RandomChoice.args) {
    const { transforms, p } = takes.RandomChoice.read(args);
    super(transforms);
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
