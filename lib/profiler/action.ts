import { Enumerated } from '../python/enumeration.js';

/** What a profile does in a step (`torch.profiler.ProfilerAction`). */
export class ProfilerAction extends Enumerated {
  /** Nothing. */
  static readonly NONE = new ProfilerAction('NONE', 0);
  /** Gets ready, so that what comes is not measured with that. */
  static readonly WARMUP = new ProfilerAction('WARMUP', 1);
  static readonly RECORD = new ProfilerAction('RECORD', 2);
  /** Records, and hands over the trace after the step. */
  static readonly RECORD_AND_SAVE = new ProfilerAction('RECORD_AND_SAVE', 3);
  /** A device could not go on: a profile's own, which no schedule gives. */
  static readonly DEVICE_STOPPED = new ProfilerAction('DEVICE_STOPPED', 4);
}
