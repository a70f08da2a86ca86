/** `huggingface_hub.load_torch_model`. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { copied, reading } from '../../addon/reading.js';
import { signature } from '../../arguments/signature.js';
import { IncompatibleKeys, type Module } from '../../nn/module.js';
import { warn } from '../../python/warnings.js';
import { py_repr } from '../../python/repr.js';
import { FileNotFoundError, RuntimeError, ValueError } from '../../values/errors.js';
import type { MapLocation } from '../map_location.js';
import { pathOf } from '../sources.js';
import { isSafetensors, loadFile, type LoadFileOptions } from './load_file.js';
import { indexFile, patternIn, readIndex } from './sharded.js';
import { fileNamed } from './split.js';

export type { MapLocation };

/**
 * Loads a checkpoint into a module: a file, a folder with one file, or with several and an index
 * (`huggingface_hub.load_torch_model`), file after file, so that no more than one is in memory beside the module. With
 * `strict` names that are missing or too many are a RuntimeError, after loading, as in Python. `safe` false allows
 * files of `torch.save`. Gives what `load_state_dict` gives.
 */
export const load_torch_model = signature(`load_torch_model(
  model: Module, checkpoint_path: str | URL, *, strict: bool = False, safe: bool = True, weights_only: bool = True,
  map_location: MapLocation = None, mmap: bool = False, filename_pattern: str = None) -> IncompatibleKeys`).define((
  model, checkpoint_path, strict, safe, weights_only, map_location, mmap, filename_pattern,
) => {
  const place = pathOf(checkpoint_path)!;
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) throw new FileNotFoundError(`Checkpoint path ${place} does not exist`);
  const loadOne = (file: string): IncompatibleKeys => reading(() => {
    const { keys } = loadInto(model as Module, file, { map_location, weights_only, safe, mmap, strict });
    copied();
    return keys;
  });
  if (stat.isFile()) return loadOne(place);
  if (filename_pattern !== null && safe && !isSafetensors(fileNamed(filename_pattern, ''))) {
    throw new ValueError(`\`filename_pattern=${py_repr(filename_pattern)}\` does not describe safetensors files but ` +
      '`safe=True`. Pass `safe=False` to explicitly allow loading pickled weights (this executes arbitrary code at load ' +
      'time).');
  }
  const pattern = patternIn(place, filename_pattern, safe);
  if (existsSync(indexFile(place, pattern))) {
    return loadShards(model as Module, place, pattern, { strict, weights_only, safe });
  }
  const only = onlyFile(place, safe);
  if (only !== undefined) return loadOne(path.join(place, only));
  throw new ValueError(`Directory '${place}' does not contain a valid checkpoint. Expected either a sharded checkpoint with ` +
    'an index file, or a single model file.');
});

function onlyFile(folder: string, safe: boolean): string | undefined {
  const names = readdirSync(folder);
  const ending = (end: string): string[] => names.filter((name) => name.endsWith(end));
  const found = ending('.safetensors').length === 1 || safe ? ending('.safetensors') : ending('.bin');
  return found.length === 1 ? found[0] : undefined;
}

interface IntoOptions extends Omit<LoadFileOptions, 'backend'> {
  readonly strict: boolean;
}

interface Loaded {
  readonly keys: IncompatibleKeys;
  /** The names of the tensors in the file. */
  readonly names: readonly string[];
}

/** Loads one file: it is mapped, and copied into the module at once. */
function loadInto(model: Module, file: string, { strict, ...options }: IntoOptions): Loaded {
  const tensors = loadFile(file, { ...options, backend: 'mmap' });
  const keys = model.load_state_dict(tensors as Record<string, unknown>, { strict });
  const names = tensors instanceof Map ? (tensors as Map<string, unknown>).keys() : Object.keys(tensors);
  return { keys, names: [...names] };
}

function loadShards(
  model: Module, folder: string, pattern: string,
  { strict, weights_only, safe }: { strict: boolean; weights_only: boolean; safe: boolean },
): IncompatibleKeys {
  const { weight_map } = readIndex(indexFile(folder, pattern), pattern);
  const loaded = new Set<string>();
  reading(() => {
    for (const shard of new Set(weight_map.values())) {
      const { names } = loadInto(model, path.join(folder, shard), {
        map_location: 'cpu', weights_only, safe, mmap: false, strict: false,
      });
      names.forEach((name) => loaded.add(name));
      copied();
    }
  });
  const strangers = [...loaded].filter((name) => !weight_map.has(name)).sort();
  if (strangers.length > 0) warn('UserWarning', `Shard files contain tensors absent from the index: ${py_repr(strangers)}`);
  const names = [...model.state_dict().keys()];
  const known = new Set(names);
  const missing = names.filter((name) => !loaded.has(name));
  const unexpected = [...loaded].filter((name) => !known.has(name));
  if (strict && missing.length + unexpected.length > 0) throw notStrict(model, missing, unexpected);
  return new IncompatibleKeys(missing, unexpected);
}

function notStrict(model: Module, missing: readonly string[], unexpected: readonly string[]): RuntimeError {
  const list = (names: readonly string[]): string => [...names].sort().map((name) => `"${name}"`).join(',');
  return new RuntimeError(`Error(s) in loading state_dict for ${model.constructor.name}` +
    (missing.length > 0 ? `\nMissing key(s): ${list(missing)}.` : '') +
    (unexpected.length > 0 ? `\nUnexpected key(s): ${list(unexpected)}.` : ''));
}
