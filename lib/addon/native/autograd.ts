import type { Handle, ObjectHandle } from '../native.js';

/** A node of the autograd graph. */
export type NodeHandle = ObjectHandle;
/** A registered hook. */
export type HookHandle = ObjectHandle;
/** What the ctx of a custom Function knows on the native side. */
export type FunctionHandle = ObjectHandle;

/** A gradient that may be missing. */
export type MaybeHandle = Handle | null;

/** What is recorded, and what is looked at while it is. */
export interface GradModeNative {
  is_grad_enabled(): boolean;
  set_grad_enabled(enabled: boolean): void;
  is_inference_mode_enabled(): boolean;
  /** The mode's place on the stack, for {@link leave_inference_mode}. */
  enter_inference_mode(enabled: boolean): number;
  leave_inference_mode(place: number): void;
  is_anomaly_enabled(): boolean;
  is_anomaly_check_nan_enabled(): boolean;
  set_anomaly_enabled(enabled: boolean, check_nan: boolean): void;
}

/** The doors of native/autograd/autograd.h. */
export interface AutogradNative extends GradModeNative {
  backward(
    tensors: readonly Handle[], grads: readonly MaybeHandle[] | null, retain_graph: boolean | null,
    create_graph: boolean, inputs: readonly Handle[] | null,
  ): void;
  autograd_grad(
    outputs: readonly Handle[], inputs: readonly Handle[], grads: readonly MaybeHandle[] | null,
    retain_graph: boolean | null, create_graph: boolean, allow_unused: boolean,
  ): MaybeHandle[];
  grad(tensor: Handle): MaybeHandle;
  set_grad(tensor: Handle, grad: MaybeHandle): void;
  set_requires_grad(tensor: Handle, requires_grad: boolean): void;
  /** The code of a dtype; null for any. */
  grad_dtype(tensor: Handle): number | null;
  set_grad_dtype(tensor: Handle, dtype: number | null): void;
  retain_grad(tensor: Handle): void;
  /** The same values, whose gradients fail with the message. */
  delayed_error(tensors: readonly MaybeHandle[], message: string): MaybeHandle[];

  grad_fn(tensor: Handle): NodeHandle | null;
  /** As a tensor's text shows it: 'AddBackward0'. */
  grad_fn_name(tensor: Handle): string | null;
  node_name(node: NodeHandle): string;
  node_short_name(node: NodeHandle): string;
  node_same(a: NodeHandle, b: NodeHandle): boolean;
  node_sequence_nr(node: NodeHandle): number | bigint;
  node_next_functions(node: NodeHandle): [NodeHandle | null, number][];
  node_variable(node: NodeHandle): MaybeHandle;
  node_register_hook(
    node: NodeHandle, hook: (gradInputs: MaybeHandle[], gradOutputs: MaybeHandle[]) => MaybeHandle[] | null,
  ): HookHandle;
  node_register_prehook(
    node: NodeHandle, hook: (gradOutputs: MaybeHandle[]) => MaybeHandle[] | null,
  ): HookHandle;

  register_hook(tensor: Handle, hook: (grad: Handle) => MaybeHandle): HookHandle;
  register_post_accumulate_grad_hook(tensor: Handle, hook: (tensor: Handle) => void): HookHandle;
  /** The function of a hook that was there until now. */
  remove_hook(hook: HookHandle): ((...args: never[]) => unknown) | undefined;

  /** The state, and which arguments of forward need a gradient. */
  function_begin(name: string, args: readonly MaybeHandle[]): [FunctionHandle, boolean[]];
  /** A new handle for each output, or null where the output itself is right. */
  function_finish(
    state: FunctionHandle, backward: (grads: MaybeHandle[]) => MaybeHandle[], outputs: readonly MaybeHandle[],
    dirty: readonly Handle[], non_differentiable: readonly Handle[], to_save: readonly MaybeHandle[],
    materialize_grads: boolean, setup_context: boolean, jvp: (tangents: MaybeHandle[]) => MaybeHandle[],
  ): MaybeHandle[];
  function_saved(state: FunctionHandle): MaybeHandle[];
  /** Where the tensor of a ctx is kept, -1 if it may stay a property. */
  function_keep(state: FunctionHandle, tensor: Handle, object: object): number;
  /** The object of such a tensor, or the handle for a new one, which is told with `function_kept_made`. */
  function_kept(state: FunctionHandle, index: number): object | Handle;
  function_kept_made(state: FunctionHandle, index: number, tensor: Handle, object: object): void;
  function_forget(state: FunctionHandle, index: number): void;
  /** Says that backward has been tied to the objects of these outputs. */
  function_watch(state: FunctionHandle, outputs: readonly Handle[]): void;
}
