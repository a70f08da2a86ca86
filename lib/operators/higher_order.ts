/**
 * Operators that take functions (`torch.ops.higher_order`): for who watches a program they are one operator, whatever
 * they consist of.
 */
export class HigherOrderOperator {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
  toString(): string {
    return this.name;
  }
}

/** Sees such an operator with its arguments, and runs it. */
export type Watcher = <T>(operator: HigherOrderOperator, args: readonly unknown[], run: () => T) => T;

let watchers: readonly Watcher[] = [];

/** Sees all that run from now on, until what it gives is called. */
export function watchHigherOrder(watcher: Watcher): () => void {
  watchers = [...watchers, watcher];
  return () => {
    const at = watchers.lastIndexOf(watcher);
    watchers = watchers.filter((_, i) => i !== at);
  };
}

/** Runs an operator in the sight of all who watch: who came last sees it first. */
export function runHigherOrder<T>(operator: HigherOrderOperator, args: readonly unknown[], run: () => T): T {
  return watchers.reduce<() => T>((inner, watch) => () => watch(operator, args, inner), run)();
}

/** Attention whose scores a function changes. */
export const flexAttention = new HigherOrderOperator('flex_attention');
export const flexAttentionBackward = new HigherOrderOperator('flex_attention_backward');
