import { ValueError } from '../../values/errors.js';
import { signature } from '../../arguments/signature.js';
import { minus, plus, powerOf, times, type Hyper } from '../hyperparameter.js';
import { momentumIsBeta1, setMomentum, startMomentum } from './momentum.js';
import { checkOptimizer, forGroups, groupsOf, LRScheduler, setValue, type SchedulerStateDict } from './scheduler.js';

const takes = {
  CyclicLR: signature(`CyclicLR(
    optimizer: Optimizer, base_lr: float | Sequence[float], max_lr: float | Sequence[float], step_size_up: int = 2000,
    step_size_down: int = None, mode: Literal["triangular", "triangular2", "exp_range"] = "triangular",
    gamma: float = 1, scale_fn: Callable[[float], float] = None, scale_mode: Literal["cycle", "iterations"] = "cycle",
    cycle_momentum: bool = True, base_momentum: float = 0.8, max_momentum: float = 0.9, last_epoch: int = -1)`),
};

type CycleMode = 'triangular' | 'triangular2' | 'exp_range';
type ScaleMode = 'cycle' | 'iterations';
type ScaleFunction = (x: number) => number;

const scaleModes: Record<CycleMode, ScaleMode> = { triangular: 'cycle', triangular2: 'cycle', exp_range: 'iterations' };

/**
 * Straight up from `base_lr` to `max_lr` and down again, cycle after cycle, of a height that halves in each
 * ('triangular2') or shrinks by `gamma` in each step ('exp_range'); momentum goes the other way
 * (`torch.optim.lr_scheduler.CyclicLR`). A step of it follows every batch.
 */
export class CyclicLR extends LRScheduler {
  /** The highest learning rate of each group. */
  declare max_lrs: Hyper[];
  /** How many steps a cycle has. */
  declare total_size: number;
  /** Which part of a cycle goes up. */
  declare step_ratio: number;
  declare mode: CycleMode;
  declare gamma: number;
  declare _scale_fn_custom: ScaleFunction | null;
  declare scale_mode: ScaleMode;
  declare cycle_momentum: boolean;
  /** Whether the momentum is the first of `betas`, as Adam has it. */
  declare use_beta1: boolean;
  /** The momentum of each group while its learning rate is lowest, and the lowest momentum. */
  declare base_momentums: Hyper[];
  /** The highest momentum of each group. */
  declare max_momentums: Hyper[];

  constructor(...args: typeof takes.CyclicLR.args) {
    const {
      optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum,
      base_momentum, max_momentum, last_epoch,
    } = takes.CyclicLR.read(args);
    checkOptimizer(optimizer);
    const base_lrs = forGroups('base_lr', optimizer, base_lr!);
    if (last_epoch === -1) for (const [i, group] of groupsOf(optimizer).entries()) setValue(group, 'lr', base_lrs[i]!);
    const max_lrs = forGroups('max_lr', optimizer, max_lr!);
    const total_size = step_size_up + (step_size_down ?? step_size_up);
    if (!(mode in scaleModes) && scale_fn === null) throw new ValueError('mode is invalid and scale_fn is None');
    const momentum: { use_beta1?: boolean; base_momentums?: Hyper[]; max_momentums?: Hyper[] } = {};
    if (cycle_momentum) {
      momentum.use_beta1 = momentumIsBeta1(optimizer);
      momentum.base_momentums = forGroups('base_momentum', optimizer, base_momentum);
      momentum.max_momentums = forGroups('max_momentum', optimizer, max_momentum);
      if (last_epoch === -1) {
        startMomentum(optimizer, momentum.max_momentums, momentum.base_momentums, momentum.use_beta1);
      }
    }
    super(optimizer, last_epoch, {
      optimizer, max_lrs, total_size, step_ratio: step_size_up / total_size, mode, gamma, _scale_fn_custom: scale_fn,
      scale_mode: scale_fn === null ? scaleModes[mode] : scale_mode, cycle_momentum, ...momentum,
    });
    this.base_lrs = base_lrs;
  }

  /** The height of a cycle or an iteration, from 0 to 1. */
  scale_fn(x: number): number {
    if (this._scale_fn_custom !== null) return this._scale_fn_custom(x);
    if (this.mode === 'triangular') return 1;
    return this.mode === 'triangular2' ? 1 / 2 ** (x - 1) : powerOf(this.gamma, x);
  }

  override get_lr(): Hyper[] {
    this._warn_outside_step();
    const cycle = Math.floor(1 + this.last_epoch / this.total_size);
    const x = 1 + this.last_epoch / this.total_size - cycle;
    const share = x <= this.step_ratio ? x / this.step_ratio : (x - 1) / (this.step_ratio - 1);
    const height = (low: Hyper, high: Hyper): Hyper => {
      const scale = this.scale_fn(this.scale_mode === 'cycle' ? cycle : this.last_epoch);
      return times(times(minus(high, low), share), scale);
    };
    const rates = this.base_lrs.map((low, i) => plus(low, height(low, this.max_lrs[i]!)));
    if (this.cycle_momentum) {
      for (const [i, group] of groupsOf(this.optimizer).entries()) {
        const [low, high] = [this.base_momentums[i]!, this.max_momentums[i]!];
        setMomentum(group, minus(high, height(low, high)), this.use_beta1);
      }
    }
    return rates;
  }

  override state_dict(): SchedulerStateDict {
    const { _scale_fn_custom, ...state } = super.state_dict();
    const own = _scale_fn_custom === null ? {} : { ...(_scale_fn_custom as object) };
    return { ...state, _scale_fn_custom: Object.keys(own).length === 0 ? null : own };
  }
  override load_state_dict({ _scale_fn_custom, ...state }: SchedulerStateDict): void {
    super.load_state_dict(state);
    if (_scale_fn_custom != null && this._scale_fn_custom !== null) {
      Object.assign(this._scale_fn_custom, _scale_fn_custom);
    }
    if (this._scale_fn_custom === null) this.scale_mode = scaleModes[this.mode];
  }
}
