import {
  isDisabled, pushMode, removeMode, setDisabled, type AnyClass, type AnyFunction, type Disabled,
} from '../arguments/overrides.js';
import { inBlock, Mode, runInMode } from '../autograd/mode.js';
import { NotImplementedError } from '../values/errors.js';

interface Disabling {
  /** With `using`, to the end of the block. */
  (): Mode;
  <T>(body: () => T): T;
}

function disabling(name: string, level: Disabled): Disabling {
  const enter = (body?: () => unknown): never => {
    const before = setDisabled(isDisabled() > level ? isDisabled() : level);
    const mode = new Mode(name, () => setDisabled(before));
    return (body === undefined ? inBlock(mode) : runInMode(name, mode, body)) as never;
  };
  return Object.defineProperty(enter, 'name', { value: name });
}

/** Nobody's `__torch_function__` is asked here, arguments' or modes' (`torch._C.DisableTorchFunction`). */
export const DisableTorchFunction: Disabling = disabling('DisableTorchFunction', 2);
/** Arguments' `__torch_function__` is not asked here, modes' is (`torch._C.DisableTorchFunctionSubclass`). */
export const DisableTorchFunctionSubclass: Disabling = disabling('DisableTorchFunctionSubclass', 1);

/**
 * Sees every call of an operator or function while it is on (`torch.overrides.TorchFunctionMode`): extend it with a
 * `__torch_function__(func, types, args, kwargs)`, in which the mode itself is off. It is on with
 * `using _ = new MyMode()` to the end of the block, or while `run(() => ...)` lasts. Methods that are written by hand,
 * such as `to` and `size`, are not seen.
 */
export class TorchFunctionMode {
  /** Sees a call, makes it or does something else, and gives its result back: a mode of your own has this. */
  __torch_function__(
    _func: AnyFunction, _types: readonly AnyClass[], _args: readonly unknown[],
    _kwargs: Readonly<Record<string, unknown>>,
  ): unknown {
    throw new NotImplementedError('');
  }

  /** Runs `body` with the mode on. Throws a TypeError for an async function. */
  run<T>(body: () => T): T {
    return runInMode(this.constructor.name, this.#enter(), body);
  }

  /** `using` reads this where the block begins, and calls it at the end. */
  get [Symbol.dispose](): () => void {
    const mode = this.#enter();
    const end = mode[Symbol.dispose];
    return () => end.call(mode);
  }

  #enter(): Mode {
    pushMode(this);
    return new Mode(this.constructor.name, () => removeMode(this));
  }
}
