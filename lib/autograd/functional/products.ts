import { callable } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import { zeros_like } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { RuntimeError } from '../../values/errors.js';
import { enable_grad, is_grad_enabled, set_grad_enabled } from '../grad_mode.js';
import {
  checkRequiresGrad, filled, finished, gradOf, listed, outputsName, prepared, unlisted, vector, type OneOrMore,
  type TensorFunction,
} from './helpers.js';

const noVector = 'The vector v can only be None if the ';
const oneInput = `${noVector}input to the user-provided function is a single Tensor with a single element.`;

/**
 * The value of `func` and the product of `v` with its Jacobian (`torch.autograd.functional.vjp`): as many gradients as
 * inputs. `strict` throws a RuntimeError where the result depends on nothing, in place of zeros.
 */
export const vjp = signature(`vjp(func: TensorFunction, inputs: OneOrMore, v: OneOrMore = None,
  create_graph: bool = False, strict: bool = False) -> tuple[OneOrMore, OneOrMore]`, { TensorFunction: callable }).define((
  func, inputs, v, create_graph, strict,
) => {
  const [several, given] = listed(inputs, 'inputs', 'vjp');
  const { ins, outs, severalOuts, start } = enable_grad(() => {
    const ins = prepared(given, create_graph, true);
    const [severalOuts, outs] = listed(func(...ins), outputsName, 'vjp');
    checkRequiresGrad(outs, 'outputs', strict);
    const start = vector(v, 'vjp', outs, severalOuts, create_graph,
      `${noVector}user-provided function returns a single Tensor with a single element.`);
    return { ins, outs, severalOuts, start };
  });
  const found = set_grad_enabled(create_graph || is_grad_enabled(), () =>
    filled(gradOf(outs, ins, start, { create_graph }), ins, strict, create_graph, 'back'));
  return [unlisted(finished(outs, create_graph), severalOuts), unlisted(finished(found, create_graph), several)];
});

/**
 * The value of `func` and the product of its Jacobian with `v` (`torch.autograd.functional.jvp`), by two backwards: as
 * many tensors as outputs.
 */
export const jvp = signature(`jvp(func: TensorFunction, inputs: OneOrMore, v: OneOrMore = None,
  create_graph: bool = False, strict: bool = False) -> tuple[OneOrMore, OneOrMore]`, { TensorFunction: callable }).define((
  func, inputs, v, create_graph, strict,
) => {
  const [several, given] = listed(inputs, 'inputs', 'jvp');
  const { outs, severalOuts, start, gradOuts, gradIns } = enable_grad(() => {
    const ins = prepared(given, create_graph, true);
    const start = vector(v, 'jvp', ins, several, create_graph,
      `${noVector}input to the user-provided function is a single Tensor with a single element.`);
    const [severalOuts, outs] = listed(func(...ins), outputsName, 'jvp');
    checkRequiresGrad(outs, 'outputs', strict);
    // Backward is linear in these: whatever they are, their gradient is the product.
    const gradOuts = outs.map((each) => zeros_like(each, { requires_grad: true }));
    const gradIns = gradOf(outs, ins, gradOuts, { create_graph: true });
    checkRequiresGrad(gradIns, 'grad_inputs', strict);
    return { outs, severalOuts, start, gradOuts, gradIns };
  });
  const product = (): Tensor[] =>
    filled(gradOf(gradIns, gradOuts, start, { create_graph }), outs, strict, create_graph, 'back_trick');
  const found = create_graph ? enable_grad(product) : product();
  return [unlisted(finished(outs, create_graph), severalOuts), unlisted(finished(found, create_graph), severalOuts)];
});

/** The value of a function that gives one number, and its gradients. */
function gradientsOf(
  fn: string, func: TensorFunction, given: readonly Tensor[], several: boolean, v: OneOrMore | null,
  create_graph: boolean, strict: boolean,
): { ins: Tensor[]; out: Tensor; start: Tensor[] | null; jac: (Tensor | null)[] } {
  const ins = prepared(given, create_graph, true);
  const start = vector(v, fn, ins, several, create_graph, oneInput);
  const [severalOuts, outs] = listed(func(...ins), outputsName, fn);
  checkRequiresGrad(outs, 'outputs', strict);
  if (severalOuts) throw new RuntimeError(`The function given to ${fn} should return a single Tensor`);
  const [out] = outs as [Tensor];
  if (out.nelement() !== 1) {
    throw new RuntimeError(`The Tensor returned by the function given to ${fn} should contain a single element`);
  }
  const jac = gradOf(outs, ins, null, { create_graph: true });
  checkRequiresGrad(jac, 'jacobian', strict);
  return { ins, out, start, jac };
}

/**
 * The value of a function that gives one number, and the product of `v` with its Hessian
 * (`torch.autograd.functional.vhp`).
 */
export const vhp = signature(`vhp(func: TensorFunction, inputs: OneOrMore, v: OneOrMore = None,
  create_graph: bool = False, strict: bool = False) -> tuple[Tensor, OneOrMore]`, { TensorFunction: callable }).define((
  func, inputs, v, create_graph, strict,
) => {
  const [several, given] = listed(inputs, 'inputs', 'vhp');
  const { ins, out, start, jac } = enable_grad(() =>
    gradientsOf('vhp', func, given, several, v, create_graph, strict));
  const found = set_grad_enabled(create_graph || is_grad_enabled(), () =>
    filled(gradOf(jac, ins, start, { create_graph }), ins, strict, create_graph, 'double_back'));
  return [finished([out], create_graph)[0]!, unlisted(finished(found, create_graph), several)];
});

/**
 * The value of a function that gives one number, and the product of its Hessian with `v`
 * (`torch.autograd.functional.hvp`), by one backward more than {@link vhp}.
 */
export const hvp = signature(`hvp(func: TensorFunction, inputs: OneOrMore, v: OneOrMore = None,
  create_graph: bool = False, strict: bool = False) -> tuple[Tensor, OneOrMore]`, { TensorFunction: callable }).define((
  func, inputs, v, create_graph, strict,
) => {
  const [several, given] = listed(inputs, 'inputs', 'hvp');
  const { ins, out, start, gradJac, twice } = enable_grad(() => {
    const { jac, ...rest } = gradientsOf('hvp', func, given, several, v, create_graph, strict);
    const gradJac = rest.ins.map((each) => zeros_like(each, { requires_grad: true }));
    const twice = gradOf(jac, rest.ins, gradJac, { create_graph: true });
    checkRequiresGrad(jac, 'hessian', strict);
    return { ...rest, gradJac, twice };
  });
  const found = set_grad_enabled(create_graph || is_grad_enabled(), () =>
    filled(gradOf(twice, gradJac, start, { create_graph }), ins, strict, create_graph, 'double_back_trick'));
  return [finished([out], create_graph)[0]!, unlisted(finished(found, create_graph), several)];
});
