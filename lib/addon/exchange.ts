/** Tensors on their way between threads. */
import { native } from './binding.js';
import { selfOf } from './handle.js';
import { wrap, wrapOrNull } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Leaves a tensor in a lot, and gives its number there; null if the lot is closed. Memory of this environment is
 * copied where the tensor has to outlive the environment; `give` disposes the tensor here.
 */
export const share = (tensor: unknown, lot: number, outlive: boolean, give: boolean): number | null =>
  native.share(selfOf(tensor), lot, outlive, give);

/** Takes the tensor of a number out of its lot, once. */
export const from_shared = (lot: number, number: number): Tensor => wrap(native.from_shared(lot, number));

/** Marks the memory of a tensor as that of several threads: it outlives each of them, and no resize moves it. */
export const share_memory = (tensor: unknown): void => native.share_memory(selfOf(tensor));

export const is_shared = (tensor: unknown): boolean => native.is_shared(selfOf(tensor));

/** Which class a posted tensor has. */
export const posted = { tensor: 0, parameter: 1 } as const;

/** A buffer that can be posted in a tensor's place: the tensor lives for as long as any thread or message has it. */
export const post_tensor = (tensor: unknown, kind: number): SharedArrayBuffer =>
  native.post_tensor(selfOf(tensor), kind);

/** A tensor over the memory of the one that a buffer stands for; null for any other buffer. */
export function posted_tensor(token: SharedArrayBuffer): Tensor | null {
  return wrapOrNull(native.posted_tensor(token));
}

/** What was written on the buffer, one of {@link posted}. */
export const kindOf = (token: SharedArrayBuffer): number => new Uint8Array(token)[0]!;
