import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { AssertionError } from '../values/errors.js';

/** Whether this libtorch was built with MKL (`torch.backends.mkl.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => switches.read_switch('has_mkl'));

/** Levels of {@link verbose}. */
export const VERBOSE_OFF = 0;
/** The level at which oneMKL says each call (`torch.backends.mkl.VERBOSE_ON`). */
export const VERBOSE_ON = 1;

/** A context in which MKL writes a line for each of its calls to the standard output (`torch.backends.mkl.verbose`). */
export const verbose = context(signature('verbose(enable: int)', { checks: true }), (enable) => {
  if (enable !== VERBOSE_OFF && switches.set_mkl_verbose(enable) === 0) {
    throw new AssertionError('Failed to set MKL into verbose mode. Please consider to disable this verbose scope.');
  }
  return () => void switches.set_mkl_verbose(VERBOSE_OFF);
});
