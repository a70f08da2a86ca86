/** `torch.cuda.profiler`: when NVIDIA's profiler looks. */
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { check_error, cudart } from './runtime.js';

/** The profiler begins to look (`torch.cuda.profiler.start`). Throws a CudaError if it cannot. */
export const start = signature('start() -> None').define(() => check_error(cudart().cudaProfilerStart()));

/** The profiler looks no more (`torch.cuda.profiler.stop`). */
export const stop = signature('stop() -> None').define(() => check_error(cudart().cudaProfilerStop()));

/** A context in which the profiler looks (`torch.cuda.profiler.profile`). */
export const profile = context(signature('profile()'), () => {
  start();
  return stop;
});
