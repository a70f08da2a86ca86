import { modes } from '../addon/doors.js';
import { notAsync } from '../arguments/asynchronous.js';
import type { Closure, Loss } from './optimizer.js';

/** Evaluates the closure of a step, if there is one, with gradients recorded, then makes the step, mostly without. */
export function runStep(closure: Closure | null | undefined, recorded: boolean, change: () => void): Loss {
  const before = modes.is_grad_enabled();
  try {
    let loss: Loss = null;
    if (closure !== null && closure !== undefined) {
      modes.set_grad_enabled(true);
      loss = notAsync(closure(), () =>
        'step(): the closure is async, and its gradients would come after the step. Make it synchronous: await before ' +
          'step(), and let the closure compute the loss and call backward() only');
    }
    modes.set_grad_enabled(recorded);
    change();
    return loss;
  } finally {
    modes.set_grad_enabled(before);
  }
}
