import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Index } from '../../tensor/indexing.js';
import { openFile, type SafetensorsFile } from './files.js';
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

  /** The lengths of the dimensions of the whole tensor. */
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

/** An open file of safetensors (`safetensors.safe_open`): its tensors are read one by one. */
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
  /** The texts that were stored beside the tensors; null for none. */
  metadata(): Readonly<Record<string, string>> | null {
    return this.#file.header.metadata;
  }
  /** One tensor. Throws a SafetensorError for a name that is not there. */
  get_tensor(name: string): Tensor {
    return this.#file.tensor(name);
  }
  /** All tensors, by their names. */
  get_tensors(): Record<string, Tensor> {
    return this.#file.tensors();
  }
  /** A tensor of which only a part is to be read. */
  get_slice(name: string): SafeSlice {
    return new SafeSlice(this.#file, name);
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

export type { SafeOpen };

const frameworks = ['pt', 'torch', 'pytorch'] as const;
export type Framework = (typeof frameworks)[number];

/**
 * Opens a file to read single tensors from it (`safetensors.safe_open`): `using file = safe_open(path, 'pt')`, or call
 * `close()`. Throws a SafetensorError for a file that is no safetensors file.
 */
export const safe_open = signature(`safe_open(
  filename: str | URL, framework: Framework = "pt", device: DeviceLikeOrIndex = "cpu", backend: Backend = "pread",
) -> SafeOpen`).define((filename, framework, device, backend) => {
  if (!frameworks.includes(framework)) throw new SafetensorError(`framework ${String(framework)} is invalid`);
  return new SafeOpen(openFile(filename, device, backend));
});
