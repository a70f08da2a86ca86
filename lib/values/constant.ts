/** A named value that libtorch knows by number: a dtype, a layout, a memory format, a quantisation scheme. */
export abstract class Constant {
  /** PyTorch's name without the leading `torch.`. */
  readonly name: string;
  /** The number of the value in libtorch's own enum. */
  readonly code: number;

  constructor(name: string, code: number) {
    this.name = name;
    this.code = code;
  }

  toString(): string {
    return `torch.${this.name}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** The lookup by number over constants made once; an unknown number is a fault of this library, and says so. */
export function byCode<T extends Constant>(kind: string, constants: readonly T[]): (code: number) => T {
  const table: T[] = [];
  for (const constant of constants) table[constant.code] = constant;
  return (code) => {
    const constant = table[code];
    if (constant === undefined) throw new TypeError(`libtorch has no ${kind} with the number ${code}`);
    return constant;
  };
}
