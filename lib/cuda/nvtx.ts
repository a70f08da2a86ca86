/** `torch.cuda.nvtx`: marks and ranges that NVIDIA's profilers show. Without a profiler nothing happens. */
import { cuda, switches } from '../addon/doors.js';
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
export const range_push = signature('range_push(msg: str) -> int').define((msg) => installed().nvtx_push(msg));

/** Ends the range begun last, and gives its depth; -2 without a profiler (`torch.cuda.nvtx.range_pop`). */
export const range_pop = signature('range_pop() -> int').define(() => installed().nvtx_pop());

/** Begins a range that may end on another thread, and gives its number (`torch.cuda.nvtx.range_start`). */
export const range_start = signature('range_start(msg: str) -> Any').define(
  (msg): bigint => installed().nvtx_start(msg));

/** Ends a range that {@link range_start} began (`torch.cuda.nvtx.range_end`). */
export const range_end = signature('range_end(range_id: Any) -> None').define(
  (range_id) => installed().nvtx_end(BigInt(range_id as bigint)));

/** Marks a moment (`torch.cuda.nvtx.mark`). */
export const mark = signature('mark(msg: str) -> None').define((msg) => installed().nvtx_mark(msg));

/** A context that is a range; `{}` in the message is filled in (`torch.cuda.nvtx.range`). */
export const range = context(signature('range(msg: str, *args: Any)'), (msg, args) => {
  range_push(pyFormat(msg, args));
  return () => void range_pop();
});
