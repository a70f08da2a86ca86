/** What the metadata of a distributed checkpoint consist of (`torch.distributed.checkpoint.metadata`). */
import { float32, type dtype } from '../../values/dtype.js';
import type { Size } from '../../values/size.js';

/** A part of a tensor: where it begins in it, and how large it is (`ChunkStorageMetadata`). */
export class ChunkStorageMetadata {
  declare offsets: Size;
  declare sizes: Size;
}

/** How a tensor was made (`TensorProperties`). */
export class TensorProperties {
  dtype: dtype = float32;
  requires_grad = false;
  pin_memory = false;
  strides: readonly number[] | null = null;
}

/** A tensor, and the parts that it was saved in (`TensorStorageMetadata`). */
export class TensorStorageMetadata {
  declare properties: TensorProperties;
  declare size: Size;
  declare chunks: ChunkStorageMetadata[];
}

/** A value that is no tensor (`BytesStorageMetadata`). */
export class BytesStorageMetadata {}

/** Which checkpoint this is (`StorageMeta`). */
export class StorageMeta {
  checkpoint_id: string | null = null;
  save_id: string | null = null;
  load_id: string | null = null;
  modules: string[] = [];
}

/** Names a part: of which tensor, and where it begins in it; no offset for what is no tensor (`MetadataIndex`). */
export class MetadataIndex {
  declare fqn: string;
  offset: Size | null = null;
  index: number | null = null;
}

/** Where the bytes of a part lie (`_StorageInfo`). */
export class StorageInfo {
  declare relative_path: string;
  declare offset: number;
  declare length: number;
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
  declare storage_data: Map<MetadataIndex, StorageInfo>;
  storage_meta: StorageMeta | null = null;
  version: string | null = null;
}
