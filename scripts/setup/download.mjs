// Downloads one file from an address that the user names. What has come stays when it breaks off, and the same command
// goes on from there, if the file is still the same by what the server says of it. The work is done by fetch() in a
// process of its own (download_child.mjs), because Node goes through proxies only if it is started so.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadArchive } from './zip.mjs';

const CHILD = fileURLToPath(new URL('./download_child.mjs', import.meta.url));
const PROXY = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
const FLAG = '--use-env-proxy';

export class DownloadFailed extends Error {}

export const isAddress = (from) => /^(https?|file):\/\//i.test(from);

/** An address without the password in it. */
export const shown = (address) => address.replace(/^(\w+:\/\/)[^/@]*@/, '$1');

/** How to start what downloads `address` into `file`: Node, or curl for a Node that knows no proxies. */
function commandFor(address, file) {
  const proxy = PROXY.find((name) => process.env[name]);
  if (!proxy) return [process.execPath, [CHILD, address, file]];
  if (process.allowedNodeEnvironmentFlags.has(FLAG)) return [process.execPath, [FLAG, CHILD, address, file]];
  if (spawnSync('curl', ['--version']).status === 0) {
    return ['curl', ['-fL', '--no-progress-meter', '--retry', '3', '-C', '-', '-o', file, address]];
  }
  throw new DownloadFailed(`${proxy} is set, and neither is there curl nor does Node ${process.versions.node} know proxies: ` +
    'install curl, or Node 22.21, 24.5 or newer; or fetch it otherwise, and --from FILE');
}

/** Downloads `address` into `folder`; returns the file, which the caller removes. Throws DownloadFailed. */
export async function download(address, folder) {
  const { pathname } = new URL(address);
  const id = createHash('sha256').update(address).digest('hex').slice(0, 8);
  const file = path.join(folder, `${id}-${path.basename(decodeURIComponent(pathname)) || 'download'}`);
  if (fs.existsSync(file)) return file; // it was whole, and unpacking it was interrupted
  fs.mkdirSync(folder, { recursive: true });
  const partial = `${file}.partial`;
  const [command, args] = commandFor(address, partial);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', command === 'curl' ? 'pipe' : 2] });
  const stop = () => child.kill();
  process.once('exit', stop);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  const code = await new Promise((resolve) => {
    child.on('error', resolve);
    child.on('close', resolve);
  });
  process.removeListener('exit', stop);
  if (code !== 0) throw new DownloadFailed(said.trim() || `it ended with ${code ?? 'a signal'}`);
  fs.renameSync(partial, file);
  fs.rmSync(`${partial}.json`, { force: true });
  return file;
}

/** Compares the SHA-256 of a file with the one that was asked for, in hex. */
export async function checkSha256(file, wanted) {
  const hash = createHash('sha256');
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  const came = hash.digest('hex');
  if (came !== wanted.toLowerCase()) throw new BadArchive(`${path.basename(file)} has the SHA-256 ${came}, wanted ${wanted}`);
}
