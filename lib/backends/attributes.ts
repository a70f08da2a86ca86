/**
 * What programs may assign in the modules of `torch.backends`: how each is read and written. Their names are on the
 * objects that stand for those modules (`index.ts`); the modules themselves have functions only.
 */
import { op } from '../addon/call/op.js';
import { switches } from '../addon/doors.js';
import { expected } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { current_device } from '../cuda.js';
import { py_repr } from '../python/repr.js';
import { warn } from '../python/warnings.js';
import type { Tensor } from '../tensor/tensor.js';
import { uint8 } from '../values/dtype.js';
import { AttributeError, ValueError } from '../values/errors.js';
import type { CudnnFlags, CudnnRnn, DepthwiseKernel } from './cudnn.js';
import type { MiopenFlags } from './miopen.js';
import type { MkldnnFlags } from './mkldnn.js';
import {
  backend, checkedSwitch, flag, fp32Precision, operatorPrecision, type OperatorPrecision, type Property,
} from './module.js';
import type { OptEinsumFlags } from './opt_einsum.js';

function constant<T>(value: T): Property<T> {
  return { get: () => value, set: () => undefined };
}

/** Those of `torch.backends` itself. */
export const generic = { fp32_precision: fp32Precision('generic', 'all') };

const hasCudnn = (): boolean => switches.read_switch('has_cudnn');
const modes: readonly string[] = ['RNN_RELU', 'RNN_TANH', 'LSTM', 'GRU'];

/** The number of a kind of recurrent layers in cuDNN (`torch.backends.cudnn.rnn.get_cudnn_mode`). */
const get_cudnn_mode = signature('get_cudnn_mode(mode: str) -> int').define((mode) => {
  const at = modes.indexOf(mode);
  if (at < 0) throw new ValueError(`Unknown mode: ${typeof mode === 'string' ? mode : py_repr(mode)}`);
  if (!hasCudnn()) throw new AttributeError("'NoneType' object has no attribute 'RNNMode'");
  return at;
});

/** The state of cuDNN's dropout on the current device, made where there is none; null without dropout. */
const init_dropout_state = signature(`init_dropout_state(dropout: float, train: bool, dropout_seed: int,
  dropout_state: DropoutState) -> Tensor | None`).define((dropout, train, dropout_seed, dropout_state) => {
  const name = `desc_${current_device()}`;
  if ((dropout_state.get(name)?.get() ?? null) === null) {
    const made = train && dropout !== 0
      ? op<Tensor>('aten::_cudnn_init_dropout_state')(dropout, train, dropout_seed, { dtype: uint8, device: 'cuda' })
      : null;
    dropout_state.set(name, { get: () => made });
  }
  return dropout_state.get(name)!.get();
});

const functions = { get_cudnn_mode, init_dropout_state };

const rnn: CudnnRnn = backend<object, OperatorPrecision>('torch.backends.cudnn.rnn', functions, {
  fp32_precision: fp32Precision('cuda', 'rnn'),
}) as CudnnRnn;

const limit: Property<number | null> = {
  get: () => (hasCudnn() ? switches.read_switch('cudnn_benchmark_limit') : null),
  set(value) {
    switches.write_switch('cudnn_benchmark_limit', expected('set_benchmark_limit_cudnn', 'int', value)!);
  },
};

const depthwise: Property<DepthwiseKernel> = {
  get: () => switches.read_switch('cudnn_depthwise_kernel') as DepthwiseKernel,
  set(value) {
    switches.write_switch('cudnn_depthwise_kernel', expected('set_cudnn_depthwise_kernel', 'string', value));
  },
};

/** Those of `torch.backends.cudnn`. */
export const cudnn: { [Name in keyof CudnnFlags]: Property<CudnnFlags[Name]> } = {
  enabled: flag('cudnn_enabled', 'set_enabled_cudnn'),
  deterministic: flag('cudnn_deterministic', 'set_deterministic_cudnn'),
  benchmark: flag('cudnn_benchmark', 'set_benchmark_cudnn'),
  benchmark_limit: limit,
  // The setter calls itself by another's name in PyTorch.
  allow_tf32: flag('cudnn_allow_tf32', 'set_allow_tf32_cublas'),
  fp32_precision: fp32Precision('cuda', 'all'),
  depthwise_kernel: depthwise,
  conv: constant(operatorPrecision('cuda', 'conv')),
  rnn: constant(rnn),
};

/** Those of `torch.backends.miopen`. */
export const miopen: { [Name in keyof MiopenFlags]: Property<MiopenFlags[Name]> } = {
  immediate: flag('miopen_immediate', 'set_immediate_miopen'),
};

const tf32: Property<boolean | null> = {
  get: () => null,
  set(value) {
    checkedSwitch('_set_onednn_allow_tf32', value);
    warn('UserWarning', 'TF32 acceleration on top of oneDNN is available for Intel GPUs. The current Torch version does ' +
      'not have Intel GPU Support.');
  },
};

/** Those of `torch.backends.mkldnn`. */
export const mkldnn: { [Name in keyof MkldnnFlags]: Property<MkldnnFlags[Name]> } = {
  enabled: flag('mkldnn_enabled', 'set_enabled_mkldnn'),
  deterministic: flag('mkldnn_deterministic', 'set_deterministic_mkldnn'),
  allow_tf32: tf32,
  fp32_precision: fp32Precision('mkldnn', 'all', 'generic'),
  matmul: constant(operatorPrecision('mkldnn', 'matmul')),
  conv: constant(operatorPrecision('mkldnn', 'conv')),
  rnn: constant(operatorPrecision('mkldnn', 'rnn')),
};

const assigned: OptEinsumFlags = { enabled: false, strategy: null };

/** Those of `torch.backends.opt_einsum`: kept, and without effect. */
export const opt_einsum: { [Name in keyof OptEinsumFlags]: Property<OptEinsumFlags[Name]> } = {
  enabled: { get: () => assigned.enabled, set: (value) => void (assigned.enabled = value), free: true },
  strategy: { get: () => assigned.strategy, set: (value) => void (assigned.strategy = value), free: true },
};
