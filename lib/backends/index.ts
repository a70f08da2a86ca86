/**
 * `torch.backends`: the libraries beneath libtorch and their switches. What PyTorch lets a program assign,
 * `torch.backends.cudnn.benchmark = true`, can be assigned here too: on these objects, since the names of a module
 * cannot be.
 */
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { switches } from '../addon/doors.js';
import * as attributes from './attributes.js';
import * as cpu from './cpu.js';
import * as cuda from './cuda.js';
import * as cudnnModule from './cudnn.js';
import * as cusparselt from './cusparselt.js';
import * as kleidiai from './kleidiai.js';
import * as mha from './mha.js';
import * as miopenModule from './miopen.js';
import * as mkl from './mkl.js';
import * as mkldnnModule from './mkldnn.js';
import { backend, type Float32Precision } from './module.js';
import * as mps from './mps.js';
import * as nnpack from './nnpack.js';
import * as openmp from './openmp.js';
import * as optEinsumModule from './opt_einsum.js';
import * as python_native from './python_native.js';
import * as quantizedModule from './quantized.js';

export { cpu, cuda, cusparselt, kleidiai, mha, mkl, mps, nnpack, openmp, python_native };
export { disable_global_flags, flags_frozen } from './module.js';
export type { Float32Precision, OperatorPrecision } from './module.js';
export type { CudnnFlags, DepthwiseKernel } from './cudnn.js';
export type { MkldnnFlags } from './mkldnn.js';
export type { MiopenFlags } from './miopen.js';
export type { OptEinsumFlags } from './opt_einsum.js';
export type { DSLController } from './python_native.js';
export type { QuantizedEngine, QuantizedFlags } from './quantized.js';

/** `torch.backends.cudnn`: NVIDIA's library for networks. */
export const cudnn = backend<typeof cudnnModule, cudnnModule.CudnnFlags>(
  'torch.backends.cudnn', cudnnModule, attributes.cudnn);
/** `torch.backends.miopen`: AMD's library for networks. */
export const miopen = backend<typeof miopenModule, miopenModule.MiopenFlags>(
  'torch.backends.miopen', miopenModule, attributes.miopen);
/** `torch.backends.mkldnn`: oneDNN, the library for networks on the CPU. */
export const mkldnn = backend<typeof mkldnnModule, mkldnnModule.MkldnnFlags>(
  'torch.backends.mkldnn', mkldnnModule, attributes.mkldnn);
/** `torch.backends.opt_einsum`: a package of Python's that orders products. */
export const opt_einsum = backend<typeof optEinsumModule, optEinsumModule.OptEinsumFlags>(
  'torch.backends.opt_einsum', optEinsumModule, attributes.opt_einsum);
/** `torch.backends.quantized`: which library computes with quantized tensors. */
export const quantized = backend<object, quantizedModule.QuantizedFlags>(
  'torch.backends.quantized', {}, quantizedModule.attributes);
/** `torch.backends.xnnpack`: whether that library for the CPU is there; it cannot be assigned. */
export const xnnpack = backend<object, { readonly enabled: boolean }>('torch.backends.xnnpack', {}, {
  enabled: { get: () => switches.read_switch('has_xnnpack'), set: quantizedModule.refuse, free: true },
});

const precision = attributes.generic.fp32_precision;

/** Sets the float32 precision of all backends, and gives back what held, in a list (`torch.backends.set_flags`). */
export const set_flags = signature(
  'set_flags(_fp32_precision: Float32Precision = "none") -> list[Float32Precision]').define((_fp32_precision) => {
  const before = precision.get();
  if (_fp32_precision !== null) precision.set(_fp32_precision);
  return [before];
});

/** A context with another float32 precision (`torch.backends.flags`). */
export const flags = context(signature('flags(fp32_precision: Float32Precision = "none")'), (fp32_precision) => {
  const [before] = set_flags(fp32_precision);
  return () => void set_flags(before!);
});

/** What `torch.backends` itself lets be assigned. */
export interface BackendsFlags {
  /** The precision of float32 in all backends whose own is 'none'. */
  fp32_precision: Float32Precision;
}
