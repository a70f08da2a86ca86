/** Divergences between multivariate normal distributions. */
import { diag_embed } from '../../generated/torch.js';
import { broadcast_shapes } from '../../functional.js';
import { solve_triangular } from '../../linalg.js';
import type { Tensor } from '../../tensor/tensor.js';
import { ValueError } from '../../values/errors.js';
import { _batch_lowrank_logdet, _batch_lowrank_mahalanobis, _batch_mahalanobis } from '../batch_matrices.js';
import type { Distribution } from '../distribution.js';
import { LowRankMultivariateNormal } from '../lowrank_multivariate_normal.js';
import { MultivariateNormal } from '../multivariate_normal.js';
import { sameShape } from '../shapes.js';
import { register_kl } from './registry.js';
import { traceXXT } from './shared.js';

function checkEvents(p: Distribution, q: Distribution, names: string): number {
  if (sameShape(p.event_shape, q.event_shape)) return p.event_shape[0]!;
  throw new ValueError(`KL-divergence between two ${names} with                          ` +
    'different event shapes cannot be computed');
}

const logDiagonal = (tril: Tensor): Tensor => tril.diagonal({ dim1: -2, dim2: -1 }).log().sum(-1);

const lowRankLogdet = (d: LowRankMultivariateNormal): Tensor =>
  _batch_lowrank_logdet(d._unbroadcasted_cov_factor, d._unbroadcasted_cov_diag, d._capacitance_tril);

const lowRankMahalanobis = (d: LowRankMultivariateNormal, diff: Tensor): Tensor =>
  _batch_lowrank_mahalanobis(d._unbroadcasted_cov_factor, d._unbroadcasted_cov_diag, diff, d._capacitance_tril);

/** inv(L) W^T inv(D) of a covariance W W^T + D with the capacitance L L^T. */
function inverseFactor(d: LowRankMultivariateNormal): Tensor {
  const scaled = d._unbroadcasted_cov_factor.mT.div(d._unbroadcasted_cov_diag.unsqueeze(-2));
  return solve_triangular(d._capacitance_tril, scaled, { upper: false });
}

register_kl(LowRankMultivariateNormal, LowRankMultivariateNormal)((p, q) => {
  const n = checkEvents(p, q, 'Low Rank Multivariate Normals');
  const term1 = lowRankLogdet(q).sub(lowRankLogdet(p));
  const term3 = lowRankMahalanobis(q, q.loc.sub(p.loc));
  const A = inverseFactor(q);
  const term21 = p._unbroadcasted_cov_diag.div(q._unbroadcasted_cov_diag).sum(-1);
  const term22 = traceXXT(p._unbroadcasted_cov_factor.mul(q._unbroadcasted_cov_diag.rsqrt().unsqueeze(-1)));
  const term23 = traceXXT(A.mul(p._unbroadcasted_cov_diag.sqrt().unsqueeze(-2)));
  const term24 = traceXXT(A.matmul(p._unbroadcasted_cov_factor));
  const term2 = term21.add(term22).sub(term23).sub(term24);
  return term1.add(term2).add(term3).sub(n).mul(0.5);
});

register_kl(MultivariateNormal, LowRankMultivariateNormal)((p, q) => {
  const n = checkEvents(p, q, '(Low Rank) Multivariate Normals');
  const term1 = lowRankLogdet(q).sub(logDiagonal(p._unbroadcasted_scale_tril).mul(2));
  const term3 = lowRankMahalanobis(q, q.loc.sub(p.loc));
  const A = inverseFactor(q);
  const term21 = traceXXT(p._unbroadcasted_scale_tril.mul(q._unbroadcasted_cov_diag.rsqrt().unsqueeze(-1)));
  const term2 = term21.sub(traceXXT(A.matmul(p._unbroadcasted_scale_tril)));
  return term1.add(term2).add(term3).sub(n).mul(0.5);
});

register_kl(LowRankMultivariateNormal, MultivariateNormal)((p, q) => {
  const n = checkEvents(p, q, '(Low Rank) Multivariate Normals');
  const term1 = logDiagonal(q._unbroadcasted_scale_tril).mul(2).sub(lowRankLogdet(p));
  const term3 = _batch_mahalanobis(q._unbroadcasted_scale_tril, q.loc.sub(p.loc));
  const batch = broadcast_shapes(
    q._unbroadcasted_scale_tril.shape.slice(0, -2), p._unbroadcasted_cov_factor.shape.slice(0, -2));
  const tril = q._unbroadcasted_scale_tril.expand([...batch, n, n]);
  const factor = p._unbroadcasted_cov_factor.expand([...batch, n, p.cov_factor.size(-1)]);
  const diagonal = diag_embed(p._unbroadcasted_cov_diag.sqrt()).expand([...batch, n, n]);
  const term21 = traceXXT(solve_triangular(tril, factor, { upper: false }));
  const term2 = term21.add(traceXXT(solve_triangular(tril, diagonal, { upper: false })));
  return term1.add(term2).add(term3).sub(n).mul(0.5);
});

register_kl(MultivariateNormal, MultivariateNormal)((p, q) => {
  const n = checkEvents(p, q, 'Multivariate Normals');
  const term1 = logDiagonal(q._unbroadcasted_scale_tril).sub(logDiagonal(p._unbroadcasted_scale_tril));
  const batch = broadcast_shapes(
    q._unbroadcasted_scale_tril.shape.slice(0, -2), p._unbroadcasted_scale_tril.shape.slice(0, -2));
  const ofQ = q._unbroadcasted_scale_tril.expand([...batch, n, n]);
  const ofP = p._unbroadcasted_scale_tril.expand([...batch, n, n]);
  const term2 = traceXXT(solve_triangular(ofQ, ofP, { upper: false }));
  const term3 = _batch_mahalanobis(q._unbroadcasted_scale_tril, q.loc.sub(p.loc));
  return term1.add(term2.add(term3).sub(n).mul(0.5));
});
