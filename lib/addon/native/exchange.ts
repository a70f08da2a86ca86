import type { Handle } from '../native.js';

/** The doors of native/workers/worker.h, and what carries tensors between threads. */
export interface ThreadsNative {
  /** A lot for tensors on their way; this environment's end closes it. */
  open_lot(): number;
  /** Frees the tensors that nobody took. */
  close_lot(lot: number): void;
  /** Names this environment; it is signed out when it ends, however it ends. */
  sign_in(thread: number): void;
  is_signed_in(thread: number): boolean;
  /** A default generator and one arithmetic thread for this environment alone; false without the generator. */
  become_worker(): boolean;
  /** A number under which {@link is_reachable} tells, after a collection, whether anything refers to an object. */
  watch(object: object): number;
  is_reachable(number: number): boolean;
  unwatch(number: number): void;
}

/** The doors of native/workers/exchange.h: tensors on their way between threads. */
export interface ExchangeNative extends ThreadsNative {
  /**
   * Leaves a tensor in a lot, and gives its number there; null if the lot is closed. Memory of this environment is
   * copied where the tensor has to outlive the environment; `give` disposes the tensor here.
   */
  share(handle: Handle, lot: number, outlive: boolean, give: boolean): number | null;
  /** Takes the tensor of a number out of its lot, once. */
  from_shared(lot: number, number: number): Handle;
  /** Marks a tensor's memory as that of several threads. */
  share_memory(handle: Handle): void;
  is_shared(handle: Handle): boolean;
  /** A token for the tensor: it is kept for as long as any thread, or a message, has the token. */
  post_tensor(handle: Handle, kind: number): SharedArrayBuffer;
  /** A tensor over the memory of the posted one; null for another buffer. */
  posted_tensor(token: SharedArrayBuffer): Handle | null;
}
