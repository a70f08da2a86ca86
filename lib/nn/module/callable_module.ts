import { RuntimeError } from '../../values/errors.js';
import { callWithHooks } from './call.js';
import { globalHooks } from './hooks.js';
import { ModuleState, stateKey, type Forwarding } from './state.js';

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

  /** Anything else that belongs to the state: a class that has it overrides this and {@link set_extra_state}. */
  get_extra_state(): unknown {
    throw new RuntimeError('Reached a code path in Module.get_extra_state() that should never be called.');
  }
  /**
   * Takes back what {@link get_extra_state} gave, at load_state_dict (`torch.nn.Module.set_extra_state`). For
   * subclasses.
   */
  set_extra_state(_state: unknown): void {
    throw new RuntimeError('Reached a code path in Module.set_extra_state() that should never be called.');
  }
}
