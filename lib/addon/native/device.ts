/** Bytes on one CUDA device: of tensors, and taken from the system for them. */
export interface CudaMemoryStats {
  readonly allocated: number;
  readonly max_allocated: number;
  readonly reserved: number;
  readonly max_reserved: number;
}

/** What the driver tells of a GPU. */
export interface CudaDeviceProperties {
  readonly name: string;
  /** Bytes. */
  readonly total_memory: number;
  /** Compute capability: major.minor. */
  readonly major: number;
  readonly minor: number;
  readonly multi_processor_count: number;
}

/** The doors of native/device/device.h; a null device is the current one. */
export interface DeviceNative {
  cuda_device_count(): number;
  /** One line; null if CUDA can be used. */
  cuda_unavailable_reason(): string | null;
  cuda_current_device(): number;
  cuda_set_device(device: number): void;
  cuda_synchronize(device: number | null): void;
  cuda_empty_cache(): void;
  cuda_memory_stats(device: number | null): CudaMemoryStats;
  cuda_reset_peak_memory_stats(device: number | null): void;
  cuda_memory_info(device: number | null): [free: number, total: number];
  cuda_device_properties(device: number | null): CudaDeviceProperties;
}
