/** Saving and loading (`torch.serialization`). */
export { ByteArray } from '../python/byte_array.js';
export { BytesIO } from './bytes_io.js';
export { PicklingError, UnpicklingError } from './errors.js';
export {
  get_default_load_endianness, get_default_mmap_options, LoadEndianness, set_default_load_endianness,
  set_default_mmap_options,
} from './defaults.js';
export { get_unsafe_globals_in_checkpoint } from './inspect_globals.js';
export { load } from './load.js';
export type { LoadOptions } from './load.js';
export { default_restore_location } from './map_location.js';
export type { MapLocation, MapLocationFunction } from './map_location.js';
export { add_safe_globals, clear_safe_globals, get_safe_globals, safe_globals } from './safe_globals.js';
export type { SafeGlobal } from './safe_globals.js';
export { get_crc32_options, save, set_crc32_options } from './save.js';
export { skip_data } from './skip_data.js';
export type { FileLikeWriter, SaveTarget } from './sinks.js';
export type { FileLikeReader, LoadSource } from './sources.js';
export { UntypedStorage } from '../tensor/storage.js';
export { TypedStorage } from '../tensor/typed_storage.js';
