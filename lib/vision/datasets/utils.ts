/** Files of datasets: fetched, checked, unpacked (`torchvision.datasets.utils`). */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { RuntimeError } from '../../values/errors.js';
import { optionsOf } from '../../arguments/named.js';
import { replaceFile } from '../../serialization/replace_file.js';
import { tarEntries } from './tar.js';

/** The MD5 sum of a file, in hexadecimal. */
export function calculate_md5(path: string, chunk_size = 1024 * 1024): string {
  const sum = createHash('md5');
  const chunk = Buffer.alloc(chunk_size);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) sum.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return sum.digest('hex');
}

/** Whether a file has an MD5 sum. */
export function check_md5(path: string, md5: string): boolean {
  return calculate_md5(path) === md5;
}

/** Whether a file exists, and has the MD5 sum if one is given. */
export function check_integrity(path: string, md5: string | null = null): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  return md5 === null || check_md5(path, md5);
}

export interface DownloadOptions {
  /** What the file is called in `root`; the last part of the address if not given. */
  readonly filename?: string;
  readonly md5?: string | null;
}

/**
 * Fetches a file into `root`, unless it is there and whole (`torchvision.datasets.utils.download_url`). Several
 * addresses are tried in turn, before them that of the mirror in the environment variable NODETORCH_MIRROR, if set. A
 * transfer that broke off goes on where it stopped, also in a later run; progress is shown on a terminal. This thread
 * waits. Throws a RuntimeError that says what became of each address.
 */
export function download_url(url: string | readonly string[], root: string, options?: DownloadOptions): void {
  const urls = typeof url === 'string' ? [url] : [...url];
  const { filename = basename(new URL(urls[0]!).pathname), md5 = null } = optionsOf(
    'download_url', options, ['filename', 'md5']);
  const path = join(root, filename);
  if (check_integrity(path, md5)) return;
  mkdirSync(root, { recursive: true });
  const { NODETORCH_MIRROR: mirror } = process.env;
  if (mirror) urls.unshift(`${mirror.replace(/\/?$/, '/')}${filename}`);
  const script = fileURLToPath(new URL('./downloader.js', import.meta.url));
  const { status, stdout, error } = spawnSync(process.execPath, [script, JSON.stringify({ urls, path, md5 })], {
    stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', env: { ...process.env, NODE_USE_ENV_PROXY: '1' },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new RuntimeError(`Error downloading ${filename}:\n${stdout}`);
}

/**
 * Unpacks .gz, .tar, .tar.gz and .tgz into a folder, beside the archive if none is given
 * (`torchvision.datasets.utils.extract_archive`). Files appear when they are complete. Throws a RuntimeError for other
 * kinds, for a damaged archive, and for one with a file that would lie outside the folder.
 */
export function extract_archive(from_path: string, to_path: string = dirname(from_path)): void {
  const name = basename(from_path);
  const packed = /\.(gz|tgz)$/.test(name);
  const archive = /\.(tar|tar\.gz|tgz)$/.test(name);
  if (!packed && !archive) throw new RuntimeError(`Unknown compression or archive type: '${name}'`);
  const bytes = packed ? unpacked(from_path) : readFileSync(from_path);
  if (!archive) return writeWhole(join(to_path, name.replace(/\.gz$/, '')), bytes);
  for (const entry of tarEntries(bytes, from_path)) writeWhole(join(to_path, entry.name), entry.data);
}

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
export function download_and_extract_archive(
  url: string | readonly string[], download_root: string,
  options?: DownloadOptions & { readonly extract_root?: string; readonly remove_finished?: boolean },
): void {
  const first = typeof url === 'string' ? url : url[0]!;
  const {
    filename = basename(new URL(first).pathname), md5 = null, extract_root = download_root, remove_finished = false,
  } = optionsOf(
    'download_and_extract_archive', options, ['filename', 'md5', 'extract_root', 'remove_finished']);
  download_url(url, download_root, { filename, md5 });
  const archive = join(download_root, filename);
  extract_archive(archive, extract_root);
  if (remove_finished) rmSync(archive);
}
