/** `torch.compiler`: what programs ask of the compiler, and tell it. */
import { watching } from './addon/recording.js';
import { signature } from './arguments/signature.js';

export { compile } from './compile/index.js';
export { config } from './compile/config.js';
export { get_default_backend, list_backends, set_default_backend } from './compile/backends.js';
export {
  allow_in_graph, assume_constant_result, disable, nested_compile_region, nonstrict_trace,
} from './compile/marks.js';
export type { AnyFunction } from './compile/marks.js';
export { reset, set_stance } from './compile/stance.js';
export type { Stance } from './compile/stance.js';

const compiling = (): boolean => watching.by?.records === true;

/** Whether this is being recorded, or checked against its recording (`torch.compiler.is_compiling`). */
export const is_compiling = signature('is_compiling() -> bool').define(compiling);

/** Whether this is being recorded, or checked against its recording (`torch.compiler.is_dynamo_compiling`). */
export const is_dynamo_compiling = signature('is_dynamo_compiling() -> bool').define(compiling);

/** Whether this is being exported: false (`torch.compiler.is_exporting`). */
export const is_exporting = signature('is_exporting() -> bool').define(() => false);

export { run_async, type RunOptions } from './compile/run_async.js';

/**
 * Says that a new step begins, which replays need not know: their results are tensors of their own
 * (`torch.compiler.cudagraph_mark_step_begin`).
 */
export const cudagraph_mark_step_begin = signature('cudagraph_mark_step_begin() -> None').define(() => undefined);
