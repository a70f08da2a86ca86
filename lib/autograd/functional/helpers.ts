import { zeros_like } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError, RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { typeName } from '../../values/type_name.js';
import { grad } from '../backward.js';

/** One tensor, or several. */
export type OneOrMore = Tensor | readonly Tensor[];
/** Of as many tensors as there are inputs, as many as there are outputs, or one. */
export type TensorFunction = (...inputs: Tensor[]) => OneOrMore;
export type Grads = (Tensor | null)[];

/** As a list, and whether it was one. */
export function listed(value: unknown, argument: string, fn: string): [wasList: boolean, list: Tensor[]] {
  const wasList = Array.isArray(value);
  const list = (wasList ? value : [value]) as unknown[];
  list.forEach((each, i) => {
    if (is_tensor(each)) return;
    const at = wasList ? `value at index ${i}` : `given ${argument}`;
    throw new TypeError(`The ${argument} given to ${fn} must be either a Tensor or a tuple of Tensors but the ${at} has ` +
      `type <class '${each === null || each === undefined ? 'NoneType' : typeName(each)}'>.`);
  });
  return [wasList, [...list] as Tensor[]];
}

export const outputsName = 'outputs of the user-provided function';

/** A new object for each tensor, so that one that the function knows by itself is another. */
export function prepared(inputs: readonly Tensor[], createGraph: boolean, needGraph: boolean): Tensor[] {
  return inputs.map((each) => {
    if (createGraph && each.requires_grad) return each.is_sparse ? each.clone() : each.view_as(each);
    return each.detach().requires_grad_(needGraph);
  });
}

/** Without history, unless that is wanted. */
export function finished(tensors: readonly Tensor[], createGraph: boolean): Tensor[] {
  return createGraph ? [...tensors] : tensors.map((each) => each.detach());
}

/** The vector of a product, for `fits`; null only where one number stands for it. */
export function vector(
  v: OneOrMore | null, fn: string, fits: readonly Tensor[], severalFits: boolean, createGraph: boolean,
  complaint: string,
): Tensor[] | null {
  if (v === null) {
    if (fits.length !== 1 || fits[0]!.nelement() !== 1) throw new RuntimeError(complaint);
    return null;
  }
  const list = prepared(listed(v, 'v', fn)[1], createGraph, false);
  if (fits.length !== list.length) {
    throw new RuntimeError(severalFits
      ? `v is a tuple of invalid length: should be ${fits.length} but got ${list.length}.`
      : 'The given v should contain a single Tensor.');
  }
  list.forEach((each, i) => {
    const wanted = fits[i]!;
    if (each.shape.length === wanted.shape.length && each.shape.every((size, d) => size === wanted.shape[d])) return;
    throw new RuntimeError(`${severalFits ? `Entry ${i} in ` : ''}v has invalid size: should be ` +
      `${String(wanted.size())} but got ${String(each.size())}.`);
  });
  return list;
}

type Kind = 'outputs' | 'grad_inputs' | 'jacobian' | 'hessian';

const complaints: Readonly<Record<Kind, (i: number) => string>> = {
  hessian: (i) => `The hessian of the user-provided function with respect to input ${i} is independent of the input. ` +
    'This is not allowed in strict mode. You should ensure that your function is thrice differentiable and that the ' +
    'hessian depends on the inputs.',
  jacobian: (i) => 'While computing the hessian, found that the jacobian of the user-provided function with respect to ' +
    `input ${i} is independent of the input. This is not allowed in strict mode. You should ensure that your function ` +
    'is twice differentiable and that the jacobian depends on the inputs (this would be violated by a linear function ' +
    'for example).',
  grad_inputs: (i) => `The gradient with respect to input ${i} is independent of the inputs of the user-provided ` +
    'function. This is not allowed in strict mode.',
  outputs: (i) => `Output ${i} of the user-provided function does not require gradients. The outputs must be computed ` +
    'in a differentiable manner from the input when running in strict mode.',
};

/** In strict mode, throws for what depends on nothing. */
export function checkRequiresGrad(tensors: Grads, kind: Kind, strict: boolean): void {
  if (!strict) return;
  tensors.forEach((each, i) => {
    if (each === null) {
      throw new RuntimeError(`The output of the user-provided function is independent of input ${i}. This is not ` +
        'allowed in strict mode.');
    }
    if (!each.requires_grad) throw new RuntimeError(complaints[kind](i));
  });
}

/** The gradients of those outputs that have some; null for all inputs where none has. */
export function gradOf(
  outputs: Grads, inputs: readonly Tensor[], gradOutputs: Grads | null,
  options: { create_graph?: boolean; retain_graph?: boolean | null; is_grads_batched?: boolean },
): Grads {
  const given = gradOutputs ?? outputs.map(() => null);
  if (given.length !== outputs.length) {
    throw new AssertionError('Expected outputs and grad_outputs to have the same length, but got ' +
      `${outputs.length} and ${given.length}`);
  }
  const used = outputs.flatMap((each, i) => (each?.requires_grad ? [[each, given[i]!] as const] : []));
  if (used.length === 0) return inputs.map(() => null);
  return grad(used.map(([output]) => output), inputs, {
    grad_outputs: used.map(([, start]) => start), allow_unused: true, ...options,
  });
}

type Stage = 'back' | 'back_trick' | 'double_back' | 'double_back_trick';

const absent: Readonly<Record<Stage, (i: number) => string>> = {
  back: (i) => `The output of the user-provided function is independent of input ${i}. This is not allowed in strict mode.`,
  back_trick: (i) => `The gradient with respect to the input is independent of entry ${i} in the grad_outputs when ` +
    'using the double backward trick to compute forward mode gradients. This is not allowed in strict mode.',
  double_back: (i) => `The jacobian of the user-provided function is independent of input ${i}. This is not allowed in ` +
    'strict mode.',
  double_back_trick: (i) => `The hessian of the user-provided function is independent of entry ${i} in the ` +
    'grad_jacobian. This is not allowed in strict mode as it prevents from using the double backward trick to replace ' +
    'forward mode AD.',
};

/** Zeros where there is no gradient; in strict mode, an error. */
export function filled(
  grads: Grads, like: readonly Tensor[], strict: boolean, createGraph: boolean, stage: Stage,
): Tensor[] {
  return grads.map((each, i) => {
    if (each === null) {
      if (strict) throw new RuntimeError(absent[stage](i));
      return zeros_like(like[i]!);
    }
    if (strict && createGraph && !each.requires_grad) {
      const what = stage.includes('double') ? 'hessian' : 'jacobian';
      throw new RuntimeError(`The ${what} of the user-provided function is independent of input ${i}. This is not ` +
        'allowed in strict mode when create_graph=True.');
    }
    return each;
  });
}

/** The list, or its only element. */
export const unlisted = (list: readonly Tensor[], wasList: boolean): Tensor | Tensor[] =>
  (wasList ? [...list] : list[0]!);
