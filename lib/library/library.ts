/** `torch.library.Library`: what registers operators and kernels with libtorch's dispatcher. */
import { inspect } from 'node:util';
import { libraries, operators, type LibraryHandle, type NativeKernel } from '../addon/doors.js';
import { nativeKernel, type KernelCall } from '../addon/script_kernels.js';
import { signature } from '../arguments/signature.js';
import { DispatchKeySet } from '../jit/dispatch_keys.js';
import { parse_schema } from '../jit/schema.js';
import { Tag } from '../jit/tag.js';
import { isOverload, operatorsChanged, overloadOf } from '../operators/ops.js';
import { AssertionError, NotImplementedError, RuntimeError, ValueError } from '../values/errors.js';
import { caller } from './caller.js';
import { registerFake } from './fake.js';
import type { AnyFunction, KernelFunction, LibraryKind, Registration } from './kinds.js';
import { class_of, has_kernel } from './lookup.js';
import { validate_inplace_schema, validate_out_schema } from './schemas.js';

const takes = {
  Library: signature("Library(ns: str, kind: LibraryKind, dispatch_key: str = '')"),
  define: signature("Library.define(self, schema: str, alias_analysis: str = '', *, tags: Tags = []) -> str"),
  impl: signature(`Library.impl(self, op_name: str | OpOverload, fn: KernelFunction, dispatch_key: str = '', *,
    with_keyset: bool = False, allow_override: bool = True) -> None`),
  fallback: signature(
    "Library.fallback(self, fn: KernelFunction, dispatch_key: str = '', *, with_keyset: bool = False) -> None"),
};

/** Names a kernel that hands on to the next key: for {@link Library.impl}; a call throws a NotImplementedError. */
export function fallthrough_kernel(): never {
  throw new NotImplementedError('fallthrough_kernel() should never be called.');
}

/** What has a kernel in JavaScript, as namespace/name/key, and whose it is. */
const implemented = new Map<string, Done>();
const reserved = ['prim'];

/** What a library did, for whoever takes it back: it knows nothing of the library's object. */
interface Done {
  readonly defined: Set<string>;
  readonly implemented: Set<string>;
  readonly registrations: Registration[];
}

function takeBack(done: Done): void {
  const { defined, implemented: kernels, registrations } = done;
  for (const key of kernels) if (implemented.get(key) === done) implemented.delete(key);
  // Another library may have defined it since.
  for (const full of defined) operatorsChanged(full, operators.operator_exists(full));
  for (const each of registrations.splice(0)) each.destroy();
  kernels.clear();
  defined.clear();
}

const collected = new FinalizationRegistry<Done>(takeBack);

/** All arguments as a function takes them: those after `*` in a plain object at the end. */
function asGiven({ values, positional, names }: KernelCall): unknown[] {
  const args = values.slice(0, positional);
  if (values.length > positional) {
    args.push(Object.fromEntries(names.slice(positional).map((name, i) => [name, values[positional + i]])));
  }
  return args;
}

const keysOf = ({ keys }: KernelCall): DispatchKeySet => DispatchKeySet.from_raw_repr(keys);

/**
 * Registers operators of a namespace, or kernels of operators that are there (`torch.library.Library`): `kind` is
 * `'DEF'` for the one library of a new namespace, `'FRAGMENT'` for more operators of one, `'IMPL'` for kernels alone.
 * `dispatch_key` is the key of its kernels where they name none. What it registered is there as long as the object is;
 * operators belong to the process, and kernels run on the thread that registered them.
 *
 * Throws a ValueError for another kind and a reserved namespace, a RuntimeError where a namespace has its `'DEF'`.
 */
export class Library {
  readonly ns: string;
  readonly kind: LibraryKind;
  readonly dispatch_key: string;
  #library: LibraryHandle | null;
  readonly #done: Done = { defined: new Set(), implemented: new Set(), registrations: [] };

