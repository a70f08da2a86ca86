import { switches } from '../addon/doors.js';
import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { warn } from '../python/warnings.js';
import { float16, float32, float64 } from '../values/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { cudnn as attributes } from './attributes.js';
import type { Float32Precision, OperatorPrecision, Property } from './module.js';

/** Whether cuDNN can be used (`torch.backends.cudnn.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => switches.read_switch('has_cudnn'));

/** The version of cuDNN as one number, 92600 for 9.26.0; null without (`torch.backends.cudnn.version`). */
export const version = signature('version() -> int | None').define(
  () => (is_available() ? switches.read_switch('cudnn_version') : null));

/** The dtypes that cuDNN computes (`torch.backends.cudnn.CUDNN_TENSOR_DTYPES`). */
export const CUDNN_TENSOR_DTYPES: ReadonlySet<unknown> = new Set([float16, float32, float64]);

/** Whether cuDNN would compute with a tensor (`torch.backends.cudnn.is_acceptable`). */
export const is_acceptable = signature('is_acceptable(tensor: Tensor) -> bool').define((tensor: Tensor) => {
  if (!switches.read_switch('cudnn_enabled')) return false;
  if (withAttribute(tensor, 'device').device.type !== 'cuda' || !CUDNN_TENSOR_DTYPES.has(tensor.dtype)) return false;
  if (is_available()) return true;
  warn('UserWarning', 'PyTorch was compiled without cuDNN/MIOpen support. To use cuDNN/MIOpen, rebuild PyTorch making ' +
    'sure the library is visible to the build system.');
  return false;
});

/** Which kernels depthwise convolutions use. */
export type DepthwiseKernel = 'auto' | 'cudnn' | 'native';

/** The precision of recurrent layers, with the numbers of cuDNN's kinds of them (`torch.backends.cudnn.rnn`). */
export interface CudnnRnn extends OperatorPrecision {
  get_cudnn_mode(mode: string): number;
  init_dropout_state(dropout: number, train: boolean, dropout_seed: number, dropout_state: DropoutState): Tensor | null;
}

/** States of cuDNN's dropout by device, which {@link CudnnRnn.init_dropout_state} makes and keeps. */
export type DropoutState = Map<string, { get(): Tensor | null }>;

/** What `torch.backends.cudnn` lets be assigned. */
export interface CudnnFlags {
  /** Whether cuDNN is used; true unless changed. */
  enabled: boolean;
  /** Whether only algorithms are used that give the same bits each time; false unless changed. */
  deterministic: boolean;
  /** Whether the fastest convolution is found out by trying; false unless changed. */
  benchmark: boolean;
  /** How many algorithms `benchmark` tries, 0 for all; null without cuDNN. */
  benchmark_limit: number | null;
  /** Whether float32 may be rounded to TF32 in convolutions; true unless changed. */
  allow_tf32: boolean;
  /** The precision of float32 on CUDA devices. */
  fp32_precision: Float32Precision;
  /** Which kernels depthwise convolutions use; 'auto' unless changed. */
  depthwise_kernel: DepthwiseKernel;
  /** The precision of convolutions, and of recurrent layers. */
  readonly conv: OperatorPrecision;
  readonly rnn: CudnnRnn;
}

/** What {@link set_flags} takes and gives back. */
export type CudnnSettings = [
  enabled: boolean, benchmark: boolean, benchmark_limit: number | null, deterministic: boolean, allow_tf32: boolean,
  fp32_precision: Float32Precision, depthwise_kernel: DepthwiseKernel,
];

/** Sets what is not null, and gives back what held before (`torch.backends.cudnn.set_flags`). */
export const set_flags = signature(`set_flags(_enabled: bool = None, _benchmark: bool = None,
  _benchmark_limit: int = None, _deterministic: bool = None, _allow_tf32: bool = None,
  _fp32_precision: Float32Precision = "none", _depthwise_kernel: DepthwiseKernel = None) -> CudnnSettings`).define(
  (...values) => {
    const order = ['enabled', 'benchmark', 'benchmark_limit', 'deterministic', 'allow_tf32', 'fp32_precision',
      'depthwise_kernel'] as const;
    const before = order.map((name) => attributes[name].get());
    for (const [i, name] of order.entries()) {
      const value = values[i];
      if (value === null || (name === 'benchmark_limit' && !is_available())) continue;
      (attributes[name] as Property<unknown>).set(value);
    }
    return before as CudnnSettings;
  });

/** A context with other settings; what is not given has the defaults of the text (`torch.backends.cudnn.flags`). */
export const flags = context(
  signature(`flags(enabled: bool = False, benchmark: bool = False, benchmark_limit: int = 10,
    deterministic: bool = False, allow_tf32: bool = True, fp32_precision: Float32Precision = "none",
    depthwise_kernel: DepthwiseKernel = "auto")`),
  (...values) => {
    const before = set_flags(...values);
    return () => void set_flags(...before);
  });
