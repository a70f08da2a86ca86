// Where PyTorch's documentation describes a name. The first line of the table that fits a name decides; what no line
// fits is ours alone.

import fs from 'node:fs';

const seed = (file) => new URL(`../op_policy/seed/${file}`, import.meta.url);
const [major, minor] = JSON.parse(fs.readFileSync(seed('origin.json'), 'utf8')).torch.split('.');
const torch = `https://docs.pytorch.org/docs/${major}.${minor}`;
const vision = 'https://docs.pytorch.org/vision/stable';

/** The entry points that Python calls otherwise than torch.*. */
const PLACES = { '': 'torch', '/copy': 'copy', '/safetensors': 'safetensors.torch', '/python_random': 'random' };

/** Ours: PyTorch has nothing of the kind. */
const OURS = new Set(['/collections', '/eslint', '/format', '/plot', '/tqdm', '/vision/image']);

/** The name of an entry point's namespace: torch.nn for '/nn'. */
export function placeOf(entry) {
  if (PLACES[entry] !== undefined) return PLACES[entry];
  const dotted = entry.slice(1).replaceAll('/', '.');
  if (OURS.has(entry)) return `nodetorch.${dotted}`;
  return dotted.startsWith('vision') ? `torch${dotted}` : `torch.${dotted}`;
}

/** A page of its own, and a place on a page of many names. */
const own = (site, path = '$&') => `${site}/generated/${path}.html`;
const on = (page, path = '$&') => `${torch}/${page}.html#${path}`;

const CUDA_MEMORY = 'empty_cache|(?:max_)?memory_(?:allocated|reserved|cached)|mem_get_info|memory_stats(?:_as_nested_dict)?|' +
  'host_memory_stats(?:_as_nested_dict)?|reset_(?:peak|accumulated)_(?:host_)?memory_stats|reset_max_memory_\\w+|' +
  'memory_summary|memory_snapshot|list_gpu_processes|[gs]et_per_process_memory_fraction|caching_allocator_(?:alloc|delete|enable)|' +
  'get_allocator_backend|CUDAPluggableAllocator|change_current_allocator';

/** Types and helpers of ours in PyTorch's modules, which have no such name. */
const OUR_NAMES = Object.entries({
  'torch.cuda': 'NestedStats CudaDevice CudaDeviceProperties CudaRuntime OnDevice StreamLike MemoryBlock MemorySegment ' +
    'MemorySnapshot MemoryTrace comm.TensorsOfDevice tunable.TuningResult',
  'torch.distributions': 'ArgConstraints distribution.ArgConstraints constraint_registry.Factory ' +
    'constraint_registry.ConstraintClass',
  'torch.nn': 'InputsOf OutputOf StateDict utils.clip_grad.TensorOrTensors utils.prune.GlobalOptions utils.prune.NormOrder ' +
    'utils.prune.PrunedTensor utils.prune.PruningClass utils.prune.PruningType utils.parametrize.Parametrization ' +
    'utils.parametrize.textOf',
  'torch.optim': 'Closure Loss GivenGroup NamedParameter ParamGroup ParamsT OptimizerStateDict ParamState ' +
    'lr_scheduler.LRLambda lr_scheduler.SchedulerStateDict swa_utils.AverageFunction swa_utils.MultiAverageFunction',
  'torch.utils.data': 'WorkerInfo CollatedSamples Collated Converted DatasetLike MapDataset',
  'torchvision.transforms': 'Interpolation Picture functional.Fill functional.PaddingMode',
}).flatMap(([place, names]) => names.split(' ').map((name) => `${place}.${name}`));

