import { adopt, adoptAll } from './adoption.js';
import { native } from './binding.js';
import { provide } from '../values/is_tensor.js';
import type { Handle } from './native.js';

/**
 * The one field of a tensor that others see. structuredClone and postMessage copy fields, and would make an empty
 * object of a tensor without a word; a function they refuse, with an error that shows its text.
 */
export const notClonable = 'not_clonable';

function tensors_cannot_be_cloned(): string {
  return 'share_memory_() lets them; or send numpy() and shape';
}

let read!: (value: unknown) => Handle | undefined;

/**
 * The object behind every tensor: a handle in a private field. No finalizer: the addon watches the object and frees
 * the tensor once it is unreachable (native/handles/tensor.h).
 *
 * A handle keeps nothing alive: whoever calls operators one after the other holds on to the objects, and asks for their
 * handles at each call. So only this room knows handles, and all others tensors.
 */
export class TensorBase {
  readonly #handle: Handle;
  // A field of the class: an assignment would ask the prototype's proxy (tensor.ts), and cost as much as the operator.
  protected readonly [notClonable] = tensors_cannot_be_cloned;

  constructor(handle: Handle) {
    this.#handle = handle;
    // No collection here: this may be one of many results of a call, the others of which have no object yet.
    if (adopt(handle, this)) adoptAll(native);
  }

  static {
    read = (value) => (typeof value === 'object' && value !== null && #handle in value ? value.#handle : undefined);
  }
}

/** The handle of a tensor; undefined for anything else. */
export const handleOf = read;

/** The handle of `this` in a method, which may be called on anything. */
export function selfOf(value: unknown): Handle {
  const handle = handleOf(value);
  if (handle === undefined) throw new TypeError(`a Tensor method was called on ${typeof value}, not on a Tensor`);
  return handle;
}

export function handleOrNull(value: unknown): Handle | null {
  return handleOf(value) ?? null;
}

provide({
  handle: handleOf,
  isTensor: (value) => handleOf(value) !== undefined || (typeof value === 'object' && value instanceof TensorBase),
});
