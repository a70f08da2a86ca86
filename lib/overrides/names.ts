import { setNamer, type AnyFunction } from '../arguments/overrides.js';
import * as fft from '../fft.js';
import * as functional from '../functional.js';
import * as generated from '../generated/torch.js';
import * as linalg from '../linalg.js';
import * as nnFunctional from '../nn/functional.js';
import * as init from '../nn/init.js';
import * as special from '../special.js';
import { TensorImpl } from '../tensor/tensor.js';

/** Functions of `torch` that take no tensors, make them of data, or ask by themselves. */
const ignored = `
  _functional_sym_constrain_range _make_dep_token arange are_deterministic_algorithms_enabled as_strided
  as_tensor asarray autocast_decrement_nesting autocast_increment_nesting bartlett_window blackman_window
  broadcast_shapes can_cast clear_autocast_cache compile cond cudnn_affine_grid_generator cudnn_batch_norm
  cudnn_convolution cudnn_convolution_add_relu cudnn_convolution_relu cudnn_convolution_transpose
  cudnn_grid_sampler cudnn_is_acceptable device dtype empty empty_permuted empty_quantized empty_strided
  enable_grad eye fill finfo fork from_file from_numpy frombuffer full get_autocast_cpu_dtype get_autocast_dtype
  get_autocast_gpu_dtype get_autocast_ipu_dtype get_autocast_xla_dtype get_default_device get_default_dtype
  get_deterministic_debug_mode get_device_module get_float32_matmul_precision get_num_interop_threads
  get_num_threads get_rng_state hamming_window hann_window iinfo import_ir_module import_ir_module_from_buffer
  inference_mode init_num_threads initial_seed is_anomaly_check_nan_enabled is_anomaly_enabled
  is_autocast_cache_enabled is_autocast_cpu_enabled is_autocast_enabled is_autocast_ipu_enabled
  is_autocast_xla_enabled is_deterministic_algorithms_warn_only_enabled is_grad_enabled
  is_inference_mode_enabled is_storage is_tensor is_vulkan_available is_warn_always_enabled kaiser_window layout
  linspace load logspace manual_seed memory_format merge_type_from_type_comment miopen_ctc_loss
  mkldnn_adaptive_avg_pool2d mkldnn_convolution mkldnn_linear_backward_weights mkldnn_max_pool2d
  mkldnn_max_pool3d mkldnn_rnn_layer no_grad normal ones parse_ir parse_schema parse_type_comment promote_types
  qscheme rand rand_like randint randint_like randn randn_like randperm range result_type save scalar_tensor
  seed set_anomaly_enabled set_autocast_cache_enabled set_autocast_cpu_dtype set_autocast_cpu_enabled
  set_autocast_dtype set_autocast_enabled set_autocast_gpu_dtype set_autocast_ipu_dtype set_autocast_ipu_enabled
  set_autocast_xla_dtype set_autocast_xla_enabled set_default_device set_default_tensor_type
  set_deterministic_debug_mode set_float32_matmul_precision set_flush_denormal set_grad_enabled
  set_num_interop_threads set_num_threads set_printoptions set_rng_state set_warn_always sparse_bsc_tensor
  sparse_bsr_tensor sparse_compressed_tensor sparse_coo_tensor sparse_csc_tensor sparse_csr_tensor
  sym_constrain_range sym_constrain_range_for_size sym_fresh_size tensor thread_safe_generator tril_indices
  triu_indices typename unify_type_list use_deterministic_algorithms vander vmap wait zeros
`.trim().split(/\s+/);

const spaces: Readonly<Record<string, object>> = {
  'torch': generated,
  'torch.functional': functional,
  'torch.nn.functional': nnFunctional,
  'torch.nn.init': init,
  'torch.linalg': linalg,
  'torch.fft': fft,
  'torch.special': special,
};

interface Names {
  readonly names: ReadonlyMap<AnyFunction, string>;
  readonly methods: ReadonlySet<AnyFunction>;
  readonly overridable: ReadonlyMap<string, readonly AnyFunction[]>;
}
let known: Names | undefined;

/** Reads the namespaces once, when somebody asks. */
function read(): Names {
  if (known !== undefined) return known;
  const names = new Map<AnyFunction, string>();
  const overridable = new Map<string, AnyFunction[]>();
  const skipped = new Set(ignored);
  const enter = (space: string, name: string, value: unknown): void => {
    if (typeof value !== 'function' || name.startsWith('__')) return;
    if (!names.has(value as AnyFunction)) names.set(value as AnyFunction, `${space}.${name}`);
    if (space === 'torch' && skipped.has(name)) return;
    const list = overridable.get(space);
    if (list === undefined) overridable.set(space, [value as AnyFunction]);
    else list.push(value as AnyFunction);
  };
  for (const [space, module] of Object.entries(spaces)) {
    for (const [name, value] of Object.entries(module)) enter(space, name, value);
  }
  const methods = new Set<AnyFunction>();
  for (let owner: object = TensorImpl.prototype; Object.hasOwn(owner, 'constructor');
    owner = Object.getPrototypeOf(owner) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof value !== 'function' || name === 'constructor') continue;
      methods.add(value as AnyFunction);
      enter('torch.Tensor', name, value);
    }
  }
  return (known = { names, methods, overridable });
}

/** Where a function or a method of tensors is: 'torch.add'; null for others (`torch.overrides.resolve_name`). */
export function resolve_name(func: AnyFunction): string | null {
  return read().names.get(func) ?? null;
}
setNamer(resolve_name);

/** Whether a function is a method of tensors (`torch.overrides.is_tensor_method_or_property`). */
export function is_tensor_method_or_property(func: AnyFunction): boolean {
  return read().methods.has(func);
}

/** The functions that ask, by the name of their namespace (`torch.overrides.get_overridable_functions`). */
export function get_overridable_functions(): Map<string, AnyFunction[]> {
  return new Map(Array.from(read().overridable, ([space, list]) => [space, [...list]]));
}

/** The functions of `torch` that do not ask (`torch.overrides.get_ignored_functions`). */
export function get_ignored_functions(): Set<AnyFunction> {
  const torch = spaces['torch'] as Readonly<Record<string, unknown>>;
  const there = ignored.map((name) => torch[name]).filter((value) => typeof value === 'function');
  return new Set(there as AnyFunction[]);
}

/** For each function that asks one that gives -1 back, for tests (`torch.overrides.get_testing_overrides`). */
export function get_testing_overrides(): Map<AnyFunction, AnyFunction> {
  const all = Array.from(read().overridable.values()).flat();
  return new Map(all.map((func) => [func, () => -1]));
}