  constructor(...args: typeof takes.Library.args) {
    const [ns, kind, dispatch_key] = takes.Library.list(args);
    if (!['IMPL', 'DEF', 'FRAGMENT'].includes(kind)) throw new ValueError(`Unsupported kind: ${String(kind)}`);
    if (reserved.includes(ns) && kind !== 'IMPL') {
      throw new ValueError(`${ns} is a reserved namespace. Please try creating a library with another name.`);
    }
    const { file, line } = caller();
    this.#library = libraries.library_new(kind, ns, dispatch_key, file, line);
    this.ns = ns;
    this.kind = kind;
    this.dispatch_key = dispatch_key;
    collected.register(this, this.#done, this);
  }

  get #live(): LibraryHandle {
    if (this.#library === null) throw new AssertionError('Library object has been destroyed');
    return this.#library;
  }

  /**
   * Defines the operator of a schema, `'scale(Tensor x, float s=2.0) -> Tensor'`, and gives its name back:
   * `torch.ops.ns.scale`. With `alias_analysis` `'CONSERVATIVE'` results may be any argument's memory. Throws a
   * RuntimeError for a text that is no schema, an operator that is there, and in a library of kind `'IMPL'`; a
   * ValueError where a tag wants another schema.
   */
  define(...args: typeof takes.define.args): string {
    const [schema, alias_analysis, given] = takes.define.list(args);
    if (!['', 'FROM_SCHEMA', 'CONSERVATIVE'].includes(alias_analysis)) {
      throw new RuntimeError(`Invalid alias_analysis type ${alias_analysis}`);
    }
    const library = this.#live;
    const tags = given instanceof Tag ? [given] : given;
    if (tags.includes(Tag.out)) validate_out_schema(parse_schema(schema));
    if (tags.includes(Tag.inplace)) validate_inplace_schema(parse_schema(schema));
    const [name, full] = libraries.library_define(library, schema, alias_analysis, tags.map(({ value }) => value));
    this.#done.defined.add(full);
    operatorsChanged(full, true);
    return name;
  }

  /**
   * Registers a kernel of an operator for a key of the dispatcher: `'CPU'`, `'CUDA'`, `'Autograd'`, `'Meta'`; without
   * one, and without one of the library's, for all devices, as a function of operators that have gradients
   * (`'CompositeImplicitAutograd'`). `fn` gets all arguments of the schema, with `with_keyset` the keys before them,
   * and gives what the schema says: a tensor, a list of them, several results as a list. Throws a TypeError for what
   * is no function, and a RuntimeError without `allow_override` where there is a kernel in JavaScript.
   */
  impl(...args: typeof takes.impl.args): void {
    const [op, fn, given_key, with_keyset, allow_override] = takes.impl.list(args);
    checkFunction(fn);
    const key = given_key === '' ? this.dispatch_key : given_key;
    const name = nameOf(op, 'impl');
    const short = name.split('::').at(-1)!;
    const kernel = `${this.ns}/${short}/${key}`;
    if (!allow_override && implemented.has(kernel)) {
      throw new RuntimeError("This is not allowed since there's already a kernel registered from python overriding " +
        `${short}'s behavior for ${key} dispatch key and ${this.ns} namespace.`);
    }
    if (key === 'Meta') checkMeta(name, name.includes('::') ? name : `${this.ns}::${name}`);
    libraries.library_impl(this.#live, name, key === '' ? 'CompositeImplicitAutograd' : key, kernelOf(fn, (call) => {
      const rest = asGiven(call);
      return with_keyset ? [keysOf(call), ...rest] : rest;
    }));
    implemented.set(kernel, this.#done);
    this.#done.implemented.add(kernel);
  }

  /**
   * Registers what operators without a kernel for a key do there: `fn` gets the operator before its arguments. Only a
   * library of all namespaces may, `new Library('_', 'IMPL')`; throws a RuntimeError in another one.
   */
  fallback(...args: typeof takes.fallback.args): void {
    const [fn, given_key, with_keyset] = takes.fallback.list(args);
    const key = given_key === '' ? this.dispatch_key : given_key;
    if (this.ns !== '_') {
      throw new RuntimeError('Fallback can only be registered using library fragment on the global namespace "_" but ' +
        `it is ${this.ns}`);
    }
    if (key === '') throw new AssertionError('dispatch_key must not be empty for fallback');
    checkFunction(fn);
    libraries.library_fallback(this.#live, key, kernelOf(fn, (call) => {
      const rest = [overloadOf(call.name), ...asGiven(call)];
      return with_keyset ? [keysOf(call), ...rest] : rest;
    }));
  }

  /** Registers what {@link register_fake} does. */
  _register_fake(name: string, fn: KernelFunction, allow_override = true): void {
    const qualname = `${this.ns}::${name}`;
    const meta = (kernel: KernelFunction): void => this.impl(qualname, kernel, 'Meta', { allow_override });
    this.#done.registrations.push(registerFake(qualname, fn, allow_override, meta));
  }

  /** Lets autograd know that an operator gives views, or writes to arguments. */
  _register_in_place_or_view(name: string, is_view: boolean): void {
    libraries.library_in_place_or_view(this.#live, name, is_view);
  }

  /** Takes back all that it registered, now. */
  _destroy(): void {
    if (this.#library !== null) libraries.library_reset(this.#library);
    this.#library = null;
    collected.unregister(this);
    takeBack(this.#done);
  }

  toString(): string {
    return `Library(kind=${this.kind}, ns=${this.ns}, dispatch_key=${this.dispatch_key})>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

function kernelOf(fn: KernelFunction, given: (call: KernelCall) => unknown[]): NativeKernel | null {
  if (fn === fallthrough_kernel) return null;
  return nativeKernel((call) => (fn as AnyFunction)(...given(call)));
}

function checkFunction(fn: unknown): void {
  if (typeof fn === 'function') return;
  throw new TypeError(`Input function is required to be a callable but found type ${class_of(fn)}`);
}

function nameOf(op: unknown, api: string): string {
  if (typeof op === 'string') return op;
  if (isOverload(op)) return op._name;
  throw new RuntimeError(
    `${api} should be passed either a name or an OpOverload object as the first argument, got ${class_of(op)}`);
}

function checkMeta(name: string, full: string): void {
  if (!has_kernel(full, 'CompositeImplicitAutograd')) return;
  throw new RuntimeError(`We should not register a meta kernel directly to the operator '${name}', because it has a ` +
    'CompositeImplicitAutograd kernel in core. Instead we should let the operator decompose, and ensure that we have ' +
    'meta kernels for the base ops that it decomposes into.');
}

/** Libraries that stay, of functions that were given none. */
const kept: Library[] = [];

/** The library that was given, or one more of the namespace, which stays. */
export function libraryFor(namespace: string, given: Library | null): Library {
  if (given !== null) return given;
  const made = new Library(namespace, 'FRAGMENT');
  kept.push(made);
  return made;
}
