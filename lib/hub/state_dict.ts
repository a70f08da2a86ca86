/** `torch.hub.load_state_dict_from_url` and `download_url_to_file`. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { signature } from '../arguments/signature.js';
import type { OrderedDict } from '../collections/ordered_dict.js';
import { warn } from '../python/warnings.js';
import { isScript, load } from '../serialization/load.js';
import type { MapLocation } from '../serialization/map_location.js';
import { replaceFile } from '../serialization/replace_file.js';
import { openSource } from '../serialization/sources.js';
import { zipDirectory, type ZipEntry } from '../serialization/zip_directory.js';
import { recordBytes } from '../serialization/zip_record.js';
import type { Tensor } from '../tensor/tensor.js';
import { FileNotFoundError, RuntimeError, ValueError } from '../values/errors.js';
import { expanded, get_dir, warnOfOldVariable } from './dirs.js';
import { download, type Failure } from './download.js';
import { HTTPError, URLError } from './errors.js';

/** Python's words for what keeps a connection from being made. */
const systemErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: '[Errno 111] Connection refused', ENOTFOUND: '[Errno -2] Name or service not known',
  EAI_AGAIN: '[Errno -3] Temporary failure in name resolution', ENETUNREACH: '[Errno 101] Network is unreachable',
  EHOSTUNREACH: '[Errno 113] No route to host', ETIMEDOUT: '[Errno 110] Connection timed out',
  ECONNRESET: '[Errno 104] Connection reset by peer',
};

function errorOf({ url, message, code, status, digest }: Failure, hash_prefix: string | null): Error {
  if (digest !== undefined) return new RuntimeError(`invalid hash value (expected "${hash_prefix}", got "${digest}")`);
  if (status !== undefined) return new HTTPError(message, status, url);
  if (message.startsWith('<urlopen error')) return new URLError(message);
  const known = code === undefined ? undefined : systemErrors[code];
  return new URLError(`<urlopen error ${known ?? message}>`);
}

/** The schemes that are fetched. */
const schemes = new Set(['http:', 'https:', 'file:']);

/**
 * Fetches a file (`torch.hub.download_url_to_file`), by `http:`, `https:` or `file:`. It appears when it is whole, in
 * place of an old one. A transfer that breaks off goes on where it stopped, if the server knows how; with
 * `hash_prefix`, in a later call too. `progress` shows a bar on standard error. This thread waits. Throws a
 * RuntimeError if the SHA-256 sum does not begin so, an {@link HTTPError} or {@link URLError} for what the server or
 * the network says; then nothing has changed.
 */
export const download_url_to_file = signature(`download_url_to_file(
  url: str, dst: str, hash_prefix: str | None = None, progress: bool = True) -> void`).define((
  url, dst, hash_prefix, progress,
) => {
  if (!URL.canParse(url)) throw new ValueError(`unknown url type: '${url}'`);
  const { protocol } = new URL(url);
  if (!schemes.has(protocol)) throw new URLError(`<urlopen error unknown url type: ${protocol.slice(0, -1)}>`);
  const target = expanded(dst);
  const folder = path.dirname(target);
  if (!existsSync(folder)) throw new FileNotFoundError(`[Errno 2] No such file or directory: '${target}'`);
  const [failure] = download({
    urls: [url], path: target, agent: 'torch.hub', progress: progress ? 'always' : 'never',
    digest: hash_prefix === null ? null : { algorithm: 'sha256', prefix: hash_prefix },
  });
  if (failure !== undefined) throw errorOf(failure, hash_prefix);
});

