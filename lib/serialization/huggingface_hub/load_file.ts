/** `huggingface_hub.load_state_dict_from_file`. */
import { statSync } from 'node:fs';
import { signature } from '../../arguments/signature.js';
import { FileNotFoundError, OSError, ValueError } from '../../values/errors.js';
import type { DeviceLike } from '../../values/device.js';
import { load } from '../load.js';
import type { MapLocation } from '../map_location.js';
import { openFile, type Backend } from '../safetensors/files.js';
import { pathOf } from '../sources.js';

export type { MapLocation };

export const isSafetensors = (file: string): boolean => file.toLowerCase().endsWith('.safetensors');

/**
 * Reads one file of a checkpoint, as safetensors; with `safe` false a file of another ending as `torch.load` does
 * (`huggingface_hub.load_state_dict_from_file`). Throws a FileNotFoundError for a file that is not there, a ValueError
 * for one that is no safetensors file though it should be, an OSError for one of another framework.
 */
export const load_state_dict_from_file = signature(`load_state_dict_from_file(
  checkpoint_file: str | URL, map_location: MapLocation = None, weights_only: bool = True, mmap: bool = False, *,
  safe: bool = True) -> object`).define((checkpoint_file, map_location, weights_only, mmap, safe) => {
  const file = pathOf(checkpoint_file)!;
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new FileNotFoundError(`No checkpoint file found at '${file}'. Please verify the path is correct and the file ` +
      'has been properly downloaded.');
  }
  return loadFile(file, { map_location, weights_only, mmap, safe, backend: 'pread' });
});

/** How one file of a checkpoint is read. */
export interface LoadFileOptions {
  readonly map_location: MapLocation | null;
  readonly weights_only: boolean;
  readonly mmap: boolean;
  readonly safe: boolean;
  /** How a safetensors file is read. */
  readonly backend: Backend;
}

/** The tensors of a file that is there. */
export function loadFile(file: string, { map_location, weights_only, mmap, safe, backend }: LoadFileOptions): object {
  if (!safe && !isSafetensors(file)) return load(file, { map_location, weights_only, mmap }) as object;
  try {
    return safetensors(file, map_location, backend);
  } catch (error) {
    if (!safe || error instanceof OSError) throw error;
    throw new ValueError(`Cannot load '${file}' as safetensors. If this is a pickle checkpoint, pass \`safe=False\` to ` +
      'allow it (this executes arbitrary code at load time).', { cause: error });
  }
}

function safetensors(file: string, map_location: MapLocation | null, backend: Backend): object {
  const device = map_location === null || String(map_location) === 'meta' ? 'cpu' : (map_location as DeviceLike);
  const open = openFile(file, device, backend);
  try {
    const { metadata } = open.header;
    if (metadata !== null && !['pt', 'mlx'].includes(metadata['format'] ?? '')) {
      throw new OSError(`The safetensors archive passed at ${file} does not contain the valid metadata. Make sure you save ` +
        'your model with the `save_torch_model` method.');
    }
    return open.tensors();
  } finally {
    open.close();
  }
}
