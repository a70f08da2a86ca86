// What torch.cuda answers where there is no driver: PyTorch's own words. Elsewhere there is another truth to tell.
import * as torch from 'nodetorch';
import { describe, expect, test } from 'vitest';
import { summaryOf } from '../../dist/cuda/memory/summary.js';
import { testTexts, type Cases } from '../texts.js';
import { hasNoDriver } from './driver.js';

const { cuda } = torch;
const t = torch.ones(2);
const kernel = 'template <typename T> T twice(T x) { return x + x; }';
/** The figures that the golden script makes up. */
function figures(): Record<string, number> {
  const names = ['allocated_bytes', 'active_bytes', 'requested_bytes', 'reserved_bytes', 'inactive_split_bytes',
    'allocation', 'active', 'segment', 'inactive_split'];
  const kinds = ['current', 'peak', 'allocated', 'freed'];
  const all: Record<string, number> = { num_ooms: 3, num_alloc_retries: 12 };
  for (const [i, name] of names.entries()) {
    for (const [j, pool] of ['all', 'large_pool', 'small_pool'].entries()) {
      for (const [k, kind] of kinds.entries()) {
        all[`${name}.${pool}.${kind}`] = Math.floor(37 ** (i + 1) * (k + 1) / (j + 1));
      }
    }
  }
  for (const name of ['oversize_allocations', 'oversize_segments']) {
    for (const [k, kind] of kinds.entries()) all[`${name}.${kind}`] = k * 999999;
  }
  return all;
}

const entered = (): string => 'entered';
type Any = (...args: unknown[]) => unknown;

