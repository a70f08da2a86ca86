/** What a profile looks at, and how closely. */
import { signature } from '../arguments/signature.js';
import { ProfilerActivity } from '../autograd/profiler/kinds.js';
import { isMap } from '../python/objects.js';
import { py_float_repr } from '../python/format.js';
import { ValueError } from '../values/errors.js';
import { pythonType } from '../values/type_name.js';

const takes = {
  metrics: signature(`PerformanceMetricsConfig(metric_names: Sequence[str], sampling_interval_ms: float = None,
    lookback_window_ms: float = None)`),
  activity: signature(`ProfilerActivityConfig(activity_types: Sequence[str] = None,
    profiler_configs: Sequence[PerformanceMetricsConfig] = None)`),
};

/** Counters of the hardware that are sampled meanwhile (`torch.profiler.PerformanceMetricsConfig`). */
export class PerformanceMetricsConfig {
  /** The names that the device's library has for them. */
  metric_names: readonly string[];
  sampling_interval_ms: number | null;
  /** How far back samples are kept. */
  lookback_window_ms: number | null;

  constructor(...args: typeof takes.metrics.args) {
    [this.metric_names, this.sampling_interval_ms, this.lookback_window_ms] = takes.metrics.list(args);
  }

  /** As Kineto reads them. */
  _to_config_entries(): Record<string, string> {
    const entries: Record<string, string> = { PERFORMANCE_METRICS: this.metric_names.join(',') };
    const { sampling_interval_ms: interval, lookback_window_ms: window } = this;
    if (interval !== null) entries['PERFORMANCE_METRICS_SAMPLING_INTERVAL_MS'] = py_float_repr(interval);
    if (window !== null) entries['PERFORMANCE_METRICS_LOOKBACK_WINDOW_MS'] = py_float_repr(window);
    return entries;
  }
}

/** What is collected of one activity (`torch.profiler.ProfilerActivityConfig`): types of events by name, or all. */
export class ProfilerActivityConfig {
  activity_types: readonly string[] | null;
  profiler_configs: readonly PerformanceMetricsConfig[];

  constructor(...args: typeof takes.activity.args) {
    const [types, configs] = takes.activity.list(args);
    this.activity_types = types;
    this.profiler_configs = configs ?? [];
  }
}

/** An activity, or activities with what is collected of them. */
export type GivenActivity =
  ProfilerActivity | ReadonlyMap<ProfilerActivity, readonly string[] | ProfilerActivityConfig>;

/** What was given, each activity once. Throws a ValueError for one that comes twice. */
export function parseActivities(given: Iterable<GivenActivity>): Map<ProfilerActivity, ProfilerActivityConfig | null> {
  const found = new Map<ProfilerActivity, ProfilerActivityConfig | null>();
  const add = (activity: ProfilerActivity, config: ProfilerActivityConfig | null): void => {
    if (found.has(activity)) throw new ValueError(`Activity ${activity.toString()} specified more than once`);
    found.set(activity, config);
  };
  for (const item of given) {
    if (item instanceof ProfilerActivity) add(item, null);
    else if (isMap(item)) {
      for (const [activity, config] of item) {
        add(activity, config instanceof ProfilerActivityConfig ? config : new ProfilerActivityConfig(config));
      }
    } else {
      throw new TypeError(`Expected ProfilerActivity or dict, got <class '${pythonType(item)}'>`);
    }
  }
  return found;
}
