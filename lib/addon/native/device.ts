/** What one figure of an allocator was, and what it adds up to. */
export interface MemoryStat {
  readonly current: number;
  readonly peak: number;
  readonly allocated: number;
  readonly freed: number;
}

/** A figure of all blocks, and of the small and the large ones. */
export interface MemoryStats {
  readonly all: MemoryStat;
  readonly small_pool: MemoryStat;
  readonly large_pool: MemoryStat;
}

/** A dictionary of figures, or of dictionaries. */
export interface NestedStats {
  readonly [name: string]: number | NestedStats;
}

/** What the driver tells of a GPU: by PyTorch's names. */
export interface DeviceAttributes {
  /** What the maker calls it: `'NVIDIA H100 80GB HBM3'`. */
  readonly name: string;
  /** 16 bytes as hexadecimal digits. */
  readonly uuid: string;
  /** The memory in bytes. */
  readonly total_memory: number;
  /** Compute capability: major.minor. */
  readonly major: number;
  /** The second number of the compute capability. */
  readonly minor: number;
  /** How many multiprocessors there are. */
  readonly multi_processor_count: number;
  /** Whether other GPUs are on the same board. */
  readonly is_multi_gpu_board: boolean;
  /** Whether the GPU shares the memory of the processor. */
  readonly is_integrated: boolean;
  /** The most threads that are on a multiprocessor at once. */
  readonly max_threads_per_multi_processor: number;
  /** The most threads of a block. */
  readonly max_threads_per_block: number;
  /** How many threads go in step. */
  readonly warp_size: number;
  /** The registers of a multiprocessor, of 32 bits each. */
  readonly regs_per_multiprocessor: number;
  /** The most bytes that a block shares. */
  readonly shared_memory_per_block: number;
  /** The most bytes that a block shares if its kernel asks for more. */
  readonly shared_memory_per_block_optin: number;
  /** The bytes that the blocks of a multiprocessor share out. */
  readonly shared_memory_per_multiprocessor: number;
  /** The cache of level 2 in bytes. */
  readonly L2_cache_size: number;
  /** The clock of the multiprocessors in thousands a second. */
  readonly clock_rate: number;
  /** The clock of the memory in thousands a second. */
  readonly memory_clock_rate: number;
  /** The width of the way to memory in bits. */
  readonly memory_bus_width: number;
  /** The number of the PCI bus. */
  readonly pci_bus_id: number;
  /** The number of the device on its PCI bus. */
  readonly pci_device_id: number;
  /** The number of the PCI domain. */
  readonly pci_domain_id: number;
}

/** A piece of a segment of device memory. */
export interface MemoryBlock {
  readonly address: number;
  readonly size: number;
  readonly requested_size: number;
  readonly state: 'active_allocated' | 'active_pending_free' | 'inactive';
  readonly frames: readonly [];
}

/** Memory that the allocator took from the system. */
export interface MemorySegment {
  readonly device: number;
  readonly address: number;
  readonly total_size: number;
  readonly allocated_size: number;
  readonly active_size: number;
  readonly requested_size: number;
  readonly stream: number;
  readonly segment_type: 'small' | 'large';
  readonly segment_pool_id: readonly [number, number];
  readonly is_expandable: boolean;
  readonly frames: readonly [];
  readonly blocks: readonly MemoryBlock[];
}

/** What an allocator did once. */
export interface MemoryTrace {
  readonly action: string;
  readonly addr?: number;
  readonly device_free?: number;
  readonly size: number;
  readonly stream: number;
  readonly time_us: number;
  readonly pool_id: readonly [number, number];
  readonly frames: readonly [];
}

/** Segments of all devices, and what was recorded of each device. */
export interface MemorySnapshot {
  readonly segments: readonly MemorySegment[];
  readonly device_traces: readonly (readonly MemoryTrace[])[];
}

type Device = number | null;
type Address = number | bigint;

/** Functions of CUDA's run time that give an error's number. */
export type CudaCall =
  | 'cudaProfilerStart' | 'cudaProfilerStop' | 'cudaHostRegister' | 'cudaHostUnregister' | 'cudaStreamCreate'
  | 'cudaStreamDestroy';

/** What NVML tells of a device. */
export type NvmlValue =
  | 'temperature' | 'power_draw' | 'clock_rate' | 'device_memory_used' | 'memory_usage' | 'utilization';

/** The doors of native/device/device.h; a null device is the current one. */
export interface DeviceNative {
  cuda_device_count(): number;
  /** One line; null if CUDA can be used. */
  cuda_unavailable_reason(): string | null;
  /** Begins CUDA, or throws why it cannot. */
  cuda_init(): void;
  /** Throws what CUDA's run time says where there is none. */
  cuda_check_runtime(): void;
  /** Whether libtorch was built with CUDA, and its CUDA half is not in the process. */
  cuda_is_absent(): boolean;
  cuda_is_initialized(): boolean;
  cuda_current_device(): number;
  cuda_set_device(device: number): void;
  /** Gives the device that was current before. */
  cuda_exchange_device(device: number): number;
  cuda_synchronize(device: Device): void;
  cuda_empty_cache(): void;
  cuda_device_properties(device: Device): DeviceAttributes;
}

/** The doors of native/device/cuda_memory.h. */
export interface CudaMemoryNative {
  cuda_memory_stats(device: Device): NestedStats;
  cuda_reset_memory_stats(device: Device, peaks: boolean): void;
  cuda_host_memory_stats(): NestedStats;
  cuda_reset_host_memory_stats(peaks: boolean): void;
  cuda_memory_fraction(device: Device, fraction: number | null): number;
  cuda_memory_info(device: Device): [free: number, total: number];
  cuda_raw_alloc(bytes: number, device: Device, stream: Address | null): number;
  cuda_raw_delete(address: Address): void;
  /** What held before. */
  cuda_allocator_enabled(value: boolean | null): boolean;
  /** Null before CUDA has begun. */
  cuda_allocator_backend(): string | null;
  /** Null before CUDA has begun. */
  cuda_memory_snapshot(pool: number, id: number, traces: boolean): MemorySnapshot | null;
}

/** The doors of native/device/cuda_runtime.h, nvtx.h and nvml.h. */
export interface CudaRuntimeNative {
  cuda_call(name: CudaCall, ...words: Address[]): number;
  /** Null without CUDA's run time. */
  cuda_error_string(code: number): string | null;
  cuda_can_access_peer(device: number, peer: number): boolean;
  cuda_sync_debug_mode(mode: number | null): number;
  cuda_blas_handle(): number;
  cuda_solver_handle(): number;
  cuda_ipc_collect(): void;
  /** How libtorch's CUDA half was built; null without it. */
  cuda_config(): string | null;
  nvtx_mark(message: string): void;
  nvtx_push(message: string): number;
  nvtx_pop(): number;
  nvtx_start(message: string): bigint;
  nvtx_end(range: bigint): void;
  /** Null without NVIDIA's management library. */
  nvml_value(what: NvmlValue, device: Device): number | null;
  /** Alternately processes and bytes; null without the library. */
  nvml_processes(device: Device): number[] | null;
}
