/**
 * A program of its own: fetches a file while the program that started it waits. Its argument is JSON with `urls`,
 * `path` and `md5`; what went wrong goes to standard output, progress to standard error.
 */
import { createHash } from 'node:crypto';
import {
  closeSync, createReadStream, createWriteStream, existsSync, openSync, renameSync, rmSync, statSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isError } from '../../python/objects.js';
import { sync, syncFolder } from '../../serialization/replace_file.js';

const { urls, path, md5 } = JSON.parse(process.argv[2]!) as { urls: string[]; path: string; md5: string | null };
// Named by the sum that it will have: another version of the file is not continued.
const part = `${path}.${md5 ?? 'unchecked'}.part`;
const attempts = 3;

/** An answer that will be the same next time. */
class Refused extends Error {}

async function fetchRest(url: string): Promise<void> {
  const have = md5 !== null && existsSync(part) ? statSync(part).size : 0;
  const headers: Record<string, string> = { 'User-Agent': 'nodetorch', 'Accept-Encoding': 'identity' };
  if (have > 0) headers['Range'] = `bytes=${have}-`;
  const response = await fetch(url, { headers });
  if (response.status === 416) {
    // The server has nothing beyond what is here: then it is whole, or nonsense.
    await response.body?.cancel();
  } else {
    if (!response.ok || response.body === null) throw new Refused(`HTTP Error ${response.status}: ${response.statusText}`);
    const start = response.status === 206 ? have : 0;
    const length = Number(response.headers.get('content-length') ?? NaN);
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    const progress = new Progress(start, start + length);
    body.on('data', (chunk: Buffer) => progress.add(chunk.length));
    await pipeline(body, createWriteStream(part, { flags: start > 0 ? 'a' : 'w' }));
    progress.end();
    if (statSync(part).size < start + length) throw new Error('the transfer broke off');
  }
  if (md5 !== null && (await sumOf(part)) !== md5) {
    rmSync(part, { force: true });
    throw new Refused('File not found or corrupted.');
  }
}

async function sumOf(file: string): Promise<string> {
  const sum = createHash('md5');
  await pipeline(createReadStream(file), sum);
  return sum.digest('hex');
}

/** How far a transfer is: one line that is written anew, on a terminal only. */
class Progress {
  readonly #total: number;
  #done: number;
  #shown = 0;

  constructor(done: number, total: number) {
    this.#done = done;
    this.#total = total;
  }

  add(bytes: number): void {
    this.#done += bytes;
    const now = Date.now();
    if (!process.stderr.isTTY || now - this.#shown < 100) return;
    this.#shown = now;
    this.#show();
  }

  #show(): void {
    const million = (bytes: number): string => (bytes / 1e6).toFixed(1);
    const known = !Number.isNaN(this.#total);
    const share = known ? `${Math.floor((100 * this.#done) / this.#total)}%, ` : '';
    const total = known ? `/${million(this.#total)}` : '';
    process.stderr.write(`\r\x1b[K${basename(path)}: ${share}${million(this.#done)}${total} MB`);
  }

  end(): void {
    if (!process.stderr.isTTY) return;
    this.#show();
    process.stderr.write('\n');
  }
}

const failures: string[] = [];
let done = false;
for (const url of urls) {
  for (let attempt = 1; attempt <= attempts && !done; attempt++) {
    try {
      await fetchRest(url);
      done = true;
    } catch (error) {
      const cause = isError((error as Error).cause) ? `: ${((error as Error).cause as Error).message}` : '';
      if (attempt === attempts || error instanceof Refused) {
        failures.push(`Tried ${url}, got:\n${(error as Error).message}${cause}\n`);
        break;
      }
    }
  }
  if (done) break;
}
if (done) {
  const handle = openSync(part, 'r+');
  sync(handle);
  closeSync(handle);
  renameSync(part, path);
  syncFolder(dirname(path));
} else process.stdout.write(failures.join(''));
process.exitCode = done ? 0 : 1;
