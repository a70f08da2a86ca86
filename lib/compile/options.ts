import { RuntimeError } from '../values/errors.js';
import { checkBackend, get_default_backend } from './backends.js';

/** What `torch.compile` takes besides the function. */
export interface CompileOptions {
  /** Throws an Unsupported where a part of the function cannot be replayed, instead of running it as it is written. */
  readonly fullgraph?: boolean;
  /** Whether one recording should serve several shapes; null: once a second shape has come. */
  readonly dynamic?: boolean | null;
  /** 'inductor', or 'aot_eager', which does the same here; 'eager' records nothing. */
  readonly backend?: string | null;
  /** A name of PyTorch's modes; all of them replay in the same way. */
  readonly mode?: string | null;
  /** There are none. */
  readonly options?: Readonly<Record<string, unknown>> | null;
  /** What messages call the function. */
  readonly name?: string | null;
  /** Gives the function back as it is. */
  readonly disable?: boolean;
  /** How many recordings this function may have; null: `torch._dynamo.config.recompile_limit`. */
  readonly recompile_limit?: number | null;
  /**
   * How often a replay is checked against the function itself: every `verify`-th call, besides the first ones of each
   * recording; 0 checks none.
   */
  readonly verify?: number | null;
}

const modes = ['default', 'reduce-overhead', 'max-autotune', 'max-autotune-no-cudagraphs'];

const isCount = (value: number | null | undefined, least: number): boolean =>
  value === null || value === undefined || (Number.isInteger(value) && value >= least);

/** The options with the default backend. Throws PyTorch's errors for a mode or backend that there is not. */
export function checkOptions(given: CompileOptions): CompileOptions {
  const { mode, options, verify, recompile_limit } = given;
  const backend = given.backend ?? get_default_backend();
  if (mode !== null && mode !== undefined && options !== null && options !== undefined) {
    throw new RuntimeError('Either mode or options can be specified, but both can\'t be specified at the same time.');
  }
  if (mode !== null && mode !== undefined && !modes.includes(mode)) {
    throw new RuntimeError(`Unrecognized mode=${mode}, should be one of: ${modes.join(', ')}`);
  }
  checkBackend(backend);
  for (const name of Object.keys(options ?? {})) {
    throw new RuntimeError(`Unexpected optimization option ${name}, known options are []`);
  }
  if (!isCount(verify, 0)) {
    throw new RuntimeError(`compile(): argument 'verify' must be a whole number of calls, not ${verify}`);
  }
  if (!isCount(recompile_limit, 0)) {
    throw new RuntimeError(`compile(): argument 'recompile_limit' must be a whole number, not ${recompile_limit}`);
  }
  return { ...given, backend };
}
