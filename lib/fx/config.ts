/**
 * `torch.fx.config`: assign `torch.fx.config.disable_progress` and the others there; what this module exports says what
 * they are.
 */

/** Whether an Interpreter shows no progress bar. */
export let disable_progress = true;
/** Whether that bar names all nodes. */
export let verbose_progress = false;
/** Whether tracers note no lines of the program, whatever they were told. */
export let do_not_emit_stack_traces = false;

/** The same, to be assigned (`torch.fx.config`). */
export const settings = {
  get disable_progress(): boolean {
    return disable_progress;
  },
  set disable_progress(value: boolean) {
    disable_progress = value;
  },
  get verbose_progress(): boolean {
    return verbose_progress;
  },
  set verbose_progress(value: boolean) {
    verbose_progress = value;
  },
  get do_not_emit_stack_traces(): boolean {
    return do_not_emit_stack_traces;
  },
  set do_not_emit_stack_traces(value: boolean) {
    do_not_emit_stack_traces = value;
  },
};
