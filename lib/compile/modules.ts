/** What a recording relies on of the objects whose methods were called in it. */
import { membersOf } from '../nn/module/members.js';
import { stateKey, type ModuleState } from '../nn/module/state.js';
import type { AnyModule } from '../nn/module.js';

type Fields = Record<string, unknown>;

/** One object as it was: its fields, and of a module that it has no hooks. */
interface ObjectGuard {
  readonly object: Fields;
  readonly state: ModuleState | undefined;
  /** How many fields there are, of a module that has modules: what it calls may be all that it has. */
  readonly count: number | null;
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

/** Modules, and the object that a method belongs to, as they were when a recording was made. */
export class ModuleGuards {
  readonly #guards: ObjectGuard[];

  constructor(objects: Iterable<object>) {
    this.#guards = Array.from(objects, (each) => {
      const object = each as Fields;
      const state = (each as Partial<AnyModule>)[stateKey];
      const holds = state !== undefined && [...membersOf(each as AnyModule).values()].includes('module');
      const names = Object.keys(object);
      const count = holds ? names.length : null;
      if (state !== undefined && !names.includes('forward')) names.push('forward');
      return { object, state, count, names, values: names.map((name) => object[name]) };
    });
  }

  /** Null, or what is no longer so. */
  misfit(): string | null {
    for (const { object, state, count, names, values } of this.#guards) {
      if (state?.hooked === true) return `hooks of ${object.constructor.name}`;
      if (count !== null && Object.keys(object).length !== count) return `members of ${object.constructor.name}`;
      for (let i = 0; i < names.length; i++) {
        if (!Object.is(object[names[i]!], values[i])) return `${names[i]} of ${object.constructor.name}`;
      }
    }
    return null;
  }
}
