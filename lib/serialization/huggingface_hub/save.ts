/** `huggingface_hub.save_torch_state_dict` and `save_torch_model`. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { signature } from '../../arguments/signature.js';
import type { Module } from '../../nn/module.js';
import type { Tensor } from '../../tensor/tensor.js';
import { replaceFile } from '../replace_file.js';
import { save_file } from '../safetensors/files.js';
import { save } from '../save.js';
import { pathOf } from '../sources.js';
import { duplicateNames } from './duplicates.js';
import {
  entriesOf, fileNamed, patterns, split_torch_state_dict_into_shards, type ShardSize, type TensorsByName,
} from './split.js';

export type { ShardSize, TensorsByName };

/** Text about a checkpoint, by name. */
export type CheckpointMetadata = Readonly<Record<string, string>>;

/**
 * Writes a state dict into a folder, in several files where it is larger than `max_shard_size`, with an index that says
 * which tensor is where (`huggingface_hub.save_torch_state_dict`): index, names and contents as Python's. Of tensors
 * over the same memory one is written, and the metadata say for which others it stands; `shared_tensors_to_discard`
 * says which not to keep. Files of an earlier checkpoint are removed first, unless `is_main_process` is false. With
 * `safe_serialization` false the files are those of `torch.save`, with shared memory kept. Throws what
 * {@link save_file} throws, and a RuntimeError where of tensors that overlap none has all of their memory.
 */
export const save_torch_state_dict = signature(`save_torch_state_dict(
  state_dict: TensorsByName, save_directory: str | URL, *, filename_pattern: str = None, force_contiguous: bool = True,
  max_shard_size: ShardSize = "5GB", metadata: CheckpointMetadata = None, safe_serialization: bool = True,
  is_main_process: bool = True, shared_tensors_to_discard: list[str] = None) -> void`).define((
  state_dict, save_directory, filename_pattern, force_contiguous, max_shard_size, metadata, safe_serialization,
  is_main_process, shared_tensors_to_discard,
) => {
  const folder = pathOf(save_directory)!;
  const pattern = filename_pattern ?? (safe_serialization ? patterns.safetensors : patterns.pickle);
  const about = new Map(Object.entries(metadata ?? {}));
  const tensors = new Map(entriesOf(state_dict)) as Map<string, Tensor>;
  if (safe_serialization) {
    for (const [kept, dropped] of duplicateNames(tensors, shared_tensors_to_discard ?? [])) {
      if (!about.has(dropped)) about.set(dropped, kept);
      tensors.delete(dropped);
    }
    if (force_contiguous) for (const [name, tensor] of tensors) tensors.set(name, tensor.contiguous());
  }
  const split = split_torch_state_dict_into_shards(tensors, { filename_pattern: pattern, max_shard_size });
  if (is_main_process) removeEarlier(folder, pattern);
  const fileMetadata = { format: 'pt', ...(split.is_sharded ? {} : Object.fromEntries(about)) };
  for (const [file, names] of split.filename_to_tensors) {
    const shard = new Map(names.map((name) => [name, tensors.get(name)!]));
    const target = path.join(folder, file);
    if (safe_serialization) save_file(shard, target, fileMetadata);
    else save(shard, target);
  }
  if (!split.is_sharded) return;
  const index = object([
    ['metadata', object(merged(Object.entries(split.metadata), about), 1)], ['weight_map', object(split.tensor_to_filename, 1)],
  ], 0);
  replaceFile(path.join(folder, `${fileNamed(pattern, '')}.index.json`), (handle) => writeFileSync(handle, index.text));
});

const merged = (first: Iterable<readonly [string, unknown]>, then: Iterable<readonly [string, unknown]>) =>
  new Map([...first, ...then]);

/** Text of JSON that is there already. */
class Json {
  constructor(readonly text: string) {}
}

const text = (value: unknown): string => (value instanceof Json ? value.text : JSON.stringify(value)
  .replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`));

/** An object as `json.dump(…, indent=2)` of Python writes it, in the order of the pairs whatever they are called. */
function object(pairs: Iterable<readonly [string, unknown]>, depth: number): Json {
  const lines = [...pairs].map(([key, value]) => `${'  '.repeat(depth + 1)}${text(key)}: ${text(value)}`);
  return new Json(lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`);
}

const escaped = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function removeEarlier(folder: string, pattern: string): void {
  const at = pattern.indexOf('{suffix}');
  const [before, after] = at < 0 ? [pattern, ''] : [pattern.slice(0, at), pattern.slice(at + '{suffix}'.length)];
  const earlier = new RegExp(`^${escaped(before)}(-\\d{5}-of-\\d{5})?${escaped(after)}(\\.index\\.json)?$`);
  for (const name of readdirSync(folder)) if (earlier.test(name)) rmSync(path.join(folder, name));
}

/** {@link save_torch_state_dict} of a module's `state_dict()` (`huggingface_hub.save_torch_model`). */
export const save_torch_model = signature(`save_torch_model(
  model: Module, save_directory: str | URL, *, filename_pattern: str = None, force_contiguous: bool = True,
  max_shard_size: ShardSize = "5GB", metadata: CheckpointMetadata = None, safe_serialization: bool = True,
  is_main_process: bool = True, shared_tensors_to_discard: list[str] = None) -> void`).define((
  model, save_directory, filename_pattern, force_contiguous, max_shard_size, metadata, safe_serialization,
  is_main_process, shared_tensors_to_discard,
) => save_torch_state_dict((model as Module).state_dict() as ReadonlyMap<string, Tensor>, save_directory, {
  filename_pattern, force_contiguous, max_shard_size, metadata, safe_serialization, is_main_process,
  shared_tensors_to_discard,
}));
