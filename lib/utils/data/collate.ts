/** From a list of samples to one batch. */
import { is_tensor } from '../../values/is_tensor.js';
import { types } from 'node:util';
import { float64 } from '../../values/dtype.js';
import { KeyError, RuntimeError } from '../../values/errors.js';
import { as_tensor, tensor } from '../../tensor/factories.js';
import { stack } from '../../generated/torch.js';
import { strided, type layout } from '../../values/layout.js';
import { isMap, isPlainObject } from '../../python/objects.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { TypedArray } from '../../values/carriers.js';
import { collated, isCollated } from './collated.js';
import { py_repr } from '../../python/repr.js';
import { portable } from './portable.js';
import { typeName } from './sized.js';

/** What `default_collate` makes of samples of a type. */
export type Collated<Sample> =
  Sample extends Tensor | TypedArray | number | bigint | boolean ? Tensor
    : Sample extends string ? string[]
    : Sample extends Map<infer Key, infer Value> ? Map<Key, Collated<Value>>
    : Sample extends object ? { -readonly [Key in keyof Sample]: Collated<Sample[Key]> }
    : unknown;

/** What `default_convert` makes of a sample. */
export type Converted<Sample> =
  Sample extends TypedArray ? Tensor
    : Sample extends Tensor | string | number | bigint | boolean | null | undefined ? Sample
    : Sample extends object ? { -readonly [Key in keyof Sample]: Converted<Sample[Key]> }
    : Sample;

/**
 * Makes one batch of a list of samples (`torch.utils.data.default_collate`): tensors and typed arrays are stacked along
 * a new first dimension; numbers become a tensor of int64 if all are integers, else of float64, booleans and bigints
 * one of bool and int64; strings stay a list; arrays, maps and plain objects are collated element by element. Throws a
 * RuntimeError for tensors or arrays of different sizes, a TypeError for anything else.
 */
export function default_collate<Sample>(batch: Iterable<Sample>): Collated<Sample> {
  if (isCollated(batch)) return batch[collated]() as Collated<Sample>;
  // Elements of a typed array have its dtype.
  if (ArrayBuffer.isView(batch)) return as_tensor(batch as unknown as TypedArray) as Collated<Sample>;
  return collate(Array.isArray(batch) ? batch : [...batch]) as Collated<Sample>;
}

function collate(batch: readonly unknown[]): unknown {
  const first = batch[0];
  if (is_tensor(first)) return stacked(batch as Tensor[]);
  switch (typeof first) {
    case 'number': return numbers(batch);
    case 'bigint':
    case 'boolean': return tensor(batch as (bigint | boolean)[]);
    case 'string': return [...batch];
    case 'object': break;
    default: throw unfit(first);
  }
  if (Array.isArray(first)) return columns(batch as unknown[][]);
  if (ArrayBuffer.isView(first)) {
    if (types.isDataView(first)) throw unfit(first);
    return stacked(batch.map((array) => as_tensor(array as TypedArray)));
  }
  if (isMap(first)) {
    const maps = batch as Map<unknown, unknown>[];
    const made = new (first.constructor as MapConstructor)();
    for (const key of first.keys()) made.set(key, collate(maps.map((map) => valueOf(map, key))));
    return made;
  }
  if (isPlainObject(first)) {
    const objects = batch as Record<string, unknown>[];
    return Object.fromEntries(
      Object.keys(first).map((key) => [key, collate(objects.map((object) => fieldOf(object, key)))]));
  }
  throw unfit(first);
}

function unfit(value: unknown): TypeError {
  return new TypeError(
    'default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; ' +
      `found <class '${typeName(value)}'>`);
}

function stacked(batch: readonly Tensor[]): Tensor {
  const first = batch[0]!;
  const kind = first.is_nested ? 'nested' : sparse(first.layout) ? 'sparse' : undefined;
  if (kind !== undefined) {
    throw new RuntimeError(
      `Batches of ${kind} tensors are not currently supported by the default collate_fn; ` +
        'please provide a custom collate_fn to handle them appropriately.');
  }
  return stack(batch, 0);
}

function sparse(kind: layout): boolean {
  return kind !== strided && String(kind).startsWith('torch.sparse');
}

function numbers(batch: readonly unknown[]): Tensor {
  // Labels are whole numbers, and losses want them as int64.
  if (batch.every((value) => Number.isSafeInteger(value))) return tensor((batch as number[]).map(BigInt));
  return tensor(batch as number[], { dtype: float64 });
}

function columns(batch: readonly (readonly unknown[])[]): unknown[] {
  const { length } = batch[0]!;
  if (!batch.every((sample) => sample.length === length)) {
    throw new RuntimeError('each element in list of batch should be of equal size');
  }
  return Array.from({ length }, (_, i) => collate(batch.map((sample) => sample[i])));
}

function valueOf(map: Map<unknown, unknown>, key: unknown): unknown {
  if (!map.has(key)) throw new KeyError(py_repr(key));
  return map.get(key);
}

function fieldOf(object: Record<string, unknown>, key: string): unknown {
  if (!Object.hasOwn(object, key)) throw new KeyError(py_repr(key));
  return object[key];
}

/**
 * A sample as a loader without batches gives it (`torch.utils.data.default_convert`): typed arrays become tensors over
 * the same memory, also inside arrays, maps and plain objects; everything else stays what it is.
 */
export function default_convert<Sample>(data: Sample): Converted<Sample> {
  return convert(data) as Converted<Sample>;
}

function convert(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || is_tensor(data)) return data;
  if (ArrayBuffer.isView(data)) return types.isDataView(data) ? data : as_tensor(data as TypedArray);
  if (Array.isArray(data)) return data.map(convert);
  if (isMap(data)) return new Map(Array.from(data, ([key, value]) => [key, convert(value)]));
  if (!isPlainObject(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, convert(value)]));
}

portable(import.meta.url, { default_collate, default_convert });
