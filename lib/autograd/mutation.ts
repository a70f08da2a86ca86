import { dispatcher } from '../addon/doors.js';
import * as dispatch_mode from '../addon/dispatch_mode.js';
import { allowMutations } from '../addon/saved_tensors.js';
import { AssertionError, RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { context, type Mode } from './mode.js';

let running = false;

/**
 * Lets tensors that backward needs be changed in place: their old values are copied right before
 * (`torch.autograd.graph.allow_mutation_on_saved_tensors`). For `body`, or with `using` for the rest of the block;
 * backward must run in it, too, and it does not nest: both are RuntimeErrors or AssertionErrors otherwise.
 */
export function allow_mutation_on_saved_tensors(): Mode;
export function allow_mutation_on_saved_tensors<T>(body: () => T): T;
export function allow_mutation_on_saved_tensors<T>(body?: () => T): T | Mode {
  const name = 'allow_mutation_on_saved_tensors';
  return context(name, () => {
    if (running) throw new RuntimeError('allow_mutation_on_saved_tensors contexts cannot be nested');
    const mutations = allowMutations(() => {
      throw new AssertionError("Trying to backward outside of the 'allow_mutation_on_saved_tensors' contextin which " +
        'the graph was originally recorded.');
    });
    const place = dispatch_mode.push(({ name: operator, args, run }) => {
      for (const i of writtenBy(operator)) for (const tensor of [args[i]].flat()) {
        if (is_tensor(tensor)) mutations.copy(tensor);
      }
      return run();
    });
    running = true;
    return () => {
      running = false;
      dispatch_mode.pop(place);
      mutations.end();
    };
  }, body);
}

const written = new Map<string, readonly number[]>();

/** The arguments that an operator writes to. */
function writtenBy(operator: string): readonly number[] {
  let found = written.get(operator);
  if (found === undefined) {
    found = dispatcher.schema(operator).arguments.flatMap(({ alias }, i) => (alias?.endsWith('!') ? [i] : []));
    written.set(operator, found);
  }
  return found;
}
