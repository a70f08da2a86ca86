/** Nests of tensors and plain values, taken apart and put together: arguments and results of compiled functions. */
import { isBuiltin, isPlainObject } from '../python/objects.js';
import { is_tensor } from '../values/is_tensor.js';
import type { Tensor } from '../tensor/tensor.js';

const tensorMark: unique symbol = Symbol('a tensor');
const open: unique symbol = Symbol('a list begins');
const openObject: unique symbol = Symbol('an object begins');
const close: unique symbol = Symbol('it ends');

/** What a call was given: its tensors in order, and everything else, which must be the same for a recording to hold. */
export interface Taken {
  readonly tensors: Tensor[];
  readonly rest: unknown[];
}

/** Takes arguments apart. Objects of classes count by identity, plain ones by what is in them. */
export function takeApart(self: unknown, args: readonly unknown[]): Taken {
  const taken: Taken = { tensors: [], rest: [self] };
  for (const value of args) take(value, taken);
  return taken;
}

function take(value: unknown, taken: Taken): void {
  if (typeof value !== 'object' || value === null) {
    taken.rest.push(value);
  } else if (is_tensor(value)) {
    taken.tensors.push(value as Tensor);
    taken.rest.push(tensorMark);
  } else if (Array.isArray(value)) {
    takeAll(open, value as unknown[], taken);
  } else if (value instanceof Map || value instanceof Set) {
    takeAll(value.constructor, [...value], taken);
  } else if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    // Programs fill them again and again.
    takeAll(value.constructor, value as unknown as Iterable<unknown>, taken);
  } else if (isPlainObject(value)) {
    taken.rest.push(openObject);
    for (const [key, each] of Object.entries(value)) {
      taken.rest.push(key);
      take(each, taken);
    }
    taken.rest.push(close);
  } else {
    taken.rest.push(value);
  }
}

function takeAll(begin: unknown, values: Iterable<unknown>, taken: Taken): void {
  taken.rest.push(begin);
  for (const each of values) take(each, taken);
  taken.rest.push(close);
}

/** The number of the argument value that differs, -1 if none does. */
export function firstDifference(a: readonly unknown[], b: readonly unknown[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}

/** How a result is put together from what a replay gave. */
export type Template =
  | { readonly kind: 'result'; readonly index: number }
  | { readonly kind: 'same'; readonly value: unknown }
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'list'; readonly items: readonly Template[]; readonly prototype: object | null }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Template])[] };

/** A result taken apart. */
export interface Results {
  readonly tensors: Tensor[];
  readonly template: Template;
  /** What no recording can give again. */
  readonly strange: string | null;
  /** How many of the values that were read are among the results. */
  readonly used: number;
}

/** Takes a result apart; numbers that were read from tensors are told by what they are, each once and in order. */
export function takeResult(result: unknown, values: readonly unknown[]): Results {
  const tensors: Tensor[] = [];
  let strange: string | null = null;
  const open = [...values.keys()];
  const valueTemplates: { index: number }[] = [];
  const visit = (value: unknown): Template => {
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
      const at = open.findIndex((i) => Object.is(values[i], value));
      if (at < 0) return { kind: 'same', value };
      const template = { kind: 'result' as const, index: open[at]! };
      open.splice(at, 1);
      valueTemplates.push(template);
      return template;
    }
    if (typeof value === 'function') strange ??= 'a function is among the results';
    if (typeof value !== 'object' || value === null) return { kind: 'same', value };
    if (is_tensor(value)) {
      const known = tensors.indexOf(value as Tensor);
      return { kind: 'result', index: known < 0 ? tensors.push(value as Tensor) - 1 : known };
    }
    if (Array.isArray(value)) {
      const prototype = isBuiltin(value) ? null : (Object.getPrototypeOf(value) as object);
      return { kind: 'list', items: (value as unknown[]).map(visit), prototype };
    }
    if (isPlainObject(value)) {
      return { kind: 'object', entries: Object.entries(value).map(([key, each]) => [key, visit(each)] as const) };
    }
    strange ??= `a result is a ${(value as object).constructor?.name ?? 'object'}`;
    return { kind: 'same', value };
  };
  const template = visit(result);
  // Values come after the tensors in what a replay gives.
  for (const each of valueTemplates) each.index += tensors.length;
  return { tensors, template, strange, used: values.length - open.length };
}

/** Puts a result together from what a replay gave and the tensors of its arguments. */
export function putTogether(template: Template, made: readonly unknown[], given: readonly Tensor[]): unknown {
  switch (template.kind) {
    case 'result': return made[template.index];
    case 'same': return template.value;
    case 'argument': return given[template.index];
    case 'list': {
      const list = template.items.map((each) => putTogether(each, made, given));
      return template.prototype === null ? list : Object.setPrototypeOf(list, template.prototype);
    }
    case 'object':
      return Object.fromEntries(template.entries.map(([key, each]) => [key, putTogether(each, made, given)]));
  }
}

/** The template with other leaves in the place of results that are no operator's. */
export function withLeaves(template: Template, leaf: (index: number) => Template): Template {
  switch (template.kind) {
    case 'result': return leaf(template.index);
    case 'list': return { ...template, items: template.items.map((each) => withLeaves(each, leaf)) };
    case 'object':
      return { ...template, entries: template.entries.map(([key, each]) => [key, withLeaves(each, leaf)] as const) };
    default: return template;
  }
}
