import { profiling } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';

const takes = {
  init: signature('KinetoStepTracker.init_step_count(requester: str)'),
  erase: signature('KinetoStepTracker.erase_step_count(requester: str)'),
  increment: signature('KinetoStepTracker.increment_step(requester: str)'),
};

/**
 * Counts steps for Kineto (`torch.autograd.profiler.KinetoStepTracker`): whoever counts, a profile or an optimizer, has
 * a number of its own, and the largest of them is the step of the program.
 */
export class KinetoStepTracker {
  static #step = 0;
  static readonly #steps = new Map<string, number>();

  /** Lets somebody count from the present step. */
  static init_step_count(...args: typeof takes.init.args): void {
    this.#steps.set(takes.init.list(args)[0], this.#step);
  }

  /** Forgets somebody; false for one that did not count. */
  static erase_step_count(...args: typeof takes.erase.args): boolean {
    return this.#steps.delete(takes.erase.list(args)[0]);
  }

  /** One step more for somebody; gives the step of the program. */
  static increment_step(...args: typeof takes.increment.args): number {
    const [requester] = takes.increment.list(args);
    this.#steps.set(requester, (this.#steps.get(requester) ?? this.#step) + 1);
    const step = Math.max(...this.#steps.values());
    const more = step - this.#step;
    if (more > 1) {
      const dict = [...this.#steps].map(([name, count]) => `'${name}': ${count}`).join(', ');
      warn('UserWarning', `Profiler step count has increased more than 1 - current_step = ${this.#step} step dict =  ` +
        `defaultdict(<class 'int'>, {${dict}})`);
    }
    for (let i = 0; i < more; i++) profiling.profiler_step();
    if (more > 0) this.#step = step;
    return this.#step;
  }

  /** The step of the program. */
  static current_step(): number {
    return this.#step;
  }
}
