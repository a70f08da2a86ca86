/** The constants of `torch`, which it has from Python's math and NumPy. */

/** The ratio of a circle's circumference to its diameter (`torch.pi`). */
export const pi = Math.PI;
/** The base of natural logarithms (`torch.e`). */
export const { E: e } = Math;
/** Infinity (`torch.inf`). */
export const inf = Infinity;
/** Not a number (`torch.nan`). */
export const nan = NaN;
/** As an index it adds a dimension of one (`torch.newaxis`): `null`. */
export const newaxis = null;
