/** A folder with a distributed checkpoint: `.metadata`, and files with what it names. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { empty } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is_tensor } from '../../values/is_tensor.js';
import { AssertionError, RuntimeError, ValueError } from '../../values/errors.js';
import { loadFrom } from '../../serialization/load.js';
import { replaceFile } from '../../serialization/replace_file.js';
import { openSource, truncated, type ByteSource } from '../../serialization/sources.js';
import {
  MetadataIndex, TensorStorageMetadata, type ChunkStorageMetadata, type Metadata, type StorageInfo,
} from './metadata.js';
import { parseMetadata } from './metadata_file.js';

export const metadataName = '.metadata';

/** A part of a file, as a source of its own. */
class PartSource implements ByteSource {
  readonly path = undefined;
  readonly size: number;
  readonly #file: ByteSource;
  readonly #start: number;

  constructor(file: ByteSource, start: number, size: number) {
    if (size > file.size - start) throw truncated();
    this.#file = file;
    this.#start = start;
    this.size = size;
  }
  readInto(target: Uint8Array, start: number): void {
    if (target.length > this.size - start) throw truncated();
    this.#file.readInto(target, this.#start + start);
  }
  close(): void {
    // The file is closed when all is read.
  }
}

const keyOf = (fqn: string, offset: readonly number[] | null): string => JSON.stringify([fqn, offset]);

/** Reads the values of a folder (`torch.distributed.checkpoint.FileSystemReader`, for one process). */
export class CheckpointFolder {
  readonly metadata: Metadata;
  readonly #folder: string;
  readonly #places = new Map<string, StorageInfo>();
  readonly #open = new Map<string, ByteSource>();

  /** Throws an AssertionError, as PyTorch does, for a folder without metadata that can be read. */
  constructor(folder: string) {
    this.#folder = folder;
    const file = path.join(folder, metadataName);
    if (!existsSync(file)) {
      throw new AssertionError(`metadata is None; global metadata read failed: [Errno 2] No such file or directory: '${file}'`);
    }
    this.metadata = parseMetadata(readFileSync(file));
    for (const [{ fqn, offset }, place] of this.metadata.storage_data) this.#places.set(keyOf(fqn, offset), place);
  }

  /** One value: a tensor, put together out of its parts, or what was saved in its place. */
  read(fqn: string): unknown {
    const about = this.metadata.state_dict_metadata[fqn];
    if (!(about instanceof TensorStorageMetadata)) return this.#part(fqn, null);
    const [only, ...others] = about.chunks;
    if (only !== undefined && others.length === 0 && String(only.sizes) === String(about.size)) {
      const tensor = this.#chunk(fqn, only);
      // Memory of its own, and nothing beside it.
      const isAlone = tensor.is_contiguous() && tensor.untyped_storage().nbytes() === tensor.nbytes;
      if (isAlone && tensor.dtype === about.properties.dtype) return tensor;
    }
    const whole = empty(about.size, { dtype: about.properties.dtype, device: 'cpu' });
    this.copyTo(fqn, whole);
    return whole;
  }

  /** Copies a tensor into another one of the same shape. */
  copyTo(fqn: string, target: Tensor): void {
    const { chunks } = this.metadata.state_dict_metadata[fqn] as TensorStorageMetadata;
    for (const chunk of chunks) {
      let part = target.detach();
      for (const [dim, start] of chunk.offsets.entries()) part = part.narrow(dim, start, chunk.sizes[dim]!);
      part.copy_(this.#chunk(fqn, chunk));
    }
  }

  #chunk(fqn: string, { offsets, sizes }: ChunkStorageMetadata): Tensor {
    const tensor = this.#part(fqn, offsets);
    if (!is_tensor(tensor) || String((tensor as Tensor).shape) !== String(sizes)) {
      const got = is_tensor(tensor) ? String((tensor as Tensor).shape) : typeof tensor;
      throw new AssertionError(`req ${fqn} mismatch sizes ${sizes} vs ${got}`);
    }
    return tensor as Tensor;
  }

  #part(fqn: string, offset: readonly number[] | null): unknown {
    const place = this.#places.get(keyOf(fqn, offset));
    if (place === undefined) {
      throw new RuntimeError(`the metadata of the checkpoint name no place for ${fqn}${offset === null ? '' : ` at [${offset.join(', ')}]`}`);
    }
    if ((place.transform_descriptors ?? []).length > 0) {
      throw new RuntimeError(`${place.relative_path} was written through ${place.transform_descriptors!.join(', ')}, which only ` +
        "Python's extensions undo: write the checkpoint again without them");
    }
    return loadFrom(new PartSource(this.#file(place.relative_path), place.offset, place.length), 'cpu', false, 'utf-8');
  }

  #file(name: string): ByteSource {
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    if (path.win32.isAbsolute(name) || path.isAbsolute(name) || name.split(/[/\\]/).includes('..')) {
      throw new ValueError(`the metadata of the checkpoint name a file outside of its folder: '${name}'`);
    }
    const file = openSource(path.join(this.#folder, name));
    this.#open.set(name, file);
    return file;
  }

  close(): void {
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
  }
}

/** Gives a folder to `use`, and closes its files whatever happens. */
export function inFolder<T>(folder: string, use: (folder: CheckpointFolder) => T): T {
  const open = new CheckpointFolder(folder);
  try {
    return use(open);
  } finally {
    open.close();
  }
}

/** A file of the folder, which is made if it is not there. */
export function writeIn(folder: string, name: string, write: (handle: number) => void): void {
  mkdirSync(folder, { recursive: true });
  replaceFile(path.join(folder, name), write);
}

/** Names a part. */
export function indexOf(fqn: string, offset: MetadataIndex['offset']): MetadataIndex {
  return Object.assign(new MetadataIndex(), { fqn, offset, index: offset === null ? null : 0 });
}
