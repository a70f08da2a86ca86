/** Calls of modules, which a profile with stacks has events of: `nn.Module: Linear_0`. */
import { profiling } from '../../addon/doors.js';

type Listener = (on: boolean) => void;

const listeners: Listener[] = [];

/** The calls of modules while a profile shows them. */
export class ModuleCalls {
  /** Numbers of modules, by their classes. */
  readonly #classes = new Map<unknown, Map<object, number>>();

  /** A call begins; its number. */
  enter(module: object): number {
    const { constructor: cls } = Object.getPrototypeOf(module) as { constructor: { name: string } };
    let numbers = this.#classes.get(cls);
    if (numbers === undefined) this.#classes.set(cls, (numbers = new Map()));
    let number = numbers.get(module);
    if (number === undefined) numbers.set(module, (number = numbers.size));
    return profiling.profiler_module_enter(cls.name, number);
  }

  /** It has ended. */
  leave(call: number): void {
    if (shown.by === this && call >= 0) profiling.profiler_module_leave(call);
  }
}

/** Who shows calls of modules in this thread. */
export const shown: { by: ModuleCalls | null } = { by: null };

/** Says to the calls of modules whether they are shown: they have to know, and come later than this. */
export function whenShown(listener: Listener): void {
  listeners.push(listener);
}

/** Shows calls of modules from now on, or no more. */
export function showModules(on: boolean): void {
  shown.by = on ? new ModuleCalls() : null;
  for (const listener of listeners) listener(on);
}
