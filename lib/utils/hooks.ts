/** Takes a hook off its list; so does the end of a block with `using` (`torch.utils.hooks.RemovableHandle`). */
export class RemovableHandle {
  #remove: (() => void) | undefined;

  constructor(remove: () => void) {
    this.#remove = remove;
  }

  /** Takes the hook off, once. */
  remove(): void {
    this.#remove?.();
    this.#remove = undefined;
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

/** Hooks in the order in which they run; the same function may be there more than once. */
export class HookList<Hook> implements Iterable<Hook> {
  #hooks: readonly { readonly hook: Hook }[] = [];

  /** Runs after those that are there, or with `prepend` before them. */
  add(hook: Hook, prepend = false): RemovableHandle {
    const entry = { hook };
    this.#hooks = prepend ? [entry, ...this.#hooks] : [...this.#hooks, entry];
    return new RemovableHandle(() => {
      this.#hooks = this.#hooks.filter((one) => one !== entry);
    });
  }

  get size(): number {
    return this.#hooks.length;
  }

  /** The hooks of this moment: one that adds or removes others does not disturb the loop. */
  *[Symbol.iterator](): IterableIterator<Hook> {
    for (const { hook } of this.#hooks) yield hook;
  }
}
