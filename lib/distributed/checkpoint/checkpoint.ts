/** `torch.distributed.checkpoint.load` and `save`, of one process. */
import { randomUUID } from 'node:crypto';
import { writeFileSync, writeSync } from 'node:fs';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';
import type { Tensor } from '../../tensor/tensor.js';
import { BytesIO } from '../../serialization/bytes_io.js';
import { save as saveOne } from '../../serialization/save.js';
import { pathOf } from '../../serialization/sources.js';
import { is_tensor } from '../../values/is_tensor.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { Size } from '../../values/size.js';
import { indexOf, inFolder, metadataName, writeIn, type CheckpointFolder } from './filesystem.js';
import {
  BytesStorageMetadata, ChunkStorageMetadata, Metadata, StorageInfo, StorageMeta, TensorProperties,
  TensorStorageMetadata,
} from './metadata.js';
import { metadataBytes } from './metadata_file.js';
import { dictEntries, flattened, setElement, setIn, type NestedStateDict } from './nested.js';

export type { NestedStateDict };

/** What has a state dict, and takes one: a module, an optimizer (`Stateful`). */
export interface Stateful {
  state_dict(): unknown;
  load_state_dict(state_dict: never): unknown;
}

const isStateful = (value: unknown): value is Stateful =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as Partial<Stateful>).state_dict === 'function' &&
  typeof (value as Partial<Stateful>).load_state_dict === 'function';

function alone(intent: 'load' | 'save'): void {
  warn('UserWarning', 'torch.distributed is disabled, unavailable or uninitialized, assuming the intent is to ' +
    `${intent} in a single process.`);
}

/** All values of a folder, or those of `keys`, where they were: what PyTorch loads into an empty state dict. */
export function readStateDict(folder: string, keys?: ReadonlySet<string>): Record<string, unknown> {
  return inFolder(folder, (checkpoint) => {
    const { state_dict_metadata, planner_data } = checkpoint.metadata;
    const made: Record<string, unknown> = {};
    for (const fqn of Object.keys(state_dict_metadata)) {
      const place = planner_data !== null && Object.hasOwn(planner_data, fqn) ? planner_data[fqn]! : [fqn];
      if (keys !== undefined && !isAmong(keys, fqn, place)) continue;
      setElement(made, place, checkpoint.read(fqn));
    }
    return made;
  });
}

/** Whether a value, or something that it lies in, was asked for. */
const isAmong = (keys: ReadonlySet<string>, fqn: string, place: readonly (string | number)[]): boolean =>
  keys.has(fqn) || place.some((_, i) => keys.has(place.slice(0, i + 1).join('.')));

/**
 * Loads a distributed checkpoint into a state dict, in place: tensors get the saved elements, other values are
 * replaced; what has `load_state_dict`, as a module, gets its own (`torch.distributed.checkpoint.load`).
 * `checkpoint_id` is the folder. Nothing that a file names is run. Throws a RuntimeError for a name that was not
 * saved, a ValueError for another shape.
 */
export const load = signature('load(state_dict: NestedStateDict, *, checkpoint_id: str | URL, no_dist: bool = False) -> void')
  .define((state_dict, checkpoint_id, no_dist) => {
    if (!no_dist) alone('load');
    inFolder(pathOf(checkpoint_id)!, (checkpoint) => {
      const owners = dictEntries(state_dict).filter(([, value]) => isStateful(value)) as [string, Stateful][];
      const plain = new Map(dictEntries(state_dict)) as Map<string, unknown>;
      for (const [key, owner] of owners) plain.set(key, owner.state_dict());
      loadLeaves(checkpoint, plain);
      for (const [key, value] of plain) {
        const owner = owners.find(([name]) => name === key)?.[1];
        if (owner === undefined) setIn(state_dict, key, value);
        else owner.load_state_dict(value as never);
      }
    });
  });

