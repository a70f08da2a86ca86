/** What compiled functions do now: `torch.compiler.set_stance` and `torch.compiler.reset`. */
import { Mode } from '../autograd/mode.js';
import { signature } from '../arguments/signature.js';
import { RuntimeError } from '../values/errors.js';
import { watching } from '../addon/recording.js';

const stances = [
  'default', 'eager_then_compile', 'aot_eager_then_compile', 'force_eager', 'eager_on_recompile', 'fail_on_recompile',
] as const;

/** How compiled functions treat calls. */
export type Stance = (typeof stances)[number];

/** What all compiled functions look at. */
export const now: { stance: Stance; /** Recordings of an earlier one are forgotten. */ epoch: number } =
  { stance: 'default', epoch: 0 };

const takes = signature(`set_stance(stance: Literal["default", "eager_then_compile", "aot_eager_then_compile",
  "force_eager", "eager_on_recompile", "fail_on_recompile"] = "default")`);

/**
 * Says what compiled functions do from here on, or with `using` until the end of the block
 * (`torch.compiler.set_stance`). 'force_eager' runs them as they are written; 'eager_on_recompile' uses what is
 * recorded and records nothing; 'fail_on_recompile' throws a RuntimeError where something would be recorded; with
 * 'eager_then_compile' the first call of each function runs as it is written. Throws a RuntimeError for others.
 */
export function set_stance(...args: typeof takes.args): Mode {
  const [stance] = takes.list(args);
  if (!stances.includes(stance)) throw new RuntimeError(`invalid torch.compile stance '${String(stance)}'`);
  if (watching.by?.records === true) throw new RuntimeError('attempted to set_stance in a torch.compile region');
  const before = now.stance;
  now.stance = stance;
  return new Mode('set_stance', () => {
    now.stance = before;
  });
}

/** Forgets everything that was recorded (`torch.compiler.reset`): compiled functions are recorded anew when called. */
export const reset = signature('reset() -> None').define(() => {
  now.epoch++;
});
