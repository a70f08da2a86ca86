/** Copies of values (Python's `copy`). */
import { is_tensor } from '../values/is_tensor.js';
import { types } from 'node:util';
import { RuntimeError } from '../values/errors.js';
import { bufferPersistence, Buffer, Parameter, ParameterImpl } from './parameter.js';
import type { Module } from './module.js';
import { cloneModule } from './module/clone.js';
import { CallableModule } from './module/callable_module.js';
import { define, isBuiltin, isMap, isPlainObject, isSet } from '../python/objects.js';
import { OrderedDict } from '../collections/ordered_dict.js';
import type { Tensor } from '../tensor/tensor.js';

/** What has been copied already: two places that share a value share its copy. */
export type Memo = Map<unknown, unknown>;

/** An object that knows how to copy itself. */
interface Copyable {
  __deepcopy__(memo: Memo): unknown;
}

/**
 * A copy that shares nothing with the original (`copy.deepcopy`): of modules, tensors, arrays, maps, sets, typed arrays
 * and plain objects, and all that is in them. Objects of other classes are shared, unless they have a method
 * `__deepcopy__(memo)`. Throws a RuntimeError for a tensor with a history.
 */
export function deepcopy<T>(value: T, memo: Memo = new Map()): T {
  return copyOf(value, memo) as T;
}

function copyOf(value: unknown, memo: Memo): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value;
  if (memo.has(value)) return memo.get(value);
  const inner = (item: unknown): unknown => copyOf(item, memo);
  const keep = <C>(copy: C): C => {
    memo.set(value, copy);
    return copy;
  };
  if (typeof (value as Partial<Copyable>).__deepcopy__ === 'function') return keep((value as Copyable).__deepcopy__(memo));
  if (value instanceof CallableModule) return cloneModule(value as Module, keep, inner);
  if (is_tensor(value)) return keep(tensorCopy(value as Tensor, memo));
  if (Array.isArray(value) && isBuiltin(value)) {
    const copy = keep([] as unknown[]);
    for (const item of value as unknown[]) copy.push(inner(item));
    // A tuple stays one.
    return Object.isFrozen(value) ? Object.freeze(copy) : copy;
  }
  if (value instanceof OrderedDict || (isMap(value) && isBuiltin(value))) {
    return mapCopy(value as Map<unknown, unknown>, keep, inner);
  }
  if (isSet(value) && isBuiltin(value)) {
    const copy = keep(new Set<unknown>());
    for (const item of value) copy.add(inner(item));
    return copy;
  }
  if (ArrayBuffer.isView(value) && !types.isDataView(value)) return keep((value as Uint8Array).slice());
  if (!isPlainObject(value)) return value;
  const copy = keep(Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>);
  for (const [name, item] of Object.entries(value)) define(copy, name, inner(item));
  return copy;
}

function mapCopy(
  map: Map<unknown, unknown>, keep: <C>(copy: C) => C, inner: (item: unknown) => unknown,
): Map<unknown, unknown> {
  const copy = keep(map instanceof OrderedDict ? new OrderedDict<unknown, unknown>() : new Map<unknown, unknown>());
  for (const [key, item] of map) copy.set(inner(key), inner(item));
  if (map instanceof OrderedDict && map._metadata !== undefined) {
    (copy as OrderedDict<unknown, unknown>)._metadata = inner(map._metadata) as typeof map._metadata;
  }
  return copy;
}

function tensorCopy(tensor: Tensor, memo: Memo): Tensor {
  if (!tensor.is_leaf) {
    throw new RuntimeError(
      'Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  ' +
        'If you were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, ' +
        'see https://github.com/pytorch/pytorch/pull/103001');
  }
  const { requires_grad } = tensor;
  const values = tensor.detach().clone();
  if (tensor instanceof ParameterImpl) return Parameter(values, { requires_grad });
  const persistent = bufferPersistence(tensor);
  const copy = persistent === undefined ? values : Buffer(values, { persistent });
  copy.requires_grad_(requires_grad);
  if (tensor.grad !== null) copy.grad = deepcopy(tensor.grad, memo);
  return copy;
}
