/** What this build of libtorch has. */
import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';

/** Whether libtorch has LAPACK, for `torch.linalg` (`torch.has_lapack`). */
export const has_lapack: boolean = switches.read_switch('has_lapack');
/** Whether libtorch has MKL (`torch.has_mkl`). */
export const has_mkl: boolean = switches.read_switch('has_mkl');
/** Whether libtorch runs operators on several threads by OpenMP (`torch.has_openmp`). */
export const has_openmp: boolean = switches.read_switch('has_openmp');
/** Whether libtorch has Fourier transforms: by MKL, and by PocketFFT in builds without (`torch.has_spectral`). */
export const has_spectral = true;

/**
 * Whether libtorch was compiled with C++11's strings: every build has been since 2.7 (`torch.compiled_with_cxx11_abi`).
 */
export const compiled_with_cxx11_abi = signature('compiled_with_cxx11_abi() -> bool').define(() => true);

/** How libtorch was built (`torch.__config__`). */
export const __config__ = {
  /** With what libtorch was built, in some lines (`torch.__config__.show`). */
  show: signature('show() -> str').define(() => switches.read_switch('config')),
  /** How many threads operators use, and what decides that, in some lines (`torch.__config__.parallel_info`). */
  parallel_info: signature('parallel_info() -> str').define(() => switches.read_switch('parallel_info')),
};
