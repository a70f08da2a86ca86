/** The functions of the addon that know no tensor, for all rooms: each group under the type that says what it has. */
import { native } from './binding.js';
import type { AcceleratorNative, CpuNative, GraphsNative } from './native/accelerator.js';
import type { GradModeNative } from './native/autograd.js';
import type { TunableNative } from './native/cuda_kernels.js';
import type { CudaMemoryNative, CudaRuntimeNative, DeviceNative } from './native/device.js';
import type { ThreadsNative } from './native/exchange.js';
import type { FuncLayersNative } from './native/functorch.js';
import type { DispatchKeysNative, JitNative } from './native/jit.js';
import type { LibrariesNative, OperatorsNative } from './native/library.js';
import type { ProfilerNative } from './native/profiler.js';
import type { SeedNative, SettingsNative } from './native/random.js';
import type { RecordsNative, ScriptNative } from './native/script.js';
import type { SwitchesNative } from './native/switches.js';
import type { DispatcherNative, ProcessNative } from './native.js';

export type {
  AliasFacts, ArgumentFacts, ArgumentHandle, LoggerHandle, SchemaFacts, SchemaHandle, TensorTypeFacts, TypeFacts,
  TypeHandle,
} from './native/jit.js';
export type {
  BlockFacts, BlockHandle, FunctionFacts, FunctionHandle, GraphHandle, NodeFacts, NodeHandle, ReaderHandle,
  ScriptFacts, ScriptHandle, UnitHandle, ValueFacts, ValueHandle, WriterHandle,
} from './native/script.js';
export type { TunableFlag, TunableNumber } from './native/cuda_kernels.js';
export type {
  CudaCall, DeviceAttributes, MemoryBlock, MemorySegment, MemorySnapshot, MemoryStat, MemoryStats, MemoryTrace,
  NestedStats, NvmlValue,
} from './native/device.js';
export type { LibraryHandle, NativeKernel } from './native/library.js';
export type { EventDetails, EventTable, ProfilerSettings, Shape, TraceHandle } from './native/profiler.js';
export type { FlagName } from './native/switches.js';
export const accelerator: AcceleratorNative = native;
export const cpu: CpuNative = native;
export const cuda: DeviceNative & CudaMemoryNative & CudaRuntimeNative = native;
export const dispatcher: DispatcherNative = native;
/** Those of CUDA's graphs and pools that have no object. */
export const graphs: Pick<GraphsNative,
  'cuda_graph_pool_handle' | 'cuda_is_capturing' | 'cuda_pool_enter' | 'cuda_pool_leave' | 'cuda_retain_pool'> = native;
export const dispatchKeys: DispatchKeysNative = native;
export const jit: Omit<JitNative, 'jit_type_of_tensor'> = native;
export const layers: FuncLayersNative = native;
/** Libraries of operators; what knows tensors: addon/script_kernels.ts. */
export const libraries: LibrariesNative = native;
export const modes: GradModeNative = native;
export const operators: Omit<OperatorsNative, 'operator_redispatch' | 'operator_kernel'> = native;
export const profiling: ProfilerNative = native;
export const records: RecordsNative = native;
/** TorchScript's functions, modules and graphs; what knows values: addon/script.ts. */
export const script: ScriptNative = native;
export const seeds: SeedNative = native;
export const settings: SettingsNative = native;
export const tunable: TunableNative = native;
export const switches: SwitchesNative = native;
export const threads: ThreadsNative = native;
export const wholeProcess: ProcessNative = native;
