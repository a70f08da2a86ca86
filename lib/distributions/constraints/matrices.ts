/** Constraints on matrices. */
import { cholesky_ex, eigvalsh, norm } from '../../linalg.js';
import { full } from '../../tensor/factories.js';
import { finfo } from '../../tensor/type_info.js';
import type { Tensor } from '../../tensor/tensor.js';
import { bool } from '../../values/dtype.js';
import { lengthAt } from '../shapes.js';
import { Constraint, only } from './constraint.js';

class LowerTriangular extends Constraint {
  override check(value: Tensor): Tensor {
    return isLowerTriangular(value);
  }
}

function isLowerTriangular(value: Tensor): Tensor {
  return value.tril().eq(value).view([...value.shape.slice(0, -2), -1]).min(-1)[0];
}

class LowerCholesky extends Constraint {
  override check(value: Tensor): Tensor {
    return isLowerCholesky(value);
  }
}

function isLowerCholesky(value: Tensor): Tensor {
  const triangular = isLowerTriangular(value);
  return triangular.bitwise_and(value.diagonal({ dim1: -2, dim2: -1 }).gt(0).min(-1)[0]);
}

class CorrCholesky extends Constraint {
  override check(value: Tensor): Tensor {
    const tolerance = finfo(value.dtype).eps * value.size(-1) * 10;
    const lengths = norm(value.detach(), { dim: -1 });
    return isLowerCholesky(value).bitwise_and(lengths.sub(1).abs().le(tolerance).all(-1));
  }
}

class Square extends Constraint {
  override check(value: Tensor): Tensor {
    const { shape, device } = value;
    return full(shape.slice(0, -2), lengthAt(shape, -2) === lengthAt(shape, -1), { dtype: bool, device });
  }
}

class Symmetric extends Square {
  override check(value: Tensor): Tensor {
    const square = super.check(value);
    if (!square.all().item()) return square;
    return value.isclose(value.mT, { atol: 1e-6 }).all(-2).all(-1);
  }
}

class PositiveSemidefinite extends Symmetric {
  override check(value: Tensor): Tensor {
    const symmetric = super.check(value);
    return symmetric.all().item() ? eigvalsh(value).ge(0).all(-1) : symmetric;
  }
}

class PositiveDefinite extends Symmetric {
  override check(value: Tensor): Tensor {
    const symmetric = super.check(value);
    return symmetric.all().item() ? cholesky_ex(value).info.eq(0) : symmetric;
  }
}

const kinds = [LowerTriangular, LowerCholesky, CorrCholesky, Square];
for (const { prototype } of kinds) Object.assign(prototype, { event_dim: 2 });

/** Square matrices with zeros above the diagonal (`torch.distributions.constraints.lower_triangular`). */
export const lower_triangular: Constraint = only('_LowerTriangular', LowerTriangular);
/** Lower triangular matrices with positive diagonals (`torch.distributions.constraints.lower_cholesky`). */
export const lower_cholesky: Constraint = only('_LowerCholesky', LowerCholesky);
/** Those whose rows have the length 1 (`torch.distributions.constraints.corr_cholesky`). */
export const corr_cholesky: Constraint = only('_CorrCholesky', CorrCholesky);
/** Square matrices (`torch.distributions.constraints.square`). */
export const square: Constraint = only('_Square', Square);
/** Symmetric matrices (`torch.distributions.constraints.symmetric`). */
export const symmetric: Constraint = only('_Symmetric', Symmetric);
/** Positive semidefinite matrices (`torch.distributions.constraints.positive_semidefinite`). */
export const positive_semidefinite: Constraint = only('_PositiveSemidefinite', PositiveSemidefinite);
/** Positive definite matrices (`torch.distributions.constraints.positive_definite`). */
export const positive_definite: Constraint = only('_PositiveDefinite', PositiveDefinite);
