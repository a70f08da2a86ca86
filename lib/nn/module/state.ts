import { callWithHooks } from './call.js';
import { globalHooks, HookList, type CallHooks } from './hooks.js';
import type { LoadPostHook, LoadPreHook, StateDictPostHook, StateDictPreHook } from './state_dict.js';

/** What a field of a module holds for PyTorch. */
export type Kind = 'parameter' | 'buffer' | 'module';

/** What a module knows beyond its fields. */
export class ModuleState {
  /** Fields that are members, in the order in which they became such. */
  readonly kinds = new Map<string, Kind>();
  /** Buffers that `state_dict` leaves out. */
  nonPersistent: Set<string> | undefined;
  /** Made with the first hook. */
  hooks: CallHooks | undefined;
  /** Whether a call has any hook to run. */
  hooked = false;
  stateDictHooks: StateDictHooks | undefined;
}

/** The hooks of saving and loading. */
export class StateDictHooks {
  readonly savePre = new HookList<StateDictPreHook>();
  readonly savePost = new HookList<StateDictPostHook>();
  readonly loadPre = new HookList<LoadPreHook>();
  readonly loadPost = new HookList<LoadPostHook>();

  /** Has the hooks of another module from now on. */
  take(other: StateDictHooks): void {
    this.savePre.take(other.savePre);
    this.savePost.take(other.savePost);
    this.loadPre.take(other.loadPre);
    this.loadPost.take(other.loadPost);
  }
}

export const stateKey: unique symbol = Symbol('module state');

/** What a call needs. */
export interface Forwarding {
  readonly [stateKey]: ModuleState;
  forward(...args: unknown[]): unknown;
}

// The name of the function that every module is: none. structuredClone and postMessage refuse a function, with an error
// that shows its text, and this is how the text begins.
const modules_cannot_be_cloned = '';

/**
 * Objects that may be called: the constructor gives back a function that has the prototype of the class, so that
 * fields, methods and `instanceof` work on it. A call runs hooks and `forward`.
 */
export class CallableModule {
  declare readonly [stateKey]: ModuleState;

  constructor() {
    const state = new ModuleState();
    // Written as a method: it has no prototype, may not be constructed, has no name, and knows how many arguments came.
    const made = {
      [modules_cannot_be_cloned](a?: unknown, b?: unknown): unknown {
        // send what torch.save writes of state_dict()
        if (state.hooked || globalHooks.any) return callWithHooks(self, arguments);
        switch (arguments.length) {
          case 1:
            return self.forward(a);
          case 2:
            return self.forward(a, b);
          default:
            return self.forward(...arguments);
        }
      },
    }[modules_cannot_be_cloned];
    const self = made as unknown as Forwarding;
    (self as { [stateKey]: ModuleState })[stateKey] = state;
    // `name` and `length` of functions stay: taking them off would make every access to a module slow.
    return Object.setPrototypeOf(made, new.target.prototype as object) as CallableModule;
  }
}
