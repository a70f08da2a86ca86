import { ValueError } from '../../values/errors.js';
import { py_repr } from '../../python/repr.js';
import { signature } from '../../arguments/signature.js';
import { minus, over, plus, times, type Hyper } from '../hyperparameter.js';
import { momentumIsBeta1, setMomentum, startMomentum } from './momentum.js';
import { checkOptimizer, forGroups, groupsOf, LRScheduler } from './scheduler.js';

const takes = {
  OneCycleLR: signature(`OneCycleLR(
    optimizer: Optimizer, max_lr: float | Sequence[float], total_steps: int = None, epochs: int = None,
    steps_per_epoch: int = None, pct_start: float = 0.3, anneal_strategy: Literal["cos", "linear"] = "cos",
    cycle_momentum: bool = True, base_momentum: float | Sequence[float] = 0.85,
    max_momentum: float | Sequence[float] = 0.95, div_factor: float = 25, final_div_factor: float = 10000,
    three_phase: bool = False, last_epoch: int = -1)`),
};

type Anneal = 'cos' | 'linear';

/** From one option of a group to another one, until `end_step`. */
interface Phase {
  readonly end_step: number;
  readonly start_lr: string;
  readonly end_lr: string;
  readonly start_momentum: string;
  readonly end_momentum: string;
}

function stepsOf({ total_steps, epochs, steps_per_epoch }: Record<'total_steps' | 'epochs' | 'steps_per_epoch', number | null>): number {
  const positive = (name: string, value: number): number => {
    if (value > 0 && Number.isInteger(value)) return value;
    throw new ValueError(`Expected positive integer ${name}, but got ${py_repr(value)}`);
  };
  if (total_steps != null) return positive('total_steps', total_steps);
  if (epochs != null && steps_per_epoch != null) {
    return positive('epochs', epochs) * positive('steps_per_epoch', steps_per_epoch);
  }
  throw new ValueError('You must define either total_steps OR (epochs AND steps_per_epoch)');
}

function phasesOf(steps: number, pct_start: number, three: boolean): Phase[] {
  const phase = (end_step: number, from: string, to: string, start_momentum: string, end_momentum: string): Phase =>
    ({ end_step, start_lr: from, end_lr: to, start_momentum, end_momentum });
  const [high, low] = ['max_momentum', 'base_momentum'];
  const rise = phase(pct_start * steps - 1, 'initial_lr', 'max_lr', high, low);
  if (!three) return [rise, phase(steps - 1, 'max_lr', 'min_lr', low, high)];
  return [
    rise,
    phase(2 * pct_start * steps - 2, 'max_lr', 'initial_lr', low, high),
    phase(steps - 1, 'initial_lr', 'min_lr', high, high),
  ];
}

/**
 * One cycle over the whole training: up from max_lr / div_factor to `max_lr` in the first `pct_start` of the steps,
 * then down to 1 / final_div_factor of the start; momentum goes the other way
 * (`torch.optim.lr_scheduler.OneCycleLR`). A step of it follows every batch. Throws a ValueError beyond the last one.
 */
export class OneCycleLR extends LRScheduler {
  declare total_steps: number;
  declare _schedule_phases: Phase[];
  declare _anneal_func_type: Anneal;
  declare cycle_momentum: boolean;
  /** Whether the momentum is the first of `betas`, as Adam has it. */
  declare use_beta1: boolean;

  constructor(...args: typeof takes.OneCycleLR.args) {
    const given = takes.OneCycleLR.read(args);
    const {
      optimizer, max_lr, pct_start = 0.3, anneal_strategy = 'cos', cycle_momentum = true, base_momentum = 0.85,
      max_momentum = 0.95, div_factor = 25, final_div_factor = 1e4, three_phase = false, last_epoch = -1,
    } = given;
    checkOptimizer(optimizer);
    const total_steps = stepsOf(given);
    if (!(pct_start >= 0 && pct_start <= 1)) {
      throw new ValueError(`Expected float between 0 and 1 pct_start, but got ${py_repr(pct_start)}`);
    }
    if (anneal_strategy !== 'cos' && anneal_strategy !== 'linear') {
      throw new ValueError(`anneal_strategy must be one of 'cos' or 'linear', instead got ${String(anneal_strategy)}`);
    }
    const max_lrs = forGroups('max_lr', optimizer, max_lr!);
    if (last_epoch === -1) {
      for (const [i, group] of groupsOf(optimizer).entries()) {
        group['initial_lr'] = over(max_lrs[i]!, div_factor);
        group['max_lr'] = max_lrs[i];
        group['min_lr'] = over(group['initial_lr'] as Hyper, final_div_factor);
      }
    }
    const momentum: { use_beta1?: boolean } = {};
    if (cycle_momentum) {
      momentum.use_beta1 = momentumIsBeta1(optimizer);
      const highest = forGroups('max_momentum', optimizer, max_momentum);
      const lowest = forGroups('base_momentum', optimizer, base_momentum);
      if (last_epoch === -1) startMomentum(optimizer, highest, lowest, momentum.use_beta1);
    }
    super(optimizer, last_epoch, {
      optimizer, total_steps, _schedule_phases: phasesOf(total_steps, pct_start, three_phase),
      _anneal_func_type: anneal_strategy, cycle_momentum, ...momentum,
    });
  }

  _anneal_func(start: Hyper, end: Hyper, share: number): Hyper {
    if (this._anneal_func_type === 'linear') return plus(times(minus(end, start), share), start);
    return plus(end, times(over(minus(start, end), 2), Math.cos(Math.PI * share) + 1));
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    const step = this.last_epoch;
    if (step > this.total_steps) {
      throw new ValueError(
        `Tried to step ${step} times. The specified number of total steps is ${this.total_steps}`);
    }
    const phases = this._schedule_phases;
    const found = phases.findIndex(({ end_step }) => step <= end_step);
    const i = found < 0 ? phases.length - 1 : found;
    const phase = phases[i]!;
    const start = i === 0 ? 0 : phases[i - 1]!.end_step;
    const share = (step - start) / (phase.end_step - start);
    return groupsOf(this.optimizer).map((group) => {
      const between = (from: string, to: string): Hyper =>
        this._anneal_func(group[from] as Hyper, group[to] as Hyper, share);
      const rate = between(phase.start_lr, phase.end_lr);
      if (this.cycle_momentum) {
        setMomentum(group, between(phase.start_momentum, phase.end_momentum), this.use_beta1);
      }
      return rate;
    });
  }
}
