// Downloads packages with the user's own pip: it knows their proxies, mirrors, certificates and hashes.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { megabytes, Progress } from './progress.mjs';
import { pythonCommand } from '../../lib/addon/installed/platform.mjs';

/** Why a download did not happen. `reason`: no-pip, other-python (wheels, but none for this one), other. */
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

/** Why pip failed, in one line. Its stderr has the end of the story, its log the reason. */
function lastWords(stderr, log) {
  if (/DO NOT MATCH THE HASHES/.test(stderr)) return 'what came does not have the SHA-256 that the index tells';
  const lines = stderr.split('\n').map((line) => line.trim()).filter(Boolean);
  if (/^Traceback /m.test(stderr)) return lines.at(-1).replace(/^[\w.]*\.(\w+): /, '$1: ');
  const errors = lines.filter((line) => /^ERROR:|Errno|No module named|ENOENT/.test(line)).slice(-2);
  const unreachable = log.match(/Could not fetch URL (\S+): (.*?)( - skipping)?$/m);
  const reason = unreachable && `${unreachable[1]} ${unreachable[2].replace(/^.*Caused by (.*)\)$/, '$1').replace(/<.*?>:? ?/g, '')}`;
  const text = (reason ? [reason] : errors.length > 0 ? errors : lines.slice(-1)).join(' / ').replaceAll('ERROR: ', '');
  return text.length > 300 ? `${text.slice(0, 300)} …` : text;
}

function classify(stderr, log) {
  if (/No module named pip|ENOENT: no/.test(stderr)) return 'no-pip';
  return /No matching distribution/.test(stderr) && /none of the wheel's tags/.test(log) ? 'other-python' : 'other';
}

/**
 * `pip download` of `requirements` into the folder `dest`; `temporary` is where pip unpacks (it lies on the same disk).
 * `args` go to pip. Throws PipFailed.
 */
export async function pipDownload(requirements, { dest, temporary, args = [], title }) {
  fs.mkdirSync(dest, { recursive: true });
  fs.mkdirSync(temporary, { recursive: true });
  const logFile = path.join(temporary, 'pip.log');
  fs.rmSync(logFile, { force: true });
  const command = ['-m', 'pip', '--disable-pip-version-check', '--no-input', '--log', logFile, 'download', '--no-cache-dir',
    '--only-binary=:all:', '--progress-bar', 'off', '--dest', dest, ...args, ...requirements];
  const env = { ...process.env, TMPDIR: temporary, PYTHONUNBUFFERED: '1', PIP_ROOT_USER_ACTION: 'ignore' };
  const child = spawn(pythonCommand(), command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
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
    const done = tolerantSizeOf(temporary) + tolerantSizeOf(dest); // twice the file, while pip copies it
    progress.update(expected > 0 ? `${megabytes(Math.min(done, expected))} of ${megabytes(expected)}` : 'asking');
  }, 500);
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      stderr += error.code === 'ENOENT' ? `ENOENT: no ${pythonCommand()} on PATH` : error.message;
      resolve(1);
    });
    child.on('close', resolve);
  });
  clearInterval(watch);
  process.removeListener('exit', stop);
  if (code !== 0) {
    progress.end('failed');
    const log = fs.existsSync(logFile) ? fs.readFileSync(logFile, 'utf8') : '';
    throw new PipFailed(tooSmall || lastWords(stderr, log) || `pip ended with ${code ?? 'a signal'}`, classify(stderr, log));
  }
  progress.end(megabytes(tolerantSizeOf(dest)));
}
