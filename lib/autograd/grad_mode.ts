import { modes } from '../addon/doors.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import { isPlainObject } from '../python/objects.js';
import { typeName } from '../values/type_name.js';
import { inBlock, Mode, runInMode } from './mode.js';

/** Whether operators record how to compute gradients (`torch.is_grad_enabled`). */
export function is_grad_enabled(): boolean {
  return modes.is_grad_enabled();
}

/** Whether inference mode is on (`torch.is_inference_mode_enabled`). */
export function is_inference_mode_enabled(): boolean {
  return modes.is_inference_mode_enabled();
}

/** What runs in the mode. */
export type Body = () => unknown;

const takes = {
  body: signature('no_grad(body: Body = None)'),
  set_grad_enabled: signature('set_grad_enabled(mode: bool, body: Body = None)'),
  inference_mode: signature('inference_mode(mode: bool = True, body: Body = None)'),
};

function gradMode(name: string, enabled: boolean): Mode {
  const before = modes.is_grad_enabled();
  modes.set_grad_enabled(enabled);
  return new Mode(name, () => modes.set_grad_enabled(before));
}

function inGradMode<T>(
  name: string, enabled: boolean, body: (() => T) | undefined, rest: readonly unknown[],
): T | Mode {
  checkBody(name, body, rest);
  const mode = gradMode(name, enabled);
  if (body !== undefined) return runInMode(name, mode, body);
  // `set_grad_enabled(false)` may stand alone, for the rest of the program.
  return name === 'set_grad_enabled' ? mode : inBlock(mode);
}

function checkBody(name: string, body: unknown, rest: readonly unknown[]): void {
  if (rest.length > 0 || isPlainObject(body)) takes.body.list([body, ...rest], name);
  if (body !== undefined && typeof body !== 'function') {
    throw new TypeError(`${name}(): expected a function to run in the mode, not ${typeName(body)}`);
  }
}

/**
 * Computes without recording gradients (`torch.no_grad`): `torch.no_grad(() => ...)` gives back what the function
 * returns; without a function it holds until the end of the block, `using _ = torch.no_grad()`. Throws a TypeError for
 * an async function, which would go on outside of the mode; a block with an `await` in it loses the mode there, and
 * throws a RuntimeError at its end.
 */
export function no_grad(): Mode;
export function no_grad<T>(body: () => T): T;
export function no_grad<T>(body?: () => T, ...rest: unknown[]): T | Mode {
  return inGradMode('no_grad', false, body, rest);
}

/** Records gradients, also inside {@link no_grad}; used as that is (`torch.enable_grad`). */
export function enable_grad(): Mode;
export function enable_grad<T>(body: () => T): T;
export function enable_grad<T>(body?: () => T, ...rest: unknown[]): T | Mode {
  return inGradMode('enable_grad', true, body, rest);
}

/**
 * Switches the recording of gradients on or off (`torch.set_grad_enabled`): from here on, for the rest of the block
 * with `using _ = torch.set_grad_enabled(mode)`, or for one function, `torch.set_grad_enabled(mode, () => ...)`.
 */
export function set_grad_enabled(mode: boolean): Mode;
export function set_grad_enabled<T>(mode: boolean, body: () => T): T;
export function set_grad_enabled(named: { readonly mode: boolean }): Mode;
export function set_grad_enabled(...args: unknown[]): unknown {
  const [mode, body] = takes.set_grad_enabled.list(args);
  return inGradMode('set_grad_enabled', checkedFlag('set_grad_enabled', 'mode', 1, mode), body ?? undefined, []);
}

/**
 * As {@link no_grad}, and the tensors made in it can never take part in autograd, which makes them a little cheaper
 * (`torch.inference_mode`): `inference_mode(() => ...)`, `inference_mode(false, () => ...)`, `using _ =
 * inference_mode()`.
 */
export function inference_mode(mode?: boolean): Mode;
export function inference_mode<T>(body: () => T): T;
export function inference_mode<T>(mode: boolean, body: () => T): T;
export function inference_mode(named: { readonly mode: boolean }): Mode;
export function inference_mode(...args: unknown[]): unknown {
  const [mode, body] = takes.inference_mode.list(typeof args[0] === 'function' ? [true, ...args] : args);
  const enabled = checkedFlag('inference_mode', 'mode', 1, mode);
  checkBody('inference_mode', body ?? undefined, []);
  const place = modes.enter_inference_mode(enabled);
  const entered = new Mode('inference_mode', () => modes.leave_inference_mode(place));
  return body === null ? inBlock(entered) : runInMode('inference_mode', entered, body);
}

const flags = {
  threads: signature('set_multithreading_enabled(mode: bool, body: Body = None)'),
  layout: signature('enforce_grad_layout_policy(enable: bool = True, body: Body = None)'),
};

/** A flag of autograd on this thread: from here on, for the rest of a block with `using`, or for one function. */
function flag(
  name: string, before: boolean, set: (enabled: boolean) => void, enabled: boolean, body: Body | null,
): unknown {
  checkBody(name, body ?? undefined, []);
  set(enabled);
  const mode = new Mode(name, () => set(before));
  return body === null ? mode : runInMode(name, mode, body);
}

/**
 * Whether backward may use threads of its own for devices (`torch.autograd.grad_mode.set_multithreading_enabled`). Here
 * it never does, since hooks and custom Functions are JavaScript of the thread that calls it; the flag is kept for what
 * asks for it.
 */
export function set_multithreading_enabled(mode: boolean): Mode;
export function set_multithreading_enabled<T>(mode: boolean, body: () => T): T;
export function set_multithreading_enabled(...args: unknown[]): unknown {
  const [mode, body] = flags.threads.list(args);
  const name = 'set_multithreading_enabled';
  return flag(name, modes.is_multithreading_enabled(), modes.set_multithreading_enabled,
    checkedFlag(name, 'mode', 1, mode), body);
}

/**
 * Whether a gradient takes the strides of its parameter (`torch.autograd.grad_mode.enforce_grad_layout_policy`), or may
 * keep those that it was computed with.
 */
export function enforce_grad_layout_policy(enable?: boolean): Mode;
export function enforce_grad_layout_policy<T>(enable: boolean, body: () => T): T;
export function enforce_grad_layout_policy(...args: unknown[]): unknown {
  const [enable, body] = flags.layout.list(args);
  const name = 'enforce_grad_layout_policy';
  return flag(name, modes.is_grad_layout_enforced(), modes.set_grad_layout_enforced,
    checkedFlag(name, 'enable', 1, enable), body);
}
