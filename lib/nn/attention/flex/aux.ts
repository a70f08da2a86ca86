import { namedTuple } from '../../../addon/call/named_tuple.js';
import { signature } from '../../../arguments/signature.js';
import { callable, type Callable } from '../../../python/callable.js';
import { py_repr } from '../../../python/repr.js';
import type { Tensor } from '../../../tensor/tensor.js';

type Fields = readonly (readonly [name: string, value: unknown])[];

/** A named tuple of Python's: its text, and what makes one. */
export function pythonTuple<Args extends unknown[], T extends object>(
  name: string, fields: readonly string[], read: (args: Args) => readonly unknown[],
): Callable<Args, T> {
  const maker = namedTuple(name, fields, (values: Fields) =>
    `${name}(${values.map(([field, value]) => `${field}=${py_repr(value)}`).join(', ')})`);
  const prototype = Object.getPrototypeOf(maker([])) as T;
  return callable(name, prototype, (...args: Args) => maker(read(args)) as unknown as T);
}

const takes = {
  request: signature('AuxRequest(lse: bool = False, max_scores: bool = False)'),
  output: signature('AuxOutput(lse: Tensor | None = None, max_scores: Tensor | None = None)'),
};

/** What attention is to give besides its output (`torch.nn.attention.flex_attention.AuxRequest`). */
export type AuxRequest = readonly [lse: boolean, max_scores: boolean] & {
  readonly lse: boolean;
  readonly max_scores: boolean;
};
/** Makes one: `AuxRequest({ lse: true })` (`torch.nn.attention.flex_attention.AuxRequest`). */
export const AuxRequest = pythonTuple<typeof takes.request.args, AuxRequest>(
  'AuxRequest', ['lse', 'max_scores'], (args) => takes.request.list(args));

/** What attention gives besides its output; null where it was not asked for. */
export type AuxOutput = readonly [lse: Tensor | null, max_scores: Tensor | null] & {
  /** The logarithms of the sums of exponentiated scores: (B, H, L). */
  readonly lse: Tensor | null;
  /** The largest scores: (B, H, L). */
  readonly max_scores: Tensor | null;
};
/** Makes one (`torch.nn.attention.flex_attention.AuxOutput`). */
export const AuxOutput = pythonTuple<typeof takes.output.args, AuxOutput>(
  'AuxOutput', ['lse', 'max_scores'], (args) => takes.output.list(args));
