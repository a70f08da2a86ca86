/** The order of a number's bytes in a file that does not name it (`torch.serialization.LoadEndianness`). */
export class LoadEndianness {
  /** That of this machine. */
  static readonly NATIVE = new LoadEndianness('NATIVE', 1);
  /** The least byte first. */
  static readonly LITTLE = new LoadEndianness('LITTLE', 2);
  /** The greatest byte first. */
  static readonly BIG = new LoadEndianness('BIG', 3);

  private constructor(readonly name: string, readonly value: number) {}

  toString(): string {
    return `LoadEndianness.${this.name}`;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<LoadEndianness.${this.name}: ${this.value}>`;
  }
}
