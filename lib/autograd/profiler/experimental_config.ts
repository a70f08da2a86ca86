import { signature } from '../../arguments/signature.js';

const takes = signature(`_ExperimentalConfig(verbose: bool = False, performance_events: Sequence[str] = None,
  enable_cuda_sync_events: bool = False, adjust_profiler_step: bool = False, disable_external_correlation: bool = False,
  profile_all_threads: bool = False, capture_overload_names: bool = False,
  expose_kineto_event_metadata: bool = False, custom_profiler_config: str = "", adjust_timestamps: bool = False,
  trace_only: bool = False)`);

/** What else libtorch's profiler can be told (`torch.profiler._ExperimentalConfig`). */
export class _ExperimentalConfig {
  declare verbose: boolean;
  /** Counters of the processor, by their names. */
  declare performance_events: readonly string[];
  declare enable_cuda_sync_events: boolean;
  declare adjust_profiler_step: boolean;
  declare disable_external_correlation: boolean;
  /** Looks at the threads of other workers, too. */
  declare profile_all_threads: boolean;
  /** Tells `aten::add.Tensor` and `aten::add.out` apart, in `overload_name`. */
  declare capture_overload_names: boolean;
  declare expose_kineto_event_metadata: boolean;
  declare custom_profiler_config: string;
  declare adjust_timestamps: boolean;
  /** Makes no events, a trace alone. */
  declare trace_only: boolean;

  constructor(...args: typeof takes.args) {
    const { performance_events, ...flags } = takes.read(args);
    Object.assign(this, flags, { performance_events: performance_events ?? [] });
  }
}
