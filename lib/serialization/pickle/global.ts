/** What the functions of a pickle may ask of the unpickler that calls them. */
export interface PickleContext {
  /** Gives `target` the entries of a dictionary as properties, or `receive` the state, once all values are finished. */
  attach(target: object, state: unknown, receive?: (state: unknown) => void): void;
  setOf(items: readonly unknown[]): Set<unknown>;
}

type Call = (args: readonly unknown[], context: PickleContext) => unknown;

/** A function or class that a pickle may name, with what is done here in its place. */
export class PickleGlobal {
  /** Python's full name. */
  readonly name: string;
  readonly call: Call;
  /** For a class: makes an object before its state is there (Python's `__new__`). */
  readonly create: Call | undefined;

  constructor(name: string, call: Call, create?: Call) {
    this.name = name;
    this.call = call;
    this.create = create;
  }
}