/** The last part of an address without what is asked for, as it stands there. */
const nameIn = (url: string): string =>
  url.replace(/^[a-z][a-z0-9+.-]*:(\/\/[^/?#]*)?/i, '').replace(/[?#].*$/s, '').split('/').at(-1)!.replace(/;.*$/s, '');

export interface StateDictFromUrlOptions {
  /** The folder that the file is kept in: `checkpoints` in {@link get_dir}, if not given. */
  readonly model_dir?: string | null;
  /** Where the tensors go, as for `torch.load`. */
  readonly map_location?: MapLocation | null;
  /** Whether a bar on standard error shows how far it is. */
  readonly progress?: boolean;
  /** Whether the name has the beginning of the SHA-256 sum in it, which must fit: `resnet18-f37072fd.pth`. */
  readonly check_hash?: boolean;
  /** What the file is called in the folder; else as in the address. */
  readonly file_name?: string | null;
  /** Nothing that a file names is ever run; true refuses archives of TorchScript as well. */
  readonly weights_only?: boolean;
}

const takes = signature(`load_state_dict_from_url(
  url: str, model_dir: str | None = None, map_location: MapLocation = None, progress: bool = True,
  check_hash: bool = False, file_name: str | None = None, weights_only: bool = False)`);

/**
 * Loads a file of `torch.save` from an address, or from the folder where an earlier call has put it
 * (`torch.hub.load_state_dict_from_url`): {@link download_url_to_file}, then `torch.load`. Throws what these throw.
 */
export function load_state_dict_from_url<T = OrderedDict<string, Tensor>>(
  url: string, options?: StateDictFromUrlOptions,
): T;
export function load_state_dict_from_url<T = OrderedDict<string, Tensor>>(
  url: string, model_dir?: string | null, map_location?: MapLocation | null, progress?: boolean, check_hash?: boolean,
  file_name?: string | null, weights_only?: boolean,
): T;
export function load_state_dict_from_url(...args: unknown[]): unknown {
  const { url, model_dir, map_location, progress, check_hash, file_name, weights_only } = takes.read(args);
  warnOfOldVariable('TORCH_MODEL_ZOO');
  const folder = model_dir ?? path.join(get_dir(), 'checkpoints');
  mkdirSync(folder, { recursive: true });
  const name = file_name ?? nameIn(url);
  const file = path.join(folder, name);
  if (!existsSync(file)) {
    process.stdout.write(`Downloading: "${url}" to ${file}\n`);
    const hash_prefix = check_hash ? /-([a-f0-9]*)\./.exec(name)?.[1] : undefined;
    download_url_to_file(url, file, { hash_prefix: hash_prefix ?? null, progress });
  }
  const loaded = unzipped(file, folder) ?? file;
  // With false PyTorch would run what the file names. A program of TorchScript is all that this may be here.
  return load(loaded, { map_location, weights_only: !weights_only && isScript(loaded) ? false : null });
}

/** The file in an archive that holds nothing else, unpacked beside it; undefined for all else. */
function unzipped(file: string, folder: string): string | undefined {
  const source = openSource(file);
  try {
    const broken = (why: string): Error => new RuntimeError(`${file} is a damaged zip archive: ${why}`);
    let entries: readonly ZipEntry[];
    try {
      ({ entries } = zipDirectory(source, broken));
    } catch {
      return undefined;
    }
    const [only] = entries;
    if (entries.length !== 1 || only!.name.endsWith('/')) return undefined;
    warn('FutureWarning', 'Falling back to the old format < 1.6. This support will be deprecated in favor of default ' +
      'zipfile format introduced in 1.6. Please redo torch.save() to save it in the new zipfile format.');
    const inside = path.join(folder, checkedName(only!.name));
    const bytes = recordBytes(source, only!, broken);
    mkdirSync(path.dirname(inside), { recursive: true });
    replaceFile(inside, (handle) => writeFileSync(handle, bytes));
    return inside;
  } finally {
    source.close();
  }
}

/** A name must lead to nothing outside the folder. */
function checkedName(name: string): string {
  if (/^[/\\]|^[a-z]:/i.test(name)) throw new ValueError(`Archive entry has absolute path: ${name}`);
  if (path.normalize(name).split(/[/\\]/).includes('..')) {
    throw new ValueError(`Archive entry contains directory traversal: ${name}`);
  }
  return name;
}
