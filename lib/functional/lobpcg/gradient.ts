import { Function, type FunctionCtx } from '../../autograd/function.js';
import { ValueError } from '../../values/errors.js';
import { Generator } from '../../tensor/generator.js';
import { cholesky } from '../../generated/linalg.js';
import { addcmul, cholesky_solve, diag_embed, eye, matmul, randn } from '../../generated/torch.js';
import { slice } from '../../tensor/slice.js';
import type { Tensor } from '../../tensor/tensor.js';
import { solve, type Eigenpairs, type Settings } from './solve.js';

/** The class whose name the graph shows (`torch._lobpcg.LOBPCGAutogradFunction`). */
export class LOBPCGAutogradFunction extends Function {
  static override forward(
    ctx: FunctionCtx, A: Tensor, B: Tensor | null, X: Tensor | null, iK: Tensor | null, settings: Settings,
  ): Eigenpairs {
    const [first, second] = [contiguous(A), B && contiguous(B)];
    const [D, U] = solve(first, second, X, iK, settings);
    ctx.save_for_backward(first, second, D, U);
    ctx.largest = settings.largest;
    return [D, U];
  }

  static override backward(ctx: FunctionCtx, D_grad: Tensor, U_grad: Tensor): (Tensor | null)[] {
    const [A, B, D, U] = ctx.saved_tensors as [Tensor, Tensor | null, Tensor, Tensor];
    const refused = (what: string): ValueError =>
      new ValueError(`lobpcg.backward does not support ${what} input yet. Note that lobpcg.forward does though.`);
    if (A.is_sparse || (B?.is_sparse && ctx.needs_input_grad[1])) throw refused('sparse');
    if (A.is_complex() || B?.is_complex()) throw refused('complex');
    if (B !== null) throw new ValueError('lobpcg.backward does not support backward with B != I yet.');
    return [gradientOf(A, D, U, D_grad, U_grad, ctx.largest as boolean), null, null, null, null];
  }
}

function contiguous(tensor: Tensor): Tensor {
  return tensor.is_sparse ? tensor : tensor.contiguous();
}

/** What lies in the span of U: U (diag(D_grad) + (Uᵀ U_grad) ∘ F) Uᵀ with F_ij = 1 / (d_j - d_i), 0 on the diagonal. */
function inSpan(D_grad: Tensor, U_grad: Tensor, D: Tensor, U: Tensor): Tensor {
  const F = D.unsqueeze(-2).sub(D.unsqueeze(-1));
  F.diagonal(0, -2, -1).fill_(Infinity);
  F.pow_(-1);
  const Ut = U.mT.contiguous();
  return matmul(U, matmul(diag_embed(D_grad).add(matmul(Ut, U_grad).mul(F)), Ut));
}

/**
 * The gradient for a symmetric A: what lies in the span of U, less V p(VᵀAV)⁻¹ Vᵀ S Uᵀ in its complement, which the
 * columns of V span. It is never empty, since m ≥ 3n. Here p is the characteristic polynomial of diag(D) and S the sum
 * of A^i U_grad by its coefficients: the solution of VᵀAV dX - dX diag(D) = -VᵀAU, a Sylvester equation (Hu and Cheng,
 * 2006).
 */
function gradientOf(A: Tensor, D: Tensor, U: Tensor, D_grad: Tensor, U_grad: Tensor, largest: boolean): Tensor {
  const Ut = U.mT.contiguous();
  const projection = U.matmul(Ut).neg();
  projection.diagonal(0, -2, -1).add_(1);
  // A source of its own, so that it is the same each time.
  const generator = Generator(A.device);
  const { dtype, device } = A;
  const random = randn([...A.shape.slice(0, -1), A.size(-1) - D.size(-1)], { dtype, device, generator });
  const V = projection.matmul(random);
  const Vt = V.mT.contiguous();
  const coefficients = coefficientsOf(D);
  const order = coefficients.size(-1) - 1;

  // The powers of A by their sum of coefficients and powers of D, so that none is computed.
  let power = U_grad;
  const series = power.new_zeros(power.shape);
  for (let k = 1; k <= order; k++) {
    series.add_(power.mul(valueAt(D, coefficients.index('...', slice(k, null))).unsqueeze(-2)));
    power = A.matmul(power);
  }

  const inner = matmul(Vt, matmul(matrixValueAt(A, coefficients), V));
  // All other eigenvalues are smaller, or all are larger: p is negative there, or positive, on distinct eigenvalues.
  const sign = largest && order % 2 === 1 ? -1 : 1;
  const L = cholesky(inner.mul(sign));
  const gradient = inSpan(D_grad, U_grad, D, U);
  return gradient.sub_(V.matmul(cholesky_solve(Vt.matmul(series), L).mul(sign)).matmul(Ut));
}

/** The coefficients of (x - r_1) ... (x - r_n), the constant first: Horner's rule, a node of the graph for a step. */
function coefficientsOf(roots: Tensor): Tensor {
  const order = roots.size(-1);
  // One more, so that a step is one product.
  let all = roots.new_zeros([...roots.shape.slice(0, -1), order + 2]);
  all.index_put_(['...', 0], 1);
  all.index_put_(['...', -1], 1);
  for (let i = 1; i <= order; i++) {
    const next = roots.requires_grad ? all.clone() : all;
    next.narrow(-1, order - i, i + 1).sub_(roots.narrow(-1, i - 1, 1).mul(all.narrow(-1, order - i + 1, i + 1)));
    all = next;
  }
  return all.narrow(-1, 1, order + 1);
}

/** The polynomial with these coefficients at each of the numbers. */
function valueAt(x: Tensor, coefficients: Tensor): Tensor {
  let value = x.new_ones([1]).expand(x.shape).clone();
  for (let k = coefficients.size(-1) - 2; k >= 0; k--) {
    value = addcmul(coefficients.select(-1, k).unsqueeze(-1), x, value);
  }
  return value;
}

/** The polynomial at matrices. */
function matrixValueAt(x: Tensor, coefficients: Tensor): Tensor {
  const m = x.size(-1);
  const ones = x.shape.slice(0, -2).map(() => 1);
  let value = eye(m, m, { dtype: x.dtype, device: x.device }).view([...ones, m, m]).clone();
  for (let k = coefficients.size(-1) - 2; k >= 0; k--) {
    const coefficient = coefficients.select(-1, k);
    value = x.matmul(value);
    value.diagonal(0, -2, -1).add_(coefficient.unsqueeze(-1));
  }
  return value;
}
