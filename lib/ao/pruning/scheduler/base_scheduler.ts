/** `torch.ao.pruning.scheduler.base_scheduler`: what all schedulers of sparsity have in common. */
import { withAttribute } from '../../../arguments/python_objects.js';
import { signature } from '../../../arguments/signature.js';
import { formatExponent, py_float_repr } from '../../../python/format.js';
import { warn } from '../../../python/warnings.js';
import { NotImplementedError, ValueError } from '../../../values/errors.js';
import { typeName } from '../../../values/type_name.js';
import { BaseSparsifier } from '../sparsifier/base_sparsifier.js';
import type { LeveledGroup } from '../sparsifier/groups.js';

const takes = {
  load: signature('BaseScheduler.load_state_dict(self, state_dict: dict[str, Any])'),
  print: signature('BaseScheduler.print_sl(self, is_verbose: bool, group: int, sl: float, epoch: int | None = None)'),
  step: signature('BaseScheduler.step(self, epoch: int | None = None)'),
};

type CountedStep = BaseSparsifier['step'] & { counted?: true };
type Counted = BaseSparsifier & { _step_count: number };

/** Lets `sparsifier.step` count, by which it is seen whether a scheduler goes ahead of it. */
function count(sparsifier: BaseSparsifier): void {
  const { step } = sparsifier as { step: CountedStep };
  if (step.counted) return;
  const counted: CountedStep = (...args): void => {
    (sparsifier as Counted)._step_count += 1;
    step.apply(sparsifier, args);
  };
  counted.counted = true;
  Object.defineProperty(sparsifier, 'step', { value: counted, configurable: true, writable: true });
}

const groupsOf = (sparsifier: BaseSparsifier): LeveledGroup[] => sparsifier.groups as LeveledGroup[];

/**
 * The base of all schedulers of sparsity (`torch.ao.pruning.BaseScheduler`). One of your own extends it and defines
 * `get_sl`, which the constructor calls already: what it needs goes into `attributes`, which are set before. Its `step`
 * comes after the sparsifier's. Throws a TypeError for what is no sparsifier.
 */
export class BaseScheduler {
  declare sparsifier: BaseSparsifier;
  /** The level of each group that the schedule goes to. */
  base_sl: number[];
  last_epoch: number;
  _step_count = 0;
  verbose: boolean;
  _get_sl_called_within_step = false;
  declare _last_sl: number[];

  constructor(sparsifier: BaseSparsifier, last_epoch = -1, verbose = false, attributes: object = {}) {
    if (!(sparsifier instanceof BaseSparsifier)) {
      throw new TypeError(`${typeName(sparsifier)} is not an instance of torch.ao.pruning.BaseSparsifier`);
    }
    Object.assign(this, { sparsifier, ...attributes });
    this.base_sl = groupsOf(sparsifier).map((group) => group.sparsity_level);
    this.last_epoch = last_epoch;
    count(sparsifier);
    (sparsifier as Counted)._step_count = 0;
    this.verbose = verbose;
    this.step();
  }

  /** Everything of the scheduler but its sparsifier (`torch.ao.pruning.BaseScheduler.state_dict`). */
  state_dict(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this).filter(([name]) => name !== 'sparsifier'));
  }
  /** Goes on from what state_dict() gave (`torch.ao.pruning.BaseScheduler.load_state_dict`). */
  load_state_dict(...args: typeof takes.load.args): void {
    const [state_dict] = takes.load.list(args);
    Object.assign(this, state_dict);
  }

  /** The level of each group that was set last. */
  get_last_sl(): number[] {
    return this._last_sl;
  }

  /** The level of each group for `last_epoch`. */
  get_sl(): number[] {
    this._warn_outside_step();
    throw new NotImplementedError();
  }

  /** Prints the level of a group, if `is_verbose` (`torch.ao.pruning.BaseScheduler.print_sl`). */
  print_sl(...args: typeof takes.print.args): void {
    const [is_verbose, group, sl, epoch] = takes.print.list(args);
    if (!is_verbose) return;
    const adjusting = `djusting sparsity level of group ${group} to ${formatExponent(sl, 4)}.`;
    console.log(epoch === null ? `A${adjusting}` : `Epoch ${String(epoch).padStart(5)}: a${adjusting}`);
  }

  toString(): string {
    const levels = this.base_sl.map(py_float_repr).join(', ');
    return `${this.constructor.name} (\nSparsifier ${String(this.sparsifier)}\n    base_sl: [${levels}]\n)`;
  }

  /** Sets the levels of the next epoch, and lets the sparsifier compute masks. */
  step(...args: typeof takes.step.args): void {
    const [epoch] = takes.step.list(args);
    if (this._step_count === 1) this.#warn_of_order();
    this._step_count += 1;
    this._get_sl_called_within_step = true;
    let values: number[];
    try {
      this.last_epoch += 1;
      values = this.get_sl();
    } finally {
      this._get_sl_called_within_step = false;
    }
    const groups = groupsOf(this.sparsifier);
    for (const [i, group] of groups.entries()) {
      if (i >= values.length) break;
      group.sparsity_level = values[i]!;
      this.print_sl(this.verbose, i, values[i]!, epoch);
    }
    this._last_sl = groups.map((group) => group.sparsity_level);
    this.sparsifier.enable_mask_update = true;
  }

  #warn_of_order(): void {
    if ((this.sparsifier.step as CountedStep).counted === undefined) {
      warn('UserWarning', 'Seems like `sparsifier.step()` has been overridden after sparsity scheduler ' +
        'initialization. Please, make sure to call `sparsifier.step()` before `scheduler.step()`.');
    } else if ((this.sparsifier as Counted)._step_count < 1) {
      warn('UserWarning', 'Detected call of `scheduler.step()` before `sparsifier.step()`. You have to make sure you ' +
        'run the sparsifier.step() BEFORE any calls to the scheduler.step().');
    }
  }

  protected _warn_outside_step(): void {
    if (this._get_sl_called_within_step) return;
    warn('UserWarning',
      'To get the last sparsity level computed by the scheduler, please use `get_last_sl()`.');
  }
}

/** One value for each group, from one for all or a list. Throws a ValueError for a list of another length. */
export function forGroups<T>(sparsifier: BaseSparsifier, value: T | readonly T[]): T[] {
  const groups = withAttribute(sparsifier, 'groups').groups.length;
  if (!Array.isArray(value)) return Array.from({ length: groups }, () => value as T);
  if (value.length !== groups) throw new ValueError(`Expected variable of length ${groups}, but got ${value.length}`);
  return [...value as readonly T[]];
}
