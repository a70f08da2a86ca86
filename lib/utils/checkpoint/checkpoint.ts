import { isPlainObject } from '../../python/objects.js';
import { warn } from '../../python/warnings.js';
import { signature } from '../../arguments/signature.js';
import { callable, must, saying } from '../../arguments/kinds.js';
import { ValueError, ZeroDivisionError } from '../../values/errors.js';
import { pythonType } from '../../values/type_name.js';
import { Sequential } from '../../nn/modules/container.js';
import type { Tensor } from '../../tensor/tensor.js';
import { noop_context_fn, type ContextFn } from './contexts.js';
import { CheckpointFunction } from './reentrant.js';
import { withoutReentrant, type AnyFunction } from './without_reentrant.js';

export interface CheckpointOptions {
  /** Whether backward runs a backward of its own for this part; should be given, false for what is wanted mostly. */
  readonly use_reentrant?: boolean | null;
  /** Whether the repetition draws the same random numbers; true if not given. */
  readonly preserve_rng_state?: boolean;
  /** Makes two contexts, for forward and for its repetition. */
  readonly context_fn?: ContextFn;
  /** 'default' compares shapes, dtypes and devices of what is saved, 'none' nothing. */
  readonly determinism_check?: string;
  /** Whether an error lists the operators that ran. */
  readonly debug?: boolean;
  /** Whether the repetition ends when all that backward needs is there; true if not given. */
  readonly early_stop?: boolean;
  /** Whether hooks around the checkpoint see what a selective checkpoint keeps. */
  readonly respect_saved_tensors_hooks?: boolean | null;
}

const takes = {
  checkpoint: signature(`checkpoint(function: AnyFunction = None, *args: Any, use_reentrant: bool = None,
    preserve_rng_state: bool = True, context_fn: ContextFn = None, determinism_check: str = 'default',
    debug: bool = False, early_stop: bool = True, respect_saved_tensors_hooks: bool = None)`),
};

const optionNames = [
  'use_reentrant', 'preserve_rng_state', 'context_fn', 'determinism_check', 'debug', 'early_stop',
  'respect_saved_tensors_hooks',
];

const shouldBePassed = (name: string, calling: string): string =>
  `${name}: the use_reentrant parameter should be passed explicitly. In a future release, ${calling}. ` +
  'use_reentrant=False is recommended, but if you need to preserve the current default behavior, you can pass ' +
  'use_reentrant=True. Refer to docs for more details on the differences between the two variants.';

type Fn<R> = (...args: never[]) => R;

/**
 * Calls `function` with the arguments, and keeps of it for backward only those: what it saved is computed again when
 * backward comes by (`torch.utils.checkpoint.checkpoint`). Options come last, by name; other names are for the
 * function. Without a function, gives one that makes a checkpoint of each call of the function that it is given. Throws
 * a CheckpointError from backward if the repetition saves other tensors than forward did, a ValueError for options that
 * do not go together.
 */
export function checkpoint<R>(fn: Fn<R>, ...args: unknown[]): R;
export function checkpoint(
  options?: CheckpointOptions,
): <A extends unknown[], R>(fn: (...args: A) => R) => (...args: A) => R;
export function checkpoint(...given: unknown[]): unknown {
  const last = given.at(-1);
  const named = isPlainObject(last) ? Object.entries(last) : [];
  const options = Object.fromEntries(named.filter(([name]) => optionNames.includes(name)));
  const others = Object.fromEntries(named.filter(([name]) => !optionNames.includes(name)));
  const positional = isPlainObject(last) ? given.slice(0, -1) : given;
  const read = takes.checkpoint.read([...positional, options] as typeof takes.checkpoint.args);
  const { function: fn, args } = read;
  if (fn === null && args.length === 0) {
    refuseNames(others);
    return (wrapped: AnyFunction) => (...each: unknown[]) => checkpoint(wrapped as Fn<unknown>, ...each, options);
  }
  let { use_reentrant } = read;
  if (use_reentrant === null) {
    warn('UserWarning', shouldBePassed(
      'torch.utils.checkpoint', 'calling checkpoint without use_reentrant will raise an exception'));
    use_reentrant = true;
  }
  if (use_reentrant) {
    refuseNames(others);
    if (read.context_fn !== null && read.context_fn !== noop_context_fn || read.debug ||
      read.respect_saved_tensors_hooks !== null) {
      throw new ValueError('Passing `context_fn`, `debug`, or `respect_saved_tensors_hooks` is only supported when ' +
        'use_reentrant=False.');
    }
    must(fn, callable);
    return CheckpointFunction.apply(fn as never, read.preserve_rng_state as never, ...(args as never[]));
  }
  const passed = Object.keys(others).length > 0 ? [...args, others] : args;
  return withoutReentrant(fn as AnyFunction, passed, { ...read, context_fn: read.context_fn ?? noop_context_fn });
}

function refuseNames(names: object): void {
  const all = Object.keys(names);
  if (all.length > 0) throw new ValueError(`Unexpected keyword arguments: ${all.join(',')}`);
}

/** A module, or a function of one tensor. */
export type Step = (input: Tensor) => Tensor;

/**
 * Runs a `Sequential` or a list of functions in `segments` parts, each but the last a checkpoint
 * (`torch.utils.checkpoint.checkpoint_sequential`).
 */
export const checkpoint_sequential = signature(`checkpoint_sequential(functions: Sequential | Sequence[Step], segments: int, input: Tensor,
    use_reentrant: bool = None, *, preserve_rng_state: bool = True) -> Tensor`).define((
  functions, segments, input, use_reentrant, preserve_rng_state,
) => {
  let reentrant = use_reentrant;
  if (reentrant === null) {
    warn('UserWarning', shouldBePassed(
      'torch.utils.checkpoint.checkpoint_sequential',
      'we will raise an exception if use_reentrant is not passed'));
    reentrant = true;
  }
  const steps = stepsOf(functions);
  const size = sizeOf(steps.length, segments);
  let value = input;
  let start = 0;
  for (let i = 0; i < segments - 1; i++, start += size) {
    value = checkpoint(part(steps.slice(start, start + size)), value, {
      use_reentrant: reentrant, preserve_rng_state,
    });
  }
  return part(steps.slice(start))(value);
});

const part = (steps: readonly Step[]): Step => (input) =>
  steps.reduce((value, step) => must(step, callable)(value), input);

function stepsOf(functions: unknown): readonly Step[] {
  if (functions instanceof Sequential) return [...functions.children()] as unknown as Step[];
  if (Array.isArray(functions)) return functions as Step[];
  // Python's texts and dicts have a length too.
  if (typeof functions === 'string') return [...functions] as unknown as Step[];
  if (isPlainObject(functions)) return Object.values(functions) as Step[];
  throw new TypeError(`object of type '${pythonType(functions)}' has no len()`);
}

const divisor = saying((value) => typeof value === 'number', (value) =>
  new TypeError(`unsupported operand type(s) for //: 'int' and '${pythonType(value)}'`));
const whole = saying(Number.isInteger, () => new TypeError("'float' object cannot be interpreted as an integer"));

/** How many functions a segment has. Throws Python's errors where that is none. */
function sizeOf(length: number, segments: number): number {
  if (must(segments, divisor) === 0) throw new ZeroDivisionError('integer division or modulo by zero');
  const size = Math.floor(length / must(segments, whole));
  if (size === 0) throw new ValueError('range() arg 3 must not be zero');
  return size;
}
