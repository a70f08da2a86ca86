/** `torch.version`: what the libtorch that is loaded says of itself. */
import { switches, wholeProcess } from './addon/doors.js';

const config = switches.read_switch('config');
const setting = (name: string): string | null => new RegExp(`\\b${name}=([^,\\s]+)`).exec(config)?.[1] ?? null;

/** The version of libtorch that is loaded (`torch.__version__`). */
export const __version__: string = wholeProcess.torch_version;
/** The version of CUDA that it was built for; null if for none (`torch.version.cuda`). */
export const cuda: string | null = setting('CUDA_VERSION');
/** The commit of PyTorch that it was built from (`torch.version.git_version`). */
export const git_version: string | null = setting('COMMIT_SHA');
/** Whether it was built for finding faults (`torch.version.debug`). */
export const debug: boolean = setting('BUILD_TYPE') === 'Debug';
/** The version of AMD's HIP that it was built for; null if for none (`torch.version.hip`). */
export const hip: string | null = setting('HIP_VERSION');
/** The version of AMD's ROCm that it was built for; null if for none (`torch.version.rocm`). */
export const rocm: string | null = setting('ROCM_VERSION');
/** The version of Intel's libraries for GPUs that it was built for; null if for none (`torch.version.xpu`). */
export const xpu: string | null = setting('SYCL_COMPILER_VERSION');
