import { writeSync } from 'node:fs';
import { replaceFile } from './replace_file.js';
import { pathOf } from './sources.js';

/** Something with `write`, as Python's files and Node's streams have it; it may keep what it is given. */
export interface FileLikeWriter {
  write(bytes: Uint8Array): unknown;
  flush?(): unknown;
}

/** Where `torch.save` writes to: a path, a `file:` URL, or an object with `write`. */
export type SaveTarget = string | URL | FileLikeWriter;

export interface ByteSink {
  /** Takes the bytes; whoever calls may change them afterwards. */
  write(bytes: Uint8Array): void;
}

/** The system writes at most 2 GB at once. */
const most = 1 << 30;
/** An object with `write` gets copies, in parts that are no burden. */
const part = 1 << 24;

/** Writes less than this wait to be written together: a file of many small tensors has thousands. */
const room = 1 << 18;

class FileSink implements ByteSink {
  readonly #file: number;
  readonly #waiting = Buffer.allocUnsafe(room);
  #length = 0;

  constructor(file: number) {
    this.#file = file;
  }
  write(bytes: Uint8Array): void {
    if (this.#length + bytes.length > room) this.flush();
    if (bytes.length > room) return this.#put(bytes);
    this.#waiting.set(bytes, this.#length);
    this.#length += bytes.length;
  }
  flush(): void {
    this.#put(this.#waiting.subarray(0, this.#length));
    this.#length = 0;
  }
  #put(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#file, bytes, done, Math.min(most, bytes.length - done));
    }
  }
}

class ObjectSink implements ByteSink {
  readonly #target: FileLikeWriter;

  constructor(target: FileLikeWriter) {
    this.#target = target;
  }
  write(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += part) {
      this.#target.write(Buffer.from(bytes.subarray(start, Math.min(start + part, bytes.length))));
    }
  }
}

/** Lets `body` write to a target. A file appears when it is complete, in place of an old one, or not at all. */
export function writeTo(target: SaveTarget, body: (sink: ByteSink) => void): void {
  const file = pathOf(target);
  if (file !== undefined) {
    return replaceFile(file, (handle) => {
      const sink = new FileSink(handle);
      body(sink);
      sink.flush();
    });
  }
  const { write, flush } = target as Partial<FileLikeWriter>;
  if (typeof write !== 'function') {
    throw new TypeError("expected 'f' to be string, path, or a file-like object with a 'write' attribute");
  }
  body(new ObjectSink(target as FileLikeWriter));
  if (typeof flush === 'function') flush.call(target);
}
