import { inspect } from 'node:util';
import { itemsOf } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/index.js';
import { warn } from '../python/warnings.js';
import { NotImplementedError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { Size, sizeOf } from '../values/size.js';
import { typeName } from '../values/type_name.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Constraint } from './constraints/constraint.js';
import { is_dependent } from './constraints/dependent.js';
import { isWaiting, own } from './lazy.js';
import { hasOwnConstructor } from './subclasses.js';
import { classText, formatted, tupleText, typeNameOf } from './texts.js';
import { valueOf, type Takes } from './values.js';

/** What the arguments of a distribution must satisfy, by their names. */
export type ArgConstraints = Readonly<Record<string, Constraint>>;

const takes = {
  init: signature(`Distribution(batch_shape: Sequence[int] = (), event_shape: Sequence[int] = (),
    validate_args: bool = None)`),
  expand: signature('Distribution.expand(self, batch_shape: Sequence[int], _instance: object = None)'),
  sample: signature('Distribution.sample(self, sample_shape: Sequence[int] = ())'),
  rsample: signature('Distribution.rsample(self, sample_shape: Sequence[int] = ())'),
  sample_n: signature('Distribution.sample_n(self, n: int)'),
  log_prob: signature('Distribution.log_prob(self, value: Tensor)'),
  cdf: signature('Distribution.cdf(self, value: Tensor)'),
  icdf: signature('Distribution.icdf(self, value: Tensor)'),
  enumerate_support: signature('Distribution.enumerate_support(self, expand: bool = True)'),
};

const empty = sizeOf([]);

function sizeOfGiven(shape: readonly number[]): Size {
  return shape instanceof Size ? shape as unknown as Size : Size(itemsOf(shape));
}

function shapeOf(method: Takes<readonly number[]>, args: readonly unknown[]): Size {
  return args.length === 0 ? empty : sizeOfGiven(method.list(args)[0]);
}

/**
 * What all distributions have (`torch.distributions.Distribution`). A class of one's own sets its fields and then calls
 * `this._init(batch_shape, event_shape, validate_args)`, which looks at its arguments; attributes of the class
 * (`arg_constraints`, `support`, `has_rsample`) are static, and what depends on the object is a getter. It overrides
 * `rsample`, `log_prob` and the like, or the hooks of the same names with `_` before them, which get their arguments
 * read.
 */
export class Distribution {
  static readonly has_rsample: boolean = false;
  static readonly has_enumerate_support: boolean = false;
  /** Whether arguments are looked at where nothing else is said. */
  static _validate_args = true;
  static readonly arg_constraints?: ArgConstraints;
  static readonly support?: Constraint;

  declare _batch_shape: Size;
  declare _event_shape: Size;

  /** Whether the distributions made from now on look at their arguments (`set_default_validate_args`); they do. */
  static set_default_validate_args(value: boolean): void {
    if (typeof value !== 'boolean') throw new ValueError('');
    Distribution._validate_args = value;
  }

  constructor(...args: typeof takes.init.args) {
    // Who extends it sets its fields before it calls this._init.
    if (args.length === 0 && new.target !== Distribution) return;
    const { batch_shape, event_shape, validate_args } = takes.init.read(args);
    this._init(sizeOfGiven(batch_shape), sizeOfGiven(event_shape), validate_args);
  }

  /** Sets the shapes and, unless `validate_args` is false, looks at the arguments, which are fields by then. */
  _init(batch_shape: Size = empty, event_shape: Size = empty, validate_args: boolean | null = null): void {
    this._batch_shape = batch_shape;
    this._event_shape = event_shape;
    if (validate_args !== null) this._validate_args = validate_args;
    if (this._validate_args) this._checkArguments();
  }

  private _checkArguments(): void {
    let constraints: ArgConstraints = {};
    try {
      constraints = this.arg_constraints;
    } catch (error) {
      if (!(error instanceof NotImplementedError)) throw error;
      warn('UserWarning', `${classText(this)} does not define \`arg_constraints\`. ` +
        'Please set `arg_constraints = {}` or initialize the distribution ' +
        'with `validate_args=False` to turn off validation.');
    }
    for (const param of Object.keys(constraints)) {
      const constraint = constraints[param]!;
      if (is_dependent(constraint) || isWaiting(this, param)) continue;
      const value = (this as unknown as Record<string, Tensor>)[param]!;
      if (constraint.check(value).all().item()) continue;
      throw new ValueError(`Expected parameter ${param} (${typeNameOf(value)} of shape ${tupleText(value.shape)}) ` +
        `of distribution ${this.toString()} to satisfy the constraint ${constraint.toString()}, ` +
        `but found invalid values:\n${formatted(value)}`);
    }
  }

  get _validate_args(): boolean {
    return (this.constructor as typeof Distribution)._validate_args;
  }
  set _validate_args(value: boolean) {
    own(this, '_validate_args', value);
  }

  /** Whether samples have gradients: `rsample` works. */
  get has_rsample(): boolean {
    return (this.constructor as typeof Distribution).has_rsample;
  }
  /** Whether `enumerate_support` works. */
  get has_enumerate_support(): boolean {
    return (this.constructor as typeof Distribution).has_enumerate_support;
  }
  /** The shape over which parameters are batched. */
  get batch_shape(): Size {
    return this._batch_shape;
  }
  /** The shape of one sample of one element of the batch. */
  get event_shape(): Size {
    return this._event_shape;
  }
  /** What each argument must satisfy. */
  get arg_constraints(): ArgConstraints {
    const found = (this.constructor as typeof Distribution).arg_constraints;
    if (found === undefined) throw new NotImplementedError('');
    return found;
  }
  /** What samples satisfy. */
  get support(): Constraint {
    const found = (this.constructor as typeof Distribution).support;
    if (found === undefined) throw new NotImplementedError('');
    return found;
  }
  /** The mean: of the shape batch_shape + event_shape. */
  get mean(): Tensor {
    throw new NotImplementedError('');
  }
  /** The value of the highest density: of the shape batch_shape + event_shape. */
  get mode(): Tensor {
    throw new NotImplementedError(`${classText(this)} does not implement mode`);
  }
  /** The variance: of the shape batch_shape + event_shape. */
  get variance(): Tensor {
    throw new NotImplementedError('');
  }
  /** The standard deviation: of the shape batch_shape + event_shape. */
  get stddev(): Tensor {
    return this.variance.sqrt();
  }

  /** The same distribution over a larger batch, without copies of its arguments. */
  expand(...args: typeof takes.expand.args): this {
    const [batch_shape, instance] = takes.expand.list(args);
    return this._expand(sizeOfGiven(batch_shape), instance as this | null);
  }
  /** Draws samples without gradients: to sample_shape + batch_shape + event_shape. */
  sample(...args: typeof takes.sample.args): Tensor {
    return this._sample(shapeOf(takes.sample, args));
  }
  /** Draws samples through which gradients reach the arguments: to sample_shape + batch_shape + event_shape. */
  rsample(...args: typeof takes.rsample.args): Tensor {
    return this._rsample(shapeOf(takes.rsample, args));
  }
  /** The old way to say `sample([n])`; deprecated. */
  sample_n(...args: typeof takes.sample_n.args): Tensor {
    const [n] = takes.sample_n.list(args);
    warn('FutureWarning', '`sample_n(n)` will be deprecated. Use `sample((n,))` instead.');
    return this.sample([n]);
  }
  /**
   * The logarithm of the density, or of the probability, at `value`: (*, batch_shape, event_shape) to (*, batch_shape).
   * Throws a ValueError for a value outside of the support, or of another shape.
   */
  log_prob(...args: typeof takes.log_prob.args): Tensor {
    return this._log_prob(valueOf(takes.log_prob, args));
  }
  /** The probability of values up to `value`: (*, batch_shape) to the same. Throws as `log_prob` does. */
  cdf(...args: typeof takes.cdf.args): Tensor {
    return this._cdf(valueOf(takes.cdf, args));
  }
  /** The inverse of `cdf`: probabilities (*, batch_shape) to values. */
  icdf(...args: typeof takes.icdf.args): Tensor {
    return this._icdf(valueOf(takes.icdf, args));
  }
  /**
   * All values of a discrete distribution along the first dimension: to (cardinality,) + batch_shape + event_shape, or
   * with dimensions of 1 for the batch where `expand` is false.
   */
  enumerate_support(...args: typeof takes.enumerate_support.args): Tensor {
    return this._enumerate_support(takes.enumerate_support.list(args)[0]);
  }
  /** The entropy in nats: to batch_shape. */
  entropy(): Tensor {
    throw new NotImplementedError('');
  }
  /** e to the power of the entropy: to batch_shape. */
  perplexity(): Tensor {
    return this.entropy().exp();
  }

  protected _sample(sample_shape: Size): Tensor {
    return no_grad(() => this.rsample(sample_shape));
  }
  protected _rsample(_sample_shape: Size): Tensor {
    throw new NotImplementedError('');
  }
  protected _log_prob(_value: Tensor): Tensor {
    throw new NotImplementedError('');
  }
  protected _cdf(_value: Tensor): Tensor {
    throw new NotImplementedError('');
  }
  protected _icdf(_value: Tensor): Tensor {
    throw new NotImplementedError('');
  }
  protected _enumerate_support(_expand: boolean): Tensor {
    throw new NotImplementedError('');
  }
  protected _expand(_batch_shape: Size, _instance: this | null): this {
    throw new NotImplementedError('');
  }

  /** What `sample` gives for this sample shape. */
  _extended_shape(sample_shape: readonly number[] = []): Size {
    return sizeOf([...sample_shape, ...this._batch_shape, ...this._event_shape]);
  }

  /** Throws a ValueError for a value whose shape or elements do not fit. */
  _validate_sample(value: Tensor): void {
    if (!is_tensor(value)) throw new ValueError('The value argument to log_prob must be a Tensor');
    checkShape(value.shape, this._batch_shape, this._event_shape);
    let support: Constraint;
    try {
      ({ support } = this);
    } catch (error) {
      if (!(error instanceof NotImplementedError)) throw error;
      warn('UserWarning', `${classText(this)} does not define \`support\` to enable ` +
        'sample validation. Please initialize the distribution with ' +
        '`validate_args=False` to turn off validation.');
      return;
    }
    if (support.check(value).all().item()) return;
    throw new ValueError(`Expected value argument (${typeNameOf(value)} of shape ${tupleText(value.shape)}) ` +
      `to be within the support (${support.toString()}) of the distribution ${this.toString()}, ` +
      `but found invalid values:\n${formatted(value)}`);
  }

  /**
   * The object that `_expand` fills: `instance`, or a new one of this class, whose constructor does not run. Throws a
   * NotImplementedError for a subclass of `cls` with a constructor of its own, which has to have an `expand` too.
   */
  _get_checked_instance(cls: { readonly prototype: Distribution }, instance: this | null = null): this {
    if (instance !== null) return instance;
    if (hasOwnConstructor(this, cls)) {
      throw new NotImplementedError(`Subclass ${typeName(this)} of ${(cls as unknown as { name: string }).name} ` +
        'that defines a custom __init__ method must also define a custom .expand() method.');
    }
    return Object.create(Object.getPrototypeOf(this) as object) as this;
  }

  /** The end of `_expand`: gives what it made its shapes, and this object's choice about validation. */
  protected _expanded(made: this, batch_shape: Size, event_shape: Size = empty): this {
    Distribution.prototype._init.call(made, batch_shape, event_shape, false);
    made._validate_args = this._validate_args;
    return made;
  }

  toString(): string {
    const own = this as unknown as Record<string, Tensor>;
    const texts = Object.keys(this.arg_constraints).filter((name) => Object.hasOwn(this, name)).map((name) =>
      `${name}: ${own[name]!.numel() === 1 ? formatted(own[name]) : String(own[name]!.shape)}`);
    return `${this.constructor.name}(${texts.join(', ')})`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

// Lists of the lengths are made for messages alone: this runs before each density.
function checkShape(actual: Size, batch_shape: Size, event_shape: Size): void {
  const [dims, batch, event] = [actual.length, batch_shape.length, event_shape.length];
  for (let i = 1; i <= event; i++) {
    if (i > dims || actual[dims - i] !== event_shape[event - i]) {
      throw new ValueError(
        `The right-most size of value must match event_shape: ${String(actual)} vs ${String(event_shape)}.`);
    }
  }
  for (let i = 1; i <= batch && event + i <= dims; i++) {
    const [a, b] = [actual[dims - event - i], batch_shape[batch - i]];
    if (a !== 1 && b !== 1 && a !== b) {
      const expected = sizeOf([...batch_shape, ...event_shape]);
      throw new ValueError(
        `Value is not broadcastable with batch_shape+event_shape: ${String(actual)} vs ${String(expected)}.`);
    }
  }
}
