/** `torch.ao.pruning.scheduler.cubic_scheduler`. */
import { signature } from '../../../arguments/signature.js';
import { powerOf } from '../../../optim/hyperparameter.js';
import { BaseScheduler, forGroups } from './base_scheduler.js';

const takes = {
  CubicSL: signature(`CubicSL(sparsifier: BaseSparsifier, init_sl: float | Sequence[float] = 0.0,
    init_t: float | Sequence[float] = 0, delta_t: float | Sequence[float] = 10,
    total_t: float | Sequence[float] = 100, initially_zero: bool | Sequence[bool] = False, last_epoch: int = -1,
    verbose: bool = False)`),
  compute: signature(`CubicSL.sparsity_compute_fn(s_0: float, s_f: float, t: float, t_0: float, dt: float, n: float,
    initially_zero: bool = False)`),
};

/**
 * From `init_sl` to the level that a group was to have, fast at first and slower towards the end
 * (`torch.ao.pruning.CubicSL`): s_f + (s_0 - s_f) (1 - (t - t_0) / (n dt))^3, by Zhu and Gupta, "To prune, or not to
 * prune" (2017), in `total_t` steps that take `delta_t` epochs each, from epoch `init_t` on. With `initially_zero` the
 * level is zero before. A list has one value for each group. Throws a ValueError for a list of another length.
 */
export class CubicSL extends BaseScheduler {
  /** The level that each group begins with. */
  declare init_sl: number[];
  /** When its levels begin to change. */
  declare init_t: number[];
  /** How many epochs a step takes. */
  declare delta_t: number[];
  /** How many steps there are. */
  declare total_t: number[];
  /** Whether the level is zero before they begin. */
  declare initially_zero: boolean[];

  constructor(...args: typeof takes.CubicSL.args) {
    const { sparsifier, last_epoch, verbose, ...given } = takes.CubicSL.read(args);
    const { init_sl, init_t, delta_t, total_t, initially_zero } = given;
    super(sparsifier, last_epoch, verbose, {
      init_sl: forGroups<number>(sparsifier, init_sl), init_t: forGroups<number>(sparsifier, init_t),
      delta_t: forGroups<number>(sparsifier, delta_t), total_t: forGroups<number>(sparsifier, total_t),
      initially_zero: forGroups<boolean>(sparsifier, initially_zero),
    });
  }

  /** The level at time `t` (`torch.ao.pruning.CubicSL.sparsity_compute_fn`). */
  static sparsity_compute_fn(...args: typeof takes.compute.args): number {
    const { s_0, s_f, t, t_0, dt, n, initially_zero } = takes.compute.read(args);
    if (initially_zero && t < t_0) return 0;
    const level = s_f + (s_0 - s_f) * powerOf(1 - (t - t_0) / (dt * n), 3);
    return Math.max(s_0, Math.min(s_f, level));
  }

  override get_sl(): number[] {
    this._warn_outside_step();
    return this.base_sl.map((s_f, i) => CubicSL.sparsity_compute_fn({
      s_0: this.init_sl[i]!, s_f, t: this.last_epoch, t_0: this.init_t[i]!, dt: this.delta_t[i]!, n: this.total_t[i]!,
      initially_zero: this.initially_zero[i]!,
    }));
  }
}
