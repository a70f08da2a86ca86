/** A file in memory (`io.BytesIO`), for `torch.save` and `torch.load`. */
export class BytesIO {
  #bytes: Buffer;
  #length: number;
  #position = 0;

  /** Starts with a copy of these bytes. */
  constructor(initial_bytes: Uint8Array = new Uint8Array()) {
    this.#bytes = Buffer.from(initial_bytes);
    this.#length = initial_bytes.length;
  }

  /** Writes at the position, and gives the number of bytes. */
  write(bytes: Uint8Array): number {
    const end = this.#position + bytes.length;
    if (end > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(end, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#position);
    this.#position = end;
    this.#length = Math.max(this.#length, end);
    return bytes.length;
  }

  /** The next `size` bytes, fewer at the end; without a size all that is left. */
  read(size = -1): Uint8Array {
    const end = size < 0 ? this.#length : Math.min(this.#position + size, this.#length);
    const bytes = new Uint8Array(this.#bytes.subarray(Math.min(this.#position, end), end));
    this.#position = Math.max(this.#position, end);
    return bytes;
  }

  /** Moves the position: from the start, with `whence` 1 from where it is, with 2 from the end. */
  seek(offset: number, whence = 0): number {
    const from = [0, this.#position, this.#length][whence];
    if (from === undefined || !Number.isInteger(offset) || from + offset < 0) {
      throw new RangeError(`BytesIO.seek(): there is no position ${offset} (whence ${whence})`);
    }
    this.#position = from + offset;
    return this.#position;
  }
  /** The position of the next byte (`io.BytesIO.tell`). */
  tell(): number {
    return this.#position;
  }

  /** A copy of all bytes. */
  getvalue(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }
}
