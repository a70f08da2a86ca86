// Public names of PyTorch that stay away, with the reason: a fact about JavaScript or a decision of the design. What is
// only not there yet has no reason and counts as missing (docs/coverage.md). Operators among these are left out of the
// generated table. A name that comes to be must leave this list: test/coverage.test.ts fails on one that is in both.
// Whole modules: missing_modules.mjs.

export const script = "TorchScript's compiler, which is no part of this design: programs run as they are written";
const scriptInside = "the inside of TorchScript's run time, which no program asks for by name: of other languages' libraries, or to measure it";
const storage = "about memory that processes of Python share, or the base of Python's classes";
const graphData = "pickles what Python's package cuda-bindings reads of a graph";
const greenContexts = "parts of a GPU, by calls of the driver's interface from Python (ctypes); PyTorch calls it a prototype";
const directStorage = "cuFile by bindings that are compiled into PyTorch's Python half, which is not loaded here";
const symbolic = 'sizes are numbers: torch.compile finds what depends on them by comparing two recordings';
const python = 'about Python itself';
export const ddp = 'averages gradients among processes that torch.distributed joins, which is not here';
export const torchao = 'PyTorch itself announces its removal, in favour of the Python package torchao';
export const privateUse = 'names a device type that an extension of Python brings, and adds its methods';

const callgrind = 'counts instructions: V8 compiles while a program runs, at moments that depend on time, so no two runs ' +
  'have the same';
const cuspy = "collects events of CUDA by a package of PyTorch's Python half, which is not loaded here";

