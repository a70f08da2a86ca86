import type { Handle } from '../native.js';

/** The doors of native/device/cuda_kernels.h. */
export interface CudaKernelsNative {
  nccl_all_reduce(inputs: Handle[], outputs: Handle[], operation: number): void;
  nccl_reduce_scatter(inputs: Handle[], outputs: Handle[], operation: number): void;
  nccl_all_gather(inputs: Handle[], outputs: Handle[]): void;
  nccl_reduce(inputs: Handle[], output: Handle, root: number, operation: number): void;
  nccl_broadcast(inputs: Handle[], root: number): void;
  nccl_version(): number;
  launch_kernel(
    code: string, name: string, outputs: number, byReference: boolean, tensors: Handle[],
    numbers: readonly (number | bigint | boolean)[],
  ): Handle[];
}

/** TunableOp's settings that are on or off. */
export type TunableFlag = 'enabled' | 'tuning' | 'record_untuned' | 'wildcard_fallback';
/** TunableOp's settings that are numbers. */
export type TunableNumber =
  | 'max_tuning_duration' | 'max_tuning_iterations' | 'cublaslt_requested_algo_count' | 'rotating_buffer_size';

/** The doors of native/device/tunable.h. */
export interface TunableNative {
  read_tunable(name: TunableFlag): boolean;
  read_tunable(name: TunableNumber): number;
  write_tunable(name: TunableFlag, value: boolean): void;
  write_tunable(name: TunableNumber, value: number): void;
  /** What holds now. */
  tunable_filename(name: string | null, with_device: boolean): string;
  tunable_read_file(name: string): boolean;
  tunable_tolerances(check: boolean, atol: number, rtol: number): void;
  tunable_results(): [operation: string, arguments_: string, kernel: string, milliseconds: number][];
  tunable_validators(): [name: string, value: string][];
  tunable_begin_dimensions(bits: number): object;
  tunable_end_dimensions(guard: object): void;
}