function loadLeaves(checkpoint: CheckpointFolder, state_dict: NestedStateDict): void {
  const leaves = flattened(state_dict);
  const { state_dict_metadata: saved } = checkpoint.metadata;
  for (const [fqn, { value }] of leaves) {
    if (!Object.hasOwn(saved, fqn)) throw new RuntimeError(`Missing key in checkpoint state_dict: ${fqn}.`);
    const about = saved[fqn];
    if (!(about instanceof TensorStorageMetadata && is_tensor(value))) continue;
    const { shape } = value as Tensor;
    if (String(about.size) !== String(shape)) {
      throw new ValueError(`Size mismatch between saved ${about.size} and current: ${shape} for ${fqn}`);
    }
  }
  for (const [fqn, { value, replace }] of leaves) {
    if (saved[fqn] instanceof TensorStorageMetadata && is_tensor(value)) checkpoint.copyTo(fqn, value as Tensor);
    else replace(checkpoint.read(fqn));
  }
}

const dataName = '__0_0.distcp';

/**
 * Saves a state dict as a distributed checkpoint of one process, which Python loads on any number of them
 * (`torch.distributed.checkpoint.save`); `checkpoint_id` is the folder, which is made. The metadata come last: what is
 * broken off is no checkpoint. Throws a PicklingError for values that `torch.save` does not take.
 */
export const save = signature(
  'save(state_dict: NestedStateDict, *, checkpoint_id: str | URL, no_dist: bool = False) -> Metadata').define((
  state_dict, checkpoint_id, no_dist,
) => {
  if (!no_dist) alone('save');
  const plain = new Map(dictEntries(state_dict).map(
    ([key, value]) => [key as string, isStateful(value) ? value.state_dict() : value]));
  return writeStateDict(plain, pathOf(checkpoint_id)!);
});

/** Writes a state dict into a folder. */
export function writeStateDict(state_dict: NestedStateDict, folder: string): Metadata {
  const metadata = new Metadata();
  const planner: Record<string, readonly (string | number)[]> = {};
  Object.assign(metadata, {
    state_dict_metadata: {}, planner_data: planner, storage_data: new Map(),
    storage_meta: Object.assign(new StorageMeta(), { checkpoint_id: folder, save_id: randomUUID() }),
  });
  writeIn(folder, dataName, (handle) => {
    let offset = 0;
    for (const [fqn, { path, value }] of flattened(state_dict)) {
      const tensor = is_tensor(value) ? (value as Tensor) : undefined;
      const bytes = blobOf(tensor === undefined ? value : compact(tensor));
      for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done, bytes.length - done);
      const start = tensor === undefined ? null : Size(tensor.shape.map(() => 0));
      metadata.storage_data.set(indexOf(fqn, start), Object.assign(new StorageInfo(), {
        relative_path: dataName, offset, length: bytes.length,
      }));
      metadata.state_dict_metadata[fqn] = tensor === undefined ? new BytesStorageMetadata() : aboutTensor(tensor);
      planner[fqn] = Object.freeze([...path]);
      offset += bytes.length;
    }
  });
  writeIn(folder, metadataName, (handle) => writeFileSync(handle, metadataBytes(metadata)));
  return metadata;
}

function blobOf(value: unknown): Uint8Array {
  const into = new BytesIO();
  saveOne(value, into);
  return into.getvalue();
}

/** A tensor without the rest of its memory, and without its graph. */
function compact(tensor: Tensor): Tensor {
  const plain = tensor.detach().cpu();
  return plain.untyped_storage().nbytes() === plain.nbytes ? plain : plain.clone();
}

function aboutTensor(tensor: Tensor): TensorStorageMetadata {
  const { dtype, requires_grad } = tensor;
  return Object.assign(new TensorStorageMetadata(), {
    properties: Object.assign(new TensorProperties(), {
      dtype, requires_grad, pin_memory: tensor.is_pinned(), strides: [...tensor.stride()],
    }),
    size: tensor.shape,
    chunks: [
      Object.assign(new ChunkStorageMetadata(), { offsets: Size(tensor.shape.map(() => 0)), sizes: tensor.shape }),
    ],
  });
}
