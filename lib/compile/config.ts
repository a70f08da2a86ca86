/**
 * `torch._dynamo.config` and `torch.compiler.config`, as far as they mean something here: what every compiled function
 * goes by.
 */
export const config = {
  /** How many recordings a function may have; a call that none of them holds for runs as it is written from then on. */
  recompile_limit: 8,
  /** Whether a function that has reached its limit throws, instead of running as it is written. */
  fail_on_recompile_limit_hit: false,
  /** Whether one recording may serve several shapes: false for none at all. */
  dynamic_shapes: true,
  /** Whether two recordings that differ in sizes alone are made into one for all, where nobody said `dynamic`. */
  automatic_dynamic_shapes: true,
  /** How many replays of a new recording are checked against the function itself. */
  verify_first: 2,
};
