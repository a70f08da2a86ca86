// A server for the built site, on this machine alone, as any static host would serve it: compressed, by its files.

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.woff2': 'font/woff2', '.pdf': 'application/pdf', '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt']);

/** The file of an address, or undefined: nothing outside of `folder`. */
export function fileOf(folder, address, base = '/') {
  let name;
  try {
    name = decodeURIComponent(new URL(address, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  if (!name.startsWith(base)) return undefined;
  const file = path.join(folder, name.slice(base.length - 1));
  if (file !== folder && !file.startsWith(folder + path.sep) && !`${file}${path.sep}`.startsWith(folder + path.sep)) return undefined;
  const candidates = [file, path.join(file, 'index.html'), `${file}.html`];
  return candidates.find((one) => fs.existsSync(one) && fs.statSync(one).isFile());
}

/** Serves `folder` under `base`: { url, close }. `port` 0 takes a free one. */
export async function serve(folder, { port = 0, base = '/' } = {}) {
  const server = http.createServer((request, response) => {
    const file = fileOf(folder, request.url, base);
    const missing = path.join(folder, '404.html');
    const shown = file ?? (fs.existsSync(missing) ? missing : undefined);
    if (shown === undefined) return response.writeHead(404).end();
    const type = path.extname(shown);
    const headers = { 'content-type': TYPES[type] ?? 'application/octet-stream' };
    let body = fs.readFileSync(shown);
    if (COMPRESSED.has(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
      body = gzipSync(body);
      headers['content-encoding'] = 'gzip';
    }
    return response.writeHead(file === undefined ? 404 : 200, { ...headers, 'content-length': body.length }).end(body);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}${base}`, close };
}