/** @type {Record<string, Record<string, string>>} */
export const missing = {
  torch: {
    ...each(
      script,
      `ConcreteModuleType ConcreteModuleTypeBuilder ErrorReport TracingState merge_type_from_type_comment
      parse_type_comment`,
    ),
    ...each(scriptInside, `ArgumentSpec BenchmarkConfig BenchmarkExecutionStats CallStack Capsule Code CompleteArgumentSpec
      DeepCopyMemoTable DeserializationStorageContext ExecutionPlan Gradient GraphExecutorState IODescriptor
      LiteScriptModule OperatorInfo ScriptClass ScriptClassFunction ScriptModuleSerializer SerializationStorageContext
      StaticModule ThroughputBenchmark`),
    ...each(storage, 'StorageBase'),
    ...each(symbolic, 'SymBool SymFloat SymInt'),
    ...each('a decorator of Python: classes of JavaScript have static getters', 'classproperty'),
    ...each('wraps modules of the C++ API for Python', 'cpp'),
    ...each('captures graphs for other programs out of the bytecode of Python', 'export'),
    ...each('how Python finds its libraries', `TYPE_CHECKING USE_GLOBAL_DEPS
      USE_RTLD_GLOBAL_WITH_LIBTORCH`),
    ...each('dynamic quantisation of recurrent layers, only through torch.ao', 'quantized_gru quantized_lstm'),
  },
  Tensor: {
    ...each('results are wrapped in one place that knows one class: a class with __torch_function__ around a tensor', 'as_subclass'),
  },
  compiler: {
    ...each('recordings hold tensors of this process: no file has them', `load_cache_artifacts load_compiled_function
      save_cache_artifacts PrecompileError precompile`),
    ...each('guards are compared in one call of C++, and none can be left out', `keep_portable_guards_unsafe
      keep_tensor_guards_unsafe skip_all_guards_unsafe skip_guard_on_all_nn_modules_unsafe
      skip_guard_on_globals_unsafe skip_guard_on_inbuilt_nn_modules_unsafe`),
    ...each('functions of NumPy', 'wrap_numpy'),
    ...each('functions of C that the compiler of bytecode cannot look into: here it need not', 'substitute_in_graph'),
    ...each('recordings are replayed without graphs of a device', 'cudagraph_mark_warmup_incomplete'),
    ...each('processes that agree on what they compile: torch.distributed', 'set_enable_guard_collectives'),
  },
  'compiler.config': each('of the compiler of bytecode, or of caches in files', `job_id assume_static_by_default
    accumulated_recompile_limit verbose capture_scalar_outputs capture_dynamic_output_shape_ops log_file_name
    allow_unspec_int_on_nn_module skip_tensor_guards_with_matching_dict_tags enable_cpp_symbolic_shape_guards
    wrap_top_frame reorderable_logging_functions force_disable_caches compile_on_one_rank`),
  ao: each(torchao, 'nn ns quantization'),
  'ao.pruning': each('names modules of torch.ao.nn.sparse, which goes with torch.ao.quantization',
    'get_dynamic_sparse_quantized_mapping get_static_sparse_quantized_mapping'),
  hub: each('modules of Python, which a repository has in a hubconf.py: what they compute is not in the file of weights',
    'help list load'),
  jit: each(script, `Attribute enable_onednn_fusion interface isinstance onednn_fusion_enabled script script_if_tracing
    set_fusion_strategy strict_fusion trace trace_module`),
  torch_version: each('a text that is compared as a version, by operators of Python', 'TorchVersion'),
  types: each("a protocol for Python's type checkers", 'Storage'),
  library: {
    ...each('of Triton, which compiles functions of Python', 'triton_op wrap_triton'),
    ...each('types of the parameters of a function, which JavaScript does not keep: custom_op takes the schema', 'infer_schema'),
    ...each('about __torch_dispatch__, the level below, which is no part of this design', 'register_torch_dispatch'),
  },
  linalg: each('a piece of the docstrings of PyTorch', 'common_notes'),
  nn: {
    ...each('sorts the keyword dictionaries of constructors in Python; signature() does it here', 'factory_kwargs'),
  },
  'nn.parallel': each(ddp, 'DistributedDataParallel'),
  'nn.functional': each("another name for Python's int", 'DType'),
  'nn.utils.parametrize': each('pieces of torch.ao quantisation', 'transfer_parametrizations_and_params'),
  'nn.modules.lazy': each('a mixin, and a class of JavaScript has one base: LazyLinear and its like have its members',
    'LazyModuleMixin'),
  'nn.parameter': each('the common base of the two classes in Python; is_lazy asks for it', 'UninitializedTensorMixin'),
  return_types: each('tells pytree of a class of Python: every tuple with names is a tree here', 'pytree_register_structseq'),
  cuda: { ...each(greenContexts, 'GreenContext'), ...each(graphData, 'export_graph_data') },
  'cuda.graphs': each(graphData, 'export_graph_data'),
  'cuda.green_contexts': each(greenContexts, 'GreenContext SMPartition get_num_locality_domains is_localization_supported'),
  'cuda.gds': each(directStorage, 'GdsFile gds_deregister_buffer gds_register_buffer'),
  'cuda.tunable': each('replays a log of products in processes of Python', 'mgpu_tune_gemm_in_file tune_gemm_in_file'),
  'fx.graph_module': each('what pickle calls to make a module of its code again: files have the state_dict() of a module',
    'reduce_graph_module reduce_package_graph_module'),
  'fx.operator_schemas': each("about annotations of Python's typing, and signatures of its inspect",
    'create_type_hint get_signature_for_torch_op type_matches'),
  'fx.proxy': each("computes beside the trace with the fake tensors of Python's dispatcher: ShapeProp runs the graph",
    'MetaProxy'),
  serialization: {
    ...each('how Python finds places for storages', `StorageType location_tag normalize_storage_type register_package
      storage_to_tensor_type validate_cuda_device validate_hpu_device`),
    ...each(python, 'SourceChangeWarning check_module_version_greater_or_equal mkdtemp'),
  },
  overrides: each(
    'about __torch_dispatch__, the level below, which is no part of this design', 'enable_reentrant_dispatch'),
  profiler: each(cuspy, 'CuspyConfig'),
  'profiler.profiler': each(cuspy, 'CuspyConfig'),
  'autograd.profiler_legacy': each('the profiler before Kineto, deprecated in PyTorch: autograd.profiler.profile', 'profile'),
  utils: {
    ...each(privateUse, 'generate_methods_for_privateuse1_backend rename_privateuse1_backend'),
    ...each(scriptInside, 'ThroughputBenchmark'),
    ...each("the folder of CMake's files in PyTorch's package of Python: the libtorch that is unpacked here has none",
      'cmake_prefix_path'),
    ...each('says by which module Python prints a class: a class of JavaScript has none', 'set_module'),
    ...each('what private fields and WeakMaps know of an object of JavaScript cannot move to another: t.data = other',
      'swap_tensors'),
  },
  'utils.benchmark': each(callgrind, 'CallgrindStats CopyIfCallgrind FunctionCount FunctionCounts'),
  'utils.data': each('data pipes, deprecated in PyTorch', `DFIterDataPipe DataChunk IterDataPipe MapDataPipe
    argument_validation functional_datapipe guaranteed_datapipes_determinism non_deterministic runtime_validation
    runtime_validation_disabled`),
};

/** @param {string} reason @param {string} names */
function each(reason, names) {
  return Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, reason]));
}
