/** `torch.amp.grad_scaler`. */
import { op } from '../addon/call/op.js';
import { aside, give_up, watching } from '../addon/recording.js';
import { keep, unscoped } from '../addon/scope.js';
import { having, must, saying, sized } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { no_grad } from '../autograd/grad_mode.js';
import { amp_definitely_not_available } from '../cuda/amp/common.js';
import { full } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { isPlainObject } from '../python/objects.js';
import { warn } from '../python/warnings.js';
import { float16, float32, int32 } from '../values/dtype.js';
import { AssertionError, AttributeError, KeyError, RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { pythonType, typeName } from '../values/type_name.js';
import { Replicas } from './replicas.js';

/** What a scaler knows of an optimizer between two updates (`torch.amp.grad_scaler.OptState`). */
export const OptState = { READY: 0, UNSCALED: 1, STEPPED: 2 } as const;
export type OptState = (typeof OptState)[keyof typeof OptState];

/** What {@link GradScaler} needs an optimizer to have: those of `torch.optim` have it. */
export interface ScaledOptimizer {
  readonly param_groups: readonly { readonly params: readonly Tensor[] }[];
  step(...args: never[]): unknown;
  /** Whether its step unscales by itself, by `grad_scale` and `found_inf`, which it then has meanwhile. */
  readonly _step_supports_amp_scaling?: boolean;
  grad_scale?: Tensor | null;
  found_inf?: Tensor | null;
}

/** What {@link GradScaler.state_dict} gives. */
export interface GradScalerState {
  scale: number;
  growth_factor: number;
  backoff_factor: number;
  growth_interval: number;
  _growth_tracker: number;
}

/** Tensors, and what can be iterated over them. */
export type Outputs = Tensor | Iterable<Outputs>;

/** By device, whether gradients there are infinite or NaN: 1 or 0. */
type FoundInf = ReadonlyMap<string, Tensor>;

interface OptimizerState {
  stage: OptState;
  found_inf_per_device: FoundInf;
}

const takes = {
  init: signature(`GradScaler(device: str = "cuda", init_scale: float = 65536.0, growth_factor: float = 2.0,
    backoff_factor: float = 0.5, growth_interval: int = 2000, enabled: bool = True)`),
  update: signature('GradScaler.update(self, new_scale: float | Tensor | None = None)'),
};

/** Whether a value has attributes, as an optimizer has these. */
const has = (name: string, value: unknown): boolean =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && name in value;
const withGroups = having('param_groups', (value) => has('param_groups', value));
const withStep = having('step', (value) => has('step', value));
const withDevice = having('device', is_tensor);
/** What a state may be: text has a length too, and no keys. */
const stateLike = saying((value) => typeof value === 'object' && value !== null, (value, place) =>
  (typeof value === 'string' ? new TypeError("string indices must be integers, not 'str'") : sized.complain(value, place)));
const comparable = (sign: string) => saying((value) => typeof value === 'number' || typeof value === 'boolean',
  (value) => new TypeError(`'${sign}' not supported between instances of '${pythonType(value)}' and 'float'`));

const fix = 'This may indicate your script did not use scaler.scale(loss or outputs) earlier in the iteration.';

/** A number in a tensor that no scope frees. */
function held(value: number, dtype: typeof float32, like: Tensor): Tensor {
  return unscoped(() => full([], value, { dtype, device: like.device }));
}

/**
 * Scales losses, so that small gradients do not vanish in float16, and gradients back (`torch.amp.GradScaler`):
 * `scaler.scale(loss).backward(); scaler.step(optimizer); scaler.update()`. A step whose gradients are infinite or NaN
 * is left out, and the scale shrinks by `backoff_factor`; after `growth_interval` steps without one it grows by
 * `growth_factor`. Where it is not enabled, all this is as if it were not there. Throws an AssertionError for factors
 * that do not grow, or shrink. Without CUDA, a scaler for 'cuda', which is the default, warns and is not enabled.
 */
export class GradScaler {
  _device: string;
  _enabled: boolean;
  declare _init_scale: number;
  /** Made by the first {@link scale}, on the device of what it scales. */
  _scale: Tensor | null = null;
  declare _growth_factor: number;
  declare _backoff_factor: number;
  declare _growth_interval: number;
  _init_growth_tracker = 0;
  /** How many steps there were since one was left out, or the scale grew. */
  _growth_tracker: Tensor | null = null;
  /** What is known of each optimizer since the last {@link update}. */
  _per_optimizer_states = new Map<ScaledOptimizer, OptimizerState>();

  constructor(...args: typeof takes.init.args) {
    const { device, init_scale, growth_factor, backoff_factor, growth_interval, enabled } = takes.init.read(args);
    this._device = device;
    this._enabled = enabled;
    if (device === 'cuda' && enabled && amp_definitely_not_available()) {
      warn('UserWarning', 'torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.');
      this._enabled = false;
    }
    if (!this._enabled) return;
    if (must(growth_factor, comparable('<=')) <= 1) throw new AssertionError('The growth factor must be > 1.0.');
    if (must(backoff_factor, comparable('>=')) >= 1) throw new AssertionError('The backoff factor must be < 1.0.');
    this._init_scale = init_scale;
    this._growth_factor = growth_factor;
    this._backoff_factor = backoff_factor;
    this._growth_interval = growth_interval;
  }

  #checkScale(name: string): [scale: Tensor, growth_tracker: Tensor] {
    if (this._scale === null) throw new AssertionError(`Attempted ${name} but _scale is None.  ${fix}`);
    if (this._growth_tracker === null) {
      throw new AssertionError(`Attempted ${name} but _growth_tracker is None.  ${fix}`);
    }
    return [this._scale, this._growth_tracker];
  }

  #scaleFor(like: Tensor): Tensor {
    if (this._scale === null) {
      // A recording would begin with it at each replay.
      if (watching.by !== null) give_up('GradScaler made its scale');
      if (this._growth_tracker !== null) throw new AssertionError('_growth_tracker initialized before _scale');
      this._scale = held(this._init_scale, float32, like);
      this._growth_tracker = held(this._init_growth_tracker, int32, like);
    }
    return this._scale;
  }

  #stateOf(optimizer: ScaledOptimizer): OptimizerState {
    let state = this._per_optimizer_states.get(optimizer);
    if (state === undefined) {
      state = { stage: OptState.READY, found_inf_per_device: new Map() };
      this._per_optimizer_states.set(optimizer, state);
    }
    return state;
  }

  /**
   * The outputs times the scale (`GradScaler.scale`): a tensor, or a list of them, of lists too; of other iterables an
   * iterable that scales as it is read. Throws a ValueError for what is no tensor.
   */
  scale(outputs: Tensor): Tensor;
  scale(outputs: readonly Tensor[]): Tensor[];
  scale(outputs: Iterable<Outputs>): Iterable<Outputs>;
  scale(outputs: Outputs): Outputs {
    if (!this._enabled) return outputs;
    if (is_tensor(outputs)) {
      const tensor = outputs as Tensor;
      return tensor.mul(this.#scaleFor(tensor).to(tensor.device, { non_blocking: true }));
    }
    let replicas: Replicas | undefined;
    const apply = (value: unknown): Outputs => {
      if (is_tensor(value)) {
        const tensor = value as Tensor;
        replicas ??= new Replicas(this.#scaleFor(tensor));
        return tensor.mul(replicas.on(tensor.device));
      }
      if (Array.isArray(value)) return value.map(apply);
      if (typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === 'function') {
        return scaled(value as Iterable<unknown>, apply);
      }
      throw new ValueError('outputs must be a Tensor or an iterable of Tensors');
    };
    return apply(outputs);
  }

  #unscale(optimizer: ScaledOptimizer, inv_scale: Tensor, found_inf: Tensor, allow_fp16: boolean): FoundInf {
    const scales = new Replicas(inv_scale);
    const found = new Replicas(found_inf);
    no_grad(() => {
      for (const grads of gradsByKind(must(optimizer, withGroups), allow_fp16)) {
        const { device } = grads[0]!;
        op('aten::_amp_foreach_non_finite_check_and_unscale_')(grads, found.on(device), scales.on(device));
      }
    });
    return keep(found.replicas);
  }

  /**
   * Divides the gradients of an optimizer by the scale (`GradScaler.unscale_`), so that they can be clipped before
   * {@link step}, which does it otherwise. Throws a RuntimeError if that was done already since {@link update}, a
   * ValueError for gradients in float16.
   */
  unscale_(optimizer: ScaledOptimizer): void {
    if (this._enabled) aside(() => this.#unscaleOnce(optimizer));
  }

  #unscaleOnce(optimizer: ScaledOptimizer): void {
    const [scale] = this.#checkScale('unscale_');
    const state = this.#stateOf(optimizer);
    if (state.stage === OptState.UNSCALED) {
      throw new RuntimeError('unscale_() has already been called on this optimizer since the last update().');
    }
    if (state.stage === OptState.STEPPED) throw new RuntimeError('unscale_() is being called after step().');
    // In float64, since a division in float32 may be off by one digit.
    const inverse = scale.double().reciprocal().float();
    state.found_inf_per_device = this.#unscale(optimizer, inverse, held(0, float32, scale), false);
    state.stage = OptState.UNSCALED;
  }

  /**
   * Unscales the gradients, unless {@link unscale_} did, and calls `optimizer.step(...args)` if all are finite
   * (`GradScaler.step`); gives what that gives, else null. Throws a RuntimeError for `{ closure }`, and for a second
   * step since {@link update}; an AssertionError if no parameter has a gradient.
   */
  step<O extends ScaledOptimizer>(optimizer: O, ...args: Parameters<O['step']>): ReturnType<O['step']> | null {
    const step = (): ReturnType<O['step']> => must(optimizer, withStep).step(...(args as never[])) as ReturnType<O['step']>;
    if (!this._enabled) return step();
    const last: unknown = args.at(-1);
    if (isPlainObject(last) && 'closure' in last) {
      throw new RuntimeError('Closure use is not currently supported if GradScaler is enabled.');
    }
    let result: ReturnType<O['step']> | null = null;
    aside(() => (result = this.#step(optimizer, step)));
    return result;
  }

  #step<O extends ScaledOptimizer>(optimizer: O, step: () => ReturnType<O['step']>): ReturnType<O['step']> | null {
    const [scale] = this.#checkScale('step');
    const state = this.#stateOf(optimizer);
    if (state.stage === OptState.STEPPED) {
      throw new RuntimeError('step() has already been called since the last update().');
    }
    let result: ReturnType<O['step']> | null = null;
    if ((optimizer as O | null)?._step_supports_amp_scaling === true) {
      result = this.#fusedStep(optimizer, state, scale, step);
    } else {
      if (state.stage === OptState.READY) this.unscale_(optimizer);
      const found = [...state.found_inf_per_device.values()];
      if (found.length === 0) throw new AssertionError('No inf checks were recorded for this optimizer.');
      if (!found.some((each) => each.item() !== 0)) result = step();
    }
    state.stage = OptState.STEPPED;
    return result;
  }

  /** A step that gets the scale and what was found, and unscales or stays away in its own kernel. */
  #fusedStep<T>(optimizer: ScaledOptimizer, state: OptimizerState, scale: Tensor, step: () => T): T {
    if (state.stage === OptState.READY) this._check_inf_per_device(optimizer);
    const before = optimizer.grad_scale ?? null;
    const found = [...state.found_inf_per_device.values()].map((each) => each.to(scale.device, { non_blocking: true }));
    // A scale that the user has set counts as well.
    const own = before === null ? scale : scale.mul(before);
    optimizer.grad_scale = state.stage === OptState.UNSCALED ? before : own;
    optimizer.found_inf = found.length === 0 ? null : found.reduce((sum, each) => sum.add(each));
    try {
      return step();
    } finally {
      optimizer.grad_scale = null;
      optimizer.found_inf = null;
    }
  }

  /**
   * Adapts the scale to what the steps since the last update found (`GradScaler.update`), or sets it to a number, or to
   * that in a tensor of one element. Throws an AssertionError if there were no steps.
   */
  update(...args: typeof takes.update.args): void {
    if (!this._enabled) return;
    const [new_scale] = takes.update.list(args);
    if (new_scale !== null && watching.by !== null) give_up('GradScaler.update() was given a scale');
    aside(() => this.#update(new_scale));
  }

  #update(new_scale: number | Tensor | null): void {
    const [scale, tracker] = this.#checkScale('update');
    if (typeof new_scale === 'number') scale.fill_(new_scale);
    else if (new_scale !== null) scale.copy_(this.#given(new_scale));
    else {
      const found = [...this._per_optimizer_states.values()].flatMap((state) =>
        [...state.found_inf_per_device.values()].map((each) => each.to(scale.device, { non_blocking: true })));
      if (found.length === 0) throw new AssertionError('No inf checks were recorded prior to update.');
      const together = found[0]!;
      for (const each of found.slice(1)) together.add_(each);
      op('aten::_amp_update_scale_')(scale, tracker, together, this._growth_factor, this._backoff_factor,
        this._growth_interval);
    }
    this._per_optimizer_states = new Map();
  }

  #given(new_scale: Tensor): Tensor {
    const { device, requires_grad } = must(new_scale, withDevice);
    if (device.type === this._device && new_scale.numel() === 1 && !requires_grad) return new_scale;
    throw new AssertionError('new_scale should be a float or a 1-element torch.cuda.FloatTensor or torch.FloatTensor ' +
      'with requires_grad=False.');
  }

  _get_scale_async(): Tensor | null {
    return this._scale;
  }

  /** The scale, or 1 where it is not enabled (`GradScaler.get_scale`). */
  get_scale(): number {
    if (!this._enabled) return 1;
    return this._scale === null ? this._init_scale : (this._scale.item() as number);
  }

  #option(name: '_growth_factor' | '_backoff_factor' | '_growth_interval'): number {
    // One that is not enabled has none.
    if (this[name] === undefined) throw new AttributeError(`'${typeName(this)}' object has no attribute '${name}'`);
    return this[name];
  }

  /** By what the scale grows (`GradScaler.get_growth_factor`). */
  get_growth_factor(): number {
    return this.#option('_growth_factor');
  }
  /** Says by what the scale grows (`GradScaler.set_growth_factor`). */
  set_growth_factor(new_factor: number): void {
    this._growth_factor = new_factor;
  }
  /** By what the scale shrinks (`GradScaler.get_backoff_factor`). */
  get_backoff_factor(): number {
    return this.#option('_backoff_factor');
  }
  /** Says by what the scale shrinks (`GradScaler.set_backoff_factor`). */
  set_backoff_factor(new_factor: number): void {
    this._backoff_factor = new_factor;
  }
  /** After how many steps the scale grows (`GradScaler.get_growth_interval`). */
  get_growth_interval(): number {
    return this.#option('_growth_interval');
  }
  /** Says after how many steps the scale grows (`GradScaler.set_growth_interval`). */
  set_growth_interval(new_interval: number): void {
    this._growth_interval = new_interval;
  }

  _get_growth_tracker(): number {
    if (!this._enabled) return 0;
    return this._growth_tracker === null ? this._init_growth_tracker : (this._growth_tracker.item() as number);
  }

  /** Whether it does anything (`GradScaler.is_enabled`). */
  is_enabled(): boolean {
    return this._enabled;
  }

  /** The scale, its rules and its count, to save after {@link update}; empty where it is not enabled. */
  state_dict(): GradScalerState | Record<string, never> {
    if (!this._enabled) return {};
    return {
      scale: this.get_scale(), growth_factor: this._growth_factor, backoff_factor: this._backoff_factor,
      growth_interval: this._growth_interval, _growth_tracker: this._get_growth_tracker(),
    };
  }

  /**
   * Goes on from what {@link state_dict} gave, here or in Python (`GradScaler.load_state_dict`). Throws a RuntimeError
   * for that of a scaler that was not enabled, a KeyError where something lacks.
   */
  load_state_dict(state_dict: GradScalerState | Record<string, never>): void {
    if (!this._enabled) return;
    if (Object.keys(must(state_dict, stateLike)).length === 0) {
      throw new RuntimeError('The source state dict is empty, possibly because it was saved from a disabled instance of ' +
        'GradScaler.');
    }
    const lacks = stateNames.find((name) => !Object.hasOwn(state_dict, name));
    if (lacks !== undefined) throw new KeyError(lacks);
    const { scale, growth_factor, backoff_factor, growth_interval, _growth_tracker } = state_dict as GradScalerState;
    this._init_scale = scale;
    this._scale?.fill_(scale);
    this._growth_factor = growth_factor;
    this._backoff_factor = backoff_factor;
    this._growth_interval = growth_interval;
    this._init_growth_tracker = _growth_tracker;
    this._growth_tracker?.fill_(_growth_tracker);
  }

  /**
   * One of its own in the same state (`copy.deepcopy`). Throws an AssertionError within an iteration: what is known of
   * optimizers is of those and no others.
   */
  __deepcopy__(): this {
    if (this._enabled && this._per_optimizer_states.size > 0) {
      throw new AssertionError('A GradScaler instance may only be pickled at the beginning of an iteration, or at the end ' +
        'after scaler.update().');
    }
    const copy = Reflect.construct(GradScaler, [this._device, { enabled: false }], this.constructor) as this;
    copy._enabled = this._enabled;
    copy.load_state_dict(this.state_dict() as GradScalerState);
    return copy;
  }

  /** Looks at gradients without scaling them. */
  _check_inf_per_device(optimizer: ScaledOptimizer): FoundInf {
    const [scale] = this.#checkScale('_check_inf_per_device');
    const found = this.#unscale(optimizer, held(1, float32, scale), held(0, float32, scale), true);
    return (this.#stateOf(optimizer).found_inf_per_device = found);
  }

  _found_inf_per_device(optimizer: ScaledOptimizer): FoundInf {
    return this.#stateOf(optimizer).found_inf_per_device;
  }
}

