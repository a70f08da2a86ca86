/** `torch.profiler.itt`: marks and ranges that Intel's profilers show. Without one nothing happens. */
import { profiling } from '../addon/doors.js';
import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { pyFormat } from '../cuda/str_format.js';
import { RuntimeError } from '../values/errors.js';

function installed(): typeof profiling {
  if (profiling.itt_is_available()) return profiling;
  throw new RuntimeError('ITT functions not installed. Are you sure you have a ITT build?');
}

/** Whether libtorch was built with ITT (`torch.profiler.itt.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => profiling.itt_is_available());

/** Begins a range inside of those begun (`torch.profiler.itt.range_push`). */
export const range_push = signature('range_push(msg: str) -> None', { checks: true }).define(
  (msg) => installed().itt_push(msg));

/** Ends the range begun last (`torch.profiler.itt.range_pop`). */
export const range_pop = signature('range_pop() -> None').define(() => installed().itt_pop());

/** Marks a moment (`torch.profiler.itt.mark`). */
export const mark = signature('mark(msg: str) -> None', { checks: true }).define((msg) => installed().itt_mark(msg));

/** A context that is a range; `{}` in the message is filled in (`torch.profiler.itt.range`). */
export const range = context(signature('range(msg: str, *args: Any)'), (msg, args) => {
  if (typeof msg !== 'string') withAttribute(msg, 'format');
  range_push(pyFormat(msg, args));
  return () => void range_pop();
});
