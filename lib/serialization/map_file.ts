import { statSync } from 'node:fs';
import { mapsShared } from './defaults.js';
import { uint8 } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { from_file } from '../tensor/factories.js';
import { UntypedStorage } from '../tensor/storage.js';

/**
 * The bytes of a file that is to be mapped, not read. The mapping is private, what a program writes to the tensors
 * stays in its memory, unless `shared` says otherwise. Of a file that somebody shortens afterwards,
 * the part that is gone ends the process when it is read (SIGBUS), in PyTorch too; so only they map who ask for it, and
 * each call looks at the size anew.
 */
export class FileMap {
  readonly #path: string;
  readonly #size: number;
  #whole: UntypedStorage | undefined;

  readonly #shared: () => boolean;

  constructor(path: string, size: number, shared = mapsShared) {
    this.#path = path;
    this.#size = size;
    this.#shared = shared;
  }

  /** All of the file. Throws a RuntimeError if it has become shorter since its header was read. */
  bytes(): UntypedStorage {
    const { size } = statSync(this.#path);
    if (size < this.#size) {
      throw new RuntimeError(`${this.#path} has become shorter since it was opened: ${size} bytes of ${this.#size}`);
    }
    this.#whole ??= new UntypedStorage(from_file(this.#path, this.#shared(), this.#size, { dtype: uint8 }));
    return this.#whole;
  }
}
