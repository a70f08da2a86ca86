import type { Handle, ObjectHandle } from '../native.js';

/** A node of the autograd graph. */
export type NodeHandle = ObjectHandle;
/** A registered hook. */
export type HookHandle = ObjectHandle;
/** What the ctx of a custom Function knows on the native side. */
export type FunctionHandle = ObjectHandle;

/** A tensor that is saved as nodes save theirs. */
export type SavedTensorHandle = ObjectHandle;
/** What a checkpoint has saved, or would have. */
export type CheckpointHandle = ObjectHandle;
/** A context in which saved tensors may be changed. */
export type MutationHandle = ObjectHandle;
/** A node that is not kept alive. */
export type NodeMarkHandle = ObjectHandle;
/** A tensor, or a node and the number of one of its inputs. */
export type Place = Handle | readonly [NodeHandle, number];
/** What a pack hook gave back: a tensor, or anything else. */
export type Packed = readonly [Handle] | readonly [null, unknown];
/** Sizes, code of the dtype, device. */
export type SavedMetadata = readonly [number[], number, string];

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
  /** Called without arguments for the stack, with them for a report. */
  set_anomaly_reporter(reporter: (name?: string, stack?: string, made_the_last?: boolean) => string): void;
  is_multithreading_enabled(): boolean;
  set_multithreading_enabled(enabled: boolean): void;
  is_view_replay_enabled(): boolean;
  set_view_replay_enabled(enabled: boolean): void;
  is_grad_layout_enforced(): boolean;
  set_grad_layout_enforced(enforced: boolean): void;
  set_warn_on_stream_mismatch(warn: boolean): void;
  set_override_stale_stream(override: boolean): void;
  /** The number of the backward that runs; -1 if none does. */
  current_graph_task(): number;
  is_checkpoint_valid(): boolean;
  /** Called when the backward that runs has ended. */
  queue_callback(callback: () => void): void;
  /** The message; null while hooks are allowed. */
  saved_tensors_hooks_disabled(): string | null;
  disable_saved_tensors_hooks(message: string | null): void;
  /** Negative, or 0 for none. */
  set_checkpoint_group(group: number): void;
  pop_node_creation_hook(): void;
  /** Ends these hooks and those that were pushed after them. */
  pop_saved_tensors_hooks(place: number): void;
}

/** The doors of native/autograd/autograd.h. */
export interface AutogradNative extends GradModeNative {
  backward(
    tensors: readonly Place[], grads: readonly MaybeHandle[] | null, retain_graph: boolean | null,
    create_graph: boolean, inputs: readonly Place[] | null,
  ): void;
  autograd_grad(
    outputs: readonly Place[], inputs: readonly Place[], grads: readonly MaybeHandle[] | null,
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
  node_metadata(node: NodeHandle): Record<string, unknown>;
  grad_accumulator(tensor: Handle): NodeHandle;
  node_mark(node: NodeHandle): NodeMarkHandle;
  /** Whether the backward that runs comes by the node. */
  will_execute(mark: NodeMarkHandle): boolean;
  increment_version(tensors: readonly Handle[]): void;
  push_node_creation_hook(hook: (node: NodeHandle) => void): void;

  /** The place on the stack. */
  push_saved_tensors_hooks(
    pack: (tensor: Handle) => Packed, unpack: (tensor: MaybeHandle, other: readonly [null, unknown] | null) => Handle,
  ): number;
  save_tensor(tensor: Handle, is_output: boolean): SavedTensorHandle;
  unpack_tensor(saved: SavedTensorHandle): MaybeHandle;

  /** The same data with no history, and with the versions of the tensor. */
  alias_tensor(tensor: Handle): Handle;
  /** The context, and the place of its hooks on the stack. */
  mutation_begin(refuse: () => void): [MutationHandle, number];
  mutation_end(context: MutationHandle): void;
  /** Somebody is about to write to the tensor. */
  mutation_copy(context: MutationHandle, tensor: Handle): void;

  checkpoint_begin(
    script: (frame: CheckpointHandle, run: number, request: number) => void, inputs: readonly Handle[],
    early_stop: boolean,
  ): CheckpointHandle;
  /** The place of its hooks on the stack. */
  checkpoint_enter(frame: CheckpointHandle): number;
  checkpoint_completed(frame: CheckpointHandle): void;
  checkpoint_inputs(frame: CheckpointHandle): MaybeHandle[];
  checkpoint_recompute(frame: CheckpointHandle, run: number): number;
  checkpoint_stopped(frame: CheckpointHandle, run: number): boolean;
  /** The numbers of saved tensors, or those that differ. */
  /** Whether many bytes may be made before garbage is collected; what was before. */
  set_patience(on: boolean): boolean;
  checkpoint_mismatch(
    frame: CheckpointHandle, run: number,
  ): null | [number, number] | [number, SavedMetadata, SavedMetadata][];
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
  /** What the node of a custom Function calls; null for other nodes. */
  function_backward_of(node: NodeHandle): ((grads: MaybeHandle[]) => MaybeHandle[]) | null;
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
