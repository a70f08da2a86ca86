/** Trees of tensors on their way into the layers of grad, vjp and jvp, and out. */
import { op } from '../addon/call/op.js';
import { make_differentiable, unwrap_for_grad, wrap_for_grad } from '../addon/functorch.js';
import { autograd_grad, requires_grad } from '../addon/autograd.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { tree_leaves, tree_map } from './pytree.js';
import { class_text } from './words.js';

export function wrap_all<T>(tree: T, level: number): T {
  return tree_map(tree, (leaf) => (is_tensor(leaf) ? wrap_for_grad(leaf, level) : leaf));
}

/** Tensors of the level begin to record; throws a ValueError for a leaf that is no tensor. */
export function create_differentiable(tree: unknown): void {
  for (const leaf of tree_leaves(tree)) {
    if (!is_tensor(leaf)) {
      throw new ValueError(`Thing passed to transform API must be Tensor, got ${class_text(leaf)}`);
    }
    make_differentiable(leaf);
  }
}

/** What a level's tensors stand for outside of it; throws a RuntimeError for a leaf that is no tensor. */
export function undo_differentiable<T>(tree: T, level: number): T {
  return tree_map(tree, (leaf) => {
    if (!is_tensor(leaf)) throw new RuntimeError(`Expected tensors, got unsupported type ${class_text(leaf)}`);
    return unwrap_for_grad(leaf, level);
  });
}

/** Gradients of all inputs: zeros where the outputs do not depend on one. */
export function gradients_of(
  outputs: readonly Tensor[], inputs: readonly Tensor[], cotangents: readonly Tensor[] | null, retain_graph: boolean,
  create_graph: boolean,
): Tensor[] {
  const zeros = (input: Tensor): Tensor => op('aten::zeros_like')(input);
  const kept = outputs.flatMap((output, i) => (requires_grad(output) ? [i] : []));
  if (kept.length === 0) return inputs.map(zeros);
  const start = cotangents && kept.map((i) => cotangents[i]!);
  const found = autograd_grad(kept.map((i) => outputs[i]!), inputs, start, retain_graph, create_graph, true);
  return found.map((gradient, i) => gradient ?? zeros(inputs[i]!));
}

/** The outputs of a function that is differentiated: one tensor at least, and nothing else. */
export function check_outputs(outputs: readonly unknown[], api: string): asserts outputs is readonly Tensor[] {
  if (outputs.length === 0 || (outputs.length === 1 && (outputs[0] === null || outputs[0] === undefined))) {
    throw new RuntimeError(`${api}: Expected f to be a function that has non-empty output (got output = ` +
      `${outputs.length === 0 ? '[]' : '[None]'})`);
  }
  for (const output of outputs) {
    if (is_tensor(output)) continue;
    throw new RuntimeError(`${api}: expected f(*primals) to return only tensors, got unsupported type ` +
      class_text(output));
  }
}

/** The two parts of what a function with `has_aux` gives. */
export function output_and_aux(value: unknown, api: string): readonly [output: unknown, aux: unknown] {
  if (Array.isArray(value) && value.length === 2) return value as [unknown, unknown];
  throw new RuntimeError(`${api}: output of function f should be a tuple: (output, aux) if has_aux is True`);
}
