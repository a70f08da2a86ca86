import { is_tensor } from '../../values/is_tensor.js';
import { KeyError, ValueError } from '../../values/errors.js';
import { typeName } from '../../values/type_name.js';
import type { Tensor } from '../../tensor/tensor.js';
import { tensorTypeName } from '../../tensor/type_names.js';
import type { Module } from '../module.js';
import type { AnyModule } from './base.js';
import { bufferPersistence, ParameterImpl, type Parameter } from '../parameter.js';
import { CallableModule } from './callable_module.js';
import { stateKey, type Kind, type ModuleState } from './state.js';
import { hookResult } from '../../arguments/asynchronous.js';
import { keep } from '../../addon/scope.js';
import { registrationHooks } from './hooks.js';

/** A module by its fields, which are its members: there is no second place that holds them. */
export type Fields = Record<string, unknown>;

export function fieldsOf(module: AnyModule): Fields {
  return module as unknown as Fields;
}

/** A module's class; a member may be called `constructor`. */
export function classOf(module: CallableModule): Function {
  return (Object.getPrototypeOf(module) as object).constructor;
}

/** `torch.typename`: the type of a tensor, or the class. */
export function typename(value: unknown): string {
  if (is_tensor(value)) return tensorTypeName(value as Tensor);
  if (value instanceof CallableModule) return classOf(value).name;
  return typeName(value);
}

const wanted = {
  parameter: { as: 'as parameter', types: 'torch.nn.Parameter or None expected' },
  module: { as: 'as child module', types: 'torch.nn.Module or None expected' },
  buffer: { as: 'as buffer', types: 'torch.nn.Buffer, torch.Tensor or None expected' },
} as const;

/**
 * The names of a module's members with their kinds, in order. Assignments to fields run no code of ours, so this looks
 * at the fields anew each time; what PyTorch refuses at the assignment is refused here, with the same TypeError.
 */
export function membersOf(module: AnyModule): ReadonlyMap<string, Kind> {
  const state = module[stateKey];
  const { kinds, traced } = state;
  const fields = fieldsOf(module);
  let found = 0;
  for (const name of Object.keys(fields)) {
    if (traced !== undefined && traced.has(name)) {
      found++;
      continue;
    }
    const value = fields[name];
    const kind = kinds.get(name);
    const now = state.swapped?.has(name) ? kind : kindOfValue(value);
    if (now !== kind) {
      if (kind === undefined) becomeMember(module, name, now!, value);
      else replace(state, name, kind, now, value);
    }
    if (kind !== undefined || now !== undefined) found++;
  }
  if (found !== kinds.size) {
    for (const name of [...kinds.keys()]) if (!Object.hasOwn(fields, name)) forget(state, name);
  }
  return kinds;
}

/** What a value that is assigned makes of a field. */
export function kindOfValue(value: unknown): Kind | undefined {
  if (typeof value === 'object') {
    if (value instanceof ParameterImpl) return 'parameter';
    return value !== null && bufferPersistence(value) !== undefined ? 'buffer' : undefined;
  }
  return typeof value === 'function' && value instanceof CallableModule ? 'module' : undefined;
}

/** A field that was assigned: the registration hooks see it with the first look at the members. */
function becomeMember(module: AnyModule, name: string, kind: Kind, assigned: unknown): void {
  const value = registered(module, kind, name, assigned);
  if (value !== assigned) setField(module, name, value);
  become(module[stateKey], name, kind, value);
}

/** What the registration hooks of all modules make of a new member. */
function registered<T>(module: AnyModule, kind: Kind, name: string, value: T): T {
  let member = value;
  for (const { hook } of registrationHooks[kind].entries) {
    const other = hookResult(`register_module_${kind}_registration_hook`, hook(module, name, member));
    if (other !== undefined && other !== null) member = other as T;
  }
  return member;
}

function become(state: ModuleState, name: string, kind: Kind, value: unknown): void {
  forget(state, name);
  state.kinds.set(name, kind);
  if (kind === 'buffer' && bufferPersistence(value) === false) (state.nonPersistent ??= new Set()).add(name);
}

function forget(state: ModuleState, name: string): void {
  state.kinds.delete(name);
  state.nonPersistent?.delete(name);
}

/** Something of another kind has been assigned to a member: what PyTorch's `__setattr__` does. */
function replace(state: ModuleState, name: string, kind: Kind, now: Kind | undefined, value: unknown): void {
  if (now === 'parameter') return become(state, name, now, value);
  if (value === null || value === undefined) return;
  if (kind === 'parameter') throw refused(name, kind, value);
  if (now === 'module') return become(state, name, now, value);
  if (kind === 'module' || !is_tensor(value)) throw refused(name, kind, value);
}

function refused(name: string, kind: Kind, value: unknown): TypeError {
  const { as, types } = wanted[kind];
  return new TypeError(`cannot assign '${typename(value)}' ${as} '${name}' (${types})`);
}

/** The members of one kind with their values, null where there is none. */
export function valuesOf(module: AnyModule, kind: 'parameter'): [name: string, value: Parameter | null][];
export function valuesOf(module: AnyModule, kind: 'buffer'): [name: string, value: Tensor | null][];
export function valuesOf(module: AnyModule, kind: 'module'): [name: string, value: Module | null][];
export function valuesOf(module: AnyModule, kind: Kind): [name: string, value: unknown][] {
  const fields = fieldsOf(module);
  const values: [string, unknown][] = [];
  const { traced } = module[stateKey];
  for (const [name, each] of membersOf(module)) {
    if (each === kind) values.push([name, (traced?.has(name) === true ? traced.get(name) : fields[name]) ?? null]);
  }
  return values;
}

