/** Checkpoints in one file, or in several with an index, as Hugging Face has them (`huggingface_hub`). */
export { load_torch_model } from './load.js';
export { load_state_dict_from_file } from './load_file.js';
export { save_torch_model, save_torch_state_dict } from './save.js';
export type { CheckpointMetadata } from './save.js';
export { sharded_open, ShardedCheckpoint } from './sharded.js';
export {
  get_torch_storage_id, get_torch_storage_size, split_torch_state_dict_into_shards, StateDictSplit,
} from './split.js';
export type { ShardSize, StorageKey, TensorsByName } from './split.js';
