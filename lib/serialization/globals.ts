/** What a file may name: the list of Python's `weights_only`, with what each means here. Nothing else is looked up. */
import { is_tensor } from '../values/is_tensor.js';
import { ByteArray } from '../python/byte_array.js';
import { Complex } from '../values/complex.js';
import { device } from '../values/device.js';
import * as types from '../values/dtype.js';
import { empty } from '../generated/torch.js';
import { jagged, _mkldnn, sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, strided } from '../values/layout.js';
import {
  per_channel_affine, per_channel_affine_float_qparams, per_channel_symmetric, per_tensor_affine, per_tensor_symmetric,
} from '../values/qscheme.js';
import { Size } from '../values/size.js';
import { setStorage } from '../tensor/storage.js';
import { TypedStorage } from '../tensor/typed_storage.js';
import type { Tensor } from '../tensor/tensor.js';
import { UnpicklingError } from './errors.js';
import { PickleGlobal, type PickleContext } from './pickle/global.js';
import { encodeText } from './pickle/text.js';
import { PendingDict } from './pickle/values.js';
import * as rebuild from './rebuild.js';
import { builtBySafeGlobal, safeGlobal } from './safe_globals.js';
import { dtypesByName, storageTypes } from './storage_types.js';

type Args = readonly unknown[];

function wrong(name: string, args: Args): UnpicklingError {
  return new UnpicklingError(`${name} was called with ${args.length} arguments that it does not take`);
}

function orderedDict(args: Args): PendingDict {
  const made = new PendingDict('OrderedDict');
  if (args.length === 0) return made;
  if (args.length !== 1 || !Array.isArray(args[0])) throw wrong('collections.OrderedDict', args);
  for (const pair of args[0] as unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) throw wrong('collections.OrderedDict', args);
    made.set(pair[0], pair[1]);
  }
  return made;
}

function counter(args: Args): PendingDict {
  const made = new PendingDict('Counter');
  const counts = args[0] ?? new PendingDict('dict');
  if (!(counts instanceof PendingDict) || args.length > 1) throw wrong('collections.Counter', args);
  for (const [key, count] of counts.entries ?? []) made.set(key, count);
  return made;
}

/** Protocol 2 has no bytes: Python writes them as text of the same codes, and says how to turn them back. */
function encode(args: Args): Uint8Array {
  const [text, encoding = 'utf-8'] = args;
  if (typeof text !== 'string' || typeof encoding !== 'string') throw wrong('_codecs.encode', args);
  if (/^utf-?8$/i.test(encoding)) return new Uint8Array(encodeText(text));
  if (!/^(latin-?1|iso-?8859-1|ascii)$/i.test(encoding)) throw new UnpicklingError(`unknown encoding: ${encoding}`);
  const most = /ascii/i.test(encoding) ? 0x7f : 0xff;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > most) {
      throw new UnpicklingError(`'${encoding}' codec can't encode character in position ${i}`);
    }
    bytes[i] = text.charCodeAt(i);
  }
  return bytes;
}

function byteArray(args: Args): ByteArray {
  const [source, encoding] = args;
  if (source === undefined) return new ByteArray(0);
  if (typeof source === 'string') return new ByteArray(encode([source, encoding]));
  // A number would be a length, and a file could ask for any.
  if (!(source instanceof Uint8Array)) throw wrong('builtins.bytearray', args);
  return new ByteArray(source);
}

function set(args: Args, context: PickleContext): Set<unknown> {
  const items = args[0] ?? [];
  if (args.length > 1 || !Array.isArray(items)) throw wrong('builtins.set', args);
  return context.setOf(items as unknown[]);
}

function complex(args: Args): Complex {
  const [re = 0, im = 0] = args;
  if (typeof re !== 'number' || typeof im !== 'number') throw wrong('builtins.complex', args);
  return new Complex(re, im);
}

function size(args: Args): Size {
  const dims = args[0] ?? [];
  if (!Array.isArray(dims) || !dims.every((dim) => Number.isSafeInteger(dim))) throw wrong('torch.Size', args);
  return Size(dims as number[]);
}

const layouts = new Map([strided, sparse_coo, sparse_csr, sparse_csc, sparse_bsr, sparse_bsc, jagged, _mkldnn]
  .map((layout) => [layout.toString(), layout]));

function layoutNamed(args: Args): unknown {
  const found = layouts.get(String(args[0]));
  if (found === undefined) throw new UnpicklingError(`there is no layout called ${String(args[0])}`);
  return found;
}

/** A tensor of a subclass, or with attributes: the tensor, with the attributes as properties. */
function fromType(args: Args, context: PickleContext): unknown {
  const [func, type, inner, state] = args;
  if (!(func instanceof PickleGlobal) || !(type instanceof PickleGlobal) || !Array.isArray(inner)) {
    throw wrong('torch._tensor._rebuild_from_type_v2', args);
  }
  if (!tensorClasses.has(type.name)) {
    throw new UnpicklingError(`a tensor of the class ${type.name} cannot be loaded`);
  }
  return withState(func.call(inner as unknown[], context), state, context);
}

function withState(target: unknown, state: unknown, context: PickleContext): unknown {
  if (!is_tensor(target)) throw new UnpicklingError('only a tensor can get attributes');
  const attributes: unknown = Array.isArray(state) ? state[0] : state;
  if (attributes === null || attributes === undefined) return target;
  if (!(attributes instanceof PendingDict)) throw new UnpicklingError('the attributes of a tensor must be a dict');
  for (const name of attributes.entries?.keys() ?? []) {
    // Python lets an attribute hide a method; a file must not do that here.
    if (typeof name !== 'string' || name in (target as object)) {
      throw new UnpicklingError(`a tensor cannot have the attribute ${String(name)}`);
    }
  }
  context.attach(target as object, attributes);
  return target;
}

