import { ValueError } from '../../values/errors.js';
import { op } from './opcodes.js';
import { encodeText } from './text.js';

/** Opcodes with their arguments, one after the other, and the numbers of the memo. */
export class PickleWriter {
  #bytes = Buffer.allocUnsafe(1 << 12);
  #length = 0;
  #memoized = 0;

  #room(count: number): number {
    const start = this.#length;
    if (start + count > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, start + count));
      this.#bytes.copy(larger, 0, 0, start);
      this.#bytes = larger;
    }
    this.#length = start + count;
    return start;
  }

  code(code: number): void {
    const at = this.#room(1); // may move the bytes
    this.#bytes[at] = code;
  }
  byte(code: number, value: number): void {
    const at = this.#room(2);
    this.#bytes[at] = code;
    this.#bytes[at + 1] = value;
  }
  uint32(code: number, value: number): void {
    const at = this.#room(5);
    this.#bytes[at] = code;
    this.#bytes.writeUInt32LE(value, at + 1);
  }
  #raw(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  integer(value: number | bigint): void {
    const number = Number(value);
    if (number >= 0 && number < 2 ** 8) this.byte(op.BININT1, number);
    else if (number >= 0 && number < 2 ** 16) {
      const at = this.#room(3);
      this.#bytes[at] = op.BININT2;
      this.#bytes.writeUInt16LE(number, at + 1);
    } else if (number >= -(2 ** 31) && number < 2 ** 31) {
      const at = this.#room(5);
      this.#bytes[at] = op.BININT;
      this.#bytes.writeInt32LE(number, at + 1);
    } else this.#long(BigInt(value));
  }

  #long(value: bigint): void {
    // One bit more than the digits, for the sign.
    const bits = (value < 0n ? -value - 1n : value).toString(2).length + 1;
    const count = Math.ceil(bits / 8);
    if (count > 255) throw new ValueError('torch.save: an integer of more than 2039 bits could not be loaded again');
    const hex = BigInt.asUintN(8 * count, value).toString(16).padStart(2 * count, '0');
    this.byte(op.LONG1, count);
    this.#raw(Buffer.from(hex, 'hex').reverse());
  }

  float(value: number): void {
    const at = this.#room(9);
    this.#bytes[at] = op.BINFLOAT;
    this.#bytes.writeDoubleBE(value, at + 1);
  }

  text(value: string): void {
    const bytes = encodeText(value);
    this.uint32(op.BINUNICODE, bytes.length);
    this.#raw(bytes);
  }

  global(module: string, name: string): void {
    this.code(op.GLOBAL);
    this.#raw(Buffer.from(`${module}\n${name}\n`, 'utf8'));
  }

  /** Gives what is on top of the stack a number, by which {@link get} finds it again. */
  put(): number {
    const index = this.#memoized++;
    if (index < 2 ** 8) this.byte(op.BINPUT, index);
    else this.uint32(op.LONG_BINPUT, index);
    return index;
  }
  get(index: number): void {
    if (index < 2 ** 8) this.byte(op.BINGET, index);
    else this.uint32(op.LONG_BINGET, index);
  }

  finish(): Uint8Array {
    this.code(op.STOP);
    return this.#bytes.subarray(0, this.#length);
  }
}