/** Python's `hasattr`; functions have a name and a length of their own, which do not count. */
export function hasAttribute(module: AnyModule, name: string): boolean {
  const fields = fieldsOf(module);
  if (Object.hasOwn(fields, name)) return Object.keys(fields).includes(name);
  // What all objects have, or were given by somebody, is no attribute of a module: `constructor`, `__proto__`.
  return !(name in Object.prototype) && fields[name] !== undefined;
}

const words = {
  parameter: { word: 'parameter', type: 'torch.nn.Parameter or None required' },
  buffer: { word: 'buffer', type: 'torch Tensor or None required' },
} as const;

/** What `register_buffer` and `register_parameter` ask of a name. Throws PyTorch's errors. */
function checkName(module: AnyModule, kind: 'parameter' | 'buffer', name: unknown): void {
  const { word } = words[kind];
  if (typeof name !== 'string') throw new TypeError(`${word} name should be a string. Got ${typename(name)}`);
  if (name.includes('.')) throw new KeyError(`${word} name can't contain "."`);
  if (name === '') throw new KeyError(`${word} name can't be empty string ""`);
  checkFree(module, kind, name);
}

/** A field that is declared but has no value yet (TypeScript's `weight: Parameter;`) is free. */
function checkFree(module: AnyModule, kind: Kind, name: string): void {
  const free = membersOf(module).get(name) === kind || !hasAttribute(module, name);
  if (!free && fieldsOf(module)[name] !== undefined) throw new KeyError(`attribute '${name}' already exists`);
}

export function registerParameter(module: AnyModule, name: string, param: Parameter | null): void {
  checkName(module, 'parameter', name);
  if (param !== null && !(param instanceof ParameterImpl)) {
    throw new TypeError(
      `cannot assign '${typename(param)}' object to parameter '${name}' (${words.parameter.type})`);
  }
  if (param !== null && !param.is_leaf) {
    throw new ValueError(
      `Cannot assign non-leaf Tensor to parameter '${name}'. Model parameters must be created explicitly. To express ` +
        `'${name}' as a function of another Tensor, compute the value in the forward() method.`);
  }
  setMember(module, name, 'parameter', param === null ? null : registered(module, 'parameter', name, param));
}

export function registerBuffer(module: AnyModule, name: string, tensor: Tensor | null, persistent: boolean): void {
  checkName(module, 'buffer', name);
  if (tensor !== null && !is_tensor(tensor)) {
    throw new TypeError(`cannot assign '${typename(tensor)}' object to buffer '${name}' (${words.buffer.type})`);
  }
  setMember(module, name, 'buffer', registered(module, 'buffer', name, tensor));
  const state = module[stateKey];
  if (persistent) state.nonPersistent?.delete(name);
  else (state.nonPersistent ??= new Set()).add(name);
}

export function addModule(module: AnyModule, name: string, child: AnyModule | null): void {
  if (child !== null && !(child instanceof CallableModule)) {
    throw new TypeError(`${typename(child)} is not a Module subclass`);
  }
  if (typeof name !== 'string') throw new TypeError(`module name should be a string. Got ${typename(name)}`);
  checkFree(module, 'module', name);
  if (name.includes('.')) throw new KeyError(`module name can't contain ".", got: ${name as string}`);
  if (name === '') throw new KeyError('module name can\'t be empty string ""');
  setMember(module, name, 'module', registered(module, 'module', name, child));
}

/**
 * Defined, not assigned: functions have a read-only name and length, and `__proto__` would change the class. A member
 * that lies elsewhere, as those of TorchScript's modules do, is set there.
 */
export function setField(module: AnyModule, name: string, value: unknown): void {
  const setter = Object.getOwnPropertyDescriptor(module, name)?.set;
  if (setter !== undefined) return setter.call(module, value) as undefined;
  Object.defineProperty(module, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Makes a name a member, whatever it was before. */
export function setMember(module: AnyModule, name: string, kind: Kind, value: unknown): void {
  const { kinds, refuse } = module[stateKey];
  if (refuse !== undefined && !Object.hasOwn(module, name)) refuse(module, name, kind, value);
  if (kind !== 'module') keep(value);
  setField(module, name, value);
  if (kinds.get(name) !== kind) {
    kinds.delete(name);
    kinds.set(name, kind);
  }
}

/** Takes a member off. */
export function deleteMember(module: AnyModule, name: string): void {
  delete fieldsOf(module)[name];
  forget(module[stateKey], name);
}

/** Persistent buffers and parameters that are there: what `state_dict` has of the module itself. */
export function localState(module: AnyModule): [name: string, value: Tensor][] {
  const { nonPersistent } = module[stateKey];
  const parameters: [string, Tensor | null][] = valuesOf(module, 'parameter');
  const buffers = valuesOf(module, 'buffer').filter(([name]) => !(nonPersistent?.has(name) ?? false));
  return [...parameters, ...buffers].filter((entry): entry is [string, Tensor] => entry[1] !== null);
}