const parameter = (args: Args): Tensor => rebuild.rebuildParameter([args[0], args[1] ?? true]);

/** Before PyTorch 0.4 a file made an empty tensor of such a class and then gave it a storage. */
const oldTensors: readonly (readonly [string, types.dtype])[] = [
  ['FloatTensor', types.float32], ['DoubleTensor', types.float64], ['HalfTensor', types.float16],
  ['BFloat16Tensor', types.bfloat16], ['LongTensor', types.int64], ['IntTensor', types.int32],
  ['ShortTensor', types.int16], ['CharTensor', types.int8], ['ByteTensor', types.uint8], ['BoolTensor', types.bool],
];

const tensorClasses = new Set(['torch.Tensor', 'torch.nn.parameter.Parameter']);

const functions: readonly (readonly [string, PickleGlobal['call'], PickleGlobal['create']?])[] = [
  ['collections.OrderedDict', orderedDict, orderedDict],
  ['collections.Counter', counter, counter],
  ['torch.nn.parameter.Parameter', parameter, parameter],
  ['torch.serialization._get_layout', layoutNamed],
  ['torch.Size', size, size],
  ['torch.Tensor', (args) => { throw wrong('torch.Tensor', args); }],
  ['torch.device', (args) => (device as (...args: unknown[]) => unknown)(...args)],
  ['_codecs.encode', encode],
  ['builtins.bytearray', byteArray],
  ['builtins.set', set],
  ['builtins.complex', complex],
  ['torch._utils._rebuild_parameter', rebuild.rebuildParameter],
  ['torch._utils._rebuild_parameter_with_state',
    (args, context) => withState(rebuild.rebuildParameter(args), args[3], context)],
  ['torch._utils._rebuild_tensor', rebuild.rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuild.rebuildTensorV2],
  ['torch._utils._rebuild_tensor_v3', rebuild.rebuildTensorV3],
  ['torch._utils._rebuild_qtensor', rebuild.rebuildQuantizedTensor],
  ['torch._utils._rebuild_sparse_tensor', rebuild.rebuildSparseTensor],
  ['torch._utils._rebuild_meta_tensor_no_storage', rebuild.rebuildMetaTensor],
  ['torch._utils._rebuild_device_tensor_from_cpu_tensor', rebuild.rebuildOnDevice],
  ['torch._tensor._rebuild_from_type_v2', fromType],
  ...oldTensors.flatMap(([name, dtype]) => ['torch.', 'torch.cuda.'].map((module) => {
    const make = (): Tensor => empty([0], { dtype, device: module === 'torch.' ? 'cpu' : 'cuda' });
    return [module + name, make, make] as const;
  })),
];

const schemes = [
  per_tensor_affine, per_tensor_symmetric, per_channel_affine, per_channel_symmetric, per_channel_affine_float_qparams,
];

const allowed: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...functions.map(([name, call, create]) => [name, new PickleGlobal(name, call, create)] as const),
  ...storageTypes,
  ...dtypesByName,
  ...schemes.map((scheme) => [scheme.toString(), scheme] as const),
]);

/** The full names that every file may use, sorted. */
export function allowedGlobals(): string[] {
  return [...allowed.keys()].sort();
}

// Never allowed, whatever the user says.
const blocked = new Set(['sys', 'os', 'posix', 'nt']);

// Protocol 2 calls modules by the names that they had in Python 2.
const renamed: Readonly<Record<string, string>> = {
  __builtin__: 'builtins', copy_reg: 'copyreg', cPickle: 'pickle', Queue: 'queue', ConfigParser: 'configparser',
  'torch.tensor': 'torch._tensor',
};

/** Python's full name for a global of a file. */
export function fullName(module: string, name: string): string {
  return `${Object.hasOwn(renamed, module) ? renamed[module] : module}.${name}`;
}

/** What a global of a file stands for. Throws an UnpicklingError in PyTorch's words for what is not allowed. */
export function findGlobal(module: string, name: string): unknown {
  const full = fullName(module, name);
  if (blocked.has(module)) {
    throw new UnpicklingError(`Trying to load unsupported GLOBAL ${full} whose module ${module} is blocked.`);
  }
  const found = allowed.get(full) ?? safeGlobal(full);
  if (found !== undefined) return found;
  const shown = full.replace(/^builtins\./, '');
  throw new UnpicklingError(`Unsupported global: GLOBAL ${shown} was not an allowed global by default. ` +
    `Please use \`torch.serialization.add_safe_globals([[MyClass, '${full}']])\` or the ` +
    `\`torch.serialization.safe_globals([[MyClass, '${full}']], ...)\` function to allowlist a class of yours in its ` +
    'place if you trust the file.');
}

/** Whether a file may name this. */
export function isAllowed(full: string): boolean {
  return allowed.has(full) || safeGlobal(full) !== undefined;
}

/** Gives an object of a file its state. False for objects that take none. */
export function buildState(target: unknown, state: unknown, context: PickleContext): boolean {
  if (is_tensor(target)) {
    const [storage, offset, sizes, strides] = Array.isArray(state) ? (state as unknown[]) : [];
    if (!(storage instanceof TypedStorage) || storage.dtype !== (target as Tensor).dtype) return false;
    if (![sizes, strides].every((list) => Array.isArray(list) && list.every(Number.isSafeInteger))) return false;
    setStorage(target as Tensor, storage._untyped_storage, Number(offset), sizes as number[], strides as number[]);
    return true;
  }
  return builtBySafeGlobal(target, state, context);
}
