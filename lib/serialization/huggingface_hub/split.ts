/** Which tensor goes into which file (`huggingface_hub.split_torch_state_dict_into_shards`). */
import { signature } from '../../arguments/signature.js';
import { isMap } from '../../python/objects.js';
import type { Tensor } from '../../tensor/tensor.js';
import { storageOf } from '../../tensor/storage.js';
import { ValueError } from '../../values/errors.js';

/** Tensors by name: a `state_dict()`, or a plain object; what is text is left out. */
export type TensorsByName = ReadonlyMap<string, Tensor | string> | Readonly<Record<string, Tensor | string>>;

/** A number of bytes, also as text: `'5GB'`. */
export type ShardSize = number | string;

export const patterns = { safetensors: 'model{suffix}.safetensors', pickle: 'pytorch_model{suffix}.bin' } as const;

/** The name of a file of a pattern. */
export const fileNamed = (pattern: string, suffix: string): string => pattern.replaceAll('{suffix}', suffix);

export const entriesOf = (tensors: TensorsByName): (readonly [string, Tensor | string])[] =>
  (isMap(tensors) ? [...(tensors as ReadonlyMap<string, Tensor | string>)] : Object.entries(tensors));

/** How a state dict is split (`huggingface_hub.StateDictSplit`). */
export class StateDictSplit {
  /** Whether there is more than one file. */
  readonly is_sharded: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The names of the tensors of each file. */
  readonly filename_to_tensors: ReadonlyMap<string, readonly string[]>;
  /** The file of each tensor. */
  readonly tensor_to_filename: ReadonlyMap<string, string>;

  constructor(total_size: number, files: ReadonlyMap<string, readonly string[]>) {
    this.metadata = { total_size };
    this.filename_to_tensors = files;
    this.tensor_to_filename = new Map([...files].flatMap(([file, names]) => names.map((name) => [name, file])));
    this.is_sharded = files.size > 1;
  }
}

const units: Readonly<Record<string, number>> = { TB: 1e12, GB: 1e9, MB: 1e6, KB: 1e3 };

function bytesIn(size: ShardSize): number {
  if (typeof size === 'number') return size;
  const text = size.trim();
  const unit = text.slice(-2).toUpperCase();
  if (!Object.hasOwn(units, unit)) {
    throw new ValueError(`Unit '${unit}' not supported. Supported units are TB, GB, MB, KB. Got '${text}'.`);
  }
  const number = text.slice(0, -2).trim();
  if (!/^[+-]?(\d+(_\d+)*)?(\.\d*)?(e[+-]?\d+)?$/i.test(number) || !/\d/.test(number)) {
    throw new ValueError(`Could not parse the size value from '${text}': could not convert string to float: '${number}'`);
  }
  return Math.trunc(Number(number.replaceAll('_', '')) * units[unit]!);
}

/** How many bytes the memory of a tensor has, all of it (`huggingface_hub.get_torch_storage_size`). */
export const get_torch_storage_size = signature('get_torch_storage_size(tensor: Tensor) -> int').define((tensor) =>
  storageOf(tensor).nbytes());

/** What tells memories apart: device, address and size. */
export type StorageKey = readonly [device: string, address: bigint, nbytes: number];

/**
 * What tensors over the same memory have in common, and no others: device, address, size; null for meta tensors
 * (`huggingface_hub.get_torch_storage_id`).
 */
export const get_torch_storage_id = signature('get_torch_storage_id(tensor: Tensor) -> StorageKey | None').define((
  tensor,
) => {
  if (tensor.is_meta) return null;
  const storage = storageOf(tensor);
  return [tensor.device.toString(), BigInt(storage.data_ptr()), storage.nbytes()];
});

/** The same as text, for maps. */
export const storageKey = (tensor: Tensor): string | undefined => get_torch_storage_id(tensor)?.join(' ');

/**
 * Says which tensor goes into which file, so that none is larger than `max_shard_size`, unless one tensor is
 * (`huggingface_hub.split_torch_state_dict_into_shards`): in the order of the names; tensors over the same memory go
 * together. `filename_pattern` has `{suffix}` in it. Throws a ValueError for a size that is none.
 */
export const split_torch_state_dict_into_shards = signature(`split_torch_state_dict_into_shards(
  state_dict: TensorsByName, *, filename_pattern: str = "model{suffix}.safetensors", max_shard_size: ShardSize = "5GB")
  -> StateDictSplit`).define((state_dict, filename_pattern, max_shard_size) => {
  const most = bytesIn(max_shard_size);
  const shards: string[][] = [];
  const sharing = new Map<string, string[]>();
  let open: string[] = [];
  let filled = 0;
  let total = 0;
  for (const [name, tensor] of entriesOf(state_dict)) {
    if (typeof tensor === 'string') continue;
    const key = storageKey(tensor);
    const others = key === undefined ? undefined : sharing.get(key);
    if (others !== undefined) {
      others.push(name);
      continue;
    }
    if (key !== undefined) sharing.set(key, [name]);
    const size = get_torch_storage_size(tensor);
    total += size;
    if (size > most) {
      shards.push([name]);
      continue;
    }
    if (filled + size > most) {
      shards.push(open);
      open = [];
      filled = 0;
    }
    open.push(name);
    filled += size;
  }
  if (open.length > 0) shards.push(open);
  const shardOf = new Map(shards.flatMap((shard) => shard.map((name) => [name, shard])));
  for (const [first, ...others] of sharing.values()) shardOf.get(first!)!.push(...others);
  const fileOf = (i: number): string => fileNamed(filename_pattern, suffixOf(i, shards.length));
  return new StateDictSplit(total, new Map(shards.map((shard, i) => [fileOf(i), shard])));
});

const five = (n: number): string => String(n).padStart(5, '0');

const suffixOf = (i: number, count: number): string => (count === 1 ? '' : `-${five(i + 1)}-of-${five(count)}`);
