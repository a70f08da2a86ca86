/**
 * `torch.backends.python_native`: kernels in dialects of Python, which stand in for those of libtorch. The dialects are
 * packages of Python, so none is available here and no operator has such a kernel; what is turned off is remembered as
 * in a PyTorch without them.
 */
import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { checkHashable } from '../arguments/python_objects.js';
import { context as contextOf } from '../autograd/context.js';
import { context, type Mode } from '../autograd/mode.js';
import { AttributeError, RuntimeError } from '../values/errors.js';
import { flags_frozen } from './module.js';

/** The dialects that PyTorch knows, in its order (`torch.backends.python_native.all_dsls`). */
export const all_dsls: readonly string[] = Object.freeze(['cutedsl', 'flydsl', 'helion', 'triton']);

/** The dialects that are installed: none can be (`torch.backends.python_native.available_dsls`). */
export const available_dsls: readonly string[] = Object.freeze([]);

/** What is turned off: dialects, operators and dispatch keys, by their names. */
const off = { dsls: new Set<unknown>(), operations: new Set<unknown>(), keys: new Set<unknown>() };

function add(set: Set<unknown>, names: readonly unknown[]): void {
  names.forEach(checkHashable);
  for (const name of names) set.add(name);
}

function remove(set: Set<unknown>, names: readonly unknown[]): void {
  names.forEach(checkHashable);
  for (const name of names) set.delete(name);
}

function has(set: Set<unknown>, name: unknown): boolean {
  checkHashable(name);
  return set.has(name);
}

/** The operators that a dialect has kernels for: none (`torch.backends.python_native.get_dsl_operations`). */
export const get_dsl_operations = signature(
  'get_dsl_operations(dsl_name: str, lib_symbol: str = "aten") -> list[str]').define((): string[] => []);

/** Turns off the kernels of these operators, of all dialects (`torch.backends.python_native.disable_operations`). */
export const disable_operations = signature('disable_operations(*op_symbols: str) -> None').define(
  (names) => add(off.operations, names));

/** Turns on what {@link disable_operations} turned off (`torch.backends.python_native.enable_operations`). */
export const enable_operations = signature('enable_operations(*op_symbols: str) -> None').define(
  (names) => remove(off.operations, names));

/** Turns off all kernels at these dispatch keys (`torch.backends.python_native.disable_dispatch_keys`). */
export const disable_dispatch_keys = signature('disable_dispatch_keys(*dispatch_keys: str) -> None').define(
  (names) => add(off.keys, names));

/** Turns on what {@link disable_dispatch_keys} turned off (`torch.backends.python_native.enable_dispatch_keys`). */
export const enable_dispatch_keys = signature('enable_dispatch_keys(*dispatch_keys: str) -> None').define(
  (names) => remove(off.keys, names));

/** A context in which these operators' kernels are off (`torch.backends.python_native.operations_disabled`). */
export const operations_disabled = contextOf(signature('operations_disabled(*op_symbols: str)'), (names) => {
  names.forEach(checkHashable);
  const turned = names.filter((name) => !off.operations.has(name));
  add(off.operations, names);
  return () => remove(off.operations, turned);
});

/** Whether an operator's kernels are turned off (`torch.backends.python_native.is_operation_disabled`). */
export const is_operation_disabled = signature('is_operation_disabled(op_symbol: str) -> bool').define(
  (name) => has(off.operations, name));

/** Whether a dialect is turned off (`torch.backends.python_native.is_dsl_disabled`). */
export const is_dsl_disabled = signature('is_dsl_disabled(dsl_name: str) -> bool').define((name) => has(off.dsls, name));

class DSLControllerObject {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** The name of the dialect. */
  get name(): string {
    return this.#name;
  }

  /** Whether the dialect is installed: false. */
  get available(): boolean {
    return available_dsls.includes(this.#name);
  }

  /** The version that is installed: null, for none. */
  get version(): string | null {
    return null;
  }

  /** What a dialect of dialects compiles to. Throws an AttributeError for one that has no choice. */
  get backend(): string {
    if (this.#name === 'helion') return process.env['HELION_BACKEND'] ?? 'triton';
    throw new AttributeError(`${this.#name} DSL has no configurable backend`);
  }

  /** Whether the dialect is on. Throws a RuntimeError when it is assigned while flags are frozen. */
  get enabled(): boolean {
    return !has(off.dsls, this.#name);
  }
  set enabled(value: boolean) {
    if (flags_frozen()) {
      throw new RuntimeError(`not allowed to set ${this.#name} DSL flags after disable_global_flags; please use flags() ` +
        'context manager instead');
    }
    if (value) this.enable();
    else this.disable();
  }

  /** Turns off all kernels of the dialect. */
  disable(): void {
    add(off.dsls, [this.#name]);
  }

  /** Turns on what was turned off. */
  enable(): void {
    remove(off.dsls, [this.#name]);
  }

  /** A context in which the dialect is off, and with it the kernels that were compiled from it beforehand. */
  disabled(): Mode;
  disabled<T>(body: () => T): T;
  disabled<T>(body?: () => T): Mode | T {
    return context('disabled', () => mask(this), body);
  }

  toString(): string {
    const available = this.available ? 'available' : 'unavailable';
    return `DSLController(${this.#name}, ${available}, ${this.enabled ? 'enabled' : 'disabled'})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

for (const name of ['name', 'available', 'version', 'backend']) {
  const { get } = Object.getOwnPropertyDescriptor(DSLControllerObject.prototype, name)!;
  Object.defineProperty(DSLControllerObject.prototype, name, {
    get,
    set() {
      throw new AttributeError(`property '${name}' of 'DSLController' object has no setter`);
    },
  });
}

/** Turns a dialect off, and what libtorch_cuda has of kernels that were compiled beforehand. */
function mask(controller: DSLControllerObject): () => void {
  const { enabled } = controller;
  const compiled = switches.read_switch('native_aot');
  controller.disable();
  switches.write_switch('native_aot', false);
  return () => {
    switches.write_switch('native_aot', compiled);
    if (enabled) controller.enable();
  };
}

/** What turns a dialect on and off: `torch.backends.python_native.triton`. */
export type DSLController = DSLControllerObject;

/** The switch of CuTe DSL (`torch.backends.python_native.cutedsl`). */
export const cutedsl: DSLController = new DSLControllerObject('cutedsl');
/** The switch of FlyDSL (`torch.backends.python_native.flydsl`). */
export const flydsl: DSLController = new DSLControllerObject('flydsl');
/** The switch of Helion (`torch.backends.python_native.helion`). */
export const helion: DSLController = new DSLControllerObject('helion');
/** The switch of Triton (`torch.backends.python_native.triton`). */
export const triton: DSLController = new DSLControllerObject('triton');
