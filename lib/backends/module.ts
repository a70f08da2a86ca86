/** Modules of PyTorch's whose attributes may be assigned, `torch.backends.cudnn.benchmark = true`: objects here. */
import { switches, type FlagName } from '../addon/doors.js';
import { expected } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { py_repr } from '../python/repr.js';
import { AttributeError, RuntimeError } from '../values/errors.js';

/** What reading and assigning an attribute do. */
export interface Property<T> {
  get(): T;
  set(value: T): void;
  /** Whether it may be assigned when others are frozen. */
  readonly free?: boolean;
}

let frozen = false;

/**
 * From now on attributes of backends cannot be assigned, only changed by `flags`
 * (`torch.backends.disable_global_flags`).
 */
export const disable_global_flags = signature('disable_global_flags() -> None').define(() => {
  frozen = true;
});

/** Whether {@link disable_global_flags} was called (`torch.backends.flags_frozen`). */
export const flags_frozen = signature('flags_frozen() -> bool').define(() => frozen);

/** The functions of a module, and its attributes that may be assigned. */
export function backend<Functions extends object, Attributes>(
  name: string, functions: Functions, attributes: { [Name in keyof Attributes]: Property<Attributes[Name]> },
): Readonly<Functions> & Attributes {
  const object = { ...functions };
  for (const [key, { get, set, free }] of Object.entries<Property<unknown>>(attributes as never)) {
    Object.defineProperty(object, key, {
      enumerable: true,
      get,
      set(value: unknown) {
        if (frozen && free !== true) {
          throw new RuntimeError(`not allowed to set ${name} flags after disable_global_flags; please use flags() ` +
            'context manager instead');
        }
        set(value);
      },
    });
  }
  return object as Readonly<Functions> & Attributes;
}

/** A boolean for a switch. Throws PyTorch's RuntimeError, which names its own setter, for another kind of value. */
export function checkedSwitch(setter: string, value: unknown): boolean {
  return expected(setter, 'bool', value) as boolean;
}

export { pythonType } from '../arguments/python_objects.js';

/** A switch of libtorch that is on or off; `setter` is how PyTorch's messages call it. */
export function flag(name: FlagName, setter: string): Property<boolean> {
  return {
    get: () => switches.read_switch(name),
    set: (value) => switches.write_switch(name, checkedSwitch(setter, value)),
  };
}

/** How float32 is computed: exactly, or with fewer bits where that is faster; 'none' is as the level above says. */
export type Float32Precision = 'none' | 'ieee' | 'tf32' | 'bf16' | 'bf16x9';

/** The float32 precision of an operator of a backend, by PyTorch's names: 'cuda', 'mkldnn' or 'generic'. */
export function fp32Precision(backend: string, op: string, writes = backend): Property<Float32Precision> {
  return {
    get: () => switches.get_fp32_precision(backend, op) as Float32Precision,
    set(value) {
      if (typeof value !== 'string') {
        throw new TypeError('_set_fp32_precision_setter(): incompatible function arguments. The following argument types ' +
          `are supported:\n    1. (arg0: str, arg1: str, arg2: str) -> str\n\nInvoked with: '${writes}', '${op}', ` +
          py_repr(value));
      }
      switches.set_fp32_precision(writes, op, value);
    },
  };
}

/** The precision of one kind of operators: `torch.backends.mkldnn.matmul`. */
export interface OperatorPrecision {
  fp32_precision: Float32Precision;
}

/** See {@link OperatorPrecision}; other attributes are AttributeErrors, as in PyTorch. */
export function operatorPrecision(backend: string, op: string): OperatorPrecision {
  return withKnownNames<OperatorPrecision>({ fp32_precision: fp32Precision(backend, op) });
}

/** An object that has the given attributes and takes no others; of a class, `target` says. */
export function withKnownNames<T extends object>(
  attributes: { [Name in keyof T]: Property<T[Name]> }, target: object = {},
): T {
  for (const [name, { get, set }] of Object.entries<Property<unknown>>(attributes as never)) {
    Object.defineProperty(target, name, { enumerable: true, get, set });
  }
  return new Proxy(target, {
    set(object, name, value) {
      if (!(name in object)) throw new AttributeError(`Unknown attribute ${String(name)}`);
      return Reflect.set(object, name, value);
    },
  }) as T;
}
