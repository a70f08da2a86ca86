import { IndexError } from '../../../values/errors.js';
import { Module } from '../../module.js';
import { deleteMember, setMember, valuesOf } from '../../module/members.js';

/**
 * Gives a container a length. A function has one of its own, which would hide one of the class.
 */
export function defineLength<M extends object>(container: M, length: (container: M) => number): void {
  Object.defineProperty(container, 'length', {
    get(this: M) {
      return length(this);
    },
    configurable: true,
  });
}

/** What Sequential and ModuleList share: modules by number, under names that are numbers unless said otherwise. */
export abstract class Listed<M extends Module> extends Module {
  /** The modules by number, as in Python; `at` knows negative numbers too. */
  [index: number]: M;
  /** How many modules there are (Python's `len`). */
  declare readonly length: number;

  constructor() {
    super();
    defineLength(this, (list: this) => valuesOf(list, 'module').length);
  }

  [Symbol.iterator](): ArrayIterator<M> {
    return valuesOf(this, 'module').map(([, module]) => module as M).values();
  }

  /** The module at a place; from the end if negative. Throws an IndexError where there is none. */
  at(index: number): M {
    return this._entry(index)[1];
  }
  /** The modules from one place to before another as a new container, as `list[start:end]`. */
  abstract slice(start?: number, end?: number): Module;
  /** Adds a module at the end. */
  append(module: M): this {
    this.add_module(String(this.length), module);
    return this;
  }
  /** Adds modules at the end. */
  extend(modules: Iterable<M>): this {
    for (const module of [...modules]) this.append(module);
    return this;
  }
  /** Takes the module at a place out; those behind it move up. */
  pop(index: number): M {
    const [name, module] = this._entry(index);
    deleteMember(this, name);
    this._renumber([...this]);
    return module;
  }

  /** The modules under new names, `'0'`, `'1'`, and so on. */
  protected _renumber(modules: readonly M[]): void {
    for (const [name] of valuesOf(this, 'module')) deleteMember(this, name);
    for (const [i, module] of modules.entries()) setMember(this, String(i), 'module', module);
  }

  protected _entry(index: number): [name: string, module: M] {
    const entries = valuesOf(this, 'module');
    const found = Number.isInteger(index) ? entries[index < 0 ? index + entries.length : index] : undefined;
    if (found === undefined) throw new IndexError(`index ${index} is out of range`);
    return found as [string, M];
  }
}
