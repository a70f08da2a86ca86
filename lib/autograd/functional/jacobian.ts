import { callable } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import { stack, zeros_like } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError, NotImplementedError, RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { legacyVmap } from '../../functorch/legacy_vmap.js';
import { dual_level, make_dual, unpack_dual } from '../forward_ad.js';
import { enable_grad } from '../grad_mode.js';
import { checkRequiresGrad, gradOf, listed, outputsName, prepared, type TensorFunction } from './helpers.js';

/** By outputs, then by inputs; without a list where there was one. */
export type Jacobian = Tensor | Tensor[] | Tensor[][];

/**
 * The Jacobian of `func` (`torch.autograd.functional.jacobian`): for each output and each input a tensor of the sizes
 * of both; lists only where outputs or inputs were lists. `vectorize` computes all rows at once, `strict` throws a
 * RuntimeError where an output does not depend on an input.
 */
export const jacobian = signature(`jacobian(func: TensorFunction, inputs: OneOrMore, create_graph: bool = False,
  strict: bool = False, vectorize: bool = False, strategy: str = 'reverse-mode') -> Jacobian`, { TensorFunction: callable }).define((
  func, inputs, create_graph, strict, vectorize, strategy,
) => {
  if (strategy !== 'forward-mode' && strategy !== 'reverse-mode') {
    throw new AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function ' +
      'has more outputs than inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use ' +
      '"reverse-mode".');
  }
  if (strategy === 'forward-mode') {
    if (create_graph) {
      throw new NotImplementedError('torch.autograd.functional.jacobian: `create_graph=True` and ' +
        '`strategy="forward-mode"` are not supported together (yet). Please either set `create_graph=False` or ' +
        '`strategy="reverse-mode"`.');
    }
    return forwardJacobian(func, inputs, strict, vectorize);
  }
  return enable_grad(() => {
    const [several, given] = listed(inputs, 'inputs', 'jacobian');
    const ins = prepared(given, create_graph, true);
    const [severalOuts, outs] = listed(func(...ins), outputsName, 'jacobian');
    checkRequiresGrad(outs, 'outputs', strict);
    if (vectorize && strict) {
      throw new RuntimeError('torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported ' +
        'together. Please either set `strict=False` or `vectorize=False`.');
    }
    const rows = vectorize ? atOnce(outs, ins, create_graph) : oneByOne(outs, ins, create_graph, strict);
    const found = create_graph ? rows : rows.map((row) => row.map((each) => each.detach()));
    return unnested(found, severalOuts, several);
  });
});

/** Lists only where outputs or inputs were lists. */
export function unnested(rows: readonly Tensor[][], severalOuts: boolean, severalIns: boolean): Jacobian {
  if (severalIns) return severalOuts ? [...rows] : rows[0]!;
  const firsts = rows.map((row) => row[0]!);
  return severalOuts ? firsts : firsts[0]!;
}

function oneByOne(outs: readonly Tensor[], ins: readonly Tensor[], create_graph: boolean, strict: boolean): Tensor[][] {
  return outs.map((out, i) => {
    const columns: Tensor[][] = ins.map(() => []);
    for (let j = 0; j < out.nelement(); j++) {
      const grads = gradOf([out.reshape(-1).select(0, j)], ins, null, { retain_graph: true, create_graph });
      grads.forEach((each, at) => columns[at]!.push(entry(each, ins[at]!, i, at, create_graph, strict)));
    }
    return columns.map((column, at) => stack(column, 0).view([...out.shape, ...ins[at]!.shape]));
  });
}

function entry(
  grad: Tensor | null, input: Tensor, output: number, at: number, create_graph: boolean, strict: boolean,
): Tensor {
  if (grad === null) {
    if (!strict) return zeros_like(input);
    throw new RuntimeError(`Output ${output} of the user-provided function is independent of input ${at}. This is not ` +
      'allowed in strict mode.');
  }
  if (strict && create_graph && !grad.requires_grad) {
    throw new RuntimeError(`The jacobian of the user-provided function is independent of input ${output}. This is not ` +
      'allowed in strict mode when create_graph=True.');
  }
  return grad;
}

/** For tensors one after the other, the rows of the unit matrix, cut where they begin. */
export function standardBasis(tensors: readonly Tensor[]): Tensor[] {
  const total = tensors.reduce((sum, each) => sum + each.numel(), 0);
  let diagonal = 0;
  return tensors.map((each) => {
    const chunk = each.new_zeros([total, each.numel()]);
    chunk.diagonal(diagonal).fill_(1);
    diagonal -= each.numel();
    return chunk;
  });
}

