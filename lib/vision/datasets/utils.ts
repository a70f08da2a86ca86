/** Files of datasets: fetched, checked, unpacked (`torchvision.datasets.utils`). */
import { createHash } from 'node:crypto';
import {
  closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { RuntimeError } from '../../values/errors.js';
import { signature } from '../../arguments/signature.js';
import { download, type Failure } from '../../hub/download.js';
import { replaceFile } from '../../serialization/replace_file.js';
import { tarEntries } from './tar.js';

/** The MD5 sum of a file, in hexadecimal. */
export const calculate_md5 = signature('calculate_md5(fpath: str, chunk_size: int = 1048576) -> str').define((
  fpath, chunk_size,
) => {
  const sum = createHash('md5');
  const chunk = Buffer.alloc(chunk_size);
  const file = openSync(fpath, 'r');
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) sum.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return sum.digest('hex');
});

/** Whether a file has an MD5 sum. */
export const check_md5 = signature('check_md5(fpath: str, md5: str) -> bool').define((fpath, md5) =>
  calculate_md5(fpath) === md5);

/** Whether a file exists, and has the MD5 sum if one is given. */
export const check_integrity = signature('check_integrity(fpath: str, md5: str = None) -> bool').define((fpath, md5) => {
  if (statSync(fpath, { throwIfNoEntry: false })?.isFile() !== true) return false;
  return md5 === null || check_md5(fpath, md5);
});

/**
 * Fetches a file into `root`, unless it is there and whole (`torchvision.datasets.utils.download_url`). Several
 * addresses are tried in turn, before them that of the mirror in the environment variable NODETORCH_MIRROR, if set. A
 * transfer that broke off goes on where it stopped, also in a later run; progress is shown on a terminal. This thread
 * waits. `filename` is what the file is called in `root`, the last part of the address if not given. Throws a
 * RuntimeError that says what became of each address.
 */
export const download_url = signature(
  'download_url(url: str | Sequence[str], root: str, filename: str = None, md5: str = None) -> void').define((
  url, root, name, md5,
) => {
  const urls = typeof url === 'string' ? [url] : [...url];
  const filename = name ?? nameIn(url);
  const path = join(root, filename);
  if (check_integrity(path, md5)) return;
  mkdirSync(root, { recursive: true });
  const { NODETORCH_MIRROR: mirror } = process.env;
  if (mirror) urls.unshift(`${mirror.replace(/\/?$/, '/')}${filename}`);
  const failures = download({
    urls, path, digest: md5 === null ? null : { algorithm: 'md5', prefix: md5 }, agent: 'nodetorch', progress: 'terminal',
  });
  if (failures.length > 0) throw new RuntimeError(`Error downloading ${filename}:\n${failures.map(told).join('')}`);
});

const told = ({ url, message }: Failure): string => `Tried ${url}, got:\n${message}\n`;

/** The last part of an address, or of the first of several. */
function nameIn(url: string | readonly string[]): string {
  return basename(new URL(typeof url === 'string' ? url : url[0]!).pathname);
}

/**
 * Unpacks .gz, .tar, .tar.gz and .tgz into a folder, beside the archive if none is given
 * (`torchvision.datasets.utils.extract_archive`). Files appear when they are complete. Throws a RuntimeError for other
 * kinds, for a damaged archive, and for one with a file that would lie outside the folder.
 */
export const extract_archive = signature(
  'extract_archive(from_path: str, to_path: str = None, remove_finished: bool = False) -> str').define((
  from_path, given, remove_finished,
) => {
  const to_path = given ?? dirname(from_path);
  const name = basename(from_path);
  const packed = /\.(gz|tgz)$/.test(name);
  const archive = /\.(tar|tar\.gz|tgz)$/.test(name);
  if (!packed && !archive) throw new RuntimeError(`Unknown compression or archive type: '${name}'`);
  const bytes = packed ? unpacked(from_path) : readFileSync(from_path);
  const target = archive ? to_path : join(to_path, name.replace(/\.gz$/, ''));
  if (!archive) writeWhole(target, bytes);
  else for (const entry of tarEntries(bytes, from_path)) writeWhole(join(to_path, entry.name), entry.data);
  if (remove_finished) rmSync(from_path);
  return target;
});

function unpacked(path: string): Uint8Array {
  try {
    return gunzipSync(readFileSync(path));
  } catch (error) {
    throw new RuntimeError(`${path} is corrupt: it cannot be unpacked (${(error as Error).message}). Delete it and ` +
      'get it again, with { download: true } for instance');
  }
}

function writeWhole(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, (handle) => writeFileSync(handle, bytes));
}

/** {@link download_url}, then {@link extract_archive}. */
export const download_and_extract_archive = signature(`download_and_extract_archive(
  url: str | Sequence[str], download_root: str, extract_root: str = None, filename: str = None, md5: str = None,
  remove_finished: bool = False) -> void`).define((
  url, download_root, extract_root, name, md5, remove_finished,
) => {
  const filename = name ?? nameIn(url);
  download_url(url, download_root, filename, md5);
  extract_archive(join(download_root, filename), extract_root ?? download_root, remove_finished);
});
