/** Modules of TorchScript as modules (torch/jit/_script.py): what `torch.jit.load` gives. */
import { scriptHandle, setAttribute } from '../addon/script.js';
import type { ScriptHandle } from '../addon/doors.js';
import { register } from '../addon/script.js';
import { kind } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { Module, type AnyModule } from '../nn/module.js';
import { classOf, kindOfValue, membersOf, typename } from '../nn/module/members.js';
import { stateKey, type Kind } from '../nn/module/state.js';
import { RuntimeError } from '../values/errors.js';
import type { Parameter } from '../nn/parameter.js';
import { BufferDict, ParameterDict } from './dicts.js';
import { kinds as files, saveScript, saveScriptBytes, type ExtraFiles } from './files.js';
import type { ScriptMethod } from './functions.js';
import type { Graph } from './graph.js';
import { moduleFrom, ScriptModule as NativeScriptModule, ScriptObject } from './objects.js';
import { TensorType, Type } from './types.js';
import { CompilationUnit } from './unit.js';

const kinds = { ...files, NativeScriptModule: kind((value) => value instanceof NativeScriptModule, 'ScriptModule') };

const takes = {
  define: signature('ScriptModule.define(self, src: str)', kinds),
  save: signature('ScriptModule.save(self, f: str, _extra_files: ExtraFiles | None = None)', kinds),
  save_to_buffer: signature('ScriptModule.save_to_buffer(self, _extra_files: ExtraFiles | None = None) -> Uint8Array', kinds),
  module: signature('RecursiveScriptModule(cpp_module: NativeScriptModule)', kinds),
};

/** Modules that can be called, of any inputs. */
const Base = Module as unknown as new () => AnyModule;

/** Modules whose members are those that libtorch has. */
const bound = new WeakSet<object>();

/** Throws for a member that libtorch's module does not have, and does not get any more. */
function refuseMember(module: object, name: string, kind: Kind, value: unknown): void {
  if (kind === 'module') putModule((module as ScriptModule)._c, name, value);
  throw new RuntimeError(`Can't add a new parameter after ScriptModule construction. Tried to add '${name}`);
}

function putModule(of: NativeScriptModule, name: string, value: unknown): void {
  if (!(value instanceof ScriptModule)) {
    throw new RuntimeError('Cannot re-assign modules in a ScriptModule with non-scripted module, tried to replace ' +
      `existing module '${name}': ${value === null ? 'None' : String(value)}`);
  }
  setAttribute(of[scriptHandle], name, value);
}

/**
 * Where an assignment comes to that finds no field: it is the last but one in the chain of prototypes, so that reading
 * and setting what is there costs nothing.
 */
class Guarded extends Base {}
Object.setPrototypeOf(Guarded.prototype, new Proxy(Object.create(Base.prototype) as object, {
  set(target, name, value, module: object) {
    const kind = typeof name === 'string' && bound.has(module) ? kindOfValue(value) : undefined;
    if (kind !== undefined) refuseMember(module, name as string, kind, value);
    return Reflect.set(target, name, value, module);
  },
}));

/**
 * A module whose methods are TorchScript's (`torch.jit.ScriptModule`). `torch.jit.load` gives one. A class that extends
 * it puts parameters, buffers, scripted modules, numbers and lists into fields, and then gives methods as text:
 * `this.define('def forward(self, x):\n    return x * self.weight\n')`. What a field is, TorchScript knows from then
 * on.
 */
export class ScriptModule extends Guarded {
  #module: NativeScriptModule | undefined;

  /** The module as libtorch has it. */
  get _c(): NativeScriptModule {
    return (this.#module ??= new NativeScriptModule(`__torch__.${classOf(this).name || 'ScriptModule'}`,
      new CompilationUnit(), true));
  }
  get [scriptHandle](): ScriptHandle {
    return this._c[scriptHandle];
  }
  /** Is this module from now on. */
  protected become(module: NativeScriptModule): void {
    this.#module = module;
    bind(this, module);
  }

  /**
   * Compiles methods from TorchScript's text. Throws a RuntimeError that shows what is wrong with it, or which field
   * TorchScript has no type for.
   */
  define(...args: typeof takes.define.args): void {
    const [text] = takes.define.list(args);
    adoptFields(this, this._c);
    this._c._define(text);
    bind(this, this._c);
  }

  /** What `forward` computes. */
  get graph(): Graph {
    return this._c._get_method('forward').graph;
  }
  /** The same with all that it calls put in place. */
  get inlined_graph(): Graph {
    return this._c._get_method('forward').inlined_graph;
  }
  /** The text of `forward`. */
  get code(): string {
    return this._c.code;
  }
  /** The text of `forward`, and the constants that it names `CONSTANTS.c0` and so on. */
  get code_with_constants(): readonly [code: string, constants: Readonly<Record<string, unknown>>] {
    return this._c.code_with_constants;
  }
  /** The name of its class where it was written. */
  get original_name(): string {
    return ScriptObject.read(this._c).name;
  }
  /** Writes an archive that `torch.jit.load` reads, in Python and C++ too (`torch.jit.save`). */
  save(...args: typeof takes.save.args): void {
    saveScript(this[scriptHandle], ...takes.save.list(args));
  }
  /** The same archive in memory. */
  save_to_buffer(...args: typeof takes.save_to_buffer.args): Uint8Array {
    return saveScriptBytes(this[scriptHandle], ...takes.save_to_buffer.list(args));
  }
  override extra_repr(): string {
    return `original_name=${this.original_name}`;
  }
  /** Another one around the same tensors. */
  __copy__(): RecursiveScriptModule {
    return new RecursiveScriptModule(this._c.__copy__());
  }
  /** Another one with copies of all tensors. */
  __deepcopy__(): RecursiveScriptModule {
    return new RecursiveScriptModule(this._c.__deepcopy__());
  }
}

