/** Switches of libtorch that are on or off, or can only be asked for. */
export type FlagName =
  | 'cudnn_enabled' | 'cudnn_benchmark' | 'cudnn_deterministic' | 'cudnn_allow_tf32' | 'miopen_immediate'
  | 'mkldnn_enabled' | 'mkldnn_deterministic' | 'nnpack_enabled' | 'flash_sdp' | 'mem_efficient_sdp' | 'math_sdp'
  | 'cudnn_sdp' | 'overrideable_sdp' | 'math_sdp_reduction' | 'cublas_allow_tf32' | 'cublas_fp16_accumulation'
  | 'cublaslt_grouped_gemm' | 'native_aot'
  | 'cpu_fp16_reduction' | 'fill_uninitialized_memory' | 'warn_always' | 'autocast_cache';

/** What this build of libtorch has. */
export type FactName =
  | 'has_cuda' | 'has_cudnn' | 'has_mkl' | 'has_mkldnn' | 'has_mps' | 'has_openmp' | 'has_lapack' | 'has_kleidiai'
  | 'has_magma' | 'has_ck_sdpa' | 'has_xnnpack';

/** Enums, by number, and numbers. */
export type NumberName =
  | 'cudnn_benchmark_limit' | 'cublas_fp16_reduction' | 'cublas_bf16_reduction' | 'linalg_library' | 'blas_library'
  | 'rocm_fa_library' | 'quantized_engine' | 'deterministic_algorithms';

export type TextName = 'cudnn_depthwise_kernel' | 'float32_matmul_precision';

/** The doors of native/device/switches.h; devices and dtypes by libtorch's numbers. */
export interface SwitchesNative {
  read_switch(name: FlagName | FactName): boolean;
  read_switch(name: NumberName | 'cudnn_version' | 'blas_default_library'): number;
  read_switch(name: TextName | 'config' | 'parallel_info' | 'cxx_flags' | 'cpu_capability'): string;
  read_switch(name: 'sdp_priority_order' | 'quantized_engines'): number[];
  write_switch(name: FlagName, value: boolean): void;
  write_switch(name: NumberName, value: number): void;
  write_switch(name: TextName, value: string): void;
  write_switch(name: 'sdp_priority_order', value: readonly number[]): void;
  get_fp32_precision(backend: string, op: string): string;
  set_fp32_precision(backend: string, op: string, precision: string): void;
  /** Whether the processor can. */
  set_flush_denormal(mode: boolean): boolean;
  /** Bytes, after setting them where `size` is one; null where libtorch has no CUDA. */
  cublas_workspace_size(lt: boolean, size: number | null): number | null;
  /** 0 where it failed. */
  set_mkl_verbose(level: number): number;
  set_mkldnn_verbose(level: number): number;
  autocast_enabled(device: number): boolean;
  /** Whether libtorch knows autocast for this kind of device. */
  autocast_available(device: number): boolean;
  /** Whether autocast is on for any kind of device. */
  any_autocast_enabled(): boolean;
  set_autocast_enabled(device: number, enabled: boolean): void;
  autocast_dtype(device: number): number;
  set_autocast_dtype(device: number, dtype: number): void;
  /** One level in, or out; the level then. */
  nest_autocast(inwards: boolean): number;
  clear_autocast_cache(): void;
}
