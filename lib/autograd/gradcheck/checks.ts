import { allclose, zeros_like } from '../../generated/torch.js';
import { warn } from '../../python/warnings.js';
import type { Tensor } from '../../tensor/tensor.js';
import { complex128, float64 } from '../../values/dtype.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { strided } from '../../values/layout.js';
import { grad } from '../backward.js';
import { Function } from '../function.js';
import type { FunctionCtx } from '../function_ctx.js';
import { dense } from './analytical.js';
import { GradcheckError } from './messages.js';
import {
  differentiable, inputsThatRequireGrad, isCompressed, isMkldnn, isSparse, requiresGrad, sameSizes, type Checked,
  type Inputs,
} from './tensors.js';

/** At least one input must require a gradient, and none may have two elements in one place. */
export function checkInputs(inputs: Inputs): void {
  inputs.forEach((each, i) => {
    if (!requiresGrad(each)) return;
    if (each.dtype !== float64 && each.dtype !== complex128) {
      warn('UserWarning', `Input #${i} requires gradient and is not a double precision floating point or complex. This ` +
        'check will likely fail if all the inputs are not of double precision floating point or complex. ');
    }
    const content = each.is_sparse ? each._values() : isCompressed(each) ? each.values() : each;
    if (isMkldnn(content)) return;
    const strides = content.stride() as number[];
    if (strides.every((stride, d) => stride > 0 || content.shape[d]! <= 1)) return;
    throw new RuntimeError(`The ${i}th input has a dimension with stride 0. gradcheck only supports inputs that are ` +
      'non-overlapping to be able to compute the numerical gradients correctly. You should call .contiguous on the input ' +
      'before passing it to gradcheck.');
  });
  if (!inputs.some(requiresGrad)) {
    throw new ValueError('gradcheck expects at least one input tensor to require gradient, but none of them have ' +
      'requires_grad=True.');
  }
}

export function checkOutputs(outputs: readonly Tensor[]): void {
  const refused = (what: string): ValueError => new ValueError(`${what} output is not supported at gradcheck yet. Please ` +
    'call to_dense(masked_grad=...) on the output of fn for gradcheck.');
  if (outputs.some(isSparse)) throw refused('Sparse');
  if (outputs.some(isMkldnn)) throw refused('MKLDNN');
}

function differentiated(inputs: Inputs): Tensor[] {
  const found = inputsThatRequireGrad(inputs);
  if (found.length === 0) throw new GradcheckError('no Tensors requiring grad found in input');
  return found;
}

/** Of no gradient there must come none, and gradients must be as their inputs. */
export function checkZeroGradient(outputs: readonly Tensor[], inputs: Inputs, masked: boolean): void {
  const wanted = differentiated(inputs);
  const grads = grad(outputs, wanted, { grad_outputs: outputs.map(dense), allow_unused: true });
  grads.forEach((each, i) => {
    if (each === null) return;
    let found: Tensor = each;
    let input = wanted[i]!;
    if (found.layout !== strided) {
      checkSparse(found, input);
      found = found.to_dense();
      input = input.to_dense();
    }
    const isZero = masked ? allclose(found, zeros_like(found)) : Boolean(found.eq(0).all().item());
    if (!isZero) throw new GradcheckError('backward not multiplied by grad_output');
    if (found.dtype !== input.dtype) throw new GradcheckError('grad is incorrect type');
    if (String(found.device) !== String(input.device)) throw new GradcheckError('grad is incorrect device');
    if (!sameSizes(found, input)) throw new GradcheckError('grad is incorrect size');
  });
}

function checkSparse(found: Tensor, input: Tensor): void {
  if (found.layout !== input.layout) {
    throw new GradcheckError(`grad is incorrect layout (${String(found.layout)} is not ${String(input.layout)})`);
  }
  if (!isSparse(found)) return;
  const kind = String(found.layout).replace('torch.', '').replace('_coo', '');
  for (const name of ['sparse_dim', 'dense_dim'] as const) {
    if (found[name]() === input[name]()) continue;
    throw new GradcheckError(`grad is ${kind} tensor, but has incorrect ${name} ${found[name]()}, expected ${input[name]()}`);
  }
}

/** Its input, of which backward hears nothing. */
class UndefinedGrad extends Function {
  static override forward(_ctx: FunctionCtx, input: Tensor): Tensor {
    return input.clone();
  }
  static override backward(): null {
    return null;
  }
}

const withoutGradient = (tensor: Tensor): Tensor => UndefinedGrad.apply(tensor);

/** Backward must do with outputs of which it hears nothing. */
export function checkUndefinedGradient(fn: Checked, outputs: readonly Tensor[], inputs: Inputs): void {
  const wanted = differentiated(inputs);
  const call = (): Tensor[] => differentiable(fn(...(inputs as never[])));
  checkGradients(call().map(withoutGradient), wanted);
  if (outputs.length < 2) return;
  outputs.forEach((_, k) => checkGradients(call().map((each, i) => (i === k ? withoutGradient(each) : each)), wanted));
}

function checkGradients(outputs: readonly Tensor[], wanted: readonly Tensor[]): void {
  let grads: (Tensor | null)[];
  try {
    grads = grad(outputs, wanted, { grad_outputs: outputs.map(dense), allow_unused: true });
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    warnOfCheck();
    throw new GradcheckError('Expected backward function to handle undefined output grads. Please look at "Notes about ' +
      'undefined output gradients" in "tools/autograd/derivatives.yaml"', { cause: error });
  }
  for (const each of grads) {
    if (!is_tensor(each) || Boolean(each.eq(0).all().item())) continue;
    warnOfCheck();
    throw new GradcheckError('Expected all input grads to be undefined or zero when all output grads are undefined or ' +
      'zero. Please look at "Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"');
  }
}

function warnOfCheck(): void {
  warn('UserWarning', 'Backwards compatibility: New undefined gradient support checking feature is enabled by default, ' +
    'but it may break existing callers of this function. If this is true for you, you can call this function with ' +
    '"check_undefined_grad=False" to disable the feature');
}
