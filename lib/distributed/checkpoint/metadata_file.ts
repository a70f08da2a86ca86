/** `.metadata`, a pickle of Python's, read without running anything, and written. */
import path from 'node:path';
import { define } from '../../python/objects.js';
import { UnpicklingError } from '../../serialization/errors.js';
import { findGlobal, fullName } from '../../serialization/globals.js';
import { PickleGlobal, type PickleContext } from '../../serialization/pickle/global.js';
import { Named, Pickler, Tuple, type Reduction } from '../../serialization/pickle/pickler.js';
import { Unpickler } from '../../serialization/pickle/unpickler.js';
import { PendingDict } from '../../serialization/pickle/values.js';
import { reduce } from '../../serialization/reduce.js';
import { dtype } from '../../values/dtype.js';
import { strided } from '../../values/layout.js';
import { Size } from '../../values/size.js';
import {
  BytesStorageMetadata, ChunkStorageMetadata, Metadata, MetadataIndex, StorageInfo, StorageMeta, TensorProperties,
  TensorStorageMetadata,
} from './metadata.js';

const metadataModule = 'torch.distributed.checkpoint.metadata';
const storageModule = 'torch.distributed.checkpoint.filesystem';

/** Every class, and what Python calls it. */
const classes: readonly (readonly [cls: new () => object, module: string, name: string])[] = [
  [Metadata, metadataModule, 'Metadata'], [MetadataIndex, metadataModule, 'MetadataIndex'],
  [TensorStorageMetadata, metadataModule, 'TensorStorageMetadata'],
  [BytesStorageMetadata, metadataModule, 'BytesStorageMetadata'],
  [ChunkStorageMetadata, metadataModule, 'ChunkStorageMetadata'],
  [TensorProperties, metadataModule, 'TensorProperties'], [StorageMeta, metadataModule, 'StorageMeta'],
  [StorageInfo, storageModule, '_StorageInfo'],
];

/** How memory was laid out: PyTorch itself looks at it no more. */
class MemoryFormat {
  constructor(readonly code: number) {}
}
const formatName = '_MEM_FORMAT_ENCODING';

const maker = (cls: new () => object) => (): object => new cls();
const joined = (parts: readonly unknown[]): string => path.posix.join(...parts.map(String));

const globals = new Map<string, PickleGlobal>([
  ...classes.map(([cls, module, name]) => new PickleGlobal(`${module}.${name}`, maker(cls), maker(cls))),
  new PickleGlobal(`${metadataModule}.${formatName}`, ([code]) => new MemoryFormat(Number(code))),
  ...['PosixPath', 'PurePosixPath', 'WindowsPath', 'Path'].flatMap((name) => ['pathlib', 'pathlib._local'].map(
    (module) => new PickleGlobal(`${module}.${name}`, joined, joined))),
].map((each) => [each.name, each]));

function build(target: unknown, state: unknown, context: PickleContext): boolean {
  if (target instanceof TensorProperties) {
    context.attach(target, state, (value) => setProperties(target, value));
    return true;
  }
  if (!classes.some(([cls]) => target instanceof cls) || !(state instanceof PendingDict)) return false;
  context.attach(target as object, state);
  return true;
}

function setProperties(target: TensorProperties, state: unknown): void {
  if (!Array.isArray(state) || !(state[0] instanceof dtype)) {
    throw new UnpicklingError('the properties of a tensor must be a tuple that begins with a dtype');
  }
  const [, , requires_grad, , pin_memory, strides = null] = state as unknown[];
  for (const [name, value] of Object.entries({ dtype: state[0], requires_grad, pin_memory, strides })) {
    define(target, name, value);
  }
}

/**
 * Reads the bytes of `.metadata`. Throws an UnpicklingError for anything but the classes of such metadata and plain
 * values.
 */
export function parseMetadata(bytes: Uint8Array): Metadata {
  const value = new Unpickler(bytes, {
    newer: true,
    find_class: (module, name) => globals.get(fullName(module, name)) ?? findGlobal(module, name),
    build,
    persistent_load: () => {
      throw new UnpicklingError('the metadata of a checkpoint hold no storages');
    },
  }).load();
  if (!(value instanceof Metadata)) throw new UnpicklingError('the file holds no metadata of a distributed checkpoint');
  return checked(value);
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isSize = (value: unknown, length?: number): boolean =>
  Array.isArray(value) && value.every(isCount) && (length === undefined || value.length === length);

function checked(metadata: Metadata): Metadata {
  const damaged = (what: string): UnpicklingError => new UnpicklingError(`the metadata of the checkpoint are damaged: ${what}`);
  const { state_dict_metadata: values, storage_data: places } = metadata;
  if (typeof values !== 'object' || values === null || values instanceof Map) throw damaged('no values are named');
  for (const [name, value] of Object.entries(values)) {
    if (value instanceof BytesStorageMetadata) continue;
    if (!(value instanceof TensorStorageMetadata) || !isSize(value.size) || !Array.isArray(value.chunks) ||
        !(value.properties instanceof TensorProperties) || !value.chunks.every(
      ({ offsets, sizes }) => isSize(offsets, value.size.length) && isSize(sizes, value.size.length))) {
      throw damaged(`it is not clear what ${name} is`);
    }
  }
  // An empty dict has no keys that would tell that it is one by objects.
  if (!(places instanceof Map)) {
    if (Object.keys(places ?? {}).length > 0 || Object.keys(values).length > 0) throw damaged('no places are named');
    metadata.storage_data = new Map();
  }
  for (const [index, place] of metadata.storage_data) {
    if (!(index instanceof MetadataIndex) || !(place instanceof StorageInfo) || typeof place.relative_path !== 'string' ||
        ![place.offset, place.length].every(isCount)) {
      throw damaged('a place is none');
    }
  }
  return metadata;
}

/** The bytes of `.metadata`, which Python's `pickle.load` reads. */
export function metadataBytes(metadata: Metadata): Uint8Array {
  return new Pickler((value) => reduced(value)).dump(metadata);
}

function reduced(value: object): ReturnType<typeof reduce> {
  if (value instanceof MemoryFormat) return { func: new Named(metadataModule, formatName), args: [value.code] };
  if (value instanceof TensorProperties) return object(value, new Tuple([
    value.dtype, strided, value.requires_grad, new MemoryFormat(0), value.pin_memory,
    value.strides === null ? null : new Tuple(value.strides),
  ]));
  if (!(value instanceof Size) && classes.some(([cls]) => value instanceof cls)) {
    // As Python does: what is None of a place is left out.
    const fields = Object.entries(value).filter(([, field]) => !(value instanceof StorageInfo) || field !== null);
    return object(value, Object.fromEntries(fields));
  }
  return reduce(value, () => {
    throw new UnpicklingError('the metadata of a checkpoint hold no storages');
  });
}

function object(value: object, state: unknown): Reduction {
  const [, module, name] = classes.find(([cls]) => value instanceof cls)!;
  return { func: new Named(module, name), args: [], isNew: true, state };
}
