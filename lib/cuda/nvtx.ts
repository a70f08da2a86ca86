/** `torch.cuda.nvtx`: marks and ranges that NVIDIA's profilers show. Without a profiler nothing happens. */
import { cuda, switches } from '../addon/doors.js';
import { withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { pyFormat } from './str_format.js';
import { RuntimeError } from '../values/errors.js';

// PyTorch has them in builds with CUDA only.
function installed(): typeof cuda {
  if (switches.read_switch('has_cuda') || /\bUSE_CUDA=(1|ON)/.test(switches.read_switch('config'))) return cuda;
  throw new RuntimeError('NVTX functions not installed. Are you sure you have a CUDA build?');
}

/** Begins a range inside of those begun, and gives its depth; -2 without a profiler (`torch.cuda.nvtx.range_push`). */
export const range_push = signature('range_push(msg: str | None) -> int', { checks: true }).define(
  (msg) => installed().nvtx_push(msg ?? ''));

/** Ends the range begun last, and gives its depth; -2 without a profiler (`torch.cuda.nvtx.range_pop`). */
export const range_pop = signature('range_pop() -> int').define(() => installed().nvtx_pop());

/** Begins a range that may end on another thread, and gives its number (`torch.cuda.nvtx.range_start`). */
export const range_start = signature('range_start(msg: str | None) -> Any', { checks: true }).define(
  (msg): bigint => installed().nvtx_start(msg ?? ''));

/** Ends a range that {@link range_start} began (`torch.cuda.nvtx.range_end`). */
export const range_end = signature('range_end(range_id: int | bigint) -> None', { checks: true }).define((range_id) => {
  const id = BigInt(range_id);
  if (id < 0n || id >= 2n ** 64n) {
    throw new TypeError(`range_end(): argument 'range_id' (position 1) must be an unsigned int of 64 bits, not ${id}`);
  }
  installed().nvtx_end(id);
});

/** Marks a moment (`torch.cuda.nvtx.mark`). */
export const mark = signature('mark(msg: str | None) -> None', { checks: true }).define(
  (msg) => installed().nvtx_mark(msg ?? ''));

/** A context that is a range; `{}` in the message is filled in (`torch.cuda.nvtx.range`). */
export const range = context(signature('range(msg: str, *args: Any)'), (msg, args) => {
  if (typeof msg !== 'string') withAttribute(msg, 'format');
  range_push(pyFormat(msg, args));
  return () => void range_pop();
});
