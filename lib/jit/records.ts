/** PyTorch's archives record by record (torch._C; native/jit/zip.cpp). */
import { records as native, type ReaderHandle, type WriterHandle } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { isBytes } from '../python/objects.js';
import { pathOf } from '../serialization/sources.js';
import { writeTo, type SaveTarget } from '../serialization/sinks.js';
import { ValueError } from '../values/errors.js';
import { bytesOf, kinds } from './files.js';

const takes = {
  reader: signature('PyTorchFileReader(f: LoadSource)', kinds),
  name: signature('PyTorchFileReader.get_record(self, name: str)', kinds),
  writer: signature('PyTorchFileWriter(f: SaveTarget, compute_crc32: bool = True, storage_alignment: int = 64)', kinds),
  write: signature('PyTorchFileWriter.write_record(self, name: str, data: str | Uint8Array, size: int)', kinds),
  version: signature('PyTorchFileWriter.set_min_version(self, version: int)', kinds),
};

/**
 * Reads the records of an archive of PyTorch's: what `torch.save`, `torch.jit.save` and others write
 * (`torch.PyTorchFileReader`). Throws a RuntimeError for a file that is none.
 */
export class PyTorchFileReader {
  readonly #reader: ReaderHandle;

  /** `f` is a path, bytes or a file-like object. */
  constructor(...args: typeof takes.reader.args) {
    const [f] = takes.reader.list(args);
    this.#reader = native.zip_reader(pathOf(f) ?? bytesOf(f));
  }
  /** The names of all records, without the archive's own before them. */
  get_all_records(): string[] {
    return native.zip_records(this.#reader);
  }
  /** Whether there is a record of the name. */
  has_record(...args: typeof takes.name.args): boolean {
    return native.zip_has(this.#reader, takes.name.list(args, 'PyTorchFileReader.has_record')[0]);
  }
  /** The bytes of a record. Throws a RuntimeError where there is none, as all below. */
  get_record(...args: typeof takes.name.args): Uint8Array {
    return native.zip_record(this.#reader, takes.name.list(args)[0]);
  }
  /** How many bytes a record has. */
  get_record_size(...args: typeof takes.name.args): number {
    return native.zip_number(this.#reader, 'size', takes.name.list(args, 'PyTorchFileReader.get_record_size')[0]);
  }
  /** Where in the file the bytes of a record begin. */
  get_record_offset(...args: typeof takes.name.args): number {
    return native.zip_number(this.#reader, 'offset', takes.name.list(args, 'PyTorchFileReader.get_record_offset')[0]);
  }
  /** Where in the file a record's header begins. */
  get_record_header_offset(...args: typeof takes.name.args): number {
    const [name] = takes.name.list(args, 'PyTorchFileReader.get_record_header_offset');
    return native.zip_number(this.#reader, 'header', name);
  }
  /** What tells archives of different contents apart. */
  serialization_id(): string {
    return native.zip_reader_id(this.#reader);
  }
}

/** Writes an archive of PyTorch's (`torch.PyTorchFileWriter`); it is complete after `write_end_of_file`. */
export class PyTorchFileWriter {
  readonly #writer: WriterHandle;
  readonly #target: SaveTarget | undefined;

  /**
   * `f` is a path, or an object with `write`, which gets all at the end. Throws a RuntimeError for a folder that is not
   * there, a ValueError for an alignment below 1.
   */
  constructor(...args: typeof takes.writer.args) {
    const [f, crc, alignment] = takes.writer.list(args);
    // libtorch divides by it.
    if (alignment < 1) throw new ValueError(`PyTorchFileWriter(): storage_alignment must be at least 1, got ${alignment}`);
    const path = pathOf(f);
    if (path === undefined) this.#target = f;
    this.#writer = native.zip_writer(path ?? null, crc, alignment);
  }
  /** The name that the records stand under: that of the file without what is after its point. */
  archive_name(): string {
    return native.zip_written(this.#writer)[0];
  }
  /** Writes the first `size` bytes of text or bytes. Throws a RuntimeError for a name that is written already. */
  write_record(...args: typeof takes.write.args): void {
    const [name, data, size] = takes.write.list(args);
    const bytes = isBytes(data) ? data : Buffer.from(data);
    if (size < 0 || size > bytes.length) {
      throw new ValueError(`write_record(): ${size} bytes were asked for, and there are ${bytes.length}`);
    }
    native.zip_write(this.#writer, name, bytes.subarray(0, Number(size)));
  }
  /** Ends the archive. Throws a RuntimeError the second time. */
  write_end_of_file(): void {
    native.zip_write_end(this.#writer);
    if (this.#target !== undefined) writeTo(this.#target, (sink) => sink.write(native.zip_taken(this.#writer)));
  }
  /** The least version of the format that the archive says. */
  set_min_version(...args: typeof takes.version.args): void {
    native.zip_set_version(this.#writer, takes.version.list(args)[0]);
  }
  /** What tells archives of different contents apart; empty before the end. */
  serialization_id(): string {
    return native.zip_written(this.#writer)[1];
  }
  /** The names of what was written. */
  get_all_written_records(): Set<string> {
    return new Set(native.zip_written(this.#writer)[2]);
  }
}
