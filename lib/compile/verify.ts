/** Checks a replay against the function itself: both begin in the same state, and must end in the same one. */
import { bits_differ, type Snapshot } from '../addon/recording.js';
import { RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Entry } from './compiled_function.js';
import { takeResult, type Taken } from './structure.js';
import { CheckingWatcher, watched } from './watchers.js';

/**
 * Replays, puts back what that changed, and runs the function as it is written; its result. Of a replay with parts in
 * JavaScript, what comes before the first of them is checked. Throws a RuntimeError where the two differ.
 */
export function check(name: string, entry: Entry, taken: Taken, run: () => unknown): unknown {
  const { result, difference } = compare(entry, taken, run);
  if (difference === '') return result;
  throw new RuntimeError(
    `torch.compile: a replay of ${name} differs from the function itself: ${difference}. What a function reads besides ` +
      'its arguments, such as numbers of JavaScript that change, is a constant of its recording: pass it as an ' +
      'argument, or keep it in a tensor that is changed in place.');
}

/** The result of the function itself, and what is different where it is replayed; '' if nothing. */
export function compare(entry: Entry, { tensors }: Taken, run: () => unknown): { result: unknown; difference: string } {
  const { recording } = entry;
  const before = recording.snapshot(tensors);
  let made: ReturnType<typeof recording.replay>;
  let difference = '';
  try {
    made = recording.replay(tensors);
    if (made === undefined) recording.abandon();
  } catch (error) {
    difference = `it throws: ${error instanceof Error ? error.message : String(error)}`;
  }
  const replayed = recording.snapshot(tensors);
  before.restore();
  let own: Snapshot | null = null;
  const look = (): void => {
    own ??= recording.snapshot(tensors);
  };
  const result = watched(new CheckingWatcher(look, entry.steps.map(({ optimizer }) => optimizer)), run);
  look();
  if (difference === '') difference = replayed.difference(own!);
  if (difference === '' && made !== undefined && made !== null) {
    difference = resultsDiffer(entry, made, result, tensors);
  }
  return { result, difference };
}

function resultsDiffer(entry: Entry, made: unknown[], result: unknown, inputs: readonly Tensor[]): string {
  const { recording } = entry;
  const own = takeResult(result, []);
  const count = recording.sources.length;
  if (own.tensors.length !== count) return `it gave ${own.tensors.length} tensors, and ${count} when it was recorded`;
  const replayed = own.tensors.map((tensor, i) => (made[i] ?? tensor) as Tensor);
  for (let i = 0; i < count; i++) {
    const difference = bits_differ(replayed[i]!, own.tensors[i]!);
    if (difference !== '') return `result ${i}: ${difference}`;
  }
  const values = made.slice(count);
  const { used } = takeResult(result, values);
  if (used < values.length) return `the values ${values.join(', ')} are not all among its results`;
  return recording.gradients_differ(inputs, replayed, own.tensors);
}