const stateNames = ['scale', 'growth_factor', 'backoff_factor', 'growth_interval', '_growth_tracker'] as const;

function* scaled(values: Iterable<unknown>, apply: (value: unknown) => Outputs): Generator<Outputs> {
  for (const value of values) yield apply(value);
}

/** The gradients of an optimizer, those of one device and dtype together; of sparse ones the values. */
function gradsByKind(optimizer: ScaledOptimizer, allow_fp16: boolean): Iterable<Tensor[]> {
  const kinds = new Map<string, Tensor[]>();
  for (const { params } of optimizer.param_groups) {
    for (const parameter of params) {
      if (!is_tensor(parameter)) {
        throw new AssertionError(`expected param to be torch.Tensor, got ${typeName(parameter)}`);
      }
      const grad = finite(parameter as Tensor, allow_fp16);
      if (grad === null) continue;
      const kind = `${grad.device} ${grad.dtype}`;
      const known = kinds.get(kind);
      if (known === undefined) kinds.set(kind, [grad]);
      else known.push(grad);
    }
  }
  return kinds.values();
}

function finite(parameter: Tensor, allow_fp16: boolean): Tensor | null {
  const { grad } = parameter;
  if (grad === null) return null;
  if (!allow_fp16 && grad.dtype === float16) throw new ValueError('Attempting to unscale FP16 gradients.');
  if (!grad.is_sparse) return grad;
  // Values of one index are added before they are looked at: their sum may be infinite.
  if (grad.dtype === float16) parameter.grad = grad.coalesce();
  return parameter.grad!._values();
}
