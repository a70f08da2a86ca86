import { watching } from '../../addon/recording.js';
import { RuntimeError } from '../../values/errors.js';
import { isPlainObject } from '../../python/objects.js';
import { callWithHooks } from './call.js';
import { globalHooks } from './hooks.js';
import { inputs, positional } from './inputs.js';
import { ModuleState, stateKey, type Forwarding } from './state.js';
import { signature } from '../../arguments/signature.js';

const nothing = signature('Module()');

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
    if (arguments.length > 0) nothing.list(Array.from(arguments), `${new.target.name}.__init__`);
    const state = new ModuleState();
    const named = inputs in (new.target.prototype as object);
    // Written as a method: it has no prototype, may not be constructed, has no name, and knows how many arguments came.
    const made = {
      [modules_cannot_be_cloned](a?: unknown, b?: unknown): unknown {
        'send what torch.save writes of state_dict(), or that itself after share_memory()';
        if (watching.by !== null) {
          const replaced = watching.by.called(self, arguments);
          if (replaced !== undefined) return replaced.result;
        }
        if (state.compiled !== undefined) return state.compiled(...arguments);
        if (state.hooked || globalHooks.any) return callWithHooks(self, arguments);
        switch (arguments.length) {
          case 1:
            if (!named || !isPlainObject(a)) return self.forward(a);
            break;
          case 2:
            if (!named || (self.forward.length === 2 && !isPlainObject(b))) return self.forward(a, b);
            break;
          default:
            if (!named) return self.forward(...arguments);
        }
        return self.forward(...positional(self, Array.from(arguments)));
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
