import type { DictItems } from '../../../collections/ordered_dict.js';
import { KeyError, ValueError } from '../../../values/errors.js';
import { typeName } from '../../../values/type_name.js';
import { Module } from '../../module.js';
import { deleteMember, valuesOf } from '../../module/members.js';
import { defineLength } from './listed.js';
import { signature } from '../../../arguments/signature.js';

type Modules = Readonly<Record<string, Module>>;
// Inferred, not read by index: so a dict of modules with known names is a dict of modules.
type ModuleOf<M> = M extends Readonly<Record<string, infer Each>> ? Each : never;

const dict_ = signature('ModuleDict(modules: Mapping[str, Any] | DictItems[str, Module] | None = None)');

/**
 * Modules by name, which are members of the module that holds it (`torch.nn.ModuleDict`): made of pairs, a map or a
 * plain object, whose types `get` knows. Not to be called: `forward` asks for those it wants.
 */
export class ModuleDict<M extends Modules = Modules> extends Module {
  /** How many modules there are (Python's `len`). */
  declare readonly length: number;

  constructor(modules?: M | Iterable<readonly [string, ModuleOf<M>]> | ModuleDict<M> | null);
  constructor(...args: unknown[]) {
    super();
    const [modules] = dict_.list(args);
    defineLength(this, (dict: this) => valuesOf(dict, 'module').length);
    if (modules !== null) this.update(modules as DictItems<string, Module>);
  }

  /** The module of that name. Throws a KeyError if there is none. */
  get<Key extends keyof M & string>(key: Key): M[Key];
  get(key: string): ModuleOf<M>;
  get(key: string): unknown {
    const found = valuesOf(this, 'module').find(([name]) => name === key);
    if (found === undefined) throw new KeyError(key);
    return found[1];
  }
  /** Puts a module under a name, in the place of another perhaps. */
  set(key: string, module: Module): this {
    this.add_module(key, module);
    return this;
  }
  /** Whether there is a module of that name (Python's `in`). */
  has(key: string): boolean {
    return valuesOf(this, 'module').some(([name]) => name === key);
  }
  /** Takes the module of that name out; says whether there was one. */
  delete(key: string): boolean {
    const there = this.has(key);
    if (there) deleteMember(this, key);
    return there;
  }
  /** Removes all modules (`torch.nn.ModuleDict.clear`). */
  clear(): void {
    for (const [name] of valuesOf(this, 'module')) deleteMember(this, name);
  }
  /** Takes the module of that name out and gives it back. Throws a KeyError if there is none. */
  pop<Key extends keyof M & string>(key: Key): M[Key];
  pop(key: string): ModuleOf<M>;
  pop(key: string): unknown {
    const module = this.get(key);
    deleteMember(this, key);
    return module;
  }

  /** The names, in order (`torch.nn.ModuleDict.keys`). */
  keys(): ArrayIterator<string> {
    return valuesOf(this, 'module').map(([name]) => name).values();
  }
  /** The modules, in order (`torch.nn.ModuleDict.values`). */
  values(): ArrayIterator<ModuleOf<M>> {
    return valuesOf(this, 'module').map(([, module]) => module as ModuleOf<M>).values();
  }
  /** Names and modules, in order (`torch.nn.ModuleDict.items`). */
  items(): ArrayIterator<[name: string, module: ModuleOf<M>]> {
    return (valuesOf(this, 'module') as [string, ModuleOf<M>][]).values();
  }
  /** The names, as in Python. */
  [Symbol.iterator](): ArrayIterator<string> {
    return this.keys();
  }

  /** Adds modules with names, in their order. Throws a TypeError or a ValueError for what are no pairs. */
  update(modules: DictItems<string, Module> | ModuleDict): void {
    if (modules instanceof ModuleDict) {
      for (const [name, module] of modules.items()) this.add_module(name, module);
      return;
    }
    if (typeof modules !== 'object' || modules === null) {
      throw new TypeError(
        `ModuleDict.update should be called with an iterable of key/value pairs, but got ${typeName(modules)}`);
    }
    for (const [name, module] of checkedPairs('ModuleDict', modules)) this.set(name, module);
  }
}

/** The pairs of names and values that `update` got. Throws PyTorch's errors for other things. */
export function checkedPairs<V>(name: string, entries: DictItems<string, V>): (readonly [string, V])[] {
  const iterable = Symbol.iterator in (entries as object);
  const pairs = (iterable ? [...(entries as Iterable<unknown>)] : Object.entries(entries)) as (readonly [string, V])[];
  for (const [i, pair] of pairs.entries()) {
    if (!Array.isArray(pair)) {
      throw new TypeError(`${name} update sequence element #${i} should be Iterable; is${typeName(pair)}`);
    }
    if ((pair as readonly unknown[]).length !== 2) {
      throw new ValueError(`${name} update sequence element #${i} has length ${pair.length}; 2 is required`);
    }
  }
  return pairs;
}
