import { KeyError, NotImplementedError, ValueError } from '../../values/errors.js';
import { typeName } from '../../values/type_name.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';
import { isTensor, toScalar, type Hyper } from '../hyperparameter.js';
import { Optimizer, type Loss } from '../optimizer.js';
import type { GroupBase } from '../param_groups.js';
import { aside, give_up, watching } from '../../addon/recording.js';
import { unscoped } from '../../addon/scope.js';

/** Everything of a scheduler but its optimizer (`LRScheduler.state_dict`). */
export type SchedulerStateDict = Record<string, unknown>;

/** Optimizers that made a step since a scheduler watches them. */
const stepped = new WeakSet<Optimizer>();

const epochDeprecation =
  'The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use ' +
  '`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed ' +
  'form is used instead of the new chainable form, where available. Please open an issue if you are unable to replicate ' +
  'your use case: https://github.com/pytorch/pytorch/issues/new/choose.';

export function warnOfEpoch(): void {
  warn('UserWarning', epochDeprecation);
}

const takes = {
  LRScheduler: signature('LRScheduler(optimizer: Optimizer, last_epoch: int = -1)'),
  step: signature('LRScheduler.step(self, epoch: int = None)'),
  load_state_dict: signature('LRScheduler.load_state_dict(self, state_dict: dict[str, Any])'),
};

type WatchedStep = Optimizer['step'] & { watched?: true };

/** Lets `optimizer.step` leave a note, by which it is seen whether a scheduler goes ahead of it. */
function watch(optimizer: Optimizer): void {
  const { step } = optimizer as { step: WatchedStep };
  if (step.watched) return;
  const watched: WatchedStep = (...args): Loss => {
    stepped.add(optimizer);
    return step.apply(optimizer, args);
  };
  watched.watched = true;
  Object.defineProperty(optimizer, 'step', { value: watched, configurable: true, writable: true });
}

/** Throws PyTorch's TypeError for what is no optimizer. */
export function checkOptimizer(optimizer: unknown): asserts optimizer is Optimizer {
  if (!(optimizer instanceof Optimizer)) throw new TypeError(`${typeName(optimizer)} is not an Optimizer`);
}

/**
 * The base of all schedulers of learning rates (`torch.optim.lr_scheduler.LRScheduler`). One of your own extends it and
 * defines `get_lr`, which the constructor calls already: what it needs goes into `attributes`, which are set before.
 * A scheduler's `step()` comes after the optimizer's.
 */
export class LRScheduler {
  declare optimizer: Optimizer;
  /** The learning rates that the schedule starts from, one for each group. */
  declare base_lrs: Hyper[];
  declare last_epoch: number;
  declare _step_count: number;
  declare _is_initial: boolean;
  declare _get_lr_called_within_step: boolean;
  declare _last_lr: Hyper[];
  /** The rates of an epoch that was named, where there is a formula for them. */
  _get_closed_form_lr?(): Hyper[];

  /** Without `starts` no rate is set: for schedulers that do not follow {@link get_lr}. */
  constructor(optimizer: Optimizer, last_epoch = -1, attributes: object = {}, starts = true) {
    Object.assign(this, attributes);
    if (!starts) return;
    checkOptimizer(optimizer);
    this.optimizer = optimizer;
    for (const [i, group] of groupsOf(optimizer).entries()) {
      if (last_epoch === -1) group['initial_lr'] ??= copyOf(group['lr'] as Hyper);
      else if (group['initial_lr'] === undefined) {
        throw new KeyError(
          `param 'initial_lr' is not specified in param_groups[${i}] when resuming scheduler with last_epoch >= 0.\n` +
            'This typically happens when:\n1. You\'re trying to resume training from a checkpoint but haven\'t ' +
            'properly loaded the optimizer state\n2. You\'re using last_epoch >= 0 for a fresh training run (not recommended)');
      }
    }
    this.base_lrs = valuesOf(optimizer, 'initial_lr');
    this.last_epoch = last_epoch;
    watch(optimizer);
    this._initial_step();
  }

  _initial_step(): void {
    this._step_count = 0;
    this._is_initial = true;
    try {
      this.step();
    } finally {
      this._is_initial = false;
    }
  }

  /** What the scheduler needs to go on, without the optimizer (`torch.optim.lr_scheduler.LRScheduler.state_dict`). */
  state_dict(): SchedulerStateDict {
    return Object.fromEntries(Object.entries(this).filter(([name]) => name !== 'optimizer'));
  }
  /** Goes on from what state_dict() gave (`torch.optim.lr_scheduler.LRScheduler.load_state_dict`). */
  load_state_dict(...args: typeof takes.load_state_dict.args): void {
    const [state_dict] = takes.load_state_dict.list(args);
    Object.assign(this, state_dict);
  }

