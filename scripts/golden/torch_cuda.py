"""Writes what torch.cuda answers where there is no driver, for test/cuda/no_driver.test.ts. To run without a GPU.

    python3 scripts/golden/torch_cuda.py > test/golden/torch_cuda.json
"""

import torch
import torch.cuda.comm
from support.texts import write
from torch import cuda

t = torch.ones(2)


def summary(abbreviated):
    """The table of figures that are made up: what is shown is what the text depends on."""
    names = ["allocated_bytes", "active_bytes", "requested_bytes", "reserved_bytes", "inactive_split_bytes",
             "allocation", "active", "segment", "inactive_split"]
    figures = {"num_ooms": 3, "num_alloc_retries": 12}
    for i, name in enumerate(names):
        for j, pool in enumerate(["all", "large_pool", "small_pool"]):
            for k, figure in enumerate(["current", "peak", "allocated", "freed"]):
                figures[f"{name}.{pool}.{figure}"] = 37 ** (i + 1) * (k + 1) // (j + 1)
    for name in ["oversize_allocations", "oversize_segments"]:
        for k, figure in enumerate(["current", "peak", "allocated", "freed"]):
            figures[f"{name}.{figure}"] = k * 999999
    asked = cuda.memory.memory_stats
    cuda.memory.memory_stats = lambda device: figures
    try:
        return cuda.memory_summary(1, abbreviated)
    finally:
        cuda.memory.memory_stats = asked


def entered(context):
    with context:
        return "entered"


KERNEL = "template <typename T> T twice(T x) { return x + x; }"

