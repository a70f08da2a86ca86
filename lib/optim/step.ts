import { notAsync } from '../arguments/asynchronous.js';
import { native } from '../addon/binding.js';
import type { Closure, Loss } from './optimizer.js';

/** Evaluates the closure of a step, if there is one, with gradients recorded, then makes the step, mostly without. */
export function runStep(closure: Closure | null | undefined, recorded: boolean, change: () => void): Loss {
  const before = native.is_grad_enabled();
  try {
    let loss: Loss = null;
    if (closure !== null && closure !== undefined) {
      native.set_grad_enabled(true);
      loss = notAsync(closure(), () =>
        'step(): the closure is async, and its gradients would come after the step. Make it synchronous: await before ' +
          'step(), and let the closure compute the loss and call backward() only');
    }
    native.set_grad_enabled(recorded);
    change();
    return loss;
  } finally {
    native.set_grad_enabled(before);
  }
}
