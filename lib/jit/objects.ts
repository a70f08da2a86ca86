/** Instances of TorchScript's classes as libtorch has them, modules among them (torch._C; native/jit/objects.cpp). */
import { inspect } from 'node:util';
import { script as native, type ScriptFacts, type ScriptHandle } from '../addon/doors.js';
import { getAttribute, register, scriptHandle, setAttribute, setScriptObjects } from '../addon/script.js';
import { notAsync } from '../arguments/asynchronous.js';
import { callable, kind } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { kinds as files, saveScript, saveScriptBytes, type ExtraFiles } from './files.js';
import { methodFrom, type ScriptMethod } from './functions.js';
import { kinds as types, Type, typeFrom } from './types.js';
import { CompilationUnit } from './unit.js';

const kinds = {
  ...files, Type: types.Type, CompilationUnit: kind((value) => value instanceof CompilationUnit), fn: callable,
};

const takes = {
  name: signature('ScriptObject.getattr(self, name: str) -> object', kinds),
  set: signature('ScriptObject.setattr(self, name: str, value: object)', kinds),
  module: signature('ScriptModule(name: str, cu: CompilationUnit, should_mangle: bool = False)', kinds),
  save: signature('ScriptModule.save(self, filename: str, _extra_files: ExtraFiles | None = None)', kinds),
  save_to_buffer: signature('ScriptModule.save_to_buffer(self, _extra_files: ExtraFiles | None = None) -> Uint8Array', kinds),
  register: signature('ScriptModule._register_attribute(self, name: str, type: Type, value: object)', kinds),
  define: signature('ScriptModule._define(self, src: str)', kinds),
  apply: signature('ScriptModule.apply(self, fn: Callable[[ScriptModule], Any])', kinds),
  dump: signature('ScriptModule.dump_to_str(self, code: bool = True, attrs: bool = True, params: bool = True) -> str', kinds),
};

const made = Symbol('made');
const isMade = (args: readonly unknown[]): args is readonly [typeof made, ScriptHandle] => args[0] === made;

/**
 * A property of a class of TorchScript: how it is read, and how it is set, if it can be
 * (`torch.ScriptObjectProperty`).
 */
export class ScriptObjectProperty {
  /** Its name. */
  readonly name: string;
  /** Gives its value. */
  readonly getter: ScriptMethod;
  /** Sets it; null where it can only be read. */
  readonly setter: ScriptMethod | null;

  /** Properties come from their object: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    if (!isMade(args)) throw new TypeError('torch._C.ScriptObjectProperty: No constructor defined!');
    const [, object, name] = args as unknown as [unknown, ScriptHandle, string];
    const [getter, setter] = native.jit_object_property(object, name);
    this.name = name;
    this.getter = methodFrom(getter);
    this.setter = setter && methodFrom(setter);
  }
}

/** An instance of a class of TorchScript, as libtorch has it (`torch.ScriptObject`). */
export class ScriptObject {
  readonly #object: ScriptHandle;

