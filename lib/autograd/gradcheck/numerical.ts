import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError, ValueError } from '../../values/errors.js';
import { Complex } from '../../values/complex.js';
import { is_tensor } from '../../values/is_tensor.js';
import {
  elements, inputsThatRequireGrad, isCompressed, isDifferentiable, isMkldnn, isSparse, listOf, matricesForOutputs,
  outputsOf, requiresGrad, sameSizes, type Checked, type Inputs,
} from './tensors.js';

const i = new Complex(0, 1);

/** A step: a number, a tensor, or, for complex inputs, one tensor each for the real and the imaginary part. */
type Step = number | Tensor | readonly [Tensor, Tensor];

const times = (step: number | Tensor, factor: number | Complex): unknown =>
  (typeof step === 'number' ? (typeof factor === 'number' ? step * factor : new Complex(0, step)) : step.mul(factor));

/** The outputs, with one input in place of that at `at` where that has to be given anew. */
function withInput(fn: Checked, inputs: Inputs, at: number, changed: Tensor, fast: boolean): () => Tensor[] {
  return () => {
    const given = inputs.map((each, j) => {
      if (!is_tensor(each) || j !== at) return each;
      if (isMkldnn(each)) return changed.to_mkldnn();
      return isSparse(each) && fast ? changed : each;
    });
    return outputsOf(fn, given).map((each) => each.clone());
  };
}

function checkSame(before: Tensor, after: Tensor, eps: number, at: readonly number[] | undefined): void {
  const where = at === undefined ? '' : `on index (${at.join(', ')}${at.length === 1 ? ',' : ''}) `;
  const what = (kind: string, a: unknown, b: unknown): AssertionError =>
    new AssertionError(`Expected \`func\` to return outputs with the same ${kind} when inputs are perturbed ${where}by ` +
      `${eps}, but got: ${kind}s ${String(a)} and ${String(b)}.`);
  if (!sameSizes(before, after)) throw what('shape', before.size(), after.size());
  if (before.dtype !== after.dtype) throw what('dtype', before.dtype, after.dtype);
}

/** Central differences of all outputs along a step, in units of `eps`. */
function difference(
  fn: () => Tensor[], entry: Tensor, step: unknown, eps: number, at: readonly number[] | undefined,
): Tensor[] {
  let place = entry;
  let by = step;
  if (isCompressed(entry)) {
    place = entry.values().detach();
    by = (step as Tensor).values();
  }
  const before = place.clone();
  place.copy_(before.sub(by as Tensor));
  const lower = fn();
  place.copy_(before.add(by as Tensor));
  const upper = fn();
  place.copy_(before);
  return lower.map((a, k) => {
    const b = upper[k]!;
    checkSame(a, b, eps, at);
    return b.sub(a).div(2 * eps).detach().reshape(-1);
  });
}

/** For each output its derivative along a step of an input; of a complex input, d/dx + i d/dy. */
function directional(along: (step: unknown) => Tensor[], step: Step, complex: boolean, forward: boolean): Tensor[] {
  const [first, second] = Array.isArray(step) ? step as [Tensor, Tensor] : [step, step] as [Tensor, Tensor];
  const byReal = along(first);
  if (!complex) {
    if (!forward && byReal.some((each) => each.is_complex())) {
      throw new AssertionError('Expected ds_dx to be real-valued, not complex.');
    }
    return byReal;
  }
  const byImaginary = along(times(second, i));
  return byReal.map((each, k) => {
    if (each.is_complex()) throw new AssertionError('Expected ds_dx to be real-valued, not complex');
    return each.add(byImaginary[k]!.mul(i));
  });
}

/** The Jacobians of all outputs by one input, element by element (`get_numerical_jacobian_wrt_specific_input`). */
export function jacobiansByInput(
  fn: Checked, at: number, inputs: Inputs, outputs: readonly unknown[], eps: number, input: Tensor, forward: boolean,
): Tensor[] {
  if (!input.requires_grad) throw new AssertionError('Expected input to have requires_grad=True');
  const found = matricesForOutputs(outputs, input.numel(), input.dtype.is_complex ? input.dtype : null);
  for (const { value, of, at: place, index } of elements(input)) {
    const call = withInput(fn, inputs, at, of, false);
    const columns = directional((step) => difference(call, value, step, eps, place), eps, of.is_complex(), forward);
    found.forEach((matrix, k) => matrix.select(0, index).copy_(columns[k]!));
  }
  return found;
}

/** For each input that requires a gradient, the Jacobians of all outputs. */
export function numericalJacobians(
  fn: Checked, inputs: Inputs, given: readonly unknown[] | null, eps: number, forward: boolean,
  target: unknown = inputs,
): Tensor[][] {
  const outputs = given ?? listOf(fn(...(inputs as never[])));
  if (!forward && outputs.some((each) => is_tensor(each) && each.is_complex())) {
    throw new ValueError('Expected output to be non-complex. get_numerical_jacobian no longer supports functions that ' +
      'return complex outputs.');
  }
  const places = listOf(target).flatMap((each, k) => (requiresGrad(each) ? [k] : []));
  return inputsThatRequireGrad(target).slice(0, places.length).map((input, k) =>
    jacobiansByInput(fn, places[k]!, inputs, outputs, eps, input, forward));
}

const reshaped = (u: Tensor, shape: readonly number[]): Tensor => (isSparse(u) ? u : u.reshape(shape));

/** For each output its derivative along `u`, a vector for one input. */
export function numericalJvp(
  fn: Checked, at: number, inputs: Inputs, u: Step, eps: number, forward: boolean,
): Tensor[] {
  const input = inputs[at] as Tensor;
  const changed = isMkldnn(input) ? input.to_dense() : isSparse(input) ? input.clone() : input.data;
  const call = withInput(fn, inputs, at, changed, true);
  const scaled = (one: Tensor): Tensor => reshaped(one, changed.shape).mul(eps);
  const step: Step = Array.isArray(u) ? [scaled(u[0] as Tensor), scaled(u[1] as Tensor)] : scaled(u as Tensor);
  return directional((by) => difference(call, changed, by, eps, undefined), step, input.is_complex(), forward);
}

/** By inputs and outputs, v J u; J u where there is no v. */
export function numericalVju(
  fn: Checked, inputs: Inputs, at: readonly number[], outputs: readonly unknown[], allU: readonly Step[],
  allV: readonly Tensor[] | null, eps: number, forward: boolean,
): Tensor[][] {
  return at.map((place, k) => {
    const along = numericalJvp(fn, place, inputs, allU[k]!, eps, forward);
    const used = along.filter((_, j) => {
      const output = outputs[j];
      return isDifferentiable(output) && (forward || output.requires_grad);
    });
    return allV === null ? used : used.slice(0, allV.length).map((each, j) => allV[j]!.mul(each).sum());
  });
}

export type { Step };
