/** Checkpoints of many processes, read and written by one (`torch.distributed.checkpoint`). */
export { load, save } from './checkpoint.js';
export type { NestedStateDict, Stateful } from './checkpoint.js';
export * as format_utils from './format_utils.js';
export {
  BytesStorageMetadata, ChunkStorageMetadata, Metadata, MetadataIndex, StorageMeta, TensorProperties,
  TensorStorageMetadata,
} from './metadata.js';
export type { ObjectPath } from './metadata.js';
export * as state_dict_loader from './state_dict_loader.js';
