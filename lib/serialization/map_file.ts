import { statSync } from 'node:fs';
import { mapsShared } from './defaults.js';
import { uint8 } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { from_file } from '../tensor/factories.js';
import { UntypedStorage } from '../tensor/storage.js';

/**
 * The bytes of a file that is to be mapped, not read. The mapping is private, what a program writes to the tensors
 * stays in its memory, unless `set_default_mmap_options` says otherwise. Of a file that somebody shortens afterwards,
 * the part that is gone ends the process when it is read (SIGBUS), in PyTorch too; so only they map who ask for it, and
 * each call looks at the size anew.
 */
export class FileMap {
  readonly #path: string;
  readonly #size: number;
  #whole: UntypedStorage | undefined;

  constructor(path: string, size: number) {
    this.#path = path;
    this.#size = size;
  }

  /** All of the file. Throws a RuntimeError if it has become shorter since its header was read. */
  bytes(): UntypedStorage {
    const { size } = statSync(this.#path);
    if (size < this.#size) {
      throw new RuntimeError(`${this.#path} has become shorter since it was opened: ${size} bytes of ${this.#size}`);
    }
    this.#whole ??= new UntypedStorage(from_file(this.#path, mapsShared(), this.#size, { dtype: uint8 }));
    return this.#whole;
  }
}
