import { ValueError } from '../values/errors.js';
import { fullName, isAllowed } from './globals.js';
import { Unpickler } from './pickle/unpickler.js';
import { PickleGlobal } from './pickle/global.js';
import { openSource, type LoadSource } from './sources.js';
import { StorageType } from './storage_types.js';
import { isZip, ZipReader } from './zip_reader.js';

/**
 * The full names in a file that `torch.load` would refuse, without loading it
 * (`torch.serialization.get_unsafe_globals_in_checkpoint`). Throws a ValueError for the format before PyTorch 1.6.
 */
export function get_unsafe_globals_in_checkpoint(f: LoadSource): string[] {
  const source = openSource(f);
  try {
    if (!isZip(source)) throw new ValueError('Expected input to be a checkpoint returned by torch.save');
    const found = new Set<string>();
    // In a dry run nothing is called, so anything may stand for what a name means.
    const find_class = (module: string, name: string): unknown => {
      found.add(fullName(module, name));
      return name.endsWith('Storage') ? new StorageType(undefined) : anything;
    };
    new Unpickler(new ZipReader(source).read('data.pkl'), {
      find_class, persistent_load: () => null, build: () => true, dry: true,
    }).load();
    return [...found].filter((name) => !isAllowed(name)).sort();
  } finally {
    source.close();
  }
}

const nothing = (): null => null;
const anything = new PickleGlobal('', nothing, nothing);
