import { modes } from '../addon/doors.js';
import * as native from '../addon/saved_tensors.js';
import { hookResult } from '../arguments/asynchronous.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';
import type { Body } from './grad_mode.js';
import { checkHook } from './hooks.js';
import { context, type Mode } from './mode.js';

/** Sees a tensor that is about to be saved, and gives what is kept in its place. */
export type PackHook = (tensor: Tensor) => unknown;
/** Makes the tensor again of what the pack hook gave. */
export type UnpackHook = (packed: never) => Tensor;

/** A pair that is on this thread's stack. */
export interface SavedHooks {
  readonly pack: PackHook;
  readonly unpack: UnpackHook;
}

/** The stack, innermost last; null where a checkpoint's own hooks lie. */
const stack: (SavedHooks | null)[] = [];

/** The innermost hooks of the program's own, also through checkpoints; undefined if there are none. */
export function userHooks(): SavedHooks | undefined {
  return stack.findLast((each) => each !== null) ?? undefined;
}

/** Whether any hooks are on. */
export const hooksAreOn = (): boolean => stack.length > 0;

/** Notes that a checkpoint has put its hooks on the stack; what it gives takes them off. */
export function internalHooks(place: number): () => void {
  stack.push(null);
  return () => {
    stack.pop();
    modes.pop_saved_tensors_hooks(place);
  };
}

/** Puts a pair on the stack; what it gives takes it off. */
export function pushHooks(name: string, hooks: SavedHooks): () => void {
  const { pack, unpack } = hooks;
  const place = native.push(
    (tensor) => hookResult(name, pack(tensor)),
    (packed) => {
      const tensor: unknown = hookResult(name, unpack(packed as never));
      if (is_tensor(tensor)) return tensor;
      throw new TypeError(
        `Output of saved tensor unpack_hook expected to be a Tensor but got result of type ${typeName(tensor)}`);
    });
  const depth = stack.length;
  stack.push(hooks);
  return () => {
    stack.length = depth;
    modes.pop_saved_tensors_hooks(place);
  };
}

const takes = {
  hooks: signature('saved_tensors_hooks(pack_hook: PackHook, unpack_hook: UnpackHook, body: Body = None)'),
  cpu: signature("save_on_cpu(pin_memory: bool = False, device_type: str = 'cuda', body: Body = None)"),
  disable: signature('disable_saved_tensors_hooks(error_message: str, body: Body = None)'),
};

/**
 * Gives every tensor that is saved for backward to `pack_hook` and keeps what that gives back in its place, until
 * backward has `unpack_hook` make the tensor again (`torch.autograd.graph.saved_tensors_hooks`): for `body`, or with
 * `using` for the rest of the block. Only the innermost pair is called. A tensor that was packed is kept with the
 * graph; other values live until the graph has gone and their garbage is collected.
 */
export function saved_tensors_hooks(pack_hook: PackHook, unpack_hook: UnpackHook): Mode;
export function saved_tensors_hooks<T>(pack_hook: PackHook, unpack_hook: UnpackHook, body: () => T): T;
export function saved_tensors_hooks(...args: unknown[]): unknown {
  const name = 'saved_tensors_hooks';
  const [pack, unpack, body] = takes.hooks.list(args);
  checkHook(name, pack);
  checkHook(name, unpack);
  return context(name, () => pushHooks(name, { pack, unpack }), body);
}

/** The graph holds these hooks: made where nothing of the caller's is in their reach, such as its results. */
function onCpu(pin: boolean): SavedHooks {
  return {
    pack: (tensor: Tensor): unknown => {
      if (tensor.device.type === 'cpu') return tensor;
      if (!pin || tensor.is_sparse) return { device: tensor.device, tensor: tensor.cpu() };
      const packed = tensor.new_empty(tensor.shape, { device: 'cpu', pin_memory: true });
      return { device: tensor.device, tensor: packed.copy_(tensor, { non_blocking: true }) };
    },
    unpack: (packed: Tensor | { device: Tensor['device']; tensor: Tensor }): Tensor =>
      (is_tensor(packed) ? packed : packed.tensor.to({ device: packed.device, non_blocking: pin })),
  };
}

/**
 * Keeps tensors of a device that are saved for backward on the CPU, and copies them back when backward wants them
 * (`torch.autograd.graph.save_on_cpu`); tensors of the CPU stay as they are. `pin_memory` copies by way of pinned
 * memory, without waiting. For `body`, or with `using` for the rest of the block.
 */
export function save_on_cpu(pin_memory?: boolean, device_type?: string): Mode;
export function save_on_cpu(named: { readonly pin_memory?: boolean; readonly device_type?: string }): Mode;
export function save_on_cpu<T>(body: () => T): T;
export function save_on_cpu<T>(pin_memory: boolean, body: () => T): T;
export function save_on_cpu(...args: unknown[]): unknown {
  const name = 'save_on_cpu';
  const body = args.find((each) => typeof each === 'function') as Body | undefined;
  const [pinned] = takes.cpu.list(args.filter((each) => each !== body));
  const pin = checkedFlag(name, 'pin_memory', 1, pinned);
  const hooks = onCpu(pin);
  return context(name, () => pushHooks(name, hooks), body);
}

/**
 * Forbids hooks on saved tensors: whoever wants some gets a RuntimeError with `error_message`
 * (`torch.autograd.graph.disable_saved_tensors_hooks`). For `body`, or with `using` for the rest of the block. Throws
 * that error itself if hooks are on.
 */
export function disable_saved_tensors_hooks(error_message: string): Mode;
export function disable_saved_tensors_hooks<T>(error_message: string, body: () => T): T;
export function disable_saved_tensors_hooks(...args: unknown[]): unknown {
  const [message, body] = takes.disable.list(args);
  return context('disable_saved_tensors_hooks', () => {
    const before = modes.saved_tensors_hooks_disabled();
    const restore = (): void => modes.disable_saved_tensors_hooks(before);
    try {
      modes.disable_saved_tensors_hooks(message);
    } catch (error) {
      // It is set all the same.
      restore();
      throw error;
    }
    return restore;
  }, body);
}
