/** `torch.utils.serialization.config`: what `torch.load` and `torch.save` do where a call does not say. */
import type { LoadEndianness } from './load_endianness.js';

/** What {@link load} holds. */
export interface LoadConfig {
  /** Whether files are mapped where a call does not say. */
  mmap: boolean;
  /** The order of bytes for files that do not name it; null is this machine's. */
  endianness: LoadEndianness | null;
  /** How files are mapped: 1 shared, 2 private. */
  mmap_flags: number;
  /** Whether the places of storages in a mapped file are computed, in place of reading a header before each. */
  calculate_storage_offsets: boolean;
}

/** What {@link save} holds. */
export interface SaveConfig {
  /** Whether checksums are written. */
  compute_crc32: boolean;
  /** Whether storages of GPUs go through pinned memory on their way to a file. */
  use_pinned_memory_for_d2h: boolean;
  /** Where every record begins: a multiple of this. */
  storage_alignment: number;
}

/** What `torch.load` goes by (`torch.utils.serialization.config.load`); other names cannot be set. */
export const load: LoadConfig = Object.seal({
  mmap: false, endianness: null, mmap_flags: 2, calculate_storage_offsets: false,
});

/** What `torch.save` goes by (`torch.utils.serialization.config.save`); other names cannot be set. */
export const save: SaveConfig = Object.seal({
  compute_crc32: true, use_pinned_memory_for_d2h: false, storage_alignment: 64,
});
