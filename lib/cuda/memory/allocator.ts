import { cuda } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { context } from '../../autograd/context.js';
import { py_float_repr } from '../../python/format.js';
import { ValueError } from '../../values/errors.js';
import { current_device } from '../device.js';
import { givenIndex, indexOf } from '../device_index.js';
import { init, is_initialized } from '../init.js';
import { cudart } from '../runtime.js';

/** Gives the memory that was freed and kept for reuse back to the system (`torch.cuda.empty_cache`). */
export const empty_cache = signature('empty_cache() -> None').define(() => cuda.cuda_empty_cache());

/** Free and all bytes of the device, other programs counted in (`torch.cuda.mem_get_info`). */
export const mem_get_info = signature('mem_get_info(device: CudaDevice = None) -> tuple[int, int]').define((device) => {
  const index = indexOf(device);
  return cudart().cudaMemGetInfo(index);
});

/**
 * The share of a device's memory, 0 to 1, that this process may take; more is an OutOfMemoryError
 * (`torch.cuda.set_per_process_memory_fraction`). Throws a ValueError beyond that range.
 */
export const set_per_process_memory_fraction = signature(
  'set_per_process_memory_fraction(fraction: float, device: CudaDevice = None) -> None').define((fraction, device) => {
  init();
  const index = givenIndex(device ?? current_device());
  if (typeof fraction !== 'number') throw new TypeError('Invalid type for fraction argument, must be `float`');
  if (fraction < 0 || fraction > 1) {
    throw new ValueError(`Invalid fraction value: ${py_float_repr(fraction)}. Allowed range: 0~1`);
  }
  cuda.cuda_memory_fraction(index, fraction);
});

/** See {@link set_per_process_memory_fraction} (`torch.cuda.get_per_process_memory_fraction`). */
export const get_per_process_memory_fraction = signature(
  'get_per_process_memory_fraction(device: CudaDevice = None) -> float').define((device) => {
  init();
  return cuda.cuda_memory_fraction(givenIndex(device ?? current_device()), null);
});

/** A stream of CUDA as an address, or as an object that knows it. */
export type StreamLike = number | bigint | { readonly cuda_stream: number | bigint };

/**
 * Takes bytes from the allocator, for programs that share it, and gives their address; they go by
 * {@link caching_allocator_delete} (`torch.cuda.caching_allocator_alloc`). Throws a TypeError for what is no stream.
 */
export const caching_allocator_alloc = signature(
  'caching_allocator_alloc(size: int, device: CudaDevice = None, stream: StreamLike = None) -> int').define(
  (size, device, stream) => {
    const index = givenIndex(device ?? current_device());
    const address = typeof stream === 'object' ? (stream?.cuda_stream ?? null) : stream;
    if (address !== null && typeof address !== 'number' && typeof address !== 'bigint') {
      throw new TypeError('Invalid type for stream argument, must be `torch.cuda.Stream` or `int` representing a pointer ' +
        'to an existing stream');
    }
    return cuda.cuda_raw_alloc(size, index, address);
  });

/** Gives back what {@link caching_allocator_alloc} gave (`torch.cuda.caching_allocator_delete`). */
export const caching_allocator_delete = signature('caching_allocator_delete(mem_ptr: int) -> None', { checks: true }).define(
  (mem_ptr) => cuda.cuda_raw_delete(mem_ptr));

/** Whether freed memory is kept for reuse, as it is at first (`torch.cuda.caching_allocator_enable`). */
export const caching_allocator_enable = signature('caching_allocator_enable(value: bool = True) -> None').define(
  (value) => {
    if (is_initialized()) cuda.cuda_allocator_enabled(value);
  });

/** A context in which freed memory is not kept for reuse (`torch.cuda.caching_allocator_disabled`). */
export const caching_allocator_disabled = context(signature('caching_allocator_disabled()'), () => {
  const before = cuda.cuda_allocator_enabled(null);
  caching_allocator_enable(false);
  return () => caching_allocator_enable(before);
});

/** The variables of the environment that choose the allocator, PyTorch's older names too. */
const variables = ['PYTORCH_ALLOC_CONF', 'PYTORCH_CUDA_ALLOC_CONF'];

/** `'native'`, or `'cudaMallocAsync'` if the environment asks for that (`torch.cuda.get_allocator_backend`). */
export const get_allocator_backend = signature('get_allocator_backend() -> str').define(() => {
  const begun = cuda.cuda_allocator_backend();
  if (begun !== null) return begun;
  return variables.some((name) => /\bbackend\s*:\s*cudaMallocAsync/.test(process.env[name] ?? ''))
    ? 'cudaMallocAsync' : 'native';
});
