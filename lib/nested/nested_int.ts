import { inspect } from 'node:util';

let made = 0;

/** A length that differs from row to row: `j1`, or a multiple of it. Rows of the same offsets have the same one. */
export class NestedInt {
  readonly id: number;
  readonly coeff: number;

  constructor(id: number, coeff: number) {
    this.id = id;
    this.coeff = coeff;
  }
  /** The length times a number, as in strides. */
  times(factor: number): NestedInt {
    return factor === 1 ? this : new NestedInt(this.id, this.coeff * factor);
  }
  toString(): string {
    return this.coeff === 1 ? `j${this.id}` : `${this.coeff}*j${this.id}`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
  /** No number stands for it. */
  [Symbol.toPrimitive](hint: string): string | number {
    return hint === 'number' ? NaN : this.toString();
  }
}

const lengthOf = new WeakMap<object, NestedInt>();

/** The length of rows with these offsets, or lengths. */
export function nestedInt(offsets: object): NestedInt {
  let found = lengthOf.get(offsets);
  if (found === undefined) lengthOf.set(offsets, (found = new NestedInt((made += 1), 1)));
  return found;
}