function atOnce(outs: readonly Tensor[], ins: readonly Tensor[], create_graph: boolean): Tensor[][] {
  const sizes = outs.map((each) => each.numel());
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const flat = outs.map((each) => each.reshape(-1));
  const grads = gradOf(flat, ins, standardBasis(outs), { create_graph, is_grads_batched: true });
  const byInput = grads.map((each, at) => {
    const input = ins[at]!;
    const all = each ?? zeros_like(input).expand([total, ...input.shape]);
    return all.split(sizes, 0).map((part, i) => part.view([...outs[i]!.shape, ...input.shape]));
  });
  return outs.map((_, i) => byInput.map((parts) => parts[i]!));
}

/**
 * The Hessian of a function that gives one number (`torch.autograd.functional.hessian`): for each pair of inputs a
 * tensor of the sizes of both, in lists where inputs are a list.
 */
export const hessian = signature(`hessian(func: TensorFunction, inputs: OneOrMore, create_graph: bool = False,
  strict: bool = False, vectorize: bool = False, outer_jacobian_strategy: str = 'reverse-mode') -> Jacobian`, { TensorFunction: callable }).define((
  func, inputs, create_graph, strict, vectorize, outer_jacobian_strategy,
) => {
  const [several, given] = listed(inputs, 'inputs', 'hessian');
  if (outer_jacobian_strategy !== 'forward-mode' && outer_jacobian_strategy !== 'reverse-mode') {
    throw new AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".');
  }
  const oneNumber = (...ins: Tensor[]): Tensor => {
    const out = func(...ins);
    const [severalOuts, outs] = listed(out, outputsName, 'hessian');
    checkRequiresGrad(outs, 'outputs', strict);
    if (severalOuts || !is_tensor(out)) {
      throw new RuntimeError('The function given to hessian should return a single Tensor');
    }
    if (out.nelement() !== 1) {
      throw new RuntimeError('The Tensor returned by the function given to hessian should contain a single element');
    }
    return out.squeeze();
  };
  const first: TensorFunction = (...ins) => {
    const used = outer_jacobian_strategy === 'forward-mode' ? ins.map((each) => each.requires_grad_(true)) : ins;
    const jac = jacobian(oneNumber, used, true) as Tensor[];
    checkRequiresGrad(jac, 'jacobian', strict);
    return jac;
  };
  const rows = jacobian(first, given, create_graph, strict, vectorize, outer_jacobian_strategy) as Tensor[][];
  return several ? rows : rows[0]![0]!;
});

/** By forward-mode derivatives. */
function forwardJacobian(func: TensorFunction, inputs: unknown, strict: boolean, vectorize: boolean): Jacobian {
  if (strict) {
    throw new RuntimeError('torch.autograd.functional.jacobian: `strict=True` and `strategy="forward-mode"` are not ' +
      'supported together (yet). Please either set `strict=False` or `strategy="reverse-mode"`.');
  }
  const [several, ins] = listed(inputs, 'inputs', 'jacobian');
  if (!vectorize) {
    throw new NotImplementedError('Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly ' +
      'implemented for `vectorize=True`.');
  }
  let severalOuts = false;
  let shapes: number[][] = [];
  const jvp = (directions: readonly Tensor[]): Tensor[] => dual_level(() => {
    const dual = ins.map((each, k) => make_dual(each, directions[k]!.view_as(each)));
    const [wasList, outs] = listed(func(...dual), 'outputs', 'jacobian');
    severalOuts = wasList;
    const parts = outs.map((each) => unpack_dual(each));
    shapes = parts.map(({ primal }) => [...primal.shape]);
    return parts.map(({ primal, tangent }) => tangent ?? zeros_like(primal));
  });
  const batched = legacyVmap('jvp', jvp, standardBasis(ins));
  const sizes = ins.map((each) => each.numel());
  const rows = batched.map((all, o) => all.split(sizes, 0).map((part, k) => {
    const last = Array.from({ length: part.dim() - 1 }, (_, d) => d + 1);
    // The directions are elements of the input, and come first.
    return part.permute([...last, 0]).reshape([...shapes[o]!, ...ins[k]!.shape]);
  }));
  return unnested(rows, severalOuts, several);
}
