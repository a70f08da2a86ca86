import type { Handle } from '../native.js';

/** Whether random operators under vmap are an error, draw one result for all samples, or one for each. */
export type Randomness = 'error' | 'different' | 'same';

/** One layer of the thread's stack of function transforms. */
export interface FuncLayer {
  readonly kind: 'vmap' | 'grad' | 'jvp' | 'functionalize';
  readonly level: number;
  readonly batch_size?: number;
  readonly randomness?: Randomness;
}

/** What a wrapper of a layer says of itself; level -2 where the layer has ended. */
export interface FuncWrapper<Value> {
  readonly kind: 'batched' | 'grad' | 'functional';
  readonly level: number;
  readonly bdim?: number;
  readonly value: Value;
}

/** The doors of native/functorch/functorch.h that know no tensor. */
export interface FuncLayersNative {
  func_vmap<T>(batch_size: number, randomness: Randomness, body: (level: number) => T): T;
  func_grad<T>(body: (level: number) => T): T;
  func_jvp<T>(body: (level: number) => T): T;
  func_functionalize<T>(reapply_views: boolean, body: (level: number) => T): T;
  /** Runs out of inference mode. */
  func_records<T>(body: () => T): T;
  /** Runs as if there were no layers. */
  func_without_layers<T>(body: () => T): T;
  /** Runs in the layers around the innermost one. */
  func_below<T>(body: () => T): T;
  /** The vmap that autograd has of its own. */
  legacy_vmap<T>(body: (level: number) => T): T;
  func_layers(): FuncLayer[];
  func_depth(): number;

  enter_dual_level(): number;
  exit_dual_level(level: number): void;
  /** How many levels this thread has entered. */
  dual_depth(): number;
  is_fwd_grad_enabled(): boolean;
  set_fwd_grad_enabled(enabled: boolean): void;
}

/** The doors of native/functorch/functorch.h. */
export interface FunctorchNative extends FuncLayersNative {
  func_add_batch_dim(tensor: Handle, dim: number, level: number): Handle;
  func_remove_batch_dim(tensor: Handle, level: number, batch_size: number, out_dim: number): Handle;
  func_unwrap_batched(tensor: Handle, level: number): [Handle, number] | undefined;
  func_is_batched(tensor: Handle): boolean;
  func_wrap_for_grad(tensor: Handle, level: number): Handle;
  func_unwrap_for_grad(tensor: Handle, level: number): Handle | undefined;
  func_make_differentiable(tensor: Handle): void;
  func_wrapper(tensor: Handle): FuncWrapper<Handle> | undefined;
  functional_wrap(tensor: Handle, level: number): Handle;
  functional_unwrap(tensor: Handle, reapply_views: boolean): Handle | undefined;
  functional_propagate(tensor: Handle, wrapped: Handle): void;
}
