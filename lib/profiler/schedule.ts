import { signature } from '../arguments/signature.js';
import { warn } from '../python/warnings.js';
import { AssertionError } from '../values/errors.js';
import { ProfilerAction } from './action.js';

/** Says what a profile does in a step, which is counted from 0. */
export type Schedule = (step: number) => ProfilerAction;

/**
 * A plan for long programs (`torch.profiler.schedule`): after `skip_first` steps cycles of `wait` steps without the
 * profiler, `warmup` steps that are not kept, and `active` that are; `repeat` times, or to the end where that is 0. The
 * first cycle does not wait with `skip_first_wait`. Throws an AssertionError for numbers below 0, and no active steps.
 */
export const schedule = signature(`schedule(*, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0,
  skip_first_wait: int = 0) -> Schedule`).define((wait, warmup, active, repeat, skip_first, skip_first_wait) => {
  if (wait < 0 || warmup < 0 || active <= 0 || repeat < 0 || skip_first < 0) {
    throw new AssertionError(
      `Invalid profiler schedule arguments. Got wait=${wait} (need >= 0), warmup=${warmup} (need >= 0), ` +
        `active=${active} (need > 0), repeat=${repeat} (need >= 0), skip_first=${skip_first} (need >= 0).`);
  }
  if (warmup === 0) warn('UserWarning', "Profiler won't be using warmup, this can skew profiler results");
  const cycle = wait + warmup + active;
  return (step) => {
    if (step < 0) throw new AssertionError(`Step must be non-negative. Got ${step}.`);
    if (step < skip_first) return ProfilerAction.NONE;
    const at = step - skip_first + (skip_first_wait === 0 ? 0 : wait);
    if (repeat > 0 && at / cycle >= repeat) return ProfilerAction.NONE;
    const place = at % cycle;
    if (place < wait) return ProfilerAction.NONE;
    if (place < wait + warmup) return ProfilerAction.WARMUP;
    return place < cycle - 1 ? ProfilerAction.RECORD : ProfilerAction.RECORD_AND_SAVE;
  };
});

/** Records from the begin to the end. */
export const always: Schedule = () => ProfilerAction.RECORD;
