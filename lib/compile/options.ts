import { RuntimeError } from '../values/errors.js';

/** What `torch.compile` takes besides the function. */
export interface CompileOptions {
  /** Throws where a part of the function cannot be replayed, instead of running it as it is written. */
  readonly fullgraph?: boolean;
  /** Whether one recording should serve several shapes. */
  readonly dynamic?: boolean | null;
  /** 'inductor', which is recording, passes and replay; 'aot_eager' leaves the passes out; 'eager' records nothing. */
  readonly backend?: string;
  /** 'reduce-overhead' replays through a graph of the accelerator, where tensors are on one. */
  readonly mode?: string | null;
  readonly options?: Readonly<Record<string, unknown>> | null;
  /** Gives the function back as it is. */
  readonly disable?: boolean;
  /**
   * How often a replay is checked against the function itself: every `verify`-th call, besides the first ones of each
   * recording; 0 checks none.
   */
  readonly verify?: number | null;
}

const modes = ['default', 'reduce-overhead', 'max-autotune', 'max-autotune-no-cudagraphs'];
const backends = ['inductor', 'aot_eager', 'eager'];

/** Throws PyTorch's errors for a mode or backend that there is not. */
export function checkOptions({ mode, backend, options, verify }: CompileOptions): void {
  if (mode !== null && mode !== undefined && options !== null && options !== undefined) {
    throw new RuntimeError('Either mode or options can be specified, but both can\'t be specified at the same time.');
  }
  if (mode !== null && mode !== undefined && !modes.includes(mode)) {
    throw new RuntimeError(`Unrecognized mode=${mode}, should be one of: ${modes.join(', ')}`);
  }
  if (backend !== undefined && !backends.includes(backend)) {
    throw new RuntimeError(`Invalid backend: '${backend}', should be one of: ${backends.join(', ')}`);
  }
  for (const name of Object.keys(options ?? {})) {
    throw new RuntimeError(`Unexpected optimization option ${name}, known options are []`);
  }
  if (verify !== null && verify !== undefined && !(Number.isInteger(verify) && verify >= 0)) {
    throw new RuntimeError(`compile(): argument 'verify' must be a whole number of calls, not ${verify}`);
  }
}
