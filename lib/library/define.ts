/** `torch.library.define` and `impl`: operators and kernels without a Library of one's own (torch/library.py). */
import { operators } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { py_repr } from '../python/repr.js';
import { ValueError } from '../values/errors.js';
import type { DeviceTypes, KernelFunction, Tags } from './kinds.js';
import { Library, libraryFor } from './library.js';
import { class_of, device_type_to_key, parse_namespace } from './lookup.js';
import type { Decorator } from './custom_op_def.js';

const takes = {
  define: signature('define(qualname: str, schema: str, *, lib: Library = None, tags: Tags = []) -> None'),
  old_define: signature("define(lib: Library, schema: str, alias_analysis: str = '')"),
  impl: signature('impl(qualname: str, types: str | Sequence[str], func: KernelFunction = None, *, lib: Library = None)'),
  old_impl: signature("impl(lib: Library, name: str, dispatch_key: str = '')"),
};

const nameless = /^\(.*\) -> .*$/;

/** The options of {@link define}. */
export interface DefineOptions {
  /** Whose the operator is; without one it stays as long as the process. */
  readonly lib?: Library | null;
  readonly tags?: Tags;
}

/**
 * Defines an operator by its name and its schema without the name (`torch.library.define`): `define('mylib::sin',
 * '(Tensor x) -> Tensor')`. With a library and a whole schema it gives what defines the operator and registers a
 * function as its kernel, as it did once. Throws a ValueError for names and schemas of another form.
 */
export function define(qualname: string, schema: string, options?: DefineOptions): void;
export function define(lib: Library, schema: string, alias_analysis?: string): Decorator;
export function define(...args: unknown[]): unknown {
  if (args[0] instanceof Library) {
    const [library, schema, alias_analysis] = takes.old_define.list(args);
    return (fn: KernelFunction): KernelFunction => {
      library.impl(library.define(schema, alias_analysis), fn);
      return fn;
    };
  }
  const [qualname, schema, lib, tags] = takes.define.list(args);
  if (typeof qualname !== 'string') {
    throw new ValueError(
      `define(qualname, schema): expected qualname to be instance of str, got ${class_of(qualname)}`);
  }
  const [namespace, name] = parse_namespace(qualname);
  if (!nameless.test(schema)) {
    throw new ValueError('define(qualname, schema, ...): expected schema to look like e.g. "(Tensor x) -> Tensor" but ' +
      `got "${schema}"`);
  }
  libraryFor(namespace, lib).define(name + schema, '', { tags });
  return undefined;
}

/** The options of {@link impl}. */
export interface ImplOptions {
  /** Whose the kernel is; without one it stays as long as the process. */
  readonly lib?: Library | null;
}

/**
 * Registers a kernel of an operator for kinds of devices, `'cpu'`, `'cuda'`, `'default'` for all, or for keys of the
 * dispatcher (`torch.library.impl`); without a function it gives what registers one. With a library first it takes a
 * name and a key, as it did once.
 */
export function impl<F extends KernelFunction>(
  qualname: string, types: string | readonly string[], func: F, options?: ImplOptions): void;
export function impl(
  qualname: string, types: string | readonly string[], options?: ImplOptions): (fn: KernelFunction) => void;
export function impl(lib: Library, name: string, dispatch_key?: string): Decorator;
export function impl(...args: unknown[]): unknown {
  if (args[0] instanceof Library) {
    const [library, name, dispatch_key] = takes.old_impl.list(args);
    return (fn: KernelFunction): KernelFunction => {
      library.impl(name, fn, dispatch_key);
      return fn;
    };
  }
  const [qualname, types, func, lib] = takes.impl.list(args);
  return implFor(qualname, types, func, lib);
}

/** See {@link impl}. */
export function implFor(
  qualname: string, types: DeviceTypes, func: KernelFunction | null, lib: Library | null,
): ((fn: KernelFunction) => void) | undefined {
  if (typeof qualname !== 'string') {
    throw new TypeError(`impl(): argument 'qualname' must be str, not ${py_repr(qualname)}`);
  }
  const list = typeof types === 'string' ? [types] : types ?? [];
  const keys = new Set(list.map((each) => (operators.dispatch_key_parse(each) ? each : device_type_to_key(each))));
  const register = (fn: KernelFunction): void => {
    const library = libraryFor(parse_namespace(qualname)[0], lib);
    for (const key of keys) library.impl(qualname, fn, key);
  };
  if (func === null) return register;
  register(func);
  return undefined;
}
