// npm run prebuild: prebuilds/<platform>-<arch>/, with which a machine without a compiler can use this package.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { main } from './lib/main.mjs';
import { replaceFile } from './lib/fingerprint.mjs';
import { ADDONS, buildAddon } from './lib/native_build.mjs';
import { run, say } from './lib/processes.mjs';
import { ensureLibtorch } from './setup/ensure.mjs';
import { findAddon } from './setup/locate.mjs';
import { root } from './setup/paths.mjs';
import { PINNED } from './setup/versions.mjs';

const target = path.join(root, 'prebuilds', `${process.platform}-${process.arch}`);

/** One addon: prebuildify strips it and names it by platform, architecture and C library. */
async function prebuild(file) {
  const name = path.basename(file, '.node');
  const staging = path.join(root, 'build/prebuild', name);
  fs.mkdirSync(staging, { recursive: true });
  const libc = process.platform === 'linux' ? ['--tag-libc'] : [];
  const nodeGyp = path.join(root, 'scripts/lib/as_node_gyp.cjs');
  const args = ['--napi', '--strip', ...libc, '--name', name, '--cwd', staging, '--out', root, '--node-gyp', nodeGyp];
  const prebuildify = createRequire(import.meta.url).resolve('prebuildify/bin.js');
  await run('prebuildify', process.execPath, [prebuildify, ...args], { env: { ...process.env, NODETORCH_PREBUILD: file } });
  fs.rmSync(staging, { recursive: true });
}

await main(async () => {
  await buildAddon(await ensureLibtorch({ headers: true, wants: PINNED.split('.', 2).join('.'), builtWith: findAddon()?.libtorch }));
  const { sources, version } = JSON.parse(fs.readFileSync(path.join(root, 'build/Release/nodetorch.json'), 'utf8'));
  fs.rmSync(target, { recursive: true, force: true });
  for (const name of ADDONS) await prebuild(path.join(root, 'build/Release', name));
  replaceFile(path.join(target, 'nodetorch.json'), `${JSON.stringify({ version: version.split('+')[0], sources }, null, 2)}\n`);
  say(`made ${path.relative(root, target)}: ${fs.readdirSync(target).join(', ')}`);
});
