/** The public `torch`: everything that PyTorch has on its own module, by PyTorch's names. */
// Before the namespaces that have it too: the compiler names it by the first.
export { Tensor } from './tensor/tensor.js';
export * from './generated/torch.js';
export * from './functional.js';
export * as accelerator from './accelerator.js';
export * as ao from './ao/index.js';
export { Event } from './accelerator/event.js';
export { Stream } from './accelerator/stream.js';
export * as functional from './functional/module.js';
export * as autograd from './autograd/index.js';
export {
  enable_grad, inference_mode, is_anomaly_check_nan_enabled, is_anomaly_enabled, is_grad_enabled,
  is_inference_mode_enabled, no_grad, set_anomaly_enabled, set_grad_enabled,
} from './autograd/index.js';
export * as amp from './amp/index.js';
export { autocast, GradScaler } from './amp/index.js';
export { backends } from './backends/object.js';
export * as cpu from './cpu.js';
export * as cuda from './cuda.js';
export { get_device_module } from './device_module.js';
export { get_default_dtype, set_default_dtype } from './addon/default_dtype.js';
export {
  dtype, uint8, int8, int16, int32, int64, float16, float32, float64, complex32, complex64, complex128, bool, qint8,
  quint8, qint32, bfloat16, quint4x2, quint2x4, bits1x8, bits2x4, bits4x2, bits8, bits16, float8_e5m2, float8_e4m3fn,
  float8_e5m2fnuz, float8_e4m3fnuz, uint16, uint32, uint64, uint1, uint2, uint3, uint4, uint5, uint6, uint7, int1,
  int2, int3, int4, int5, int6, int7, float8_e8m0fnu, float4_e2m1fn_x2, bcomplex32, float, double, half, short, int,
  long, bit, chalf, cfloat, cdouble,
} from './values/dtype.js';
export {
  AcceleratorError, AssertionError, IndexError, KeyError, LinAlgError, NotImplementedError, OutOfMemoryError,
  RuntimeError, ValueError,
} from './values/errors.js';
export { Complex } from './values/complex.js';
export { device } from './values/device.js';
export {
  sparse_bsc_tensor, sparse_bsr_tensor, sparse_compressed_tensor, sparse_coo_tensor, sparse_csc_tensor,
  sparse_csr_tensor,
} from './tensor/sparse_tensors.js';
export { as_tensor, asarray, from_file, from_numpy, frombuffer, full, tensor } from './tensor/factories.js';
export type { TensorData, TensorOptions } from './tensor/factories.js';
export * as distributed from './distributed.js';
export * as foreach from './foreach.js';
export { from_dlpack, to_dlpack } from './tensor/dlpack.js';
export * as distributions from './distributions/index.js';
export * as futures from './futures/index.js';
export * as fft from './fft.js';
export * as func from './func/index.js';
export * as hub from './hub.js';
export { is_tensor } from './values/is_tensor.js';
export {
  _mkldnn, jagged, layout, sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, strided,
} from './values/layout.js';
export * from './tensor/legacy_tensors.js';
export * as jit from './jit.js';
export * from './jit/index.js';
export { typename } from './overrides/typename.js';
export * as compiler from './compiler.js';
export * as _dynamo from './compile/dynamo.js';
export * as _inductor from './inductor.js';
export { compile } from './compile/index.js';
export type { CompileOptions } from './compile/index.js';
export * as library from './library.js';
export * as linalg from './linalg.js';
export {
  channels_last, channels_last_3d, contiguous_format, legacy_contiguous_format, memory_format, preserve_format,
} from './values/memory_format.js';
export * as masked from './masked.js';
export * as nested from './nested.js';
export * as fx from './fx/index.js';
export * as monitor from './monitor/index.js';
export * as multiprocessing from './multiprocessing.js';
export * as nn from './nn/index.js';
export * as optim from './optim/index.js';
export * from './values/numbers.js';
export { ops } from './operators/ops.js';
export { get_printoptions, set_printoptions } from './printing/index.js';
export {
  per_channel_affine, per_channel_affine_float_qparams, per_channel_symmetric, per_tensor_affine,
  per_tensor_symmetric, qscheme,
} from './values/qscheme.js';
export * as overrides from './overrides.js';
export { DisableTorchFunction, DisableTorchFunctionSubclass } from './overrides.js';
export * as profiler from './profiler/index.js';
export * as quasirandom from './quasirandom.js';
export * as return_types from './return_types.js';
export * as random from './random.js';
export {
  default_generator, Generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state, thread_safe_generator,
} from './random.js';
export { collect, memory_stats, scope } from './addon/scope.js';
export * as serialization from './serialization/index.js';
export { load, save } from './serialization/index.js';
export * as signal from './signal.js';
export * from './settings/index.js';
export { Size } from './values/size.js';
export * as sparse from './sparse.js';
export * as special from './special.js';
export * as storage from './storage.js';
export { UntypedStorage } from './tensor/storage.js';
export { is_storage, TypedStorage } from './tensor/typed_storage.js';
export * from './tensor/storage_classes.js';
export { slice } from './tensor/slice.js';
export { FileCheck } from './testing/index.js';
export * as testing from './testing/index.js';
export { get_num_interop_threads, get_num_threads, set_num_interop_threads, set_num_threads } from './addon/threads.js';
export { finfo, iinfo } from './tensor/type_info.js';
export { vmap } from './func/index.js';
export { __version__ } from './version.js';
export * as version from './version.js';
export * as types from './types.js';
export * as utils from './utils/index.js';
