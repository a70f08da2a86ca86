/** The native side of custom Functions (native/autograd/function.cpp). */
import { native } from './binding.js';
import { handleOf, handleOrNull, selfOf } from './handle.js';
import type { FunctionHandle, MaybeHandle, NodeHandle } from './native/autograd.js';
import { tie } from './ties.js';
import { wrap, wrapAll } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

export type { FunctionHandle } from './native/autograd.js';

/** What forward said about its tensors. */
export interface Marks {
  readonly dirty: readonly Tensor[];
  readonly nonDifferentiable: readonly Tensor[];
  readonly toSave: readonly (Tensor | null)[];
  readonly materializeGrads: boolean;
}

/** What the graph calls. */
export type Backward = (grads: MaybeHandle[]) => MaybeHandle[];

/** Tangents of the outputs for those of the arguments. */
export type Jvp = (tangents: MaybeHandle[]) => MaybeHandle[];

export const jvpOf = (formula: (tangents: (Tensor | null)[]) => (Tensor | null)[]): Jvp =>
  (tangents) => formula(wrapAll(tangents)).map(handleOrNull);

/** The formula as the graph calls it. Made here, where no tensor is: the graph keeps what it knows. */
export function backwardOf(formula: (grads: (Tensor | null)[]) => (Tensor | null)[]): Backward {
  return (grads) => formula(wrapAll(grads)).map(handleOrNull);
}

/** The state, and which arguments of forward need a gradient. */
export function begin(name: string, args: readonly unknown[]): [FunctionHandle, boolean[]] {
  return native.function_begin(name, args.map(handleOrNull));
}

/** The outputs with their place in the graph: a new tensor for each, or itself where it is right. */
export function finish(
  state: FunctionHandle, backward: Backward, outputs: readonly unknown[], marks: Marks, setupContext: boolean,
  jvp: Jvp,
): unknown[] {
  const handles = native.function_finish(
    state, backward, outputs.map(handleOrNull), marks.dirty.map(selfOf), marks.nonDifferentiable.map(selfOf),
    marks.toSave.map(handleOrNull), marks.materializeGrads, setupContext, jvp);
  return outputs.map((value, i) => (handles[i] === null ? value : wrap(handles[i]!)));
}

/** For what ctx refers to, which may hold an output. */
export function tieToOutputs(state: FunctionHandle, backward: Backward, results: readonly unknown[]): void {
  const outputs = results.filter((each) => handleOf(each) !== undefined) as Tensor[];
  for (const output of outputs) tie(output, backward);
  native.function_watch(state, outputs.map(selfOf));
}

/** What the node of a custom Function calls; null for other nodes. */
export const backwardOfNode = (node: NodeHandle): Backward | null => native.function_backward_of(node);

export const saved = (state: FunctionHandle): (Tensor | null)[] => wrapAll(native.function_saved(state));

/** Where the tensor of a ctx is kept, -1 if it may stay a property. */
export const keepTensor = (state: FunctionHandle, tensor: object): number =>
  native.function_keep(state, selfOf(tensor), tensor);

export function keptTensor(state: FunctionHandle, index: number): object {
  const found = native.function_kept(state, index);
  if (typeof found === 'object') return found;
  const tensor = wrap(found);
  native.function_kept_made(state, index, selfOf(tensor), tensor);
  return tensor;
}

export const forget = (state: FunctionHandle, index: number): void => native.function_forget(state, index);
