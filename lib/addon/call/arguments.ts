import { types } from 'node:util';
import { Complex } from '../../values/complex.js';
import { Constant } from '../../values/constant.js';
import { isDeviceLike, parseDevice } from '../../values/device.js';
import { dtype } from '../../values/dtype.js';
import { layout } from '../../values/layout.js';
import { memory_format } from '../../values/memory_format.js';
import type { SchemaArgument } from '../native.js';
import { NativeObject } from '../native_object.js';
import { handleOf } from '../handle.js';
import { operand } from './operand.js';

/** What an argument's element may be; the numbers only keep the hot switch below dense. */
const kinds = {
  Tensor: 0, Scalar: 1, int: 2, SymInt: 2, float: 3, SymFloat: 3, bool: 4, SymBool: 4, str: 5, ScalarType: 6, Layout: 7,
  MemoryFormat: 8, QScheme: 9, Device: 10, Any: 11, complex: 12,
} as const;
const opaque = 13;

/** Returned by {@link convert} for a value of the wrong type: `undefined` and `null` are values of their own. */
export const mismatch: unique symbol = Symbol('mismatch');

/** One argument of an operator, ready to check and convert values. */
export interface ArgumentPlan {
  readonly name: string;
  /** As PyTorch's messages name the type. */
  readonly type: string;
  readonly kind: number;
  readonly depth: number;
  readonly optional: boolean;
  /** A dtype with a default of its own (`randint` makes int64), which null stands for as Python's None does. */
  readonly nullIsDefault: boolean;
  readonly optionalElements: boolean;
  /** A list that may be given as one number. */
  readonly broadcasts: boolean;
  readonly keywordOnly: boolean;
  readonly out: boolean;
  readonly required: boolean;
  /** A tensor that may be given as a number. */
  readonly numberAsTensor: boolean;
  readonly text: string;
}

/** Reads libtorch's text of a type, such as `SymInt[]?` or `Tensor?[]`, once per argument. */
export function planArgument(argument: SchemaArgument, numbersAsTensors: boolean): ArgumentPlan {
  const [, element, optionalElement, lists, optionalList] = /^(.*?)(\?)?((?:\[\])*)(\?)?$/.exec(argument.type)!;
  const depth = lists!.length / 2;
  const kind = (kinds as Record<string, number>)[element!] ?? opaque;
  return {
    name: argument.name,
    type: pythonType(element!) + (depth > 0 ? lists : ''),
    kind,
    depth,
    optional: depth > 0 ? optionalList !== undefined : optionalElement !== undefined,
    nullIsDefault: kind === kinds.ScalarType && argument.default !== null && argument.default !== 'None',
    optionalElements: depth > 0 && optionalElement !== undefined,
    broadcasts: argument.size !== null,
    keywordOnly: argument.kwarg_only,
    out: argument.out,
    required: !argument.has_default,
    numberAsTensor: numbersAsTensors && kind === kinds.Tensor && depth === 0,
    text: argument.type,
  };
}

const pythonNames: Record<string, string> = {
  Scalar: 'Number', SymInt: 'int', SymFloat: 'float', SymBool: 'bool', ScalarType: 'torch.dtype', Layout: 'torch.layout',
  MemoryFormat: 'torch.memory_format', Device: 'torch.device', Generator: 'torch.Generator',
};

function pythonType(element: string): string {
  return pythonNames[element] ?? element.replace(/^__torch__\./, '');
}

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
    if (value === null) return plan.nullIsDefault ? undefined : plan.optional ? value : mismatch;
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
      return plan.numberAsTensor && isNumber(value) ? [value] : mismatch;
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

// No operator takes a list near this long, but a sparse array may claim it.
const longestList = 1 << 24;

function convertList(plan: ArgumentPlan, value: unknown): unknown {
  if (!Array.isArray(value)) {
    if (plan.broadcasts && (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')) {
      return convertElement(plan, value);
    }
    // Typed arrays of numbers and other sequences are lists too; text is not.
    if (typeof value !== 'object' || value === null || !isSequence(value)) return mismatch;
    value = Array.from(value);
  }
  const list = value as readonly unknown[];
  if (list.length > longestList) throw new TypeError(`${plan.name}: a list of ${list.length} elements is too long`);
  if (plan.kind === kinds.Tensor && plan.depth === 1) return convertTensors(plan, list);
  const converted = new Array<unknown>(list.length);
  for (let i = 0; i < list.length; i++) {
    const element = list[i];
    const result = plan.depth === 2
      ? convertList({ ...plan, depth: 1 }, element)
      : plan.optionalElements && (element === null || element === undefined)
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
    if (handle === undefined && !(plan.optionalElements && (tensor === null || tensor === undefined))) return mismatch;
    converted[i] = handle ?? null;
  }
  return converted;
}

function isSequence(value: object): value is Iterable<unknown> {
  return types.isTypedArray(value);
}

/** Whether the argument takes `sizes` spread over the call: `view(2, 3)`. */
export function isIntegerList(plan: ArgumentPlan): boolean {
  return plan.kind === kinds.int && plan.depth === 1 && !plan.optional && !plan.broadcasts;
}