const cases: Cases = {
  'is_available': () => cuda.is_available(),
  'device_count': () => cuda.device_count(),
  'is_initialized': () => cuda.is_initialized(),
  'init': () => cuda.init(),
  'current_device': () => cuda.current_device(),
  'synchronize': () => cuda.synchronize(),
  'synchronize on the CPU': () => cuda.synchronize('cpu'),
  'set_device': () => cuda.set_device(0),
  'set_device by its text': () => cuda.set_device('cuda:0'),
  'set_device below zero': () => cuda.set_device(-1),
  'set_device without an index': () => cuda.set_device('cuda'),
  'set_device without a device': () => cuda.set_device(null),
  'set_device on the CPU': () => cuda.set_device('cpu'),
  'device': () => cuda.device(0, entered),
  'device by its text': () => cuda.device('cuda:1', entered),
  'device below zero': () => cuda.device(-1, entered),
  'device on the CPU': () => cuda.device('cpu', entered),
  'device_of a tensor of the CPU': () => cuda.device_of(t, entered),
  'get_device_name': () => cuda.get_device_name(),
  'get_device_name on the CPU': () => cuda.get_device_name('cpu'),
  'get_device_capability': () => cuda.get_device_capability(),
  'get_device_properties': () => cuda.get_device_properties(-1),
  'can_device_access_peer': () => cuda.can_device_access_peer(0, 1),
  'is_bf16_supported': () => cuda.is_bf16_supported(),
  'is_tf32_supported': () => cuda.is_tf32_supported(),
  'has_half': () => cuda.has_half,
  'has_magma': () => typeof cuda.has_magma === 'boolean',
  'ipc_collect': () => cuda.ipc_collect(),
  'cudart': () => cuda.cudart(),
  'check_error of success': () => cuda.check_error(0),
  'cudaStatus': () => [cuda.cudaStatus.SUCCESS, cuda.cudaStatus.ERROR_NOT_READY],
  'current_blas_handle': () => cuda.current_blas_handle(),
  'current_solver_handle': () => cuda.current_solver_handle(),
  'get_sync_debug_mode': () => cuda.get_sync_debug_mode(),
  'set_sync_debug_mode': () => cuda.set_sync_debug_mode('warn'),
  'utilization': () => cuda.utilization(),
  'temperature': () => cuda.temperature(),
  'power_draw': () => cuda.power_draw(),
  'clock_rate': () => cuda.clock_rate(),
  'memory_usage': () => cuda.memory_usage(),
  'device_memory_used': () => cuda.device_memory_used(),
  'list_gpu_processes': () => cuda.list_gpu_processes(),
  'memory_allocated': () => cuda.memory_allocated(),
  'memory_allocated by device': () => [cuda.memory_allocated('cuda:0'), cuda.memory_allocated(7)],
  'max_memory_allocated': () => cuda.max_memory_allocated(),
  'memory_reserved': () => cuda.memory_reserved(),
  'max_memory_reserved': () => cuda.max_memory_reserved(),
  'memory_cached': () => cuda.memory_cached(),
  'max_memory_cached': () => cuda.max_memory_cached(),
  'memory_stats': () => Object.keys(cuda.memory_stats()).length,
  'memory_stats_as_nested_dict': () => Object.keys(cuda.memory_stats_as_nested_dict()).length,
  'host_memory_stats': () => Object.keys(cuda.host_memory_stats()).length,
  'host_memory_stats_as_nested_dict': () => Object.keys(cuda.host_memory_stats_as_nested_dict()).length,
  'reset_peak_memory_stats': () => cuda.reset_peak_memory_stats(),
  'reset_peak_memory_stats of the CPU': () => cuda.reset_peak_memory_stats('cpu'),
  'reset_accumulated_memory_stats': () => cuda.reset_accumulated_memory_stats(),
  'reset_max_memory_allocated': () => cuda.reset_max_memory_allocated(),
  'reset_max_memory_cached': () => cuda.reset_max_memory_cached(),
  'reset_peak_host_memory_stats': () => cuda.reset_peak_host_memory_stats(),
  'reset_accumulated_host_memory_stats': () => cuda.reset_accumulated_host_memory_stats(),
  'memory_summary': () => cuda.memory_summary(),
  'memory_summary of the CPU': () => cuda.memory_summary('cpu'),
  'memory_summary of figures': () => [summaryOf(figures(), 1, false), summaryOf(figures(), 1, true)],
  'memory_snapshot': () => cuda.memory_snapshot(),
  'mem_get_info': () => cuda.mem_get_info(),
  'mem_get_info of the CPU': () => cuda.mem_get_info('cpu'),
  'empty_cache': () => cuda.empty_cache(),
  'set_per_process_memory_fraction': () => cuda.set_per_process_memory_fraction(2.5),
  'get_per_process_memory_fraction': () => cuda.get_per_process_memory_fraction(),
  'caching_allocator_alloc': () => cuda.caching_allocator_alloc(8),
  'caching_allocator_delete of nothing': () => cuda.caching_allocator_delete(0),
  'caching_allocator_enable': () => cuda.caching_allocator_enable(false),
  'caching_allocator_disabled': () => cuda.caching_allocator_disabled(entered),
  'get_allocator_backend': () => cuda.get_allocator_backend(),
  'CUDAPluggableAllocator': () => new cuda.CUDAPluggableAllocator('/none.so', 'a', 'b'),
  'manual_seed': () => cuda.manual_seed(3),
  'manual_seed_all': () => cuda.manual_seed_all(3),
  'seed': () => cuda.seed(),
  'seed_all': () => cuda.seed_all(),
  'initial_seed': () => cuda.initial_seed(),
  'get_rng_state': () => cuda.get_rng_state(),
  'get_rng_state_all': () => cuda.get_rng_state_all(),
  'set_rng_state': () => cuda.set_rng_state(torch.get_rng_state()),
  'set_rng_state_all': () => cuda.set_rng_state_all([torch.get_rng_state()]),
  'default_generators': () => [...cuda.default_generators],
  'nvtx.range_push': () => cuda.nvtx.range_push('a'),
  'nvtx.range_pop': () => cuda.nvtx.range_pop(),
  'nvtx.range_start': () => String(cuda.nvtx.range_start('a')),
  'nvtx.range_end': () => cuda.nvtx.range_end(0),
  'nvtx.mark': () => cuda.nvtx.mark('a'),
  'nvtx.range': () => cuda.nvtx.range('step {}', 3, entered),
  'nvtx.range with too little': () => cuda.nvtx.range('step {}', entered),
  'profiler.start': () => cuda.profiler.start(),
  'profiler.profile': () => cuda.profiler.profile(entered),
  'comm.broadcast': () => cuda.comm.broadcast(t, [0, 1]),
  'comm.broadcast to the CPU': () => cuda.comm.broadcast(t, ['cpu']),
  'comm.broadcast to nothing': () => cuda.comm.broadcast(t),
  'comm.broadcast to both': () => cuda.comm.broadcast(t, [0], { out: [t] }),
  'comm.broadcast into the CPU': () => cuda.comm.broadcast(t, { out: [t] }),
  'comm.broadcast_coalesced': () => cuda.comm.broadcast_coalesced([t], [0]),
  'comm.reduce_add': () => cuda.comm.reduce_add([t], 0),
  'comm.reduce_add_coalesced': () => cuda.comm.reduce_add_coalesced([[t]], 0),
  'comm.scatter': () => cuda.comm.scatter(t, [0, 1]),
  'comm.scatter to both': () => cuda.comm.scatter(t, [0], { out: [t] }),
  'comm.scatter into the CPU': () => cuda.comm.scatter(t, { out: [t] }),
  'comm.gather': () => cuda.comm.gather([t]),
  'comm.gather to -1': () => cuda.comm.gather([t], 0, -1),
  'comm.gather to both': () => cuda.comm.gather([t], 0, 0, { out: t }),
  'comm.gather into the CPU': () => cuda.comm.gather([t], { out: t }),
  'nccl.all_reduce of a tensor': () => (cuda.nccl.all_reduce as Any)(t),
  'nccl.is_available': () => cuda.nccl.is_available([t]),
  'nccl.reduce with both outputs': () => cuda.nccl.reduce([t], t, { outputs: [t] }),
  'jiterator of no template': () => cuda.jiterator._create_jit_fn('x'),
  'jiterator': () => cuda.jiterator._create_jit_fn(kernel)(t),
  'graph_annotations': () => [cuda.graph_annotations.is_available(),
    cuda.graph_annotations.get_kernel_annotations().size, cuda.graph_annotations.get_kernel_py_stacks().size],
  'graph_annotations.mark_kernels': () => (cuda.graph_annotations.mark_kernels as Any)('a', entered),
  'FloatTensor': () => cuda.FloatTensor([1]),
  'FloatTensor.dtype': () => String((cuda.FloatTensor as unknown as { dtype: unknown }).dtype),
  'instances of FloatTensor': () => t instanceof cuda.FloatTensor,
  'FloatStorage': () => cuda.FloatStorage(3),
  'FloatStorage of a storage of the CPU': () => cuda.FloatStorage({ wrap_storage: t.untyped_storage() }),
  'FloatStorage.from_buffer': () => cuda.FloatStorage.from_buffer(new Uint8Array()),
  'FloatStorage.dtype': () => String(cuda.FloatStorage.dtype),
  'sparse.FloatTensor': () => cuda.sparse.FloatTensor(2, 3),
  'a tensor on a GPU': () => torch.ones(2, { device: 'cuda' }),
  'a tensor by the number of a GPU': () => torch.ones(2, { device: 0 as never }),
  'Tensor.cuda': () => t.cuda({ non_blocking: true }),
  'Tensor.to': () => t.to('cuda', { non_blocking: true }),
  'Tensor.to the CPU': () => t.to('cpu', { non_blocking: true }),
  'Tensor.copy_': () => torch.zeros(2).copy_(t, { non_blocking: true }),
  'Module.to': () => new torch.nn.Linear(2, 2).to('cuda', { non_blocking: true }),
  'Module.cuda': () => new torch.nn.Linear(2, 2).cuda(),
  'Module on a GPU': () => new torch.nn.Linear(2, 2, { device: 'cuda' }),
  'pin_memory': () => t.pin_memory(),
  'is_pinned': () => t.is_pinned(),
  'empty, pinned': () => torch.empty(2, { pin_memory: true }),
  'tensor, pinned': () => torch.tensor([1], { pin_memory: true }),
  'randn, pinned': () => torch.randn(2, { pin_memory: true }),
  'empty_like, pinned': () => torch.empty_like(t, { pin_memory: true }),
  'new_empty, pinned': () => t.new_empty([2], { pin_memory: true }),
  'UntypedStorage.is_pinned': () => t.untyped_storage().is_pinned(),
  'UntypedStorage.pin_memory': () => t.untyped_storage().pin_memory(),
  'TypedStorage.is_pinned': () => t.storage().is_pinned(),
  'TypedStorage.pin_memory': () => t.storage().pin_memory(),
  'cudnn.rnn.init_dropout_state': () => torch.backends.cudnn.rnn.init_dropout_state(0.5, true, 1, new Map()),
  'classes of errors': () => [
    torch.OutOfMemoryError, cuda.OutOfMemoryError, torch.AcceleratorError, cuda.CudaError, cuda.DeferredCudaCallError,
  ].map((one) => one.prototype instanceof torch.RuntimeError),
};

describe.skipIf(!hasNoDriver())('without a driver', () => {
  testTexts('torch_cuda', { ...cases, 'jiterator of no template': namedException(cases['jiterator of no template']!) });
});

/** Python's `Exception` is JavaScript's `Error`. */
function namedException(expression: () => unknown): () => unknown {
  return () => {
    try {
      return expression();
    } catch (error) {
      throw Object.assign(error as Error, { name: 'Exception' });
    }
  };
}

test('files that a GPU reads by itself are not there', () => {
  expect(cuda.gds.is_available()).toBe(false);
});

test('contexts end when their body throws, and refuse async bodies', () => {
  expect(() => cuda.device(-1, () => {
    throw new Error('inside');
  })).toThrow('inside');
  expect(() => cuda.caching_allocator_disabled(async () => Promise.resolve())).toThrow(TypeError);
});
