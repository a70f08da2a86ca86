import { inspect } from 'node:util';

/** A member of an enum of PyTorch's: a name and a number, printed as Python prints it. */
export abstract class Enumerated {
  readonly name: string;
  readonly value: number;

  constructor(name: string, value: number) {
    this.name = name;
    this.value = value;
  }

  /** As Python prints it: `<Tag.core: 0>`. */
  __repr__(): string {
    return `<${this.toString()}: ${this.value}>`;
  }
  toString(): string {
    return `${this.constructor.name}.${this.name}`;
  }
  /** The number. */
  valueOf(): number {
    return this.value;
  }
  [inspect.custom](): string {
    return this.__repr__();
  }
}
