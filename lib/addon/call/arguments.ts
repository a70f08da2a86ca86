import { types } from 'node:util';
import { Complex } from '../../values/complex.js';
import { Constant } from '../../values/constant.js';
import { isDeviceLike, parseDevice } from '../../values/device.js';
import { dtype } from '../../values/dtype.js';
import { layout } from '../../values/layout.js';
import { memory_format } from '../../values/memory_format.js';
import { native } from '../binding.js';
import type { ArgumentPlan } from '../native.js';
import { NativeObject } from '../native_object.js';
import { handleOf } from '../handle.js';
import { operand } from './operand.js';

/** What an element of an argument or a result may be: the numbers of native/dispatch/plan.h. */
export const kinds = {
  Tensor: 0, Scalar: 1, int: 2, float: 3, bool: 4, complex: 5, str: 6, ScalarType: 7, Layout: 8, MemoryFormat: 9,
  QScheme: 10, Device: 11, Generator: 12, Storage: 13, Stream: 14, Any: 15, opaque: 16,
} as const;

/** Returned by {@link convert} for a value of the wrong type: `undefined` and `null` are values of their own. */
export const mismatch: unique symbol = Symbol('mismatch');

/**
 * The value as the addon takes it, or {@link mismatch}. The handle of a tensor is a number: where a number may come as
 * well, a list of one says that it is the less usual of the two.
 */
export function convert(plan: ArgumentPlan, value: unknown): unknown {
  if (plan.depth === 0) {
    if (plan.kind === kinds.Tensor) {
      const handle = handleOf(value);
      if (handle !== undefined) return handle;
    }
    if (value === undefined) return value;
    if (value === null) return plan.null_is_default ? undefined : plan.optional ? value : mismatch;
    return convertElement(plan, value);
  }
  if (value === null || value === undefined) return plan.optional || value === undefined ? value : mismatch;
  return convertList(plan, value);
}

function convertElement(plan: ArgumentPlan, value: unknown): unknown {
  switch (plan.kind) {
    case kinds.Tensor: {
      const handle = handleOf(value);
      if (handle !== undefined) return handle;
      return plan.number_as_tensor && isNumber(value) ? [value] : mismatch;
    }
    case kinds.Scalar:
      if (typeof value === 'bigint') return operand(value);
      return isNumber(value) ? value : tensorForNumber(value);
    case kinds.int:
      if (typeof value === 'number') return Number.isInteger(value) ? value : mismatch;
      return typeof value === 'bigint' ? value : tensorForNumber(value);
    case kinds.float:
      return typeof value === 'number' || typeof value === 'bigint' ? value : tensorForNumber(value);
    case kinds.bool:
      return typeof value === 'boolean' ? value : mismatch;
    case kinds.str:
      return typeof value === 'string' ? value : mismatch;
    case kinds.ScalarType:
      return value instanceof dtype ? value.code : mismatch;
    case kinds.Layout:
      return value instanceof layout ? value.code : mismatch;
    case kinds.MemoryFormat:
      return value instanceof memory_format ? value.code : mismatch;
    case kinds.QScheme:
      return value instanceof Constant ? value.code : mismatch;
    case kinds.Device:
      return isDeviceLike(value) ? parseDevice(value).toString() : mismatch;
    case kinds.Any:
      if (isNumber(value) || typeof value === 'string') return value;
      return NativeObject.handle(value) ?? tensorForNumber(value);
    case kinds.complex:
      return typeof value === 'number' || value instanceof Complex ? value : mismatch;
    default:
      return NativeObject.handle(value) ?? mismatch;
  }
}

function tensorForNumber(value: unknown): unknown {
  const handle = handleOf(value);
  return handle === undefined ? mismatch : [handle];
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' || value instanceof Complex;
}

const { longest_list } = native;

function convertList(plan: ArgumentPlan, value: unknown): unknown {
  if (!Array.isArray(value)) {
    if (plan.size !== null && (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')) {
      return convertElement(plan, value);
    }
    // Typed arrays of numbers and other sequences are lists too; text is not.
    if (typeof value !== 'object' || value === null || !isSequence(value)) return mismatch;
    value = Array.from(value);
  }
  const list = value as readonly unknown[];
  if (list.length > longest_list) throw new TypeError(`${plan.name}: a list of ${list.length} elements is too long`);
  if (plan.kind === kinds.Tensor && plan.depth === 1) return convertTensors(plan, list);
  const converted = new Array<unknown>(list.length);
  for (let i = 0; i < list.length; i++) {
    const element = list[i];
    const result = plan.depth === 2
      ? convertList({ ...plan, depth: 1 }, element)
      : plan.optional_elements && (element === null || element === undefined)
        ? null
        : convertElement(plan, element);
    if (result === mismatch) return mismatch;
    converted[i] = result;
  }
  return converted;
}

function convertTensors(plan: ArgumentPlan, list: readonly unknown[]): unknown {
  const converted = new Array<unknown>(list.length);
  for (let i = 0; i < list.length; i++) {
    const tensor = list[i];
    const handle = handleOf(tensor);
    if (handle === undefined && !(plan.optional_elements && (tensor === null || tensor === undefined))) return mismatch;
    converted[i] = handle ?? null;
  }
  return converted;
}

function isSequence(value: object): value is Iterable<unknown> {
  return types.isTypedArray(value);
}
