import { inspect } from 'node:util';
import { py_repr } from './repr.js';

/** Python's `bytearray` in files: bytes that may be changed, where a plain Uint8Array is Python's `bytes`. */
export class ByteArray extends Uint8Array {
  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array;
  }

  override toString(): string {
    return `bytearray(${py_repr(new Uint8Array(this.buffer, this.byteOffset, this.byteLength))})`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
