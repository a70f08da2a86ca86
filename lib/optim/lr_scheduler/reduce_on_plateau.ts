import { RuntimeError, ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { signature } from '../../arguments/signature.js';
import { numberOf, type Hyper } from '../hyperparameter.js';
import {
  checkOptimizer, groupsOf, LRScheduler, setValue, valuesOf, warnOfEpoch,
} from './scheduler.js';

const takes = {
  ReduceLROnPlateau: signature(`ReduceLROnPlateau(
    optimizer: Optimizer, mode: Literal["min", "max"] = "min", factor: float = 0.1, patience: int = 10,
    threshold: float = 0.0001, threshold_mode: Literal["rel", "abs"] = "rel", cooldown: int = 0,
    min_lr: float | Sequence[float] = 0, eps: float = 1e-8)`),
  step: signature('ReduceLROnPlateau.step(self, metrics: float | Tensor, epoch: int = None)'),
};

type Mode = 'min' | 'max';
type ThresholdMode = 'rel' | 'abs';

/**
 * The rate times `factor` when a measure, given to `step`, has not become better for more than `patience` epochs
 * (`torch.optim.lr_scheduler.ReduceLROnPlateau`).
 */
export class ReduceLROnPlateau extends LRScheduler {
  declare factor: number;
  /** The lowest learning rate of groups that are added later. */
  declare default_min_lr: number | null;
  /** The lowest learning rate of each group. */
  declare min_lrs: number[];
  declare patience: number;
  declare cooldown: number;
  declare eps: number;
  /** The worst value there is: what `best` begins with. */
  declare mode_worse: number;
  declare mode: Mode;
  declare threshold: number;
  declare threshold_mode: ThresholdMode;
  /** The best value so far. */
  declare best: number;
  /** How many epochs to wait before bad ones count again. */
  declare cooldown_counter: number;
  /** How many epochs in a row have not been better. */
  declare num_bad_epochs: number;

  constructor(...args: typeof takes.ReduceLROnPlateau.args) {
    const {
      optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps,
    } = takes.ReduceLROnPlateau.read(args);
    if (factor >= 1) throw new ValueError('Factor should be < 1.0.');
    checkOptimizer(optimizer);
    const count = optimizer.param_groups.length;
    const isList = typeof min_lr !== 'number';
    if (isList && min_lr.length !== count) throw new ValueError(`expected ${count} min_lrs, got ${min_lr.length}`);
    super(optimizer, 0, {
      factor, optimizer, default_min_lr: isList ? null : min_lr,
      /** The lowest learning rate of each group. */
      min_lrs: isList ? [...min_lr] : Array<number>(count).fill(min_lr), patience, cooldown, eps, last_epoch: 0,
      _last_lr: valuesOf(optimizer, 'lr'),
    }, false);
    this._init_is_better(mode, threshold, threshold_mode);
    this._reset();
  }

  /** Forgets what was best, and the cooldown. */
  _reset(): void {
    this.best = this.mode_worse;
    this.cooldown_counter = 0;
    this.num_bad_epochs = 0;
  }

  // Not from the text: TypeScript lets a method that requires more override another one only in this form.
  override step(metrics: number | Tensor, epoch?: number | null | { epoch?: number | null }): void;
  override step(named: { metrics: number | Tensor; epoch?: number | null }): void;
  override step(...args: unknown[]): void {
    const [metrics, epoch] = takes.step.list(args);
    this._recorded(true, () => this.#step(metrics, epoch));
  }

  #step(metrics: number | Tensor, epoch: number | null | undefined): void {
    const current = numberOf(metrics);
    if (epoch != null) warnOfEpoch();
    this.last_epoch = epoch ?? this.last_epoch + 1;
    if (this._is_better(current, this.best)) {
      this.best = current;
      this.num_bad_epochs = 0;
    } else {
      this.num_bad_epochs += 1;
    }
    if (this.in_cooldown) {
      this.cooldown_counter -= 1;
      this.num_bad_epochs = 0;
    }
    if (this.num_bad_epochs > this.patience) {
      this.#reduce();
      this.cooldown_counter = this.cooldown;
      this.num_bad_epochs = 0;
    }
    this._last_lr = valuesOf(this.optimizer, 'lr');
  }

  #reduce(): void {
    const groups = groupsOf(this.optimizer);
    if (groups.length !== this.min_lrs.length) {
      if (this.default_min_lr === null) {
        throw new RuntimeError(`The number of param groups in the \`optimizer\` (${groups.length}) differs from when ` +
          `\`ReduceLROnPlateau\` was initialized (${this.min_lrs.length}), usually due to a new param group being ` +
          'added to the optimizer. Please modify the `min_lrs` field to match the length of the `optimizer` param groups.');
      }
      this.min_lrs = Array<number>(groups.length).fill(this.default_min_lr);
    }
    for (const [i, group] of groups.entries()) {
      const old = numberOf(group['lr'] as Hyper);
      const reduced = Math.max(old * this.factor, this.min_lrs[i]!);
      if (old - reduced > this.eps) setValue(group, 'lr', reduced);
    }
  }

  /** Whether epochs do not count at present. */
  get in_cooldown(): boolean {
    return this.cooldown_counter > 0;
  }

  _is_better(a: number, best: number): boolean {
    if (this.mode === 'min') {
      return this.threshold_mode === 'rel' ? a < best * (1 - this.threshold) : a < best - this.threshold;
    }
    return this.threshold_mode === 'rel' ? a > best * (this.threshold + 1) : a > best + this.threshold;
  }

  _init_is_better(mode: Mode, threshold: number, threshold_mode: ThresholdMode): void {
    if (!['min', 'max'].includes(mode)) throw new ValueError(`mode ${mode} is unknown!`);
    if (!['rel', 'abs'].includes(threshold_mode)) throw new ValueError(`threshold mode ${threshold_mode} is unknown!`);
    this.mode_worse = mode === 'min' ? Infinity : -Infinity;
    this.mode = mode;
    this.threshold = threshold;
    this.threshold_mode = threshold_mode;
  }

  override load_state_dict(state_dict: Record<string, unknown>): void {
    super.load_state_dict(state_dict);
    this._init_is_better(this.mode, this.threshold, this.threshold_mode);
  }
}