/** A {@link ScriptModule} around one of libtorch's, with all below it (`torch.jit.RecursiveScriptModule`). */
export class RecursiveScriptModule extends ScriptModule {
  constructor(...args: typeof takes.module.args) {
    super();
    this.become(takes.module.list(args)[0]);
  }
}
export interface RecursiveScriptModule {
  /** `forward`, which has a graph and a text of its own. */
  readonly forward: ScriptMethod;
}

/** What Python's modules of TorchScript refuse, by the same words. */
const refused = ['bfloat16', 'get_buffer', 'get_parameter', 'get_submodule', 'register_backward_hook',
  'register_forward_hook', 'register_forward_pre_hook', 'register_full_backward_hook',
  'register_full_backward_pre_hook',
  'register_load_state_dict_post_hook', 'register_load_state_dict_pre_hook', 'register_state_dict_post_hook',
  'register_state_dict_pre_hook', '_register_state_dict_hook', 'requires_grad_', 'set_submodule', 'to_empty'];
for (const name of refused) {
  Object.defineProperty(ScriptModule.prototype, name, {
    value(): never {
      throw new RuntimeError(`${name} is not supported on ScriptModules`);
    },
    writable: true,
    configurable: true,
  });
}

/** Puts what libtorch's module has in the place of fields: reading one reads it there, and so with setting. */
function bind(module: ScriptModule, of: NativeScriptModule): void {
  const { slots, constants, methods } = ScriptObject.read(of);
  const state = module[stateKey];
  state.kinds.clear();
  state.refuse = refuseMember;
  bound.add(module);
  const tensors = { parameter: new ParameterDict(of), buffer: new BufferDict(of) };
  for (const [name, kind] of slots) {
    const fields = Object.getOwnPropertyDescriptor(module, name);
    if (fields?.configurable === false) {
      state.kinds.set(name, kind as Kind);
      continue;
    }
    if (kind === 'module') {
      bindModule(module, of, name, fields?.value);
    } else if (kind !== '' && tensors[kind].items().some(([each]) => each === name)) {
      const dict = tensors[kind] as ParameterDict;
      if (fields?.value !== undefined) dict.remember(name, fields.value as Parameter);
      accessor(module, name, kind, () => dict.read(name), (value) => dict.setattr(name, value as Parameter));
    } else {
      accessor(module, name, undefined, () => of.getattr(name), (value) => of.setattr(name, value));
    }
  }
  for (const name of constants) {
    accessor(module, name, undefined, () => of.getattr(name), (value) => of.setattr(name, value));
  }
  for (const name of methods) {
    if (name !== 'forward' && name in Base.prototype) continue;
    Object.defineProperty(module, name, { value: of._get_method(name), writable: true, configurable: true });
  }
}

function accessor(
  module: ScriptModule, name: string, kind: Kind | undefined, get: () => unknown, set: (value: unknown) => void,
): void {
  // Members are what a module enumerates, and cannot be deleted.
  Object.defineProperty(module, name,
    { get, set, enumerable: kind !== undefined, configurable: kind === undefined });
  if (kind !== undefined) module[stateKey].kinds.set(name, kind);
}

function bindModule(module: ScriptModule, of: NativeScriptModule, name: string, known: unknown): void {
  let child = known instanceof ScriptModule && known._c.equals(of.getattr(name) as NativeScriptModule) ? known
    : new RecursiveScriptModule(of.getattr(name) as NativeScriptModule);
  accessor(module, name, 'module', () => child, (value) => {
    putModule(of, name, value);
    child = value as ScriptModule;
  });
}

/** Gives libtorch's module the fields that it does not have yet. */
function adoptFields(module: ScriptModule, of: NativeScriptModule): void {
  const { slots } = ScriptObject.read(of);
  const handle = of[scriptHandle];
  const tensor = Type.handleOf(TensorType.get());
  const kinds = new Map(membersOf(module));
  for (const [name, { value, enumerable }] of Object.entries(Object.getOwnPropertyDescriptors(module))) {
    if (enumerable !== true || slots.some(([slot]) => slot === name)) continue;
    const kind = kinds.get(name);
    if (kind === 'module' && !(value instanceof ScriptModule)) {
      throw new RuntimeError(
        `the module '${name}' is no ScriptModule, but ${typename(value)}: TorchScript cannot call it`);
    }
    const isTensor = kind === 'parameter' || kind === 'buffer';
    register(handle, name, isTensor ? tensor : null, value, kind === 'parameter', kind === 'buffer');
  }
}

/** The module around one of libtorch's, given by its handle. */
export const scripted = (handle: ScriptHandle): RecursiveScriptModule => new RecursiveScriptModule(moduleFrom(handle));
export type { ExtraFiles, NativeScriptModule };