  /** Objects come from what runs: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    if (!isMade(args)) throw new TypeError(`torch._C.${new.target.name}: No constructor defined!`);
    this.#object = args[1];
  }
  get [scriptHandle](): ScriptHandle {
    return this.#object;
  }

  /** What it has, by name. */
  static read(object: ScriptObject): ScriptFacts {
    return native.jit_object_read(object.#object);
  }

  /** Its class. */
  _type(): Type {
    return typeFrom(native.jit_object_type(this.#object));
  }
  /** The value of an attribute or a constant. Throws an AttributeError for a name that is none. */
  getattr(...args: typeof takes.name.args): unknown {
    return getAttribute(this.#object, takes.name.list(args)[0]);
  }
  /** Sets an attribute. Throws a RuntimeError for a constant, a name that is none, and a value of another type. */
  setattr(...args: typeof takes.set.args): void {
    const [name, value] = takes.set.list(args);
    setAttribute(this.#object, name, value);
  }
  /** Whether it has an attribute or constant of the name. */
  hasattr(...args: typeof takes.name.args): boolean {
    const [name] = takes.name.list(args, 'ScriptObject.hasattr');
    const { slots, constants } = ScriptObject.read(this);
    return constants.includes(name) || slots.some(([slot]) => slot === name);
  }
  /** Whether it has a method of the name. */
  _has_method(...args: typeof takes.name.args): boolean {
    return this._method_names().includes(takes.name.list(args, 'ScriptObject._has_method')[0]);
  }
  /** The names of its methods. */
  _method_names(): string[] {
    return [...ScriptObject.read(this).methods];
  }
  /** A method. Throws a RuntimeError where there is none of the name. */
  _get_method(...args: typeof takes.name.args): ScriptMethod {
    return methodFrom(native.jit_object_method(this.#object, takes.name.list(args, 'ScriptObject._get_method')[0]));
  }
  /** Its properties. */
  _properties(): ScriptObjectProperty[] {
    return ScriptObject.read(this).properties.map((name) => new Property(made, this.#object, name));
  }
  /** Another one with the same values. */
  __copy__(): this {
    return objectFrom(native.jit_object_copy(this.#object, false)) as this;
  }
  /** Another one with copies of all values. */
  __deepcopy__(): this {
    return objectFrom(native.jit_object_copy(this.#object, true)) as this;
  }
  /** Whether both are the same object (Python's `==`). */
  equals(other: ScriptObject): boolean {
    return other instanceof ScriptObject && native.jit_object_same(this.#object, other.#object);
  }
  toString(): string {
    return `<torch.${this.constructor.name} object of ${ScriptObject.read(this).qualified_name}>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}
type MadeProperty = new (key: typeof made, object: ScriptHandle, name: string) => ScriptObjectProperty;
const Property = ScriptObjectProperty as MadeProperty;

/**
 * A module of TorchScript as libtorch has it (`torch.ScriptModule`); `torch.jit.load` gives the `torch.nn.Module`
 * around one. Made by hand it is empty: `_register_attribute` and `_define` fill it.
 */
export class ScriptModule extends ScriptObject {
  /**
   * An empty module of a class of its own, `name` with its module; with `should_mangle` a name that is taken changes.
   */
  constructor(...args: typeof takes.module.args) {
    const given: readonly unknown[] = isMade(args) ? args : [made, emptyModule(takes.module.list(args))];
    super(...given);
  }

  /** The name of its class, with its module. */
  get qualified_name(): string {
    return ScriptObject.read(this).qualified_name;
  }
  /** {@link ScriptMethod.code} of its `forward`. */
  get code(): string {
    return this._get_method('forward').code;
  }
  /** {@link ScriptMethod.code_with_constants} of its `forward`. */
  get code_with_constants(): readonly [code: string, constants: Readonly<Record<string, unknown>>] {
    return this._get_method('forward').code_with_constants;
  }
  /** The modules right below. */
  children(): ArrayIterator<ScriptModule> {
    const modules = ScriptObject.read(this).slots.filter(([, kind]) => kind === 'module');
    return modules.map(([name]) => this.getattr(name) as ScriptModule).values();
  }
  /** Calls `fn` with every module below and then with the module itself. */
  apply(...args: typeof takes.apply.args): void {
    const [fn] = takes.apply.list(args);
    for (const child of this.children()) child.apply(fn);
    notAsync(fn(this) as unknown, () => 'ScriptModule.apply(): the function is async, and nobody waits for it');
  }
  /** Writes an archive that `torch.jit.load` reads, in Python and C++ too. */
  save(...args: typeof takes.save.args): void {
    saveScript(this[scriptHandle], ...takes.save.list(args));
  }
  /** The same archive in memory. */
  save_to_buffer(...args: typeof takes.save_to_buffer.args): Uint8Array {
    return saveScriptBytes(this[scriptHandle], ...takes.save_to_buffer.list(args));
  }
  /** Gives it an attribute. Throws a RuntimeError for a value of another type. */
  _register_attribute(...args: typeof takes.register.args): void {
    const [name, type, value] = takes.register.list(args);
    register(this[scriptHandle], name, Type.handleOf(type), value, false, false);
  }
  /** Gives it methods, of TorchScript's text. Throws a RuntimeError that shows where the text is none. */
  _define(...args: typeof takes.define.args): void {
    native.jit_module_define(this[scriptHandle], takes.define.list(args)[0]);
  }
  /** Text of all that it has: methods, attributes, parameters. */
  dump_to_str(...args: typeof takes.dump.args): string {
    return native.jit_module_dump(this[scriptHandle], ...takes.dump.list(args));
  }
  /** Prints {@link dump_to_str}. */
  dump(...args: typeof takes.dump.args): void {
    console.log(this.dump_to_str(...takes.dump.list(args, 'ScriptModule.dump')));
  }
}

const emptyModule = ([name, unit, mangle]: readonly [string, CompilationUnit, boolean]): ScriptHandle =>
  native.jit_module(name, CompilationUnit.handleOf(unit), mangle);

type Made<T> = new (key: typeof made, handle: ScriptHandle) => T;

function objectFrom(handle: ScriptHandle): ScriptObject {
  if (native.jit_object_read(handle).is_module) return moduleFrom(handle);
  return new (ScriptObject as Made<ScriptObject>)(made, handle);
}

/** The object for a module of libtorch's. */
export const moduleFrom = (handle: ScriptHandle): ScriptModule =>
  new (ScriptModule as unknown as Made<ScriptModule>)(made, handle);

setScriptObjects((handle, isModule) => (isModule ? moduleFrom(handle) : objectFrom(handle)));

export type { ExtraFiles };
