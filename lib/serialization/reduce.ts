/** Values of this library as calls that Python's `torch.load` knows: what `__reduce_ex__` of PyTorch's classes says. */
import { is_tensor } from '../values/is_tensor.js';
import { ByteArray } from '../python/byte_array.js';
import { Complex } from '../values/complex.js';
import { Constant } from '../values/constant.js';
import { Counter } from '../collections/counter.js';
import { device } from '../values/device.js';
import { layout } from '../values/layout.js';
import { memory_format } from '../values/memory_format.js';
import { isBuiltin, isBytes, isMap, isSet } from '../python/objects.js';
import { OrderedDict } from '../collections/ordered_dict.js';
import { Size } from '../values/size.js';
import { UntypedStorage } from '../tensor/storage.js';
import { TypedStorage } from '../tensor/typed_storage.js';
import type { Tensor } from '../tensor/tensor.js';
import { PicklingError } from './errors.js';
import { Float, Named, Tuple, type PersistentId, type Reduction } from './pickle/pickler.js';
import { reduceTensor } from './reduce_tensor.js';
import { safeNameOf, stateOf } from './safe_globals.js';

/** Gives a storage its place in the file. */
export type Persist = (storage: UntypedStorage | TypedStorage) => PersistentId;

const named = {
  size: new Named('torch', 'Size'), device: new Named('torch', 'device'),
  layout: new Named('torch.serialization', '_get_layout'), orderedDict: new Named('collections', 'OrderedDict'),
  counter: new Named('collections', 'Counter'), set: new Named('__builtin__', 'set'),
  complex: new Named('__builtin__', 'complex'), bytearray: new Named('__builtin__', 'bytearray'),
  encode: new Named('_codecs', 'encode'),
};

type Reduced = Reduction | Named | Tuple | undefined;

/** What to write for a value; undefined for those that the pickler knows itself: arrays, maps, plain objects. */
export function reduce(value: object, persist: Persist): Reduced {
  if (is_tensor(value)) return reduceTensor(value as Tensor);
  if (Array.isArray(value)) return reduceArray(value);
  if (isMap(value)) return reduceMap(value);
  if (value instanceof UntypedStorage || value instanceof TypedStorage) return persist(value);
  if (isSet(value)) return { func: named.set, args: [[...value]] };
  if (isBytes(value)) return reduceBytes(value);
  if (value instanceof Constant) return reduceConstant(value);
  if (value instanceof Complex) return { func: named.complex, args: [new Float(value.re), new Float(value.im)] };
  if (value instanceof device) {
    return { func: named.device, args: value.index === null ? [value.type] : [value.type, value.index] };
  }
  const name = safeNameOf(value);
  return name === undefined ? undefined : reduceObject(value, name);
}

function reduceArray(value: readonly unknown[]): Reduced {
  if (value instanceof Size) return { func: named.size, args: [new Tuple([...value] as number[])] };
  // Frozen arrays are tuples, and so are the results with names.
  if (Object.isFrozen(value)) return new Tuple(value);
  return isBuiltin(value) ? undefined : new Tuple([...value]);
}

function reduceMap(value: Map<unknown, unknown>): Reduced {
  if (value instanceof OrderedDict) {
    const attributes = Object.entries(value);
    const state = attributes.length === 0 ? undefined : Object.fromEntries(attributes);
    return { func: named.orderedDict, args: [], items: value as Map<unknown, unknown>, state };
  }
  return value instanceof Counter ? { func: named.counter, args: [new Map(value)] } : undefined;
}

function reduceBytes(value: Uint8Array): Reduction {
  const isArray = value instanceof ByteArray;
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  const bytes: Reduction = { func: named.encode, args: [text, 'latin1'] };
  if (!isArray) return bytes;
  return { func: named.bytearray, args: value.length === 0 ? [] : [new Uint8Array(value)] };
}

function reduceConstant(value: Constant): Reduced {
  if (value instanceof layout) return { func: named.layout, args: [value.toString()] };
  if (value instanceof memory_format) throw new PicklingError(`Can't pickle ${value}: Python would not load it`);
  return new Named('torch', value.name);
}

function reduceObject(value: object, name: string): Reduction {
  const dot = name.lastIndexOf('.');
  const func = new Named(name.slice(0, dot), name.slice(dot + 1));
  return { func, args: [], isNew: true, state: stateOf(value) };
}
