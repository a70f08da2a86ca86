// The functions of torch.cuda one by one: what a device is and can, its memory block by block, its random streams.

import assert from 'node:assert/strict';

const mega = 1 << 20;

export async function run(context) {
  const { torch } = context;
  const { cuda } = torch;
  await context.check('CUDA begins when it is asked', () => {
    cuda.init();
    assert.equal(cuda.is_initialized(), true);
    assert.ok(cuda.device_count() >= 1);
  });
  cuda.init(); // Without a device nothing below says anything: much of it answers as where nothing was allocated.
  await context.check('a device has all properties, and prints as in Python', () => {
    const properties = cuda.get_device_properties();
    context.figure('properties', { ...properties });
    for (const [name, value] of Object.entries(properties)) assert.notEqual(value, undefined, name);
    assert.match(properties.uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(String(properties), /^_CudaDeviceProperties\(name='.+', major=\d+, minor=\d+, total_memory=\d+MB, /);
    assert.equal(cuda.get_device_name(), properties.name);
    assert.deepEqual(cuda.get_device_capability(), [properties.major, properties.minor]);
  });
  await context.check('kernels are there for this device', () => {
    const archs = cuda.get_arch_list();
    context.figure('architectures', archs);
    const [major] = cuda.get_device_capability();
    assert.ok(archs.some((arch) => arch.startsWith(`sm_${major}`) || Number(arch.slice(3)) < major * 10));
    assert.equal(cuda.get_gencode_flags().split(' -gencode').length, archs.length);
    context.figure('bfloat16 and TF32', [cuda.is_bf16_supported(), cuda.is_tf32_supported()]);
  });
  await context.check('the current device is set, and put back', () => {
    const before = cuda.current_device();
    cuda.set_device(before);
    assert.equal(cuda.device(0, () => cuda.current_device()), 0);
    assert.equal(cuda.current_device(), before);
    assert.equal(cuda.device_of(torch.ones(1, { device: 'cuda' }), () => cuda.current_device()), before);
    assert.throws(() => cuda.get_device_properties(99), { name: 'AssertionError', message: 'Invalid device id' });
    assert.throws(() => cuda.synchronize(99), /invalid device ordinal/);
  });
  await context.check('waiting for the device warns or fails where that is asked', () => {
    assert.equal(cuda.get_sync_debug_mode(), 0);
    const x = torch.ones(2, { device: 'cuda' });
    cuda.set_sync_debug_mode('error');
    try {
      assert.throws(() => x.sum().item(), /called a synchronizing CUDA operation/);
    } finally {
      cuda.set_sync_debug_mode('default');
    }
    assert.equal(x.sum().item(), 2);
  });
  await context.check("handles, the run time's functions and the profiler's marks answer", () => {
    assert.ok(cuda.current_blas_handle() > 0);
    assert.ok(cuda.current_solver_handle() > 0);
    assert.equal(cuda.cudart().cudaGetErrorString(2), 'out of memory');
    assert.throws(() => cuda.check_error(2), { name: 'CudaError', message: 'out of memory (2)' });
    cuda.nvtx.range('step {}', 1, () => cuda.nvtx.mark('here'));
    cuda.ipc_collect();
  });
  await context.check('NVML tells of the device', () => {
    context.figure('NVML', {
      temperature: cuda.temperature(), power: cuda.power_draw(), clock: cuda.clock_rate(),
      used: cuda.device_memory_used(), utilization: cuda.utilization(), memory: cuda.memory_usage(),
    });
    assert.match(cuda.list_gpu_processes(), /^GPU:0\n/);
  });
  await context.check('a kernel is compiled when it is called', () => {
    const twice = cuda.jiterator._create_jit_fn(
      'template <typename T> T my_kernel(T x, T y, T alpha) { return -x + alpha * y; }', { alpha: 1 });
    const [a, b] = [torch.tensor([1, 2], { device: 'cuda' }).float(), torch.tensor([10, 20], { device: 'cuda' }).float()];
    assert.deepEqual(twice(a, b, { alpha: 2 }).tolist(), [19, 38]);
  });
  await context.check('tensors go to devices and come back', () => {
    const t = torch.arange(6).float();
    assert.deepEqual(cuda.comm.broadcast(t, [0])[0].tolist(), t.tolist());
    assert.deepEqual(cuda.comm.gather(cuda.comm.scatter(t, [0, 0]), 0, 'cpu').tolist(), t.tolist());
  });
  await context.check("seeds and states are the devices'", () => {
    const draw = () => torch.rand(4, { device: 'cuda' }).tolist();
    cuda.manual_seed_all(3);
    const state = cuda.get_rng_state();
    const first = draw();
    cuda.set_rng_state(state);
    assert.deepEqual(draw(), first);
    const [all] = [cuda.get_rng_state_all()];
    const next = draw();
    cuda.set_rng_state_all(all);
    assert.deepEqual(draw(), next);
    assert.equal(cuda.default_generators.length, cuda.device_count());
    assert.equal(cuda.initial_seed(), 3);
    cuda.seed_all();
    assert.notEqual(cuda.initial_seed(), 3);
  });
  await context.check('memory is counted, and its maximum kept', () => {
    torch.collect({ major: true });
    cuda.reset_peak_memory_stats();
    const before = cuda.memory_allocated();
    const x = torch.ones(mega, { device: 'cuda' });
    assert.equal(cuda.memory_allocated() - before, 4 * mega);
    x.dispose();
    assert.equal(cuda.memory_allocated(), before);
    assert.ok(cuda.max_memory_allocated() - before >= 4 * mega);
    assert.ok(cuda.memory_reserved() >= cuda.memory_allocated());
  });
  await context.check('figures have the names of PyTorch', () => {
    const stats = cuda.memory_stats();
    for (const name of ['allocated_bytes.all.current', 'active.large_pool.peak', 'num_ooms', 'oversize_segments.freed',
      'requested_bytes.small_pool.allocated', 'num_device_alloc', 'max_split_size']) {
      assert.equal(typeof stats[name], 'number', name);
    }
    context.figure('figures', Object.keys(stats).length);
    cuda.reset_accumulated_memory_stats();
    assert.equal(cuda.memory_stats()['allocation.all.freed'], 0);
  });
  await context.check("the summary is PyTorch's table", () => {
    const text = cuda.memory_summary();
    context.figure('summary', text);
    assert.match(text, /^\|={75}\|\n\| {17}PyTorch CUDA memory summary, device ID 0 {17}\|/);
    assert.ok(text.split('\n').every((line) => line === '' || line.length === 77));
    assert.ok(cuda.memory_summary(null, true).length < text.length);
  });
  await context.check('a snapshot adds up', () => {
    const x = torch.ones(mega, { device: 'cuda' });
    const segments = cuda.memory_snapshot();
    const held = segments.reduce((sum, segment) => sum + segment.total_size, 0);
    assert.equal(held, cuda.memory_reserved());
    const address = Number(x.data_ptr());
    assert.ok(segments.some(({ blocks }) => blocks.some((block) => block.address === address)));
    x.dispose();
  });
  await context.check('the free and all bytes are those of the device', () => {
    const [free, total] = cuda.mem_get_info();
    assert.ok(free > 0 && free <= total);
    assert.ok(Math.abs(total - cuda.get_device_properties().total_memory) < 0.05 * total);
    assert.deepEqual(cuda.cudart().cudaMemGetInfo(0)[1], total);
  });
  await context.check("bytes of the allocator's own, for others", () => {
    const before = cuda.memory_allocated();
    const address = cuda.caching_allocator_alloc(mega);
    assert.ok(address > 0);
    assert.ok(cuda.memory_allocated() - before >= mega);
    cuda.caching_allocator_delete(address);
    assert.equal(cuda.memory_allocated(), before);
    assert.throws(() => cuda.caching_allocator_alloc(8, 0, 'x'), TypeError);
  });
  await context.check('the cache is given back', () => {
    torch.ones(16 * mega, { device: 'cuda' }).dispose();
    const before = cuda.memory_reserved();
    cuda.empty_cache();
    assert.ok(cuda.memory_reserved() < before);
    assert.equal(cuda.get_allocator_backend(), 'native');
    cuda.caching_allocator_disabled(() => torch.ones(4, { device: 'cuda' }).dispose());
  });
  await context.check('pinned memory is counted, and used again', () => {
    const before = cuda.host_memory_stats();
    for (let i = 0; i < 200; i++) torch.ones(1 << 18).pin_memory().dispose();
    const after = cuda.host_memory_stats();
    context.figure('pinned memory', after);
    assert.ok(after['allocated_bytes.current'] - before['allocated_bytes.current'] < 64 << 20);
    cuda.reset_peak_host_memory_stats();
    cuda.reset_accumulated_host_memory_stats();
  });
}
