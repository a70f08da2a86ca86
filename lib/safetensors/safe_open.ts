import type { DeviceLike } from '../device.js';
import type { Tensor } from '../tensor.js';
import type { Index } from '../tensor/indexing.js';
import { openFile, type OpenOptions, type SafetensorsFile } from './files.js';
import { SafetensorError, torchShape } from './format.js';

/** A tensor in a file of which parts are read. */
export class SafeSlice {
  readonly #file: SafetensorsFile;
  readonly #name: string;

  constructor(file: SafetensorsFile, name: string) {
    this.#file = file;
    this.#name = name;
    file.info(name);
  }

  get_shape(): number[] {
    return torchShape(this.#file.info(this.#name)).shape;
  }
  /** The name in the format: `'F32'`. */
  get_dtype(): string {
    return this.#file.info(this.#name).dtype;
  }
  /** A part, by the indices that `Tensor.index` takes. */
  index(...indices: Index[]): Tensor {
    return this.#file.tensor(this.#name).index(...indices);
  }
}

class SafeOpen {
  readonly #file: SafetensorsFile;

  constructor(file: SafetensorsFile) {
    this.#file = file;
  }

  /** The names of the tensors, sorted. */
  keys(): string[] {
    return this.offset_keys().sort();
  }
  /** The names in the order of the file. */
  offset_keys(): string[] {
    return this.#file.header.tensors.map(({ name }) => name);
  }
  metadata(): Readonly<Record<string, string>> | null {
    return this.#file.header.metadata;
  }
  /** One tensor. Throws a SafetensorError for a name that is not there. */
  get_tensor(name: string): Tensor {
    return this.#file.tensor(name);
  }
  get_tensors(): Record<string, Tensor> {
    return this.#file.tensors();
  }
  get_slice(name: string): SafeSlice {
    return new SafeSlice(this.#file, name);
  }

  close(): void {
    this.#file.close();
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

export type { SafeOpen };

/**
 * Opens a file to read single tensors from it (`safetensors.safe_open`): `using file = safe_open(path, 'pt')`, or call
 * `close()`. Throws a SafetensorError for a file that is no safetensors file.
 */
export function safe_open(
  filename: string | URL, framework: 'pt' | 'torch' | 'pytorch' = 'pt', options?: OpenOptions | DeviceLike,
): SafeOpen {
  if (!['pt', 'torch', 'pytorch'].includes(framework)) throw new SafetensorError(`framework ${framework} is invalid`);
  return new SafeOpen(openFile('safe_open', filename, options));
}
