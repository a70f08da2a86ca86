/** What functions are called in Python, where graphs have their names from, and by which path JavaScript finds them. */
import type { AnyFunction } from '../arguments/overrides.js';
import { py_float_repr } from '../python/format.js';
import { py_repr } from '../python/repr.js';
import { is_tensor_method_or_property, resolve_name } from '../overrides/names.js';
import { Slice } from '../tensor/slice.js';
import { handedOn } from './handed_on.js';

/** Where Python has a function, and its `__name__` there. */
export interface PythonName {
  readonly module: string;
  readonly name: string;
}

/** Functions of torch.nn.functional that are those of `torch` in C++. */
const ofTorch = new Set(`
  conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d conv_tbc avg_pool1d adaptive_avg_pool1d
  threshold_ relu_ selu_ celu_ prelu rrelu_ hardshrink bilinear pixel_shuffle pixel_unshuffle channel_shuffle
  native_channel_shuffle pairwise_distance pdist cosine_similarity
`.trim().split(/\s+/));

/** Those that are in C++ behind torch._C._nn. */
const ofNN = new Set(`
  avg_pool2d avg_pool3d hardtanh_ elu_ leaky_relu_ gelu softplus softshrink linear one_hot log_sigmoid
  scaled_dot_product_attention
`.trim().split(/\s+/));

/** What torch/functional.py defines. */
const ofFunctional = new Set(`
  atleast_1d atleast_2d atleast_3d block_diag broadcast_shapes broadcast_tensors cartesian_prod cdist chain_matmul
  einsum lu meshgrid norm split stft tensordot unique unique_consecutive unravel_index
`.trim().split(/\s+/));

const elsewhere: Readonly<Record<string, string>> = {
  pca_lowrank: 'torch._lowrank', svd_lowrank: 'torch._lowrank', lobpcg: 'torch._lobpcg',
  cholesky: 'torch._linalg_utils', eig: 'torch._linalg_utils', lstsq: 'torch._linalg_utils',
  matrix_rank: 'torch._linalg_utils', qr: 'torch._linalg_utils', solve: 'torch._linalg_utils',
  symeig: 'torch._linalg_utils', while_loop: 'torch._higher_order_ops.while_loop',
};

/** Namespaces whose functions are in C++, under longer names. */
const prefixed: Readonly<Record<string, string>> = {
  'torch.linalg': 'linalg', 'torch.fft': 'fft', 'torch.special': 'special',
};

const renamed: Readonly<Record<string, string>> = { logsigmoid: 'log_sigmoid', threshold: '_threshold' };

const registered = new Map<unknown, PythonName>();

/** Tells where Python has functions that are none of `torch`: those of its modules operator and builtins. */
export function inModule<T extends Readonly<Record<string, AnyFunction>>>(module: string, functions: T): T {
  for (const [name, each] of Object.entries(functions)) registered.set(each, { module, name });
  return functions;
}

for (const name of Object.getOwnPropertyNames(Math)) {
  const value: unknown = Math[name as keyof typeof Math];
  if (typeof value === 'function') registered.set(value, { module: 'math', name });
}

function ofLibrary(path: string): PythonName {
  const at = path.lastIndexOf('.');
  const space = path.slice(0, at);
  const name = path.slice(at + 1);
  if (space === 'torch.nn.functional') {
    if (ofTorch.has(name)) return { module: 'torch', name };
    const called = renamed[name] ?? name;
    return { module: ofNN.has(called) ? 'torch._C._nn' : space, name: called };
  }
  if (space === 'torch' || space === 'torch.functional') {
    return { module: ofFunctional.has(name) ? 'torch.functional' : elsewhere[name] ?? 'torch', name: name === 'symeig' ? '_symeig' : name };
  }
  const prefix = prefixed[space];
  return prefix === undefined ? { module: space, name } : { module: `torch._C._${prefix}`, name: `${prefix}_${name}` };
}

/** Operators by their schemas say their names themselves: torch.ops.aten.add.Tensor. */
function ofOps(target: AnyFunction): PythonName | undefined {
  const { overload, packet } = target as { overload?: unknown; packet?: unknown };
  if (typeof overload !== 'string' && typeof packet !== 'string') return undefined;
  const path = `torch.ops.${String(target)}`;
  const at = path.indexOf('.', 'torch.ops.'.length);
  return { module: path.slice(0, at), name: path.slice(at + 1) };
}

/** Where Python has a function; one of the program's is taken for one of its first file. */
export function pythonName(target: AnyFunction): PythonName {
  const known = registered.get(target);
  if (known !== undefined) return known;
  const path = resolve_name(target);
  if (path !== null) return ofLibrary(path);
  return ofOps(target) ?? { module: '__main__', name: target.name === '' ? '_lambda' : target.name };
}

/** As a graph shows a target: `torch.relu`, `operator.getitem`, `builtins.getattr`. */
export function prettyTarget(target: AnyFunction | string): string {
  if (typeof target === 'string') return target;
  const { module, name } = pythonName(target);
  // PyTorch's own text for this one.
  if (module === 'torch' && name === 'segment_reduce') return 'torch._segment_reduce';
  return `${module === '_operator' ? 'operator' : module}.${name}`;
}

/** Functions of which Python has two, and a third that chooses. */
const isChosen = (module: string, name: string): boolean =>
  /^unique/.test(name) || handedOn(`${module}.${name}`)?.named.includes('return_indices') === true;

/** What a function is to Python's `repr`, without the address that it ends with there. */
export function functionText(target: AnyFunction): string {
  const { module, name } = pythonName(target);
  if (module === '_operator' || module === 'builtins' || module === 'math' || module.startsWith('torch._C._')) {
    return `<built-in function ${name}>`;
  }
  if (module === 'torch') return `<built-in method ${name} of type object>`;
  if (module.startsWith('torch.ops.')) return `<OpOverload(op='${module.slice('torch.ops.'.length)}.${name}')>`;
  if (module.startsWith('torch.') && isChosen(module, name)) return '<function boolean_dispatch.<locals>.fn>';
  return isClass(target) ? `<class '${module}.${name}'>` : `<function ${name}>`;
}

const isClass = (target: AnyFunction): boolean => /^class\b/.test(Function.prototype.toString.call(target));

/** The path by which generated code calls a function of the library: 'torch.nn.functional.relu'; else undefined. */
export function codePath(target: AnyFunction): string | undefined {
  const path = resolve_name(target);
  if (path === null || is_tensor_method_or_property(target)) return undefined;
  return path.replace(/^torch\.functional\./, 'torch.');
}

/** What a named argument of a function looks like in a graph: floats of PyTorch's signatures have a point. */
export function namedText(target: unknown, name: string, value: unknown): string | undefined {
  if (typeof value !== 'number' || typeof target !== 'function') return undefined;
  const { module, name: called } = pythonName(target as AnyFunction);
  const handed = handedOn(`${module}.${called.replace(/^_threshold$/, 'threshold')}`);
  return handed?.floats.has(name) === true ? py_float_repr(value) : undefined;
}

/** Python's `repr` of an argument. */
export function argumentText(value: unknown): string {
  if (typeof value === 'function') return functionText(value as AnyFunction);
  if (!(value instanceof Slice)) return py_repr(value);
  const { start, stop, step } = value;
  return `slice(${argumentText(start)}, ${argumentText(stop)}, ${step === 1 ? 'None' : argumentText(step)})`;
}