/** @type {[string, string | undefined][]} a pattern of whole names, and the address */
const TABLE = [
  [OUR_NAMES.join('|').replaceAll('.', '\\.'), undefined],
  ['torch\\.(no_grad|enable_grad|Generator|load|save|is_tensor|[gs]et_default_dtype)', own(torch)],
  ['torch\\.(as_tensor|asarray|from_file|from_numpy|frombuffer|full|tensor)', own(torch)],
  ['torch\\.([gs]et_num_threads|[gs]et_num_interop_threads|set_printoptions|is_grad_enabled)', own(torch)],
  ['torch\\.(is_inference_mode_enabled|manual_seed|seed|initial_seed|[gs]et_rng_state)', own(torch)],
  ['torch\\.(lobpcg|svd_lowrank|pca_lowrank|einsum|tensordot|chain_matmul|cdist|norm|unique|lu|nonzero)', own(torch)],
  ['torch\\.(unique_consecutive|broadcast_tensors|broadcast_shapes|atleast_[123]d|block_diag|meshgrid)', own(torch)],
  ['torch\\.(cartesian_prod|split|unravel_index)', own(torch)],
  ['torch\\.(inference_mode|set_grad_enabled)', own(torch, 'torch.autograd.grad_mode.$1')],
  ['torch\\.(dtype|device|layout|memory_format)', on('tensor_attributes')],
  ['torch\\.(finfo|iinfo)', on('type_info')],
  ['torch\\.Size', on('size')],
  ['torch\\.(Un)?[Tt]ypedStorage', on('storage')],
  ['torch\\.Tensor', on('tensors')],
  ['torch\\.random\\.\\w+', on('random')],
  ['torch\\.autograd\\.(backward|grad)', own(torch)],
  ['torch\\.autograd\\.(Function|detect_anomaly|set_detect_anomaly)', on('autograd')],
  ['torch\\.autograd\\.FunctionCtx', on('autograd', 'torch.autograd.function.FunctionCtx')],
  ['torch\\.autograd\\.once_differentiable', own(torch, 'torch.autograd.function.once_differentiable')],
  [`torch\\.cuda\\.(${CUDA_MEMORY})`, own(torch, 'torch.cuda.memory.$1')],
  ['torch\\.cuda\\.(\\w+(Storage|Tensor|Error)|cudaStatus|check_error|has_\\w+)', undefined],
  ['torch\\.cuda\\.(comm|nvtx|tunable)\\.\\w+', own(torch)],
  ['torch\\.cuda\\.(?!unavailable_reason|default_generators)\\w+', own(torch)],
  ['torch\\.distributions\\.utils\\.\\w+', undefined],
  ['torch\\.distributions\\.\\w+\\.\\w+', on('distributions')],
  ['torch\\.distributions\\.\\w+', on('distributions', 'module-torch.distributions')],
  ['torch\\.nn\\.(Flatten|Unflatten)', own(torch, 'torch.nn.modules.flatten.$1')],
  ['torch\\.nn\\.((?:Uninitialized)?(?:Parameter|Buffer))', own(torch, 'torch.nn.parameter.$1')],
  ['torch\\.nn\\.(CrossMapLRN2d|RNNCellBase)', undefined],
  ['torch\\.nn\\.[A-Z]\\w+', own(torch)],
  ['torch\\.nn\\.parameter\\.(Uninitialized)?(Parameter|Buffer)', own(torch)],
  ['torch\\.nn\\.parameter\\.is_lazy', own(torch)],
  ['torch\\.nn\\.init\\.(\\w+_|calculate_gain)', on('nn.init')],
  ['torch\\.nn\\.modules\\.module\\.register_\\w+', own(torch)],
  ['torch\\.nn\\.utils\\.[\\w.]+', own(torch)],
  ['torch\\.optim\\.Optimizer', on('optim')],
  ['torch\\.optim\\.(register_optimizer_step_\\w+)', on('optim', 'torch.optim.optimizer.$1')],
  ['torch\\.optim\\.swa_utils\\.\\w+', on('optim')],
  ['torch\\.optim\\.(lr_scheduler\\.)?(?!\\w+Options$)[A-Z]\\w+', own(torch)],
  ['torch\\.utils\\.data\\.(distributed\\.)?(?!collated|portable|\\w+Options$)\\w+', on('data')],
  ['torch\\.serialization\\.[a-z]\\w+', on('notes/serialization')],
  ['torch\\.testing\\.assert_close', on('testing')],
  ['torchvision\\.datasets\\.(?!StandardTransform)\\w+', own(vision)],
  ['torchvision\\.transforms\\.(functional\\.)?(?!PictureTransform|Transform|get_image_num_channels)\\w+', own(vision)],
  ['safetensors\\.torch\\.(load|load_file|save|save_file)', 'https://huggingface.co/docs/safetensors/api/torch#$&'],
];
const rules = TABLE.map(([pattern, address]) => [new RegExp(`^(?:${pattern})$`), address]);

/** The names of operators' spaces that have a page: the seed asks PyTorch. */
const listed = Object.entries(JSON.parse(fs.readFileSync(seed('pages.json'), 'utf8'))).flatMap(([space, names]) =>
  names.split(' ').map((name) => (space === 'torch' ? `torch.${name}` : `torch.${space}.${name}`)));
const pages = new Set(listed);

/** Of these, those that stand on a page of many. @type {[RegExp, string][]} */
const SHARED = [[/^torch\.special\./, 'special'], [/^torch\.Tensor\.(H|T|mH|mT)$/, 'tensors']];

/** The address of the page that describes a name, or undefined. */
export function pageOf(name) {
  if (pages.has(name)) {
    const [, page] = SHARED.find(([pattern]) => pattern.test(name)) ?? [];
    return page === undefined ? own(torch, name) : on(page, name);
  }
  const [pattern, address] = rules.find(([one]) => one.test(name)) ?? [];
  return address === undefined ? undefined : name.replace(pattern, address);
}