  /** The rate of each group that was set last. */
  get_last_lr(): Hyper[] {
    return this._last_lr;
  }

  /** The rate of each group for `last_epoch`. */
  get_lr(): Hyper[] {
    throw new NotImplementedError();
  }

  /** Sets the rates of the next epoch; naming one is deprecated. */
  step(...args: typeof takes.step.args): void {
    const [epoch] = takes.step.list(args);
    this._recorded(epoch != null, () => this.#step(epoch));
  }

  #step(epoch: number | null | undefined): void {
    if (this._step_count === 1) {
      if ((this.optimizer.step as WatchedStep).watched === undefined) {
        warn('UserWarning', 'Seems like `optimizer.step()` has been overridden after learning rate scheduler ' +
          'initialization. Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`. See more ' +
          'details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate');
      } else if (!stepped.has(this.optimizer)) {
        warn('UserWarning', 'Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and ' +
          'later, you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  ' +
          'Failure to do this will result in PyTorch skipping the first value of the learning rate schedule. See ' +
          'more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate');
      }
    }
    this._step_count += 1;
    if (epoch != null) warnOfEpoch();
    this._update_lr(epoch);
  }

  /** Steps, and steps again at each replay of a compiled function in which that was recorded. */
  protected _recorded(given: boolean, step: () => void): void {
    if (watching.by !== null && given) give_up(`${this.constructor.name}.step() was given a number`);
    if (given) step();
    else aside(step);
  }

  _update_lr(epoch?: number | null): void {
    unscoped(() => this._set_lr(this._within(() => {
      if (epoch == null) {
        this.last_epoch += 1;
        return this.get_lr();
      }
      this.last_epoch = epoch;
      return this._get_closed_form_lr?.() ?? this.get_lr();
    })));
  }

  /** Computes rates for `step`, where `get_lr` may be called. */
  protected _within<T>(body: () => T): T {
    this._get_lr_called_within_step = true;
    try {
      return body();
    } finally {
      this._get_lr_called_within_step = false;
    }
  }

  /** Sets the rate of each group. */
  protected _set_lr(rates: readonly Hyper[]): void {
    const groups = groupsOf(this.optimizer);
    if (groups.length !== rates.length) {
      const which = groups.length > rates.length ? 'shorter' : 'longer';
      throw new ValueError(`zip() argument 2 is ${which} than argument 1`);
    }
    for (const [i, group] of groups.entries()) setValue(group, 'lr', rates[i]!);
    this._last_lr = valuesOf(this.optimizer, 'lr');
  }

  protected _warn_outside_step(): void {
    if (this._get_lr_called_within_step) return;
    warn('UserWarning', 'To get the last learning rate computed by the scheduler, please use `get_last_lr()`.');
  }

  /** The rate of each group as it is, or computed from it. */
  protected _rates(next: (lr: Hyper) => Hyper = (lr) => lr): Hyper[] {
    return valuesOf(this.optimizer, 'lr').map(next);
  }
}

/** The groups of an optimizer of any kind. */
export function groupsOf(optimizer: Optimizer): (GroupBase & Record<string, unknown>)[] {
  return optimizer.param_groups as unknown as (GroupBase & Record<string, unknown>)[];
}

function copyOf(value: Hyper): Hyper {
  return isTensor(value) ? value.clone() : value;
}

/** An option of every group; tensors are copied. */
export function valuesOf(optimizer: Optimizer, key: string): Hyper[] {
  return groupsOf(optimizer).map((group) => copyOf(group[key] as Hyper));
}

/** Sets an option; a tensor stays the same object, which others may hold. */
export function setValue(group: Record<string, unknown>, key: string, value: Hyper): void {
  const old = group[key];
  if (isTensor(old)) old.fill_(toScalar(value));
  else group[key] = value;
}

/** One value for each group, from one for all or a list. Throws a ValueError for a list of another length. */
export function forGroups(name: string, optimizer: Optimizer, value: Hyper | readonly Hyper[]): Hyper[] {
  const count = optimizer.param_groups.length;
  if (!Array.isArray(value)) return Array.from({ length: count }, () => copyOf(value as Hyper));
  if (value.length !== count) {
    throw new ValueError(`${name} must have the same length as optimizer.param_groups. ${name} has ${value.length} ` +
      `values, param_groups has ${count}.`);
  }
  return (value as readonly Hyper[]).map(copyOf);
}
