// Downloads packages with the user's own pip: it knows their proxies, mirrors, certificates and hashes.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { megabytes, Progress } from './progress.mjs';

const python = () => process.env.NODETORCH_PYTHON || 'python3';

/** Why a download did not happen: one line for the table. `reason` is one of no-pip, no-match, other. */
export class PipFailed extends Error {
  constructor(message, reason = 'other') {
    super(message);
    this.reason = reason;
  }
}

function sizeOf(folder) {
  let total = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    // pip moves and removes files while we look.
    if (entry.isDirectory()) total += fs.existsSync(file) ? sizeOf(file) : 0;
    else total += fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }
  return total;
}

function tolerantSizeOf(folder) {
  try {
    return sizeOf(folder);
  } catch {
    return 0;
  }
}

const UNITS = { bytes: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** pip announces each file: "Downloading torch-2.15.0-…whl (539.0 MB)". */
function announcedSize(line) {
  const [, number, unit] = line.match(/^\s*Downloading .*\(([\d.]+) (bytes|kB|MB|GB)\)/) ?? [];
  return number ? Number(number) * UNITS[unit] : 0;
}

/** pip's last words on what went wrong, without its advice to upgrade itself. */
function lastWords(stderr) {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line && !/new release|notice\]|To update/.test(line));
  const retries = lines.filter((line) => /^WARNING: Retrying|timed out|Connection broken/.test(line));
  const errors = lines.filter((line) => /^ERROR:|Errno|No module named/.test(line));
  const mismatch = lines.find((line) => /DO NOT MATCH THE HASHES/.test(line));
  if (mismatch) return 'what came does not have the SHA-256 that the index tells';
  const words = [...errors.slice(-2), ...(errors.some((line) => /from versions: none/.test(line)) ? retries.slice(-1) : [])];
  const text = (words.length > 0 ? words : lines.slice(-1)).join(' / ').replaceAll('ERROR: ', '');
  return text.length > 300 ? `${text.slice(0, 300)} …` : text;
}

function classify(stderr) {
  if (/No module named pip|ENOENT/.test(stderr)) return 'no-pip';
  return /No matching distribution|from versions/.test(stderr) ? 'no-match' : 'other';
}

/**
 * `pip download` of `requirements` into the folder `dest`; `temporary` is where pip unpacks (it lies on the same disk).
 * `args` go to pip. Throws PipFailed.
 */
export async function pipDownload(requirements, { dest, temporary, args = [], title }) {
  fs.mkdirSync(dest, { recursive: true });
  fs.mkdirSync(temporary, { recursive: true });
  const command = ['-m', 'pip', '--disable-pip-version-check', '--no-input', 'download', '--only-binary=:all:', '--no-cache-dir',
    '--progress-bar', 'off', '--dest', dest, ...args, ...requirements];
  const env = { ...process.env, TMPDIR: temporary, PYTHONUNBUFFERED: '1', PIP_ROOT_USER_ACTION: 'ignore' };
  const child = spawn(python(), command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);

  const progress = new Progress(title);
  let [stderr, expected, tooSmall] = ['', 0, ''];
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  child.stdout.setEncoding('utf8').on('data', (text) => {
    for (const line of text.split('\n')) {
      const size = announcedSize(line);
      expected += size;
      const { bavail, bsize } = fs.statfsSync(dest);
      if (size > bavail * bsize) {
        tooSmall = `disk full: ${megabytes(size)} to download, ${megabytes(bavail * bsize)} free in ${dest}`;
        stop();
      }
    }
  });
  const watch = setInterval(() => {
    const done = tolerantSizeOf(temporary) + tolerantSizeOf(dest);
    progress.update(expected > 0 ? `${megabytes(done)} of ${megabytes(expected)}` : 'asking');
  }, 500);
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      stderr += error.code === 'ENOENT' ? `ENOENT: no ${python()} on PATH` : error.message;
      resolve(1);
    });
    child.on('close', resolve);
  });
  clearInterval(watch);
  process.removeListener('exit', stop);
  if (code !== 0) {
    const words = tooSmall || lastWords(stderr) || `pip ended with ${code ?? 'a signal'}`;
    progress.end('failed');
    throw new PipFailed(words, classify(stderr));
  }
  progress.end(megabytes(tolerantSizeOf(dest)));
}
