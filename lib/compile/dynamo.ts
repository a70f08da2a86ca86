/** `torch._dynamo`: what programs ask of the compiler beyond `torch.compiler`. */
import { give_up } from '../addon/recording.js';
import { signature } from '../arguments/signature.js';

export { config } from './config.js';
export { list_backends } from './backends.js';
export * as exc from './exceptions.js';
export { explain, ExplainOutput } from './explain.js';
export { allow_in_graph, assume_constant_result, disable, nonstrict_trace } from './marks.js';
export { OptimizedModule } from './optimized_module.js';
export { reset, set_stance } from './stance.js';

/** What is recorded cannot be recorded as a whole: for trying out what that does (`torch._dynamo.graph_break`). */
export const graph_break = signature('graph_break(msg: str = "") -> None').define((msg) => {
  give_up(`Call to \`torch._dynamo.graph_break()\`${msg === '' ? '' : `: ${msg}`}`);
});
