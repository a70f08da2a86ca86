/** Small things that `torch` itself has (torch/__init__.py, torch/_utils_internal.py). */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { settings } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';

/** Operators that `torch` does not have as functions of its own (`torch.PRIVATE_OPS`). */
export const PRIVATE_OPS: readonly string[] = ['unique_dim'];

/** A path below the folder that holds this package (`torch.get_file_path`). */
export const get_file_path = signature('get_file_path(*path_components: str) -> str').define((parts) =>
  path.join(fileURLToPath(import.meta.url), '../../../..', ...parts));

/** Gives this thread the number of threads that was set for the process (`torch.init_num_threads`). */
export const init_num_threads = signature('init_num_threads() -> None').define(() => settings.init_num_threads());

/** Does nothing, in PyTorch too (`torch.prepare_multiprocessing_environment`). */
export const prepare_multiprocessing_environment =
  signature('prepare_multiprocessing_environment(path: str) -> None').define((_path) => undefined);

/** True: profilers and CUDA's graphs go together (`torch.profiler_allow_cudagraph_cupti_lazy_reinit_cuda12`). */
export const profiler_allow_cudagraph_cupti_lazy_reinit_cuda12 =
  signature('profiler_allow_cudagraph_cupti_lazy_reinit_cuda12() -> bool').define(() => true);
