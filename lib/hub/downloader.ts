/**
 * A program of its own: fetches a file while the program that started it waits. Its argument is a {@link Job} as JSON;
 * what became of each address goes to standard output as JSON, progress to standard error.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync, createReadStream, existsSync, openSync, renameSync, rmSync, statSync, writeSync,
} from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { sync, syncFolder } from '../serialization/replace_file.js';
import { tqdm } from '../tqdm/index.js';
import type { Failure, Job } from './download.js';

const { urls, path, digest, agent, progress } = JSON.parse(process.argv[2]!) as Job;
// Named by the sum that it will have: another version of the file is not continued. What has no sum is never continued
// by another call, so that half a file of one day is not ended with the other half of another.
const left = digest === null ? undefined : `${path}.${digest.prefix}.part`;
// While it is written it is this program's own.
const part = `${path}.${randomUUID()}.partial`;
const attempts = 3;
/** Null: unless there is a terminal. */
const disabled = progress === 'terminal' ? null : progress === 'never';

/** An answer that will be the same next time. */
class Refused extends Error {
  constructor(message: string, readonly about: Partial<Failure> = {}) {
    super(message);
  }
}

/** What tells one version of a file from another, so that a transfer can go on. */
let version: string | undefined;

async function fetchRest(url: string): Promise<void> {
  if (url.startsWith('file:')) return copyFile(url);
  const have = existsSync(part) && (digest !== null || version !== undefined) ? statSync(part).size : 0;
  const headers: Record<string, string> = { 'User-Agent': agent, 'Accept-Encoding': 'identity' };
  if (have > 0) headers['Range'] = `bytes=${have}-`;
  if (have > 0 && version !== undefined) headers['If-Range'] = version;
  const response = await answer(url, headers, mostMoves);
  const { statusCode: status = 0, statusMessage = '' } = response;
  // The server has nothing beyond what is here: then it is whole, or nonsense.
  if (status === 416 && have > 0) return void response.destroy();
  if (status < 200 || status > 299) {
    response.destroy();
    throw new Refused(`HTTP Error ${status}: ${statusMessage}`, { status });
  }
  const { etag } = response.headers;
  version = etag?.startsWith('"') === true ? etag : response.headers['last-modified'];
  await write(response, status === 206 ? have : 0, Number(response.headers['content-length'] ?? NaN));
}

/** As many answers in a row that send elsewhere as Python follows. */
const mostMoves = 10;

/** What a server says in the end. */
async function answer(url: string, headers: Record<string, string>, moves: number): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const get = url.startsWith('https:') ? https.get : http.get;
    get(url, { headers }, resolve).on('error', reject);
  });
  const { location } = response.headers;
  if (![301, 302, 303, 307, 308].includes(response.statusCode!) || location === undefined) return response;
  response.destroy();
  const next = new URL(location, url).href;
  if (!/^https?:/.test(next)) {
    throw new Refused(`HTTP Error ${response.statusCode}: ${response.statusMessage} - Redirection to url '${next}' is not allowed`,
      { status: response.statusCode });
  }
  if (moves === 0) {
    throw new Refused(`HTTP Error ${response.statusCode}: The HTTP server returned a redirect error that would lead to an ` +
      `infinite loop.\nThe last 30x error message was:\n${response.statusMessage}`, { status: response.statusCode });
  }
  return answer(next, headers, moves - 1);
}

async function copyFile(url: string): Promise<void> {
  const from = fileURLToPath(url);
  const size = statSync(from, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new Refused(`<urlopen error [Errno 2] No such file or directory: '${from}'>`);
  await write(createReadStream(from), 0, size);
}

/** Appends to the part, which has `start` bytes. What comes is written at once: it counts if the rest does not come. */
async function write(body: Readable, start: number, length: number): Promise<void> {
  const bar = tqdm({
    total: Number.isNaN(length) ? null : start + length, initial: start, disable: disabled,
    desc: progress === 'terminal' ? basename(path) : null, unit: 'B', unit_scale: true, unit_divisor: 1024,
  });
  const file = openSync(part, start > 0 ? 'a' : 'w');
  try {
    await new Promise<void>((resolve, reject) => {
      body.on('data', (chunk: Buffer) => {
        for (let done = 0; done < chunk.length;) done += writeSync(file, chunk, done);
        bar.update(chunk.length);
      });
      body.on('error', reject).on('end', resolve);
    });
  } finally {
    closeSync(file);
    bar.close();
  }
  if (statSync(part).size < start + length) throw new Error('the transfer broke off');
}

async function check(): Promise<void> {
  if (digest === null) return;
  const sum = createHash(digest.algorithm);
  await pipeline(createReadStream(part), sum);
  const got = sum.digest('hex');
  if (got.startsWith(digest.prefix)) return;
  rmSync(part, { force: true });
  throw new Refused('File not found or corrupted.', { digest: got });
}

/** Takes what an earlier call left, unless another program just did. */
function takeLeft(): void {
  try {
    if (left !== undefined) renameSync(left, part);
  } catch {
    // There is nothing.
  }
}

/** Leaves what is here to a later call, if that can tell that it is of the same file. */
function leave(): void {
  if (!existsSync(part)) return;
  if (left === undefined || statSync(part).size === 0) rmSync(part, { force: true });
  else renameSync(part, left);
}

function failureOf(url: string, error: unknown): Failure {
  const about = error instanceof Refused ? error.about : { code: (error as NodeJS.ErrnoException).code };
  // Node gives no words for several addresses of a host that all refuse.
  const message = (error as Error).message || (error as NodeJS.ErrnoException).code!;
  return { url, message, ...about };
}

const failures: Failure[] = [];
/** Tries an address; a transfer that breaks off goes on as long as bytes come. */
async function tried(url: string): Promise<boolean> {
  for (let attempt = 1, size = 0; ; attempt++) {
    try {
      await fetchRest(url);
      await check();
      return true;
    } catch (error) {
      const now = existsSync(part) ? statSync(part).size : 0;
      if (now > size && version !== undefined) attempt = 1;
      size = now;
      if (attempt < attempts && !(error instanceof Refused)) continue;
      failures.push(failureOf(url, error));
      return false;
    }
  }
}

process.once('SIGINT', () => {
  leave();
  process.exit(130);
});
takeLeft();
let done = false;
for (const url of urls) if (!done) done = await tried(url);
if (done) {
  const handle = openSync(part, 'r+');
  sync(handle);
  closeSync(handle);
  renameSync(part, path);
  syncFolder(dirname(path));
} else {
  leave();
  process.stdout.write(JSON.stringify(failures));
}
process.exitCode = done ? 0 : 1;
