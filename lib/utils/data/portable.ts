/** Which classes and functions worker threads can find by themselves. */

export interface Origin {
  /** The URL of the module. */
  readonly module: string;
  readonly name: string;
}

const origins = new WeakMap<object, Origin>();
const known = new Map<string, unknown>();

/**
 * Says where classes and functions come from, so that the workers of a DataLoader can have them too: a worker is a
 * thread with modules of its own, and code cannot be sent there. Beside a dataset's class, in its module:
 * `portable(import.meta.url, { MyDataset })`. An instance of such a class is then sent as its properties, without
 * calling the constructor, as Python's pickle does it; where that is not enough (`#private` fields), a method
 * `__reduce__()` gives `[MyDataset, arguments]`, with which the worker calls the constructor (or a function).
 * Functions, such as a `collate_fn` or a transform, are sent by name. `values` may be all that a module exports; what
 * is no class and no function is left alone. The module is loaded in each worker, so it should do nothing but define.
 * PyTorch needs no such thing; it copies the process.
 */
export function portable(module: string, values: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'function') continue;
    known.set(keyOf(module, name), value);
    // Of a class that several modules export the first one is enough.
    if (!origins.has(value)) origins.set(value, { module, name });
  }
}

/** Where a class or a function comes from; undefined if nobody said so. */
export function originOf(value: object): Origin | undefined {
  return origins.get(value);
}

/** What a module said it has under a name. Throws an Error if it said no such thing: it has to be loaded before. */
export function fromOrigin({ module, name }: Origin): unknown {
  const value = known.get(keyOf(module, name));
  if (value === undefined) {
    throw new Error(`${module} does not say portable(import.meta.url, { ${name} }) in this thread; ` +
      'is the call at the top level of the module?');
  }
  return value;
}

function keyOf(module: string, name: string): string {
  return `${name} ${module}`;
}
