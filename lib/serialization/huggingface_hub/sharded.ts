/** The index of a checkpoint in several files, and the files. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { reading } from '../../addon/reading.js';
import { signature } from '../../arguments/signature.js';
import { isPlainObject } from '../../python/objects.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { DeviceLike } from '../../values/device.js';
import { FileNotFoundError, KeyError, ValueError } from '../../values/errors.js';
import { load } from '../load.js';
import type { Backend } from '../safetensors/files.js';
import { safe_open } from '../safetensors/safe_open.js';
import { pathOf } from '../sources.js';
import { OrderedDict } from '../../collections/ordered_dict.js';
import { loadFile } from './load_file.js';
import { fileNamed, patterns } from './split.js';

const largest = 10 * 1024 * 1024;

/** What an index says: metadata, and the file of each tensor. */
export interface ShardIndex {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly weight_map: ReadonlyMap<string, string>;
}

/** Where the index of a folder lies. */
export const indexFile = (folder: string, pattern: string): string =>
  path.join(folder, `${fileNamed(pattern, '')}.index.json`);

/** Reads an index. Throws a ValueError for one that is damaged, or names files outside of its folder. */
export function readIndex(file: string, pattern: string): ShardIndex {
  if (statSync(file).size > largest) {
    throw new ValueError(`Invalid index file '${file}': larger than ${largest} bytes, which is not a valid checkpoint index.`);
  }
  let index: unknown;
  try {
    index = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ValueError(`Invalid index file '${file}': ${(error as Error).message}`);
  }
  const map = isPlainObject(index) ? index['weight_map'] : undefined;
  if (!isPlainObject(index) || !isPlainObject(map)) {
    throw new ValueError(`Invalid index file '${file}': expected a JSON object with a 'weight_map' object.`);
  }
  const pairs = Object.entries(map);
  if (!pairs.every(([, shard]) => typeof shard === 'string')) {
    throw new ValueError(`Invalid index file '${file}': all 'weight_map' values must be strings.`);
  }
  const weight_map = new Map(pairs as [string, string][]);
  for (const shard of new Set(weight_map.values())) checkShard(shard, file, path.extname(fileNamed(pattern, '')));
  const metadata = index['metadata'];
  return { weight_map, metadata: isPlainObject(metadata) ? metadata : {} };
}

/** A name may lead nowhere else, on any system. */
function checkShard(shard: string, file: string, extension: string): void {
  const { root } = path.win32.parse(shard);
  if (root !== '' || shard.split(/[/\\]/).includes('..')) {
    throw new ValueError(`Invalid shard filename '${shard}' in index file '${file}'. Shard filenames must be relative ` +
      "paths without '..' components.");
  }
  if (!shard.endsWith(extension)) {
    throw new ValueError(`Invalid shard filename '${shard}' in index file '${file}'. Expected '${extension}' extension to ` +
      'match the index format.');
  }
}

/** The patterns of the files that a folder may have, in the order in which they are looked for. */
export function patternIn(folder: string, given: string | null, safe: boolean): string {
  if (given !== null) return given;
  return existsSync(indexFile(folder, patterns.safetensors)) || safe ? patterns.safetensors : patterns.pickle;
}

/** A checkpoint in several files, of which single tensors are read: as `safe_open`, for a folder. */
export class ShardedCheckpoint {
  readonly #folder: string;
  readonly #index: ShardIndex;
  readonly #device: DeviceLike;
  readonly #safe: boolean;
  readonly #backend: Backend;

  /** From {@link sharded_open}, which programs call. */
  constructor(folder: string, index: ShardIndex, device: DeviceLike, safe: boolean, backend: Backend) {
    this.#folder = folder;
    this.#index = index;
    this.#device = device;
    this.#safe = safe;
    this.#backend = backend;
  }

  /** The names of the tensors, in the order of the index. */
  keys(): string[] {
    return [...this.#index.weight_map.keys()];
  }
  /** The file of each tensor. */
  get weight_map(): ReadonlyMap<string, string> {
    return this.#index.weight_map;
  }
  /** What the index says besides: `total_size`, and for which names another one stands. */
  metadata(): Readonly<Record<string, unknown>> {
    return this.#index.metadata;
  }
  /** One tensor, out of the one file that has it. Throws a KeyError for a name that is not there. */
  get_tensor(name: string): Tensor {
    const shard = this.#index.weight_map.get(name);
    if (shard === undefined) throw new KeyError(`the checkpoint has no tensor ${name}`);
    const file = path.join(this.#folder, shard);
    if (this.#safe) {
      const open = safe_open(file, { device: this.#device, backend: this.#backend });
      try {
        return open.get_tensor(name);
      } finally {
        open.close();
      }
    }
    const found = namedIn(load<object>(file, { map_location: 'cpu', mmap: true }), name);
    if (found === undefined) throw new KeyError(`${file} has no tensor ${name}`);
    return found.clone().to(this.#device);
  }
  /** All tensors, file after file. */
  state_dict(): OrderedDict<string, Tensor> {
    const all = new OrderedDict<string, Tensor>();
    reading(() => this.#readAll(all));
    return all;
  }

  #readAll(all: OrderedDict<string, Tensor>): void {
    for (const shard of new Set(this.#index.weight_map.values())) {
      const file = path.join(this.#folder, shard);
      const tensors = loadFile(file, {
        map_location: this.#device, safe: this.#safe, weights_only: true, mmap: this.#backend === 'mmap', backend: this.#backend,
      });
      for (const [name, tensor] of tensors instanceof Map ? tensors : Object.entries(tensors)) {
        all.set(name as string, tensor as Tensor);
      }
    }
  }
}

const namedIn = (tensors: object, name: string): Tensor | undefined =>
  (tensors instanceof Map ? (tensors as Map<string, Tensor>).get(name)
    : Object.hasOwn(tensors, name) ? (tensors as Record<string, Tensor>)[name] : undefined);

/**
 * Opens a folder with the index of a checkpoint in several files, to read single tensors or all: what `safe_open` is
 * for one file. With `safe` false it may be of files of `torch.save`; `backend` `'mmap'` reads parts when they are
 * used, as Python does. Throws a FileNotFoundError without an index, a
 * ValueError for a damaged one.
 */
export const sharded_open = signature(`sharded_open(save_directory: str | URL, *, device: DeviceLike = "cpu",
  safe: bool = True, filename_pattern: str = None, backend: Backend = "pread") -> ShardedCheckpoint`).define((
  save_directory, device, safe, filename_pattern, backend,
) => {
  const folder = pathOf(save_directory)!;
  const pattern = patternIn(folder, filename_pattern, safe);
  const file = indexFile(folder, pattern);
  if (!existsSync(file)) throw new FileNotFoundError(`${folder} has no ${path.basename(file)}`);
  const isSafe = fileNamed(pattern, '').endsWith('.safetensors');
  return new ShardedCheckpoint(folder, readIndex(file, pattern), device, isSafe, backend);
});
