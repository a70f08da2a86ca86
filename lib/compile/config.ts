/** `torch._dynamo.config`, as far as it means something here: what every compiled function goes by. */
export const config = {
  /** How many recordings a function may have; a call that none of them holds for runs as it is written from then on. */
  recompile_limit: 8,
  /** How many replays of a new recording are checked against the function itself. */
  verify_first: 2,
};
