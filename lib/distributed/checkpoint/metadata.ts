/** What the metadata of a distributed checkpoint consist of (`torch.distributed.checkpoint.metadata`). */
import { float32, type dtype } from '../../values/dtype.js';
import type { Size } from '../../values/size.js';

/** A part of a tensor: where it begins in it, and how large it is (`ChunkStorageMetadata`). */
export class ChunkStorageMetadata {
  /** Where it begins in the tensor, by dimension. */
  declare offsets: Size;
  /** How large it is, by dimension. */
  declare sizes: Size;
}

/** How a tensor was made (`TensorProperties`). */
export class TensorProperties {
  dtype: dtype = float32;
  /** Whether the tensor wanted a gradient. */
  requires_grad = false;
  /** Whether it lay in pinned memory. */
  pin_memory = false;
  /** Its strides, in elements; null where they were not saved. */
  strides: readonly number[] | null = null;
}

/** A tensor, and the parts that it was saved in (`TensorStorageMetadata`). */
export class TensorStorageMetadata {
  /** How the tensor was made. */
  declare properties: TensorProperties;
  declare size: Size;
  /** The parts that it was saved in, which together are all of it. */
  declare chunks: ChunkStorageMetadata[];
}

/** A value that is no tensor (`BytesStorageMetadata`). */
export class BytesStorageMetadata {}

/** Which checkpoint this is (`StorageMeta`). */
export class StorageMeta {
  /** The folder that it was saved to. */
  checkpoint_id: string | null = null;
  /** A random name of the saving, another each time. */
  save_id: string | null = null;
  /** A name of a loading; null in what is saved here. */
  load_id: string | null = null;
  modules: string[] = [];
}

/** Names a part: of which tensor, and where it begins in it; no offset for what is no tensor (`MetadataIndex`). */
export class MetadataIndex {
  /** The flat name of the value. */
  declare fqn: string;
  /** Where the part begins in the tensor, by dimension; null for what is no tensor. */
  offset: Size | null = null;
  /** The place of the part among those of the tensor, as a hint; null where it is not known. */
  index: number | null = null;
}

/** Where the bytes of a part lie (`_StorageInfo`). */
export class StorageInfo {
  /** The file, within the folder of the checkpoint. */
  declare relative_path: string;
  /** The byte of the file where it begins. */
  declare offset: number;
  /** How many bytes it has. */
  declare length: number;
  /** What the bytes were written through, such as a compression; null if through nothing. */
  transform_descriptors: readonly string[] | null = null;
}

/** Where a value was in the nested state dict: names, and places in lists. */
export type ObjectPath = readonly (string | number)[];

/** All that `.metadata` says (`torch.distributed.checkpoint.Metadata`). */
export class Metadata {
  /** By the flat names of the values. */
  declare state_dict_metadata: Record<string, TensorStorageMetadata | BytesStorageMetadata>;
  /** Where each value was before it got a flat name; null if nothing was nested. */
  planner_data: Record<string, ObjectPath> | null = null;
  /** Where the bytes of each part lie. */
  declare storage_data: Map<MetadataIndex, StorageInfo>;
  /** Which checkpoint this is; null where the file does not say. */
  storage_meta: StorageMeta | null = null;
  /** The version of the format; null where the file does not say. */
  version: string | null = null;
}
