import { switches } from '../addon/doors.js';
import { RuntimeError } from '../values/errors.js';
import { backend, pythonType } from '../backends/module.js';

/** What `torch.utils.deterministic` lets be assigned. */
export interface DeterministicFlags {
  /**
   * Whether memory that nothing was written to holds NaN, or the greatest integer, while deterministic algorithms are
   * wanted; true unless changed.
   */
  fill_uninitialized_memory: boolean;
}

/** What deterministic algorithms do besides (`torch.utils.deterministic`). */
export const deterministic = backend<object, DeterministicFlags>('torch.utils.deterministic', {}, {
  fill_uninitialized_memory: {
    get: () => switches.read_switch('fill_uninitialized_memory'),
    set(value) {
      if (typeof value !== 'boolean') throw new RuntimeError(`expected a bool, but got ${pythonType(value)}`);
      switches.write_switch('fill_uninitialized_memory', value);
    },
    free: true,
  },
});