CASES = {
    "is_available": cuda.is_available,
    "device_count": cuda.device_count,
    "is_initialized": cuda.is_initialized,
    "init": cuda.init,
    "current_device": cuda.current_device,
    "synchronize": cuda.synchronize,
    "synchronize on the CPU": lambda: cuda.synchronize("cpu"),
    "set_device": lambda: cuda.set_device(0),
    "set_device by its text": lambda: cuda.set_device("cuda:0"),
    "set_device below zero": lambda: cuda.set_device(-1),
    "set_device without an index": lambda: cuda.set_device("cuda"),
    "set_device without a device": lambda: cuda.set_device(None),
    "set_device on the CPU": lambda: cuda.set_device("cpu"),
    "device": lambda: entered(cuda.device(0)),
    "device by its text": lambda: entered(cuda.device("cuda:1")),
    "device below zero": lambda: entered(cuda.device(-1)),
    "device on the CPU": lambda: entered(cuda.device("cpu")),
    "device_of a tensor of the CPU": lambda: entered(cuda.device_of(t)),
    "get_device_name": cuda.get_device_name,
    "get_device_name on the CPU": lambda: cuda.get_device_name("cpu"),
    "get_device_capability": cuda.get_device_capability,
    "get_device_properties": lambda: cuda.get_device_properties(-1),
    "can_device_access_peer": lambda: cuda.can_device_access_peer(0, 1),
    "is_bf16_supported": cuda.is_bf16_supported,
    "is_tf32_supported": cuda.is_tf32_supported,
    "has_half": lambda: cuda.has_half,
    "has_magma": lambda: isinstance(cuda.has_magma, bool),
    "ipc_collect": cuda.ipc_collect,
    "cudart": cuda.cudart,
    "check_error of success": lambda: cuda.check_error(0),
    "cudaStatus": lambda: [cuda.cudaStatus.SUCCESS, cuda.cudaStatus.ERROR_NOT_READY],
    "current_blas_handle": cuda.current_blas_handle,
    "current_solver_handle": cuda.current_solver_handle,
    "get_sync_debug_mode": cuda.get_sync_debug_mode,
    "set_sync_debug_mode": lambda: cuda.set_sync_debug_mode("warn"),
    "utilization": cuda.utilization,
    "temperature": cuda.temperature,
    "power_draw": cuda.power_draw,
    "clock_rate": cuda.clock_rate,
    "memory_usage": cuda.memory_usage,
    "device_memory_used": cuda.device_memory_used,
    "list_gpu_processes": cuda.list_gpu_processes,
    "memory_allocated": cuda.memory_allocated,
    "memory_allocated by device": lambda: [cuda.memory_allocated("cuda:0"), cuda.memory_allocated(7)],
    "max_memory_allocated": cuda.max_memory_allocated,
    "memory_reserved": cuda.memory_reserved,
    "max_memory_reserved": cuda.max_memory_reserved,
    "memory_cached": cuda.memory_cached,
    "max_memory_cached": cuda.max_memory_cached,
    "memory_stats": lambda: len(cuda.memory_stats()),
    "memory_stats_as_nested_dict": lambda: len(cuda.memory_stats_as_nested_dict()),
    "host_memory_stats": lambda: len(cuda.host_memory_stats()),
    "host_memory_stats_as_nested_dict": lambda: len(cuda.host_memory_stats_as_nested_dict()),
    "reset_peak_memory_stats": cuda.reset_peak_memory_stats,
    "reset_peak_memory_stats of the CPU": lambda: cuda.reset_peak_memory_stats("cpu"),
    "reset_accumulated_memory_stats": cuda.reset_accumulated_memory_stats,
    "reset_max_memory_allocated": cuda.reset_max_memory_allocated,
    "reset_max_memory_cached": cuda.reset_max_memory_cached,
    "reset_peak_host_memory_stats": cuda.reset_peak_host_memory_stats,
    "reset_accumulated_host_memory_stats": cuda.reset_accumulated_host_memory_stats,
    "memory_summary": cuda.memory_summary,
    "memory_summary of the CPU": lambda: cuda.memory_summary("cpu"),
    "memory_summary of figures": lambda: [summary(False), summary(True)],
    "memory_snapshot": cuda.memory_snapshot,
    "mem_get_info": cuda.mem_get_info,
    "mem_get_info of the CPU": lambda: cuda.mem_get_info("cpu"),
    "empty_cache": cuda.empty_cache,
    "set_per_process_memory_fraction": lambda: cuda.set_per_process_memory_fraction(2.5),
    "get_per_process_memory_fraction": cuda.get_per_process_memory_fraction,
    "caching_allocator_alloc": lambda: cuda.caching_allocator_alloc(8),
    "caching_allocator_delete of nothing": lambda: cuda.caching_allocator_delete(0),
    "caching_allocator_enable": lambda: cuda.caching_allocator_enable(False),
    "caching_allocator_disabled": lambda: entered(cuda.caching_allocator_disabled()),
    "get_allocator_backend": cuda.get_allocator_backend,
    "CUDAPluggableAllocator": lambda: cuda.CUDAPluggableAllocator("/none.so", "a", "b"),
    "manual_seed": lambda: cuda.manual_seed(3),
    "manual_seed_all": lambda: cuda.manual_seed_all(3),
    "seed": cuda.seed,
    "seed_all": cuda.seed_all,
    "initial_seed": cuda.initial_seed,
    "get_rng_state": cuda.get_rng_state,
    "get_rng_state_all": cuda.get_rng_state_all,
    "set_rng_state": lambda: cuda.set_rng_state(torch.get_rng_state()),
    "set_rng_state_all": lambda: cuda.set_rng_state_all([torch.get_rng_state()]),
    "default_generators": lambda: list(cuda.default_generators),
    "nvtx.range_push": lambda: cuda.nvtx.range_push("a"),
    "nvtx.range_pop": cuda.nvtx.range_pop,
    "nvtx.range_start": lambda: str(cuda.nvtx.range_start("a")),
    "nvtx.range_end": lambda: cuda.nvtx.range_end(0),
    "nvtx.mark": lambda: cuda.nvtx.mark("a"),
    "nvtx.range": lambda: entered(cuda.nvtx.range("step {}", 3)),
    "nvtx.range with too little": lambda: entered(cuda.nvtx.range("step {}")),
    "profiler.start": cuda.profiler.start,
    "profiler.profile": lambda: entered(cuda.profiler.profile()),
    "comm.broadcast": lambda: cuda.comm.broadcast(t, [0, 1]),
    "comm.broadcast to the CPU": lambda: cuda.comm.broadcast(t, ["cpu"]),
    "comm.broadcast to nothing": lambda: cuda.comm.broadcast(t),
    "comm.broadcast to both": lambda: cuda.comm.broadcast(t, [0], out=[t]),
    "comm.broadcast into the CPU": lambda: cuda.comm.broadcast(t, out=[t]),
    "comm.broadcast_coalesced": lambda: cuda.comm.broadcast_coalesced([t], [0]),
    "comm.reduce_add": lambda: cuda.comm.reduce_add([t], 0),
    "comm.reduce_add_coalesced": lambda: cuda.comm.reduce_add_coalesced([[t]], 0),
    "comm.scatter": lambda: cuda.comm.scatter(t, [0, 1]),
    "comm.scatter to both": lambda: cuda.comm.scatter(t, [0], out=[t]),
    "comm.scatter into the CPU": lambda: cuda.comm.scatter(t, out=[t]),
    "comm.gather": lambda: cuda.comm.gather([t]),
    "comm.gather to -1": lambda: cuda.comm.gather([t], 0, -1),
    "comm.gather to both": lambda: cuda.comm.gather([t], 0, 0, out=t),
    "comm.gather into the CPU": lambda: cuda.comm.gather([t], out=t),
    "nccl.all_reduce of a tensor": lambda: cuda.nccl.all_reduce(t),
    "nccl.is_available": lambda: cuda.nccl.is_available([t]),
    "nccl.reduce with both outputs": lambda: cuda.nccl.reduce([t], t, outputs=[t]),
    "jiterator of no template": lambda: cuda.jiterator._create_jit_fn("x"),
    "jiterator": lambda: cuda.jiterator._create_jit_fn(KERNEL)(t),
    "graph_annotations": lambda: [cuda.graph_annotations.is_available(),
                                  len(cuda.graph_annotations.get_kernel_annotations()),
                                  len(cuda.graph_annotations.get_kernel_py_stacks())],
    "graph_annotations.mark_kernels": lambda: entered(cuda.graph_annotations.mark_kernels("a")),
    "FloatTensor": lambda: cuda.FloatTensor([1]),
    "FloatTensor.dtype": lambda: str(cuda.FloatTensor.dtype),
    "instances of FloatTensor": lambda: isinstance(t, cuda.FloatTensor),
    "FloatStorage": lambda: cuda.FloatStorage(3),
    "FloatStorage of a storage of the CPU": lambda: cuda.FloatStorage(wrap_storage=t.untyped_storage()),
    "FloatStorage.from_buffer": lambda: cuda.FloatStorage.from_buffer(b""),
    "FloatStorage.dtype": lambda: str(cuda.FloatStorage.dtype),
    "sparse.FloatTensor": lambda: cuda.sparse.FloatTensor(2, 3),
    "a tensor on a GPU": lambda: torch.ones(2, device="cuda"),
    "a tensor by the number of a GPU": lambda: torch.ones(2, device=0),
    "Tensor.cuda": lambda: t.cuda(non_blocking=True),
    "Tensor.to": lambda: t.to("cuda", non_blocking=True),
    "Tensor.to the CPU": lambda: t.to("cpu", non_blocking=True),
    "Tensor.copy_": lambda: torch.zeros(2).copy_(t, non_blocking=True),
    "Module.to": lambda: torch.nn.Linear(2, 2).to("cuda", non_blocking=True),
    "Module.cuda": lambda: torch.nn.Linear(2, 2).cuda(),
    "Module on a GPU": lambda: torch.nn.Linear(2, 2, device="cuda"),
    "pin_memory": t.pin_memory,
    "is_pinned": t.is_pinned,
    "empty, pinned": lambda: torch.empty(2, pin_memory=True),
    "tensor, pinned": lambda: torch.tensor([1.0], pin_memory=True),
    "randn, pinned": lambda: torch.randn(2, pin_memory=True),
    "empty_like, pinned": lambda: torch.empty_like(t, pin_memory=True),
    "new_empty, pinned": lambda: t.new_empty([2], pin_memory=True),
    "UntypedStorage.is_pinned": lambda: t.untyped_storage().is_pinned(),
    "UntypedStorage.pin_memory": lambda: t.untyped_storage().pin_memory(),
    "TypedStorage.is_pinned": lambda: t.storage().is_pinned(),
    "TypedStorage.pin_memory": lambda: t.storage().pin_memory(),
    "cudnn.rnn.init_dropout_state": lambda: torch.backends.cudnn.rnn.init_dropout_state(0.5, True, 1, {}),
    "classes of errors": lambda: [issubclass(one, RuntimeError) for one in (
        torch.OutOfMemoryError, cuda.OutOfMemoryError, torch.AcceleratorError, cuda.CudaError,
        cuda.DeferredCudaCallError)],
}

write(CASES)
