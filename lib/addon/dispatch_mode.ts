/** Modes that see the operators that run below autograd (native/dispatch/mode.h). */
import { native } from './binding.js';
import { handleOrNull } from './handle.js';
import { received } from './call/received.js';
import { readerOf } from './call/results.js';

/** An operator that is about to run. */
export interface Dispatched {
  /** 'aten::add.Tensor' */
  readonly name: string;
  /** In the order of the schema. */
  readonly args: readonly unknown[];
  /** Runs it; its results. */
  readonly run: () => unknown[];
  /** The results of one that consists of others, which the mode sees instead; null where it does not. */
  readonly decompose: () => unknown[] | null;
}

/** Runs the operator, or gives other results in its place. */
export type DispatchMode = (call: Dispatched) => readonly unknown[];

/** The place on the stack, for {@link pop}. */
export function push(mode: DispatchMode): number {
  return native.push_dispatch_mode((name, args) => {
    const schema = native.schema(name, false);
    // All at once, before anything is called: a number keeps nothing alive.
    const tensors = args.map((value, i) => received(schema.arguments[i]!, value));
    let ran = false;
    const run = (): unknown[] => {
      ran = true;
      return native.dispatch_further().map((value, i) => readerOf(schema.returns[i]!)(value));
    };
    const decompose = (): unknown[] | null => {
      const results = native.dispatch_composite();
      ran ||= results !== null;
      return results?.map((value, i) => readerOf(schema.returns[i]!)(value)) ?? null;
    };
    const results = mode({ name, args: tensors, run, decompose });
    return ran ? undefined : results.map(handlesOf);
  });
}

export const pop = (place: number): void => native.pop_dispatch_mode(place);

const handlesOf = (value: unknown): unknown => (Array.isArray(value) ? value.map(handleOrNull) : handleOrNull(value));
