import { cuda, type CudaCall } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { AttributeError, RuntimeError } from '../values/errors.js';
import { indexOf, type CudaDevice } from './device_index.js';
import { init } from './init.js';

/** A few of CUDA's error numbers (`torch.cuda.cudaStatus`). */
export class cudaStatus {
  static readonly SUCCESS = 0;
  static readonly ERROR_NOT_READY = 34;
}

function errorText(code: number): string {
  const text = cuda.cuda_error_string(code);
  if (text !== null) return text;
  throw new AttributeError("'NoneType' object has no attribute 'cudaGetErrorString'");
}

const takes = signature('CudaError(code: int)', { checks: true });

/** A function of CUDA's run time failed (`torch.cuda.CudaError`). */
export class CudaError extends RuntimeError {
  override name = 'CudaError';

  constructor(...args: typeof takes.args) {
    const [code] = takes.list(args);
    super(`${errorText(code)} (${code})`);
  }
}

/** Throws a {@link CudaError} for a result of CUDA's run time that is not success (`torch.cuda.check_error`). */
export const check_error = signature('check_error(res: int) -> None', { checks: true }).define((res) => {
  if (res !== cudaStatus.SUCCESS) throw new CudaError(res);
});

const call = (name: CudaCall) => (...words: (number | bigint)[]): number => cuda.cuda_call(name, ...words);

const runtime = {
  cudaError: { success: 0 },
  cudaGetErrorString: errorText,
  cudaProfilerStart: call('cudaProfilerStart'),
  cudaProfilerStop: call('cudaProfilerStop'),
  /** Makes memory of the process pinned: address, bytes, flags. */
  cudaHostRegister: call('cudaHostRegister'),
  cudaHostUnregister: call('cudaHostUnregister'),
  cudaStreamCreate: call('cudaStreamCreate'),
  cudaStreamDestroy: call('cudaStreamDestroy'),
  /** Free and all bytes of a device. */
  cudaMemGetInfo: (device: CudaDevice): [number, number] => cuda.cuda_memory_info(indexOf(device)),
} as const;

/** What of CUDA's run time PyTorch lets one call. */
export type CudaRuntime = typeof runtime;

/** Functions of CUDA's run time, by its names; those that can fail give an error's number (`torch.cuda.cudart`). */
export const cudart = signature('cudart() -> CudaRuntime').define(() => {
  init();
  return runtime;
});

/** The address of cuBLAS's handle for the current device and stream (`torch.cuda.current_blas_handle`). */
export const current_blas_handle = signature('current_blas_handle() -> int').define(() => {
  init();
  return cuda.cuda_blas_handle();
});

/** The address of cuSOLVER's handle for the current device and stream (`torch.cuda.current_solver_handle`). */
export const current_solver_handle = signature('current_solver_handle() -> int').define(() => {
  init();
  return cuda.cuda_solver_handle();
});

/** Frees memory that other processes have given back (`torch.cuda.ipc_collect`). */
export const ipc_collect = signature('ipc_collect() -> None').define(() => {
  init();
  cuda.cuda_ipc_collect();
});

const modes = ['default', 'warn', 'error'];

/**
 * Says what happens when an operator waits for the device: nothing, a warning, or a RuntimeError; by number or as
 * 'default', 'warn', 'error' (`torch.cuda.set_sync_debug_mode`).
 */
export const set_sync_debug_mode = signature('set_sync_debug_mode(debug_mode: int | str) -> None').define((debug_mode) => {
  init();
  const mode = typeof debug_mode === 'string' ? modes.indexOf(debug_mode) : debug_mode;
  if (mode < 0) throw new RuntimeError('invalid value of debug_mode, expected one of `default`, `warn`, `error`');
  cuda.cuda_sync_debug_mode(mode);
});

/** What happens when an operator waits for the device, by number (`torch.cuda.get_sync_debug_mode`). */
export const get_sync_debug_mode = signature('get_sync_debug_mode() -> int').define(() => {
  init();
  return cuda.cuda_sync_debug_mode(null);
});
