import * as native from '../../addon/checkpoint.js';
import type { CheckpointHandle, Script } from '../../addon/checkpoint.js';
import { callable, iterable, must, saying } from '../../arguments/kinds.js';
import { notAsync } from '../../arguments/asynchronous.js';
import { enable_grad, is_grad_enabled } from '../../autograd/grad_mode.js';
import { internalHooks } from '../../autograd/saved_tensors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { pythonType } from '../../values/type_name.js';
import { noop_context_fn, type Context, type ContextFn } from './contexts.js';
import { debugging } from './debug.js';
import { CheckpointError, otherMetadata, otherNumber, tooMany, unpackedTwice } from './errors.js';
import { autocastState } from './autocast_state.js';
import { randomState, type WithState } from './random_state.js';
import { respectHooks } from './selective.js';
import { inGroup, settings } from './settings.js';

export interface Options {
  readonly preserve_rng_state: boolean;
  readonly context_fn: ContextFn;
  readonly determinism_check: string;
  readonly debug: boolean;
  readonly early_stop: boolean;
  readonly respect_saved_tensors_hooks: boolean | null;
}

export type AnyFunction = (...args: unknown[]) => unknown;

/** What the repetition needs to know; not the tensors among the arguments, which the addon keeps. */
interface Repetition {
  readonly fn: AnyFunction;
  /** The arguments, with a hole for each tensor. */
  readonly rest: readonly unknown[];
  readonly context: Context;
  readonly random: WithState | null;
  readonly autocast: WithState;
  readonly checks: boolean;
  readonly explain: (error: CheckpointError) => CheckpointError;
}

/** Stands where a tensor was. */
const hole = Symbol('a tensor');

const determinismChecks = ['default', 'none'];

/** A checkpoint that keeps the graph of forward, without the tensors that it saves. */
export function withoutReentrant(fn: AnyFunction, args: readonly unknown[], options: Options): unknown {
  let { context_fn } = options;
  let explain: Repetition['explain'] = unexplained;
  if (settings.debug ?? options.debug) {
    if (context_fn !== noop_context_fn) throw new ValueError('debug=True is incompatible with non-default context_fn');
    ({ context_fn, explain } = debugging());
  }
  if (!determinismChecks.includes(options.determinism_check)) {
    throw new ValueError(`determinism_check should be one of [${determinismChecks.map((each) => `'${each}'`).join(', ')}], ` +
      `but got ${(options.determinism_check as string | null) ?? 'None'}`);
  }
  const [forward, recompute] = contextsOf(must(context_fn, callable)());
  respectHooks(forward, options.respect_saved_tensors_hooks);
  const random = options.preserve_rng_state ? randomState(args) : null;
  must(fn, callable);
  if (!is_grad_enabled()) return fn(...args);

  const script = scriptOf({
    fn, rest: args.map((each) => (is_tensor(each) ? hole : each)), context: recompute, random,
    autocast: autocastState(args),
    checks: options.determinism_check !== 'none', explain,
  });
  const frame = native.begin(script, args.filter(is_tensor), settings.earlyStop ?? options.early_stop);
  const leave = internalHooks(native.enter(frame));
  let result: unknown;
  try {
    result = native.patiently(() => unsuppressed(forward, () => fn(...args)));
  } finally {
    leave();
  }
  native.completed(frame);
  return notAsync(result, () => 'checkpoint(): the function is async, and what it does after its first await would ' +
    'be seen by no checkpoint. Make it synchronous: await before checkpoint()');
}

/** Two contexts. Throws Python's errors where it would take others apart. */
function contextsOf(given: unknown): readonly [Context, Context] {
  if (!iterable.fits(given)) throw new TypeError(`cannot unpack non-iterable ${pythonType(given)} object`);
  const [forward, recompute, ...more] = given as Iterable<Context>;
  if (recompute === undefined) {
    throw new ValueError(`not enough values to unpack (expected 2, got ${forward === undefined ? 0 : 1})`);
  }
  if (more.length > 0) throw new ValueError('too many values to unpack (expected 2)');
  return [must(forward!, contextManager), must(recompute, contextManager)];
}

const contextManager = saying(callable.fits, (value) =>
  new TypeError(`'${pythonType(value)}' object does not support the context manager protocol`));

// Of this file and of no call, since the graph keeps it.
const unexplained: Repetition['explain'] = (error) => error;

/** Runs `body` in a context that must let its errors through. */
function unsuppressed(context: Context, body: () => unknown): unknown {
  let failed = false;
  const result = context(() => {
    try {
      return body();
    } catch (error) {
      failed = true;
      throw error;
    }
  });
  if (!failed) return result;
  throw new RuntimeError('torch.utils.checkpoint: the forward context provided by context_fn suppressed an exception ' +
    'raised during the checkpointed forward. This is not supported because checkpoint cannot return a value for a ' +
    'failed forward.');
}

/** What backward calls. In a function of its own, since the graph keeps what it knows. */
function scriptOf(repetition: Repetition): Script {
  return (frame, run, request) => {
    try {
      if (request === native.requests.too_many) throw tooMany();
      if (request === native.requests.unpacked_twice) throw unpackedTwice(inGroup());
      repeat(repetition, frame, run);
    } catch (error) {
      throw error instanceof CheckpointError ? repetition.explain(error) : error;
    }
  };
}

function repeat(repetition: Repetition, frame: CheckpointHandle, run: number): void {
  const { fn, rest, context, random, autocast, checks } = repetition;
  const inputs: Tensor[] = native.inputsOf(frame);
  let next = 0;
  const args = rest.map((each) => (each === hole ? inputs[next++] : each));
  const body = (): unknown => autocast(() => context(() => fn(...args)));
  const leave = internalHooks(native.recompute(frame, run));
  try {
    enable_grad(() => (random === null ? body() : random(body)));
  } catch (error) {
    // All is there, and the rest of the function was not run.
    if (!native.stopped(frame, run)) throw error;
  } finally {
    leave();
  }
  const found = native.mismatch(frame, run);
  if (found === null || found.length === 0) return;
  if (typeof found[0] === 'number') throw otherNumber(found[0], found[1] as number);
  if (checks) throw otherMetadata(found as Parameters<typeof otherMetadata>[0]);
}
