// A registry of npm packages on this machine's loopback, for as long as a command runs: it has the packages of this
// clone, and sends whoever asks for another one on to the registry that npm is set to.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';

/** Before what a package manager takes for too new to be trusted. */
const PUBLISHED = '2020-01-01T00:00:00.000Z';

const hash = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

/** Where registries have the package itself. */
const tarballOf = ({ name, version }) => `${name}/-/${name.split('/').at(-1)}-${version}.tgz`;

/** What a packed package says of itself. */
const manifestIn = (file) => JSON.parse(execFileSync('tar', ['-xzOf', file, 'package/package.json'], { encoding: 'utf8' }));

/** What a registry says of a package. */
function packument({ manifest, file }, address) {
  const { name, version } = manifest;
  const bytes = fs.readFileSync(file);
  const dist = {
    tarball: `${address}/${tarballOf(manifest)}`,
    shasum: hash('sha1', bytes, 'hex'), integrity: `sha512-${hash('sha512', bytes, 'base64')}`,
  };
  return {
    name, 'dist-tags': { latest: version }, time: { created: PUBLISHED, modified: PUBLISHED, [version]: PUBLISHED },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
  };
}

/** Starts it with packed packages. Resolves to `{ address, close }`. */
export async function startRegistry(files) {
  const packages = files.map((file) => ({ file, manifest: manifestIn(file) }));
  const upstream = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim().replace(/\/$/, '');
  const server = http.createServer((request, response) => {
    const wanted = decodeURIComponent(new URL(request.url, 'http://registry').pathname.slice(1));
    const own = packages.find(({ manifest }) => manifest.name === wanted);
    const tarball = packages.find(({ manifest }) => wanted === tarballOf(manifest));
    if (own !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(packument(own, address)));
    } else if (tarball !== undefined) {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
      fs.createReadStream(tarball.file).pipe(response);
    } else if (request.method === 'GET' || request.method === 'HEAD') {
      response.writeHead(307, { location: upstream + request.url });
      response.end();
    } else {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  return { address, close: () => server.close().closeAllConnections() };
}
