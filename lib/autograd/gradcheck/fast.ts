import { op } from '../../addon/call/op.js';
import { NativeGenerator } from '../../addon/generator.js';
import { allclose, rand } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { complex32 } from '../../values/dtype.js';
import { sparse_coo } from '../../values/layout.js';
import { analyticalVju, checkedJacobians } from './analytical.js';
import { forwardJacobians } from './forward.js';
import { GradcheckError, notClose, slowModeMayPass, type Part } from './messages.js';
import { numericalJacobians, numericalJvp, numericalVju, type Step } from './numerical.js';
import { close } from './slow.js';
import {
  densified, isCompressed, isDifferentiable, isSparse, listOf, requiresGrad, sparseIndices, type Checked, type Inputs,
} from './tensors.js';
import type { Case } from './case.js';

type Random = (size: number) => Tensor;

/** A random vector of length 1 in the space of a tensor; of the elements that a sparse one has. */
function vectorFor(x: Tensor, random: Random, real: boolean): Tensor {
  // PyTorch takes complex32 for real.
  const dtype = real && x.dtype !== complex32 ? x.dtype.to_real() : x.dtype;
  const { device } = x;
  const valuesFor = (values: Tensor): Tensor => {
    const made = random(values.numel()).to({ dtype, device }).view(values.shape);
    return made.div_(made.norm());
  };
  if (x.layout === sparse_coo) {
    return op('aten::sparse_coo_tensor.indices_size')(x._indices(), valuesFor(x._values()), x.shape, { device }) as Tensor;
  }
  if (isCompressed(x)) {
    const [compressed, plain] = sparseIndices(x);
    return op('aten::sparse_compressed_tensor.comp_plain_value_size')(
      compressed, plain, valuesFor(x.values()), x.shape, { dtype, layout: x.layout, device }) as Tensor;
  }
  const made = random(x.numel()).to({ dtype, device });
  return made.div_(made.norm());
}

const flat = (tensor: Tensor): Tensor => (isSparse(tensor) ? tensor.to_dense().reshape(-1) : tensor);

interface Vectors {
  readonly v: Tensor[] | null;
  readonly u: Step[];
  readonly denseU: Step[];
}

/** Always the same ones: of a generator that nobody has seeded. */
export function vectorsFor(inputs: readonly Tensor[], outputs: readonly Tensor[], forward: boolean): Vectors {
  const generator = new NativeGenerator('cpu', false);
  const random: Random = (size) => rand([size], { generator: generator as never });
  const u: Step[] = [];
  const denseU: Step[] = [];
  for (const input of inputs) {
    const re = vectorFor(input, random, true);
    if (input.is_complex()) {
      const im = vectorFor(input, random, true);
      u.push([re, im]);
      denseU.push([flat(re), flat(im)]);
    } else {
      u.push(re);
      denseU.push(flat(re));
    }
  }
  return { v: forward ? null : outputs.map((each) => vectorFor(each, random, false)), u, denseU };
}

const total = (tensor: Tensor): number => {
  const value = tensor.sum().item();
  return typeof value === 'object' ? (value as { re: number }).re : Number(value);
};

/** The tolerance for sums over all elements, in place of each. */
function adjusted(atol: number, u: Step, v: Tensor | undefined): number {
  const ofV = v === undefined ? 1 : total(v);
  const ofU = Array.isArray(u) ? total(u[0] as Tensor) + total(u[1] as Tensor) : total(u as Tensor);
  return atol * ofU * ofV;
}

/** Compares sums along random vectors (`fast_mode`). */
export function fastCheck(it: Case, part: Part): void {
  const { fn, inputs, outputs, eps, atol, rtol, masked, nondet_tol, check_grad_dtypes } = it;
  const at = inputs.flatMap((each, k) => (requiresGrad(each) ? [k] : []));
  const { v, u, denseU } = vectorsFor(at.map((k) => inputs[k] as Tensor), outputs, part.forward);
  const given: [unknown[], Step[], Tensor[] | null] = [[...inputs], u, v];
  const [inputs_, u_, v_] = masked ? given : densified(given);
  const results = listOf(it.result);
  const numerical = numericalVju(fn, inputs_, at, results, u_, v_, eps, part.forward);
  let analytical: Tensor[][];
  if (part.forward) {
    analytical = forwardJacobians(fn, inputs, results, check_grad_dtypes, u);
  } else {
    if (outputs.length === 0) checkConstant(it, at, u);
    analytical = analyticalVju(inputs, outputs, nondet_tol, check_grad_dtypes, v!, denseU);
  }
  numerical.forEach((row, i) => row.forEach((n, j) => {
    const a = part.forward ? analytical[i]![j]! : analytical[j]![i]!;
    if (close(a, n.to({ device: a.device }), rtol, adjusted(atol, u[i]!, v?.[j]))) return;
    throw new GradcheckError(notClose(a, n, j, i, part) + slowly(it, i, j, part.forward));
  }));
}

function checkConstant({ fn, inputs, eps, nondet_tol }: Case, at: readonly number[], u: readonly Step[]): void {
  at.forEach((place, k) => {
    for (const each of numericalJvp(fn, place, inputs, u[k]!, eps, false)) {
      if (each.numel() === 0 || Number(each.abs().max().item()) <= nondet_tol) continue;
      throw new GradcheckError('Numerical gradient for function expected to be zero');
    }
  });
}

/** What the slow mode finds where the fast one failed. */
function slowly(
  { fn, inputs, outputs, eps, rtol, atol }: Case, input: number, output: number, forward: boolean,
): string {
  let numerical: Tensor;
  let analytical: Tensor;
  if (forward) {
    const place = inputs.flatMap((each, k) => (requiresGrad(each) ? [k] : []))[input]!;
    const one = (value: unknown): unknown => {
      const given = inputs.map((each, k) => (k === place ? value : each)) as never[];
      return listOf(fn(...given)).filter(isDifferentiable)[output];
    };
    const given = [inputs[place]];
    numerical = numericalJacobians(one as Checked, given, [one(given[0])], eps, true)[0]![0]!;
    analytical = forwardJacobians(one as Checked, given, [one(given[0])], false)[0]![0]!;
  } else {
    numerical = numericalJacobians(fn, inputs, outputs, eps, false)[input]![output]!;
    analytical = checkedJacobians(inputs, outputs[output]!, Infinity, false)[input]!;
  }
  const largest = numerical.sub(analytical).abs().max();
  return '\nThe above quantities relating the numerical and analytical jacobians are computed \nin fast mode. See: ' +
    'https://github.com/pytorch/pytorch/issues/53876 for more background \nabout fast mode. Below, we recompute numerical ' +
    `and analytical jacobians in slow mode:\n\nNumerical:\n ${String(numerical)}\nAnalytical:\n${String(analytical)}\n\n` +
    `The max per-element difference (slow mode) is: ${String(largest.item())}.\n` +
    (allclose(analytical, numerical, rtol, atol) ? slowModeMayPass : '');
}

export type { Inputs };
