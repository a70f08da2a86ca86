/** `torch.cuda.memory`: what the allocators of CUDA's memory hold. */
export * from './memory/allocator.js';
export * from './memory/host.js';
export * from './memory/snapshot.js';
export * from './memory/stats.js';
export { list_gpu_processes, memory_summary } from './memory/summary.js';
export { change_current_allocator, CUDAPluggableAllocator, MemPool, use_mem_pool } from './memory_pools.js';
