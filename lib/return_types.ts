/** `torch.return_types`: the classes of results that have names. */
import { returnType } from './addon/call/named_tuple.js';
import { callable, type Callable } from './python/callable.js';

/** A class of results: made of a list of them, which it has by position and by name. */
export type ReturnType = Callable<[items: readonly unknown[]], readonly unknown[]> & {
  /** How many results there are. */
  readonly n_fields: number;
};

const all: ReturnType[] = [];

/** All of these classes (`torch.return_types.all_return_types`). */
export const all_return_types: readonly ReturnType[] = all;

function of(name: string, ...fields: string[]): ReturnType {
  const { maker, prototype } = returnType(name, fields);
  const face = callable(name, prototype as readonly unknown[], (items: readonly unknown[]) => {
    if (items.length !== fields.length) {
      throw new TypeError(
        `torch.return_types.${name}() takes a ${fields.length}-sequence (${items.length}-sequence given)`);
    }
    return maker(items);
  });
  all.push(Object.assign(face, { n_fields: fields.length }));
  return all.at(-1)!;
}

/** What `aminmax` gives (`torch.return_types.aminmax`). */
export const aminmax = of('aminmax', 'min', 'max');
/** What `aminmax` gives where it writes into `out` (`torch.return_types.aminmax_out`). */
export const aminmax_out = of('aminmax_out', 'min', 'max');
/** What `cummax` gives (`torch.return_types.cummax`). */
export const cummax = of('cummax', 'values', 'indices');
/** What `cummax` gives where it writes into `out` (`torch.return_types.cummax_out`). */
export const cummax_out = of('cummax_out', 'values', 'indices');
/** What `cummin` gives (`torch.return_types.cummin`). */
export const cummin = of('cummin', 'values', 'indices');
/** What `cummin` gives where it writes into `out` (`torch.return_types.cummin_out`). */
export const cummin_out = of('cummin_out', 'values', 'indices');
/** What `frexp` gives (`torch.return_types.frexp`). */
export const frexp = of('frexp', 'mantissa', 'exponent');
/** What `frexp` gives where it writes into `out` (`torch.return_types.frexp_out`). */
export const frexp_out = of('frexp_out', 'mantissa', 'exponent');
/** What `geqrf` gives (`torch.return_types.geqrf`). */
export const geqrf = of('geqrf', 'a', 'tau');
/** What `geqrf` gives where it writes into `out` (`torch.return_types.geqrf_out`). */
export const geqrf_out = of('geqrf_out', 'a', 'tau');
/** What `histogram` gives (`torch.return_types.histogram`). */
export const histogram = of('histogram', 'hist', 'bin_edges');
/** What `histogram` gives where it writes into `out` (`torch.return_types.histogram_out`). */
export const histogram_out = of('histogram_out', 'hist', 'bin_edges');
/** What `histogramdd` gives (`torch.return_types.histogramdd`). */
export const histogramdd = of('histogramdd', 'hist', 'bin_edges');
/** What `kthvalue` gives (`torch.return_types.kthvalue`). */
export const kthvalue = of('kthvalue', 'values', 'indices');
/** What `kthvalue` gives where it writes into `out` (`torch.return_types.kthvalue_out`). */
export const kthvalue_out = of('kthvalue_out', 'values', 'indices');
/** What `linalg.cholesky_ex` gives (`torch.return_types.linalg_cholesky_ex`). */
export const linalg_cholesky_ex = of('linalg_cholesky_ex', 'L', 'info');
/** What `linalg.cholesky_ex` gives where it writes into `out` (`torch.return_types.linalg_cholesky_ex_out`). */
export const linalg_cholesky_ex_out = of('linalg_cholesky_ex_out', 'L', 'info');
/** What `linalg.eig` gives (`torch.return_types.linalg_eig`). */
export const linalg_eig = of('linalg_eig', 'eigenvalues', 'eigenvectors');
/** What `linalg.eig` gives where it writes into `out` (`torch.return_types.linalg_eig_out`). */
export const linalg_eig_out = of('linalg_eig_out', 'eigenvalues', 'eigenvectors');
/** What `linalg.eigh` gives (`torch.return_types.linalg_eigh`). */
export const linalg_eigh = of('linalg_eigh', 'eigenvalues', 'eigenvectors');
/** What `linalg.eigh` gives where it writes into `out` (`torch.return_types.linalg_eigh_out`). */
export const linalg_eigh_out = of('linalg_eigh_out', 'eigenvalues', 'eigenvectors');
/** What `linalg.inv_ex` gives (`torch.return_types.linalg_inv_ex`). */
export const linalg_inv_ex = of('linalg_inv_ex', 'inverse', 'info');
/** What `linalg.inv_ex` gives where it writes into `out` (`torch.return_types.linalg_inv_ex_out`). */
export const linalg_inv_ex_out = of('linalg_inv_ex_out', 'inverse', 'info');
/** What `linalg.ldl_factor` gives (`torch.return_types.linalg_ldl_factor`). */
export const linalg_ldl_factor = of('linalg_ldl_factor', 'LD', 'pivots');
/** What `linalg.ldl_factor_ex` gives (`torch.return_types.linalg_ldl_factor_ex`). */
export const linalg_ldl_factor_ex = of('linalg_ldl_factor_ex', 'LD', 'pivots', 'info');
/** What `linalg.ldl_factor_ex` gives where it writes into `out` (`torch.return_types.linalg_ldl_factor_ex_out`). */
export const linalg_ldl_factor_ex_out = of('linalg_ldl_factor_ex_out', 'LD', 'pivots', 'info');
/** What `linalg.ldl_factor` gives where it writes into `out` (`torch.return_types.linalg_ldl_factor_out`). */
export const linalg_ldl_factor_out = of('linalg_ldl_factor_out', 'LD', 'pivots');
/** What `linalg.lstsq` gives (`torch.return_types.linalg_lstsq`). */
export const linalg_lstsq = of('linalg_lstsq', 'solution', 'residuals', 'rank', 'singular_values');
/** What `linalg.lstsq` gives where it writes into `out` (`torch.return_types.linalg_lstsq_out`). */
export const linalg_lstsq_out = of('linalg_lstsq_out', 'solution', 'residuals', 'rank', 'singular_values');
/** What `linalg.lu` gives (`torch.return_types.linalg_lu`). */
export const linalg_lu = of('linalg_lu', 'P', 'L', 'U');
/** What `linalg.lu_factor` gives (`torch.return_types.linalg_lu_factor`). */
export const linalg_lu_factor = of('linalg_lu_factor', 'LU', 'pivots');
/** What `linalg.lu_factor_ex` gives (`torch.return_types.linalg_lu_factor_ex`). */
export const linalg_lu_factor_ex = of('linalg_lu_factor_ex', 'LU', 'pivots', 'info');
/** What `linalg.lu_factor_ex` gives where it writes into `out` (`torch.return_types.linalg_lu_factor_ex_out`). */
export const linalg_lu_factor_ex_out = of('linalg_lu_factor_ex_out', 'LU', 'pivots', 'info');
/** What `linalg.lu_factor` gives where it writes into `out` (`torch.return_types.linalg_lu_factor_out`). */
export const linalg_lu_factor_out = of('linalg_lu_factor_out', 'LU', 'pivots');
/** What `linalg.lu` gives where it writes into `out` (`torch.return_types.linalg_lu_out`). */
export const linalg_lu_out = of('linalg_lu_out', 'P', 'L', 'U');
/** What `linalg.polar` gives (`torch.return_types.linalg_polar`). */
export const linalg_polar = of('linalg_polar', 'U', 'H');
/** What `linalg.polar` gives where it writes into `out` (`torch.return_types.linalg_polar_out`). */
export const linalg_polar_out = of('linalg_polar_out', 'U', 'H');
/** What `linalg.qr` gives (`torch.return_types.linalg_qr`). */
export const linalg_qr = of('linalg_qr', 'Q', 'R');
/** What `linalg.qr` gives where it writes into `out` (`torch.return_types.linalg_qr_out`). */
export const linalg_qr_out = of('linalg_qr_out', 'Q', 'R');
/** What `linalg.slogdet` gives (`torch.return_types.linalg_slogdet`). */
export const linalg_slogdet = of('linalg_slogdet', 'sign', 'logabsdet');
/** What `linalg.slogdet` gives where it writes into `out` (`torch.return_types.linalg_slogdet_out`). */
export const linalg_slogdet_out = of('linalg_slogdet_out', 'sign', 'logabsdet');
/** What `linalg.solve_ex` gives (`torch.return_types.linalg_solve_ex`). */
export const linalg_solve_ex = of('linalg_solve_ex', 'result', 'info');
/** What `linalg.solve_ex` gives where it writes into `out` (`torch.return_types.linalg_solve_ex_out`). */
export const linalg_solve_ex_out = of('linalg_solve_ex_out', 'result', 'info');
/** What `linalg.svd` gives (`torch.return_types.linalg_svd`). */
export const linalg_svd = of('linalg_svd', 'U', 'S', 'Vh');
/** What `linalg.svd` gives where it writes into `out` (`torch.return_types.linalg_svd_out`). */
export const linalg_svd_out = of('linalg_svd_out', 'U', 'S', 'Vh');
/** What `lu_unpack` gives (`torch.return_types.lu_unpack`). */
export const lu_unpack = of('lu_unpack', 'P', 'L', 'U');
/** What `lu_unpack` gives where it writes into `out` (`torch.return_types.lu_unpack_out`). */
export const lu_unpack_out = of('lu_unpack_out', 'P', 'L', 'U');
/** What `max` gives (`torch.return_types.max`). */
export const max = of('max', 'values', 'indices');
/** What `max` gives where it writes into `out` (`torch.return_types.max_out`). */
export const max_out = of('max_out', 'values', 'indices');
/** What `median` gives (`torch.return_types.median`). */
export const median = of('median', 'values', 'indices');
/** What `median` gives where it writes into `out` (`torch.return_types.median_out`). */
export const median_out = of('median_out', 'values', 'indices');
/** What `min` gives (`torch.return_types.min`). */
export const min = of('min', 'values', 'indices');
/** What `min` gives where it writes into `out` (`torch.return_types.min_out`). */
export const min_out = of('min_out', 'values', 'indices');
/** What `mode` gives (`torch.return_types.mode`). */
export const mode = of('mode', 'values', 'indices');
/** What `mode` gives where it writes into `out` (`torch.return_types.mode_out`). */
export const mode_out = of('mode_out', 'values', 'indices');
/** What `nanmedian` gives (`torch.return_types.nanmedian`). */
export const nanmedian = of('nanmedian', 'values', 'indices');
/** What `nanmedian` gives where it writes into `out` (`torch.return_types.nanmedian_out`). */
export const nanmedian_out = of('nanmedian_out', 'values', 'indices');
/** What `slogdet` gives (`torch.return_types.slogdet`). */
export const slogdet = of('slogdet', 'sign', 'logabsdet');
/** What `slogdet` gives where it writes into `out` (`torch.return_types.slogdet_out`). */
export const slogdet_out = of('slogdet_out', 'sign', 'logabsdet');
/** What `sort` gives (`torch.return_types.sort`). */
export const sort = of('sort', 'values', 'indices');
/** What `sort` gives where it writes into `out` (`torch.return_types.sort_out`). */
export const sort_out = of('sort_out', 'values', 'indices');
/** What `svd` gives (`torch.return_types.svd`). */
export const svd = of('svd', 'U', 'S', 'V');
/** What `svd` gives where it writes into `out` (`torch.return_types.svd_out`). */
export const svd_out = of('svd_out', 'U', 'S', 'V');
/** What `topk` gives (`torch.return_types.topk`). */
export const topk = of('topk', 'values', 'indices');
/** What `topk` gives where it writes into `out` (`torch.return_types.topk_out`). */
export const topk_out = of('topk_out', 'values', 'indices');
/** What `triangular_solve` gives (`torch.return_types.triangular_solve`). */
export const triangular_solve = of('triangular_solve', 'solution', 'cloned_coefficient');
/** What `triangular_solve` gives where it writes into `out` (`torch.return_types.triangular_solve_out`). */
export const triangular_solve_out = of('triangular_solve_out', 'solution', 'cloned_coefficient');
