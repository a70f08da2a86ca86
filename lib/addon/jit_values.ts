/** Values on their way to TorchScript and back (native/jit/values.h says how they cross). */
import { Complex } from '../values/complex.js';
import { Constant } from '../values/constant.js';
import { device } from '../values/device.js';
import { define, isMap, isPlainObject } from '../python/objects.js';
import { py_repr } from '../python/repr.js';
import { types } from 'node:util';
import { namedTuple, type NamedTupleMaker } from './call/named_tuple.js';
import { handleOf } from './handle.js';
import type { Handle, ObjectHandle } from './native.js';
import { NativeObject } from './native_object.js';
import { wrap } from './wrap.js';

/** What objects of TorchScript's have, and modules around one: its handle. */
export const scriptHandle: unique symbol = Symbol('handle of TorchScript');

interface Scripted {
  readonly [scriptHandle]?: ObjectHandle;
}

let makeObject: (handle: ObjectHandle, isModule: boolean) => unknown;

/** Called once by the classes of objects, which need functions, which give objects. */
export function setScriptObjects(make: typeof makeObject): void {
  makeObject = make;
}

/** The object for a handle. */
export function scriptObject(handle: ObjectHandle, isModule: boolean): unknown {
  return makeObject(handle, isModule);
}

/** A value as the addon takes it. Nothing in between may collect: a tensor is a number here. */
export function encode(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object' && typeof value !== 'function') return value;
  const tensor = handleOf(value);
  if (tensor !== undefined) return { tensor };
  const held = (value as Scripted)[scriptHandle] ?? NativeObject.handle(value);
  if (held !== undefined) return held;
  if (value instanceof Complex) return { re: value.re, im: value.im };
  if (value instanceof Constant) return value.code;
  if (value instanceof device) return { device: String(value) };
  if (Array.isArray(value)) {
    const items = Array.from(value, encode);
    return Object.isFrozen(value) ? { tuple: items } : items;
  }
  if (types.isTypedArray(value)) return Array.from(value as Iterable<unknown>);
  if (isMap(value)) return { keys: Array.from(value.keys(), encode), values: Array.from(value.values(), encode) };
  if (isPlainObject(value)) return { keys: Object.keys(value), values: Object.values(value).map(encode) };
  // Of no type: libtorch's side says what was wanted.
  return {};
}

interface Encoded {
  readonly tensor?: Handle;
  readonly tuple?: readonly unknown[];
  readonly names?: readonly string[];
  readonly name?: string;
  readonly keys?: readonly unknown[];
  readonly values?: readonly unknown[];
  readonly device?: string;
  readonly re?: number;
  readonly im?: number;
  readonly enum?: string;
  readonly value?: unknown;
  readonly object?: ObjectHandle;
  readonly module?: boolean;
  readonly opaque?: ObjectHandle;
}

/**
 * The value behind what the addon gave: a tuple is a frozen array, a dict with text for keys a plain object, any other
 * a Map.
 */
export function decode(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  if (Array.isArray(given)) return given.map(decode);
  const of = given as Encoded;
  if (of.tensor !== undefined) return wrap(of.tensor);
  if (of.tuple !== undefined) return tuple(of.tuple.map(decode), of);
  if (of.keys !== undefined) return dict(of.keys.map(decode), of.values!.map(decode));
  if (of.re !== undefined) return new Complex(of.re, of.im!);
  if (of.device !== undefined) return device(of.device);
  if (of.enum !== undefined) return Object.freeze({ name: of.enum, value: decode(of.value) });
  if (of.object !== undefined) return makeObject(of.object, of.module!);
  return new NativeObject(of.opaque!);
}

const makers = new Map<string, NamedTupleMaker>();

function tuple(items: unknown[], { name, names }: Encoded): unknown {
  if (names === undefined) return Object.freeze(items);
  const key = [name, ...names].join(',');
  let maker = makers.get(key);
  if (maker === undefined) {
    const text = (fields: readonly (readonly [string, unknown])[]): string =>
      `${name}(${fields.map(([field, value]) => `${field}=${py_repr(value)}`).join(', ')})`;
    makers.set(key, (maker = namedTuple(name!, names, text)));
  }
  return maker(items);
}

function dict(keys: readonly unknown[], values: readonly unknown[]): unknown {
  if (!keys.every((key) => typeof key === 'string')) return new Map(keys.map((key, i) => [key, values[i]]));
  const object: Record<string, unknown> = {};
  for (const [i, key] of keys.entries()) define(object, key as string, values[i]);
  return object;
}
