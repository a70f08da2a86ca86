// node download_child.mjs ADDRESS FILE: downloads into FILE, going on where it ends if it is a part of the same file
// (FILE.json has the mark by which the server tells). A failure is one line on stdout and exit code 1.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { megabytes, Progress } from './progress.mjs';

const TRIES = 3;
/** A server that sends nothing for so long is given up. */
const SILENCE_MS = Number(process.env.NODETORCH_DOWNLOAD_TIMEOUT || 60) * 1000;

class Refused extends Error {}

const sizeOf = (file) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function markOf(file) {
  try {
    return JSON.parse(fs.readFileSync(`${file}.json`, 'utf8')).mark;
  } catch {
    return undefined;
  }
}

/** A strong mark of the file's content: W/ marks are of what is alike, not the same. */
const markIn = ({ headers }) => [headers.get('etag'), headers.get('last-modified')].find((mark) => mark && !mark.startsWith('W/'));

function request(address, file) {
  const url = new URL(address);
  const headers = {};
  if (url.username) {
    const words = [url.username, url.password].map(decodeURIComponent).join(':');
    headers.authorization = `Basic ${Buffer.from(words).toString('base64')}`;
    url.username = url.password = '';
  }
  const [size, mark] = [sizeOf(file), markOf(file)];
  if (size > 0 && mark) Object.assign(headers, { range: `bytes=${size}-`, 'if-range': mark });
  return [url, headers];
}

/** One try; throws Refused where another one is of no use. */
async function once(address, file, progress) {
  const [url, headers] = request(address, file);
  const silence = new AbortController();
  const arm = () => setTimeout(() => silence.abort(new Error(`nothing came for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
  let timer = arm();
  try {
    const response = await fetch(url, { headers, signal: silence.signal });
    const [, all] = response.headers.get('content-range')?.match(/\/(\d+)$/) ?? [];
    if (response.status === 416 && Number(all) === sizeOf(file)) return; // all of it was there
    if (!response.ok) {
      fs.rmSync(file, { force: true });
      throw new Refused(`the server answers ${response.status} ${response.statusText}`.trim());
    }
    const goesOn = response.status === 206;
    const before = goesOn ? sizeOf(file) : 0;
    const coming = Number(response.headers.get('content-length') ?? NaN);
    const { bavail, bsize } = fs.statfsSync(path.dirname(file));
    if (coming > bavail * bsize) {
      throw new Refused(`disk full: ${megabytes(coming)} to download, ${megabytes(bavail * bsize)} free in ${path.dirname(file)}`);
    }
    const mark = markIn(response);
    fs.rmSync(`${file}.json`, { force: true });
    const handle = fs.openSync(file, goesOn ? 'a' : 'w');
    if (mark) fs.writeFileSync(`${file}.json`, JSON.stringify({ mark }));
    let done = before;
    try {
      for await (const chunk of response.body) {
        clearTimeout(timer);
        timer = arm();
        fs.writeSync(handle, chunk);
        done += chunk.length;
        progress.update(`${megabytes(done)}${coming > 0 ? ` of ${megabytes(before + coming)}` : ''}`);
      }
    } finally {
      fs.closeSync(handle);
    }
    if (coming > 0 && done < before + coming) throw new Error(`it broke off after ${megabytes(done)}`);
  } finally {
    clearTimeout(timer);
  }
}

const isFinal = (error) => error instanceof Refused || error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG';

async function download(address, file) {
  const progress = new Progress(`downloading ${path.basename(new URL(address).pathname)}`);
  for (let tries = 1; ; tries++) {
    try {
      await once(address, file, progress);
      return progress.end(megabytes(sizeOf(file)));
    } catch (error) {
      if (tries === TRIES || isFinal(error)) {
        progress.end('failed');
        throw error;
      }
      await sleep(500 * tries);
    }
  }
}

const [address, file] = process.argv.slice(2);
try {
  await download(address, file);
} catch (error) {
  const kept = sizeOf(file) > 0 && markOf(file) ? `; ${megabytes(sizeOf(file))} are kept, and the same command goes on from there` : '';
  const why = ['ENOSPC', 'EDQUOT'].includes(error.code) ? `disk full: ${error.message}` : error.cause?.message ?? error.message;
  process.stdout.write(`${why}${kept}\n`);
  process.exitCode = 1;
}
