/** The hand-written functions of the addon (native/), as TypeScript sees them; operators come through {@link bind}. */
import type { AcceleratorNative, CpuNative, EventsNative, GraphsNative, StreamsNative } from './native/accelerator.js';
import type { PackagesNative } from './native/packages.js';
import type { AutogradNative } from './native/autograd.js';
import type { CompileNative } from './native/compile.js';
import type { DlpackNative } from './native/dlpack.js';
import type { CudaKernelsNative, TunableNative } from './native/cuda_kernels.js';
import type { CudaMemoryNative, CudaRuntimeNative, DeviceNative } from './native/device.js';
import type { ExchangeNative } from './native/exchange.js';
import type { FunctorchNative } from './native/functorch.js';
import type { DispatchKeysNative, JitNative } from './native/jit.js';
import type { ContainersNative, RecordsNative, ScriptNative, ScriptValuesNative } from './native/script.js';
import type { LibrariesNative, OperatorsNative } from './native/library.js';
import type { ProfilerNative } from './native/profiler.js';
import type { RandomNative, SettingsNative } from './native/random.js';
import type { StorageNative } from './native/storage.js';
import type { SwitchesNative } from './native/switches.js';

declare const tensor: unique symbol;
declare const object: unique symbol;

/**
 * A tensor of libtorch, by the number that its JS object keeps: good as long as that object is reachable. To the
 * compiler it is no number, and what is a number is none of these.
 */
export interface Handle {
  readonly [tensor]: never;
}

/** Another value of libtorch, owned by whoever refers to it: a generator, a stream, a node of a graph. */
export interface ObjectHandle {
  readonly [object]: never;
}

/** What a type of a schema means: the plan by which native/dispatch/ converts, handed over. */
export interface TypePlan {
  /** As libtorch prints it: 'Tensor', 'SymInt[]?', 'Tensor?[]', '__torch__.torch.classes.rnn.CellParamsBase'. */
  readonly type: string;
  /** As PyTorch's messages name it: 'int[]'. */
  readonly wanted: string;
  /** What an element may be: see `kinds`. */
  readonly kind: number;
  /** 1 for a list, 2 for a list of lists. */
  readonly depth: number;
  readonly optional: boolean;
  readonly optional_elements: boolean;
  /** The alias mark: 'a' for a view, 'a!' for what is written to. */
  readonly alias: string | null;
}

/** One argument of an operator. */
export interface ArgumentPlan extends TypePlan {
  readonly name: string;
  /** The length of a list that may be given as one number; null for other arguments. */
  readonly size: number | null;
  readonly kwarg_only: boolean;
  readonly out: boolean;
  readonly required: boolean;
  readonly default: string | null;
  /** A dtype with a default of its own (`randint` makes int64), which null stands for as Python's None does. */
  readonly null_is_default: boolean;
  /** A tensor that may be given as a number. */
  readonly number_as_tensor: boolean;
}

export interface ReturnPlan extends TypePlan {
  readonly name: string | null;
  /** The argument that it is, or -1: in-place operators and `out=` give back the same object. */
  readonly same_as: number;
}

export interface OperatorPlan {
  /** With its namespace: 'aten::add'. */
  readonly name: string;
  readonly overload: string;
  readonly text: string;
  readonly arguments: readonly ArgumentPlan[];
  readonly returns: readonly ReturnPlan[];
  /** The last positional argument, if it is a list of integers that a call may spread, as in view(2, 3); else -1. */
  readonly spread: number;
}

export interface MemoryStats {
  /** Tensors and other handles that have not been freed, in this thread. */
  readonly live_tensors: number;
  /** CPU bytes held by tensors and saved for backward, in the whole process. */
  readonly live_bytes: number;
  /** CPU bytes that were freed and are kept for reuse. */
  readonly pooled_bytes: number;
  /** Handles made since the start, in this thread. */
  readonly made_tensors: number;
  readonly minor_collections: number;
  readonly major_collections: number;
}

/** An operator bound to its plan: arguments in schema order, undefined takes the default. */
export type BoundOperator = (...args: unknown[]) => unknown;

export interface DispatcherNative {
  operator_names(): string[];
  schema(name: string, numbers_as_tensors?: boolean): OperatorPlan;
  /** No list of an argument may be longer. */
  readonly longest_list: number;
}

