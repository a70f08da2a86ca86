import { shortest } from '../python/format.js';

/** A complex number: what `item()` and `tolist()` of a complex tensor give. Prints as Python's `complex` does. */
export class Complex {
  readonly re: number;
  readonly im: number;

  constructor(re: number, im = 0) {
    this.re = re;
    this.im = im;
  }

  /** The real part, under Python's name. */
  get real(): number {
    return this.re;
  }

  /** The imaginary part, under Python's name. */
  get imag(): number {
    return this.im;
  }

  /** Whether both parts are the same numbers; NaN equals nothing. */
  equals(other: Complex): boolean {
    return this.re === other.re && this.im === other.im;
  }

  toString(): string {
    const imaginary = `${shortest(this.im)}j`;
    if (Object.is(this.re, 0)) return imaginary;
    return `(${shortest(this.re)}${imaginary.startsWith('-') ? '' : '+'}${imaginary})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
