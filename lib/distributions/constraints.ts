/** `torch.distributions.constraints`: where values are valid. */
export { cat, independent, MixtureSameFamilyConstraint, real_vector, stack } from './constraints/composed.js';
export { Constraint } from './constraints/constraint.js';
export { dependent, dependent_property, is_dependent } from './constraints/dependent.js';
export {
  boolean, greater_than, greater_than_eq, half_open_interval, integer_interval, interval, less_than, nonnegative,
  nonnegative_integer, positive, positive_integer, real, unit_interval,
} from './constraints/intervals.js';
export {
  corr_cholesky, lower_cholesky, lower_triangular, positive_definite, positive_semidefinite, square, symmetric,
} from './constraints/matrices.js';
export { multinomial, one_hot, simplex } from './constraints/vectors.js';
