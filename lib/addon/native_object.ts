import type { ObjectHandle } from './native.js';

/** A value of libtorch other than a tensor: a generator, a storage, a stream, an object that only operators read. */
export class NativeObject {
  readonly #handle: ObjectHandle;

  constructor(handle: ObjectHandle) {
    this.#handle = handle;
  }

  /** The handle of a native object; undefined for anything else. */
  static handle(value: unknown): ObjectHandle | undefined {
    return typeof value === 'object' && value !== null && #handle in value ? value.#handle : undefined;
  }
}
