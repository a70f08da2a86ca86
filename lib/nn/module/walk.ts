import type { Tensor } from '../../tensor/tensor.js';
import type { Module } from '../module.js';
import type { AnyModule } from './base.js';
import type { Parameter } from '../parameter.js';
import { fieldsOf, membersOf, valuesOf, type Fields } from './members.js';
import { stateKey } from './state.js';

/** All modules from here on with their paths, each before those below it. */
export function namedModules(
  root: AnyModule, memo: Set<Module>, prefix: string, removeDuplicate: boolean,
): [name: string, module: Module][] {
  const found: [string, Module][] = [];
  const visit = (module: Module, path: string): void => {
    if (memo.has(module)) return;
    if (removeDuplicate) memo.add(module);
    found.push([path, module]);
    for (const [name, child] of valuesOf(module, 'module')) {
      if (child !== null) visit(child, joined(path, name));
    }
  };
  visit(root as Module, prefix);
  return found;
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

type NamedMembersOptions = [prefix: string, recurse: boolean, remove_duplicate: boolean];

/** Parameters or buffers with their paths. */
export function namedMembers(
  root: AnyModule, kind: 'parameter', ...options: NamedMembersOptions
): [name: string, value: Parameter][];
export function namedMembers(
  root: AnyModule, kind: 'buffer', ...options: NamedMembersOptions
): [name: string, value: Tensor][];
export function namedMembers(
  root: AnyModule, kind: 'parameter' | 'buffer', ...[prefix, recurse, remove_duplicate]: NamedMembersOptions
): [name: string, value: Tensor][] {
  const modules: [string, AnyModule][] = recurse
    ? namedModules(root, new Set(), prefix, remove_duplicate) : [[prefix, root]];
  const memo = new Set<unknown>();
  const found: [string, Tensor][] = [];
  for (const [path, module] of modules) {
    for (const [name, value] of valuesOf(module, kind as 'parameter')) {
      if (value === null || memo.has(value)) continue;
      if (remove_duplicate) memo.add(value);
      found.push([joined(path, name), value]);
    }
  }
  return found;
}

/** The parameters or buffers alone, each once: what a training step asks for. */
export function members(root: AnyModule, kind: 'parameter', recurse: boolean): Parameter[];
export function members(root: AnyModule, kind: 'buffer', recurse: boolean): Tensor[];
export function members(root: AnyModule, kind: 'parameter' | 'buffer', recurse: boolean): unknown[] {
  const found = new Set<unknown>();
  const seen = new Set<AnyModule>();
  const visit = (module: AnyModule): void => {
    if (seen.has(module)) return;
    seen.add(module);
    const { traced } = module[stateKey];
    const fields: Fields = traced === undefined ? fieldsOf(module) : Object.fromEntries(traced);
    const names = membersOf(module);
    let children = false;
    for (const [name, each] of names) {
      if (each === 'module') children = true;
      else if (each === kind && fields[name] != null) found.add(fields[name]);
    }
    if (!children || !recurse) return;
    for (const [name, each] of names) if (each === 'module' && fields[name] != null) visit(fields[name] as AnyModule);
  };
  visit(root);
  return [...found];
}

/** The modules right below, each once. */
export function namedChildren(module: AnyModule): [name: string, module: Module][] {
  const seen = new Set<AnyModule>();
  return valuesOf(module, 'module').filter((entry): entry is [string, Module] => {
    const [, child] = entry;
    if (child === null || seen.has(child)) return false;
    seen.add(child);
    return true;
  });
}
