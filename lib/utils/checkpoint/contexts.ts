/** What runs a function in some mode: a context manager of Python's, as a function. */
export type Context = <T>(body: () => T) => T;

/** Makes the context of a checkpoint's forward, and that of its repetition. */
export type ContextFn = () => readonly [forward: Context, recompute: Context];

const noContext: Context = (body) => body();

/** Two contexts that do nothing (`torch.utils.checkpoint.noop_context_fn`). */
export function noop_context_fn(): [Context, Context] {
  return [noContext, noContext];
}
