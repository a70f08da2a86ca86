import { op } from '../../addon/call/op.js';
import { allclose, empty, imag, randn_like, real, stack, view_as_real, zeros } from '../../generated/torch.js';
import { callable } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Complex } from '../../values/complex.js';
import { float64 } from '../../values/dtype.js';
import { AssertionError, RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { legacyVmap } from '../../functorch/legacy_vmap.js';
import { grad } from '../backward.js';
import { vjpOf } from './analytical.js';
import type { Case } from './case.js';
import { checkInputs, checkOutputs, checkUndefinedGradient, checkZeroGradient } from './checks.js';
import { fastCheck, vectorsFor } from './fast.js';
import { checkUndefinedTangent } from './forward.js';
import { checkBatchedForward } from './forward_batched.js';
import { batchedFailed, batchedMismatch, GradcheckError, type Part } from './messages.js';
import { slowCheck } from './slow.js';
import { differentiable, inputsThatRequireGrad, listOf, requiresGrad, type Checked, type Inputs } from './tensors.js';

interface Options {
  readonly eps: number;
  readonly atol: number;
  readonly rtol: number;
  readonly nondet_tol: number;
  readonly check_undefined_grad: boolean;
  readonly check_grad_dtypes: boolean;
  readonly check_batched_grad: boolean;
  readonly check_batched_forward_grad: boolean;
  readonly check_forward_ad: boolean;
  readonly check_backward_ad: boolean;
  readonly fast_mode: boolean;
  readonly masked: boolean;
}

function ifNot(condition: boolean, message: string): void {
  if (!condition) throw new AssertionError(message);
}

/**
 * Whether the gradients of `func` at `inputs`, those of them that require one, are what central differences say
 * (`torch.autograd.gradcheck`); inputs should be float64 or complex128. Throws a GradcheckError that shows both, or
 * gives false with `raise_exception` false. `fast_mode` compares sums along random vectors in place of each element.
 */
export const gradcheck = signature(`gradcheck(func: Checked, inputs: Any, *, eps: float = 1e-6, atol: float = 1e-5,
    rtol: float = 1e-3, raise_exception: bool = True, nondet_tol: float = 0.0, check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False, check_batched_grad: bool = False, check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False, check_backward_ad: bool = True, fast_mode: bool = False, masked: bool = None)
    -> bool`, { Checked: callable }).define((
  func, inputs, eps, atol, rtol, raise_exception, nondet_tol, check_undefined_grad, check_grad_dtypes,
  check_batched_grad, check_batched_forward_grad, check_forward_ad, check_backward_ad, fast_mode, masked,
) => {
  ifNot(check_forward_ad || check_backward_ad,
    'Expected at least one of check_forward_ad or check_backward_ad to be True');
  ifNot(!check_batched_grad || check_backward_ad,
    'Setting check_batched_grad=True requires check_backward_ad to be True');
  ifNot(!check_batched_forward_grad || check_forward_ad,
    'Setting check_batched_forward_grad=True requires check_forward_ad to be True');
  const options: Options = {
    eps, atol, rtol, nondet_tol, check_undefined_grad, check_grad_dtypes, check_batched_grad,
    check_batched_forward_grad, check_forward_ad, check_backward_ad, fast_mode, masked: masked ?? false,
  };
  try {
    return check(func, inputs, options);
  } catch (error) {
    if (raise_exception || !(error instanceof GradcheckError)) throw error;
    return false;
  }
});

function check(func: Checked, given: unknown, options: Options): boolean {
  const inputs = listOf(given);
  checkInputs(inputs);
  const result = func(...(inputs as never[]));
  const outputs = differentiable(result);
  checkOutputs(outputs);
  const it: Case = { fn: func, inputs, result, outputs, ...options };
  if (options.check_backward_ad) checkBackward(it, options);
  if (options.check_forward_ad) checkForward(it, options);
  if (options.check_batched_forward_grad) checkBatchedForward(func, inputs);
  if (!options.check_backward_ad) return true;
  if (options.check_batched_grad) outputs.forEach((output, i) => checkBatched(inputs, output, i));
  checkZeroGradient(outputs, inputs, options.masked);
  if (options.check_undefined_grad) checkUndefinedGradient(func, outputs, inputs);
  return true;
}

function compare(it: Case, part: Part, { fast_mode }: Options): void {
  if (fast_mode) fastCheck(it, part);
  else slowCheck(it, part);
}

/** A function of complex numbers is one for the real part, and one for the imaginary part. */
function checkBackward(it: Case, options: Options): void {
  const isComplex = (each: unknown): boolean => is_tensor(each) && each.is_complex();
  if (!listOf(it.result).some(isComplex)) {
    compare(it, { complex: [], imaginary: false, forward: false }, options);
    return;
  }
  const complex = it.outputs.flatMap((each, i) => (each.is_complex() ? [i] : []));
  for (const imaginary of [true, false]) {
    const part = imaginary ? imag : real;
    const fn = (...inputs: never[]): Tensor[] =>
      (listOf(it.fn(...inputs)) as Tensor[]).map((each) => (each.is_complex() ? part(each) : each));
    const result = fn(...(it.inputs as never[]));
    compare({ ...it, fn, result, outputs: differentiable(result) }, { complex, imaginary, forward: false }, options);
  }
}

function checkForward(it: Case, options: Options): void {
  const complex = it.inputs.flatMap((each, i) => (is_tensor(each) && each.is_complex() ? [i] : []));
  const undefinedToo = (fn: Checked, inputs: Inputs): void => {
    if (!options.check_undefined_grad) return;
    checkUndefinedTangent(fn, inputs, vectorsFor(inputs.filter(requiresGrad), [], true).u);
  };
  if (complex.length === 0) {
    compare(it, { complex, imaginary: false, forward: true }, options);
    undefinedToo(it.fn, it.inputs);
    return;
  }
  const parts: [Checked, Inputs][] = [];
  const i = new Complex(0, 1);
  for (const imaginary of [true, false]) {
    const part = imaginary ? imag : real;
    const whole = (input: Tensor, original: Tensor): Tensor =>
      (imaginary ? real(original).add(input.mul(i)) : input.add(imag(original).mul(i)));
    const fn = (...inputs: never[]): unknown[] => listOf(it.fn(...inputs.map((each, k) =>
      (complex.includes(k) ? whole(each, it.inputs[k] as Tensor) : each)) as never[]));
    const inputs = it.inputs.map((each) => (is_tensor(each) && each.is_complex() ? part(each) : each));
    const result = fn(...(inputs as never[]));
    const part_ = { ...it, fn, inputs, result, outputs: differentiable(result) };
    compare(part_, { complex, imaginary, forward: true }, options);
    parts.push([fn, inputs]);
  }
  for (const [fn, inputs] of parts) undefinedToo(fn, inputs);
}

/** Gradients for several gradients of an output at once must be those of one after the other. */
function checkBatched(inputs: Inputs, output: Tensor, at: number): void {
  const wanted = inputsThatRequireGrad(inputs);
  const vjp = vjpOf(output, wanted);
  const starts = [randn_like(output), randn_like(output)];
  const absent = (each: Tensor | null, i: number): Tensor =>
    each ?? zeros([], { dtype: wanted[i]!.dtype, device: wanted[i]!.device }).expand(wanted[i]!.shape);
  const all = (start: Tensor): Tensor[] => vjp(start).map(absent);
  const rows = starts.map(all);
  let batched: Tensor[];
  try {
    batched = legacyVmap('vjp', ([start]) => all(start!), [stack(starts)]);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    throw new GradcheckError(`While computing batched gradients, got: ${error.message}\n\n${batchedFailed}`,
      { cause: error });
  }
  batched.forEach((got, i) => {
    const expected = stack(rows.map((row) => row[i]!));
    if (!allclose(got, expected)) throw new GradcheckError(batchedMismatch(at, i, got, expected, false));
  });
}

/** As `torch.testing.make_tensor` makes them, between -1 and 1. */
function startFor(output: Tensor, noncontiguous: boolean): Tensor {
  const dtype = output.is_floating_point() || output.is_complex() ? output.dtype : float64;
  let made = empty(output.shape, { dtype, device: output.device });
  if (made.is_complex()) view_as_real(made).uniform_(-1, 1);
  else made.uniform_(-1, 1);
  if (noncontiguous && made.numel() > 1) {
    made = op('aten::slice.Tensor')(made.repeat_interleave(2, -1), -1, 0, null, 2) as Tensor;
  }
  return made.requires_grad_(true);
}

/**
 * Whether the gradients of the gradients of `func` are what central differences say (`torch.autograd.gradgradcheck`);
 * see {@link gradcheck}. `grad_outputs` are the gradients to start from, random ones if not given.
 */
export const gradgradcheck = signature(`gradgradcheck(func: Checked, inputs: Any, grad_outputs: MaybeTensors = None, *,
    eps: float = 1e-6, atol: float = 1e-5, rtol: float = 1e-3, gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True, nondet_tol: float = 0.0, check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False, check_batched_grad: bool = False, check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True, fast_mode: bool = False, masked: bool = False) -> bool`, { Checked: callable }).define((
  func, inputs, grad_outputs, eps, atol, rtol, gen_non_contig_grad_outputs, raise_exception, nondet_tol,
  check_undefined_grad, check_grad_dtypes, check_batched_grad, check_fwd_over_rev, check_rev_over_rev, fast_mode,
  masked,
) => {
  ifNot(check_fwd_over_rev || check_rev_over_rev,
    'Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True');
  ifNot(!check_undefined_grad || check_rev_over_rev,
    'Setting check_undefined_grad=True requires check_rev_over_rev to be True');
  ifNot(!check_batched_grad || check_rev_over_rev,
    'Setting check_batched_grad=True requires check_rev_over_rev to be True');
  const given = listOf(inputs);
  const starts = grad_outputs === null
    ? differentiable(func(...(given as never[]))).map((each) => startFor(each, gen_non_contig_grad_outputs))
    : listOf(grad_outputs) as Tensor[];
  const inputIndices = new Set(given.flatMap((each, i) => (requiresGrad(each) ? [i] : [])));
  const startIndices = new Set(starts.flatMap((each, i) => (each.requires_grad ? [i] : [])));
  const first = (...args: unknown[]): Tensor[] => {
    const ins = args.slice(0, args.length - starts.length).map((each, i) =>
      (inputIndices.has(i) ? (each as Tensor).requires_grad_() : each));
    const outputs = differentiable(func(...(ins as never[])));
    const outs = args.slice(args.length - starts.length).map((each, i) =>
      (startIndices.has(i) ? (each as Tensor).requires_grad_() : each)) as Tensor[];
    const found = grad(outputs, ins.filter((_, i) => inputIndices.has(i)) as Tensor[], {
      grad_outputs: outs, create_graph: true, allow_unused: true,
    });
    return found.filter(is_tensor);
  };
  return gradcheck(first as Checked, [...given, ...starts], {
    eps, atol, rtol, raise_exception, nondet_tol, check_undefined_grad, check_grad_dtypes, check_batched_grad,
    fast_mode,
    check_forward_ad: check_fwd_over_rev, check_backward_ad: check_rev_over_rev, masked,
  });
});
