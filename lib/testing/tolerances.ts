import * as types from '../values/dtype.js';
import type { dtype } from '../values/dtype.js';
import { ValueError } from '../values/errors.js';

/** The part of a number, and the number, by which two elements may differ. */
export interface Tolerances {
  readonly rtol: number;
  readonly atol: number;
}

const of = (rtol: number, atol: number): Tolerances => ({ rtol, atol });
const single = of(1.3e-6, 1e-5);

const byDtype = new Map<dtype, Tolerances>([
  [types.float16, of(1e-3, 1e-5)], [types.bfloat16, of(1.6e-2, 1e-5)], [types.float32, single],
  [types.float64, of(1e-7, 1e-7)], [types.complex32, of(1e-3, 1e-5)], [types.complex64, single],
  [types.complex128, of(1e-7, 1e-7)], [types.quint8, single], [types.quint2x4, single], [types.quint4x2, single],
  [types.qint8, single], [types.qint32, single],
]);

/** Those of `assert_allclose`. */
const loose = new Map<dtype, Tolerances>([
  [types.float16, of(1e-3, 1e-3)], [types.float32, of(1e-4, 1e-5)], [types.float64, of(1e-5, 1e-8)],
]);

/** The loosest of the dtypes' tolerances; those that are not in the table have to be equal. */
function loosest(table: ReadonlyMap<dtype, Tolerances>, dtypes: readonly dtype[]): Tolerances {
  const each = dtypes.map((type) => table.get(type) ?? of(0, 0));
  return of(Math.max(...each.map(({ rtol }) => rtol)), Math.max(...each.map(({ atol }) => atol)));
}

/** The defaults of `assert_allclose`. */
export function looseTolerances(...dtypes: readonly dtype[]): Tolerances {
  return loosest(loose, dtypes);
}

/** What was asked for, or the defaults. Throws a ValueError for one without the other. */
export function tolerances(
  asked: { readonly rtol?: number | null; readonly atol?: number | null }, ...dtypes: readonly dtype[]
): Tolerances {
  const { rtol = null, atol = null } = asked;
  if (rtol !== null && atol !== null) return of(rtol, atol);
  if (rtol === null && atol === null) return loosest(byDtype, dtypes);
  throw new ValueError(
    `Both 'rtol' and 'atol' must be either specified or omitted, but got no ${rtol === null ? 'rtol' : 'atol'}.`);
}
