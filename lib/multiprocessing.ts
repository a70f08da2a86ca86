/**
 * `torch.multiprocessing`, as far as threads need it: a tensor in shared memory (`share_memory_`) is posted to other
 * threads as it is, and rebuilt where it arrives.
 */
import * as exchange from './addon/exchange.js';
import { types } from 'node:util';
import { RuntimeError } from './values/errors.js';
import { Parameter } from './nn/parameter.js';
import { isMap, isPlainObject, isSet } from './python/objects.js';
import { sharedMemory, shareMemory, type SharedMemory } from './tensor/sharing.js';
import type { Tensor } from './tensor/tensor.js';

/** A message in which tensors have arrived: what was a field of a tensor is that tensor. */
export type Rebuilt<T> =
  T extends Tensor ? T :
    T extends SharedMemory ? Tensor :
    T extends Map<infer K, infer V> ? Map<K, Rebuilt<V>> :
    T extends ReadonlyArray<unknown> ? { [I in keyof T]: Rebuilt<T[I]> } :
    T extends ArrayBufferView | ArrayBufferLike ? T :
    T extends object ? { [K in keyof T]: Rebuilt<T[K]> } : T;

/**
 * A message with tensors in the place of what came for them, over the same memory as those that were posted: what
 * either thread writes there, both read. Lists, maps, sets and plain objects in it are gone through, and changed in
 * place; all else stays as it came. Parameters arrive as parameters, and what requires grad as a leaf that does; the
 * gradients are posted by themselves. Throws a RuntimeError for what says that it is a tensor and is none.
 */
export function rebuild<T>(message: T): Rebuilt<T> {
  return rebuildIn(message, new Map()) as Rebuilt<T>;
}

function rebuildIn(value: unknown, seen: Map<unknown, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  seen.set(value, value);
  if (Array.isArray(value)) {
    for (const [i, each] of value.entries()) value[i] = rebuildIn(each, seen);
  } else if (isMap(value)) {
    for (const [key, each] of [...value]) value.set(key, rebuildIn(each, seen));
  } else if (isSet(value)) {
    const all = [...value];
    value.clear();
    for (const each of all) value.add(rebuildIn(each, seen));
  } else if (isPlainObject(value)) {
    if (types.isSharedArrayBuffer((value as Record<string, unknown>)[sharedMemory])) {
      const tensor = tensorOf((value as Record<string, SharedArrayBuffer>)[sharedMemory]!);
      seen.set(value, tensor);
      return tensor;
    }
    const fields = value as Record<string, unknown>;
    for (const name of Object.keys(fields)) fields[name] = rebuildIn(fields[name], seen);
  }
  return value;
}

function tensorOf(token: SharedArrayBuffer): Tensor {
  const arrived = exchange.posted_tensor(token);
  if (arrived === null) {
    throw new RuntimeError(`rebuild(): the ${sharedMemory} of an object in the message stands for no tensor`);
  }
  const tensor = exchange.kindOf(token) === exchange.posted.parameter
    ? Parameter(arrived, { requires_grad: arrived.requires_grad }) : arrived;
  shareMemory(tensor);
  return tensor;
}
