import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { AssertionError } from '../values/errors.js';
import { mkldnn as attributes } from './attributes.js';
import { fp32Precision, type Float32Precision, type OperatorPrecision } from './module.js';

/** Whether this libtorch was built with oneDNN (`torch.backends.mkldnn.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => switches.read_switch('has_mkldnn'));

/** Whether oneDNN uses Arm's Compute Library (`torch.backends.mkldnn.is_acl_available`). */
export const is_acl_available = signature('is_acl_available() -> bool').define(
  () => /\bUSE_MKLDNN_ACL=(1|ON)/.test(switches.read_switch('config')));

/** Levels of {@link verbose}. */
export const VERBOSE_OFF = 0;
/** The level at which oneDNN says each call. */
export const VERBOSE_ON = 1;
/** The level at which oneDNN also says what it prepares. */
export const VERBOSE_ON_CREATION = 2;

/**
 * A context in which oneDNN writes a line for each of its calls to the standard output
 * (`torch.backends.mkldnn.verbose`).
 */
export const verbose = context(signature('verbose(level: int)', { checks: true }), (level) => {
  if (level !== VERBOSE_OFF && switches.set_mkldnn_verbose(level) === 0) {
    throw new AssertionError('Failed to set MKLDNN into verbose mode. Please consider to disable this verbose scope.');
  }
  return () => void switches.set_mkldnn_verbose(VERBOSE_OFF);
});

/** What `torch.backends.mkldnn` lets be assigned. */
export interface MkldnnFlags {
  /** Whether oneDNN is used; true unless changed. */
  enabled: boolean;
  /** Whether oneDNN chooses kernels that give the same bits each time; false unless changed. */
  deterministic: boolean;
  /** Whether float32 may be rounded to TF32; null where libtorch was not built for Intel's GPUs. */
  allow_tf32: boolean | null;
  /** The precision of float32 in all of oneDNN; assigning sets that of all backends, as in PyTorch. */
  fp32_precision: Float32Precision;
  /** The precision of matrix products, of convolutions and of recurrent layers. */
  readonly matmul: OperatorPrecision;
  readonly conv: OperatorPrecision;
  readonly rnn: OperatorPrecision;
}

const precision = fp32Precision('mkldnn', 'all');

/** What {@link set_flags} takes and gives back. */
export type MkldnnSettings = [
  enabled: boolean, deterministic: boolean, allow_tf32: boolean | null, fp32_precision: Float32Precision,
];

/** Sets what is not null, and gives back what held before (`torch.backends.mkldnn.set_flags`). */
export const set_flags = signature(`set_flags(_enabled: bool = None, _deterministic: bool = None,
  _allow_tf32: bool = None, _fp32_precision: Float32Precision = "none") -> MkldnnSettings`).define(
  (_enabled, _deterministic, _allow_tf32, _fp32_precision) => {
    const { enabled, deterministic, allow_tf32 } = attributes;
    const before: MkldnnSettings = [enabled.get(), deterministic.get(), allow_tf32.get(), precision.get()];
    if (_enabled !== null) enabled.set(_enabled);
    if (_deterministic !== null) deterministic.set(_deterministic);
    if (_allow_tf32 !== null) allow_tf32.set(_allow_tf32);
    if (_fp32_precision !== null) precision.set(_fp32_precision);
    return before;
  });

/** A context with other settings; what is not given has the defaults of the text (`torch.backends.mkldnn.flags`). */
export const flags = context(
  signature(`flags(enabled: bool = False, deterministic: bool = False, allow_tf32: bool = True,
    fp32_precision: Float32Precision = "none")`),
  (...values) => {
    const before = set_flags(...values);
    return () => void set_flags(...before);
  });
