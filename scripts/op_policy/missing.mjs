// Public names of PyTorch that are not here, with the reason. Operators among them are left out of the generated table.
// A name that comes to be must leave this list: test/coverage.test.ts fails on one that is in both places.

const script = "TorchScript's compiler and its types: Python's business";
const removed = 'only raises in PyTorch too: removed in favour of torch.linalg';
const storage = 'deprecated in PyTorch, or for its own processes: storages are UntypedStorage, data are typed arrays';
const symbolic = 'symbolic shapes belong to torch.compile';
const python = 'about Python itself';
const autocast = 'the door beneath torch.autocast, which is the way in';
const devices = 'a device type that has no build for Node';
const sparse = 'a subclass of Tensor around kernels that only CUDA has (CUTLASS, cuSPARSELt)';
const compiler = 'graph capture and transforms: later';
const deterministic = 'switches of determinism and matmul precision: later';
const debugging = 'anomaly mode and warnings: later';

/** @type {Record<string, Record<string, string>>} */
export const missing = {
  torch: {
    ...each(
      script,
      `AggregationType AliasDb AnyType Argument ArgumentSpec AwaitType BenchmarkConfig BenchmarkExecutionStats Block
      BoolType BufferDict CallStack Capsule ClassType Code CompilationUnit CompleteArgumentSpec ComplexType
      ConcreteModuleType ConcreteModuleTypeBuilder DeepCopyMemoTable DeserializationStorageContext DeviceObjType
      DictType EnumType ErrorReport ExecutionPlan FileCheck FloatType FunctionSchema Future FutureType Gradient Graph
      GraphExecutorState IODescriptor InferredType IntType InterfaceType JITException ListType LiteScriptModule
      LockingLogger LoggerBase ModuleDict Node NoneType NoopLogger NumberType OperatorInfo OptionalType ParameterDict
      PyObjectType PyTorchFileReader PyTorchFileWriter RRefType ScriptClass ScriptClassFunction ScriptDict
      ScriptDictIterator ScriptDictKeyIterator ScriptFunction ScriptList ScriptListIterator ScriptMethod ScriptModule
      ScriptModuleSerializer ScriptObject ScriptObjectProperty SerializationStorageContext StaticModule StreamObjType
      StringType SymBoolType SymIntType TensorType ThroughputBenchmark TracingState TupleType Type UnionType Use Value
      fork import_ir_module import_ir_module_from_buffer merge_type_from_type_comment parse_ir parse_schema
      parse_type_comment unify_type_list wait`,
    ),
    ...each(
      storage,
      `BFloat16Storage BoolStorage ByteStorage CharStorage ComplexDoubleStorage ComplexFloatStorage DoubleStorage
      FloatStorage HalfStorage IntStorage LongStorage QInt32Storage QInt8Storage QUInt2x4Storage QUInt4x2Storage
      QUInt8Storage ShortStorage Storage StorageBase is_storage`,
    ),
    ...each(symbolic, `SymBool SymFloat SymInt sym_float sym_fresh_size sym_int sym_ite sym_max sym_min sym_not sym_sqrt
      sym_sum thread_safe_generator`),
    ...each(python, `DisableTorchFunction DisableTorchFunctionSubclass DispatchKey DispatchKeySet
      ExcludeDispatchKeyGuard FatalError Tag classproperty compiled_with_cxx11_abi get_file_path init_num_threads
      prepare_multiprocessing_environment profiler_allow_cudagraph_cupti_lazy_reinit_cuda12 typename`),
    ...each(autocast, `autocast_decrement_nesting autocast_increment_nesting clear_autocast_cache get_autocast_cpu_dtype
      get_autocast_dtype get_autocast_gpu_dtype get_autocast_ipu_dtype get_autocast_xla_dtype is_autocast_cache_enabled
      is_autocast_cpu_enabled is_autocast_enabled is_autocast_ipu_enabled is_autocast_xla_enabled
      set_autocast_cache_enabled set_autocast_cpu_dtype set_autocast_cpu_enabled set_autocast_dtype set_autocast_enabled
      set_autocast_gpu_dtype set_autocast_ipu_dtype set_autocast_ipu_enabled set_autocast_xla_dtype
      set_autocast_xla_enabled`),
    ...each('mixed precision: later', 'GradScaler autocast'),
    ...each('streams and events of accelerators: later', 'AcceleratorError Event Stream get_device_module'),
    ...each(removed, 'cholesky eig lstsq matrix_rank qr solve symeig'),
    ...each(compiler, 'compile cond vmap while_loop'),
    ...each(deterministic, `are_deterministic_algorithms_enabled get_deterministic_debug_mode
      get_float32_matmul_precision is_deterministic_algorithms_warn_only_enabled set_deterministic_debug_mode
      set_float32_matmul_precision set_flush_denormal use_deterministic_algorithms`),
    ...each(debugging, 'is_anomaly_check_nan_enabled is_warn_always_enabled set_anomaly_enabled ' +
      'set_warn_always'),
    ...each(script, 'AVG SUM'),
    ...each('how Python finds its libraries', `PRIVATE_OPS TYPE_CHECKING USE_GLOBAL_DEPS
      USE_RTLD_GLOBAL_WITH_LIBTORCH`),
    ...each('what a build of libtorch has: npx nodetorch doctor', 'has_lapack has_mkl has_openmp has_spectral'),
    ...each('deprecated: contiguous_format', 'legacy_contiguous_format'),
    ...each('DLPack exchange with other libraries: later', 'from_dlpack to_dlpack'),
    ...each('dynamic quantisation of recurrent layers, only through torch.ao', 'quantized_gru quantized_lstm'),
    ...each('deprecated since 2.1: set_default_dtype and set_default_device', 'set_default_tensor_type'),
    ...each('the default device is a mode of Python: pass device', 'get_default_device set_default_device'),
    ...each('not on torch in PyTorch either: torch.unique(dim) calls it', 'unique_dim'),
  },
  Tensor: {
    ...each(removed, 'cholesky eig lstsq qr solve symeig'),
    ...each(devices, 'ipu is_ipu is_maia is_mkldnn is_mps is_mtia is_vulkan is_xla is_xpu mtia xpu'),
    ...each(storage, 'const_data_ptr is_shared share_memory_ storage storage_type'),
    ...each('calls a function for each element: use operators, or tolist', 'apply_ map2_ map_'),
    ...each(python, 'as_subclass module_load new'),
    ...each('deprecated and gone for years; only raises or always the same', 'name reinforce volatile'),
    ...each('deprecated: resize_, resize_as_', 'resize resize_as'),
    ...each('the order of strides: later', 'dim_order'),
    ...each('takes a torch.cuda.Stream, which is not there yet', 'record_stream'),
  },
  sparse: {
    ...each(sparse, `SparseSemiStructuredTensor SparseSemiStructuredTensorCUSPARSELT SparseSemiStructuredTensorCUTLASS
      to_sparse_semi_structured`),
  },
  'nn.utils.parametrize': each('pieces of torch.ao quantisation', 'transfer_parametrizations_and_params'),
  'nn.modules': each('deprecated for years: Sequential, NLLLoss', 'Container NLLLoss2d'),
  'nn.parameter': each('the common base of the two classes in Python; is_lazy asks for it', 'UninitializedTensorMixin'),
  autograd: {
    ...each('modules of Python inside of this one', 'grad_mode variable'),
    ...each('for custom functions over nested Python containers, deprecated', 'NestedIOFunction'),
    ...each('numerical checks of gradients: later', 'gradcheck gradgradcheck'),
    ...each('switches of the engine: later', 'enforce_grad_layout_policy set_multithreading_enabled'),
  },
  cuda: {
    ...each(storage, `BFloat16Storage BoolStorage ByteStorage CharStorage ComplexDoubleStorage ComplexFloatStorage
      DoubleStorage FloatStorage HalfStorage IntStorage LongStorage ShortStorage`),
    ...each('legacy constructors: tensor(data, { device })', `BFloat16Tensor BoolTensor ByteTensor CharTensor
      DoubleTensor FloatTensor HalfTensor IntTensor LongTensor ShortTensor`),
    ...each('modules of Python inside of this one', `amp graph_annotations graphs memory nccl nvtx profiler random
      sparse streams tunable`),
    ...each('streams, events and graphs: later', `CUDAGraph Event ExternalStream GreenContext Stream StreamContext
      current_stream default_stream device device_of export_dot export_graph_data get_stream_from_external graph
      graph_pool_handle is_current_stream_capturing make_graphed_callables set_stream stream`),
    ...each("statistics and settings of the device's allocator: later", `CUDAPluggableAllocator MemPool
      caching_allocator_alloc caching_allocator_delete caching_allocator_disabled caching_allocator_enable
      change_current_allocator get_allocator_backend get_per_process_memory_fraction host_memory_stats
      host_memory_stats_as_nested_dict max_memory_cached memory_cached memory_snapshot memory_stats
      memory_stats_as_nested_dict memory_summary reset_accumulated_host_memory_stats reset_accumulated_memory_stats
      reset_max_memory_allocated reset_max_memory_cached reset_peak_host_memory_stats set_per_process_memory_fraction
      use_mem_pool`),
    ...each('what the driver tells of devices and processes: later', `can_device_access_peer clock_rate
      device_memory_used list_gpu_processes memory_usage power_draw temperature utilization`),
    ...each('of the CUDA run time that Python wraps', `CudaError DeferredCudaCallError check_error cudaStatus cudart
      current_blas_handle current_solver_handle get_arch_list get_gencode_flags get_sync_debug_mode has_half has_magma
      init ipc_collect is_bf16_supported is_initialized is_tf32_supported jiterator set_sync_debug_mode`),
    ...each('one generator a device: get_rng_state(device)', 'get_rng_state_all seed_all set_rng_state_all'),
  },
  optim: {
    ...each('a module of Python inside of this one', 'functional'),
    ...each('for parameters that are made anew: later', 'swap_in_optimizer_params_and_state'),
  },
  random: each(symbolic, 'thread_safe_generator'),
  serialization: {
    ...each('byte order and mapping as defaults of the process: options of load', `LoadEndianness
      get_default_load_endianness get_default_mmap_options set_default_load_endianness set_default_mmap_options`),
    ...each('how Python finds places for storages', `StorageType location_tag normalize_storage_type register_package
      storage_to_tensor_type validate_cuda_device validate_hpu_device`),
    ...each(python, 'SourceChangeWarning check_module_version_greater_or_equal mkdtemp'),
    ...each('saving without data: later', 'skip_data'),
  },
  testing: {
    ...each('deprecated: assert_close', 'assert_allclose'),
    ...each('random tensors for the tests of PyTorch: later', 'make_tensor'),
  },
  'utils.data': each('data pipes, deprecated in PyTorch', `DFIterDataPipe DataChunk IterDataPipe MapDataPipe
    argument_validation functional_datapipe guaranteed_datapipes_determinism non_deterministic runtime_validation
    runtime_validation_disabled`),
};

/** @param {string} reason @param {string} names */
function each(reason, names) {
  return Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, reason]));
}