export interface ProcessNative {
  readonly torch_version: string;
  /** The calls of C++ that the thread is in, one in a line. */
  cpp_backtrace(frames_to_skip: number, maximum_number_of_frames: number): string;
  collect(major: boolean): void;
  trim(): void;
  set_memory_budget(bytes: number, count: number): void;
  memory_stats(): MemoryStats;
}

export interface CoreNative extends DispatcherNative, ProcessNative {
  /** The place on the stack; see native/dispatch/mode.h. */
  push_dispatch_mode(mode: (name: string, args: unknown[]) => readonly unknown[] | undefined): number;
  pop_dispatch_mode(place: number): void;
  /** Runs the operator that the mode was called for. */
  dispatch_further(): unknown[];
  dispatch_composite(): unknown[] | null;
  set_error_maker(maker: (kind: string, message: string, operator: string) => Error): void;
  /** What libtorch warns of goes to `warn`. */
  set_warn(warn: (kind: 'UserWarning' | 'DeprecationWarning', message: string) => void): void;
  bind(name: string, numbers_as_tensors: boolean): BoundOperator;
  /** `major` gives the bytes of the heap. */
  /** A file is read until as many calls of end_reading: what is made is no garbage. */
  begin_reading(): void;
  end_reading(): void;
  set_collectors(minor: () => void, major: () => number): void;
  /** Alternately the handles of tensors and the objects that own them from now on. */
  adopt(...handlesAndOwners: unknown[]): void;
  dispose(handle: Handle): boolean;
  is_disposed(handle: Handle): boolean;
  scope_begin(): number;
  scope_end(scope: number, leaving: Handle[]): void;
  /** Says whether new tensors belong to scopes, and gives what was said before. */
  set_scoping(scoping: boolean): boolean;
  /** The tensor belongs to no scope from now on. */
  keep(handle: Handle): void;

  /** Whether memory shared with a buffer belongs to both, whatever becomes of it (native/data/backing_store.h). */
  readonly owns_buffers: boolean;
  copy_in(array: ArrayBufferView, sizes: readonly number[], dtype: number): Handle;
  share_in(array: ArrayBufferView, sizes: readonly number[], dtype: number): Handle;
  copy_out(handle: Handle): ArrayBuffer;
  share_out(handle: Handle): ArrayBuffer;
  /** A buffer over a tensor's memory, until `take_back` empties it. */
  lend(handle: Handle): ArrayBuffer;
  take_back(buffer: ArrayBuffer): void;

  sizes(handle: Handle): number[];
  strides(handle: Handle): number[];
  dim(handle: Handle): number;
  numel(handle: Handle): number;
  dtype(handle: Handle): number;
  layout(handle: Handle): number;
  device(handle: Handle): string;
  is_cpu(handle: Handle): boolean;
  storage_offset(handle: Handle): number;
  storage_nbytes(handle: Handle): number;
  data_ptr(handle: Handle): number | bigint;
  identity(handle: Handle): number | bigint;
  storage_identity(handle: Handle): number | bigint;
  version(handle: Handle): number;
  requires_grad(handle: Handle): boolean;
  is_leaf(handle: Handle): boolean;
  is_contiguous(handle: Handle, memory_format: number): boolean;
  retains_grad(handle: Handle): boolean;
  is_view(handle: Handle): boolean;
  is_quantized(handle: Handle): boolean;
  is_nested(handle: Handle): boolean;
  /** The one element; 64-bit integers beyond 2^53 are bigints, complex numbers have `re` and `im`. */
  item(handle: Handle): number | bigint | boolean | { readonly re: number; readonly im: number };
  output_nr(handle: Handle): number;
  same_tensor(a: Handle, b: Handle): boolean;
  set_data(handle: Handle, source: Handle): void;
  variable_data(handle: Handle): Handle;
}

export interface Native
  extends CoreNative, AcceleratorNative, CpuNative, EventsNative, GraphsNative, StreamsNative, AutogradNative,
  CompileNative, CudaKernelsNative, CudaMemoryNative, CudaRuntimeNative, DeviceNative, DlpackNative, ExchangeNative,
  FunctorchNative, ProfilerNative, RandomNative, SettingsNative, StorageNative, SwitchesNative, TunableNative,
  JitNative,
  ScriptNative, ScriptValuesNative, RecordsNative, PackagesNative, ContainersNative,
  DispatchKeysNative, LibrariesNative, OperatorsNative {}
