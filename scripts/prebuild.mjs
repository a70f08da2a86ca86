// npm run prebuilds [-- --out DIR]: makes DIR/prebuilds/<platform>-<arch>/ (DIR: this project), with which a machine
// without a compiler can use the package.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, UsageError } from './setup/main.mjs';
import { ADDONS, buildAddon } from './setup/native_build.mjs';
import { run, say } from './setup/processes.mjs';
import { ensureLibtorch } from './setup/ensure.mjs';
import { findAddon } from '../lib/addon/installed/locate.mjs';
import { root } from '../lib/addon/installed/paths.mjs';
import { replaceFile } from '../lib/addon/installed/replace_file.mjs';
import { minorOf, PINNED } from '../lib/addon/installed/versions.mjs';

const built = path.join(root, 'build/Release');

function outFolder() {
  try {
    const { values } = parseArgs({ options: { out: { type: 'string', default: root } } });
    return path.resolve(values.out);
  } catch (error) {
    throw new UsageError(`${error.message}\nnpm run prebuild -- [--out DIR]`);
  }
}

/** One addon: prebuildify strips it and names it by platform, architecture and C library. */
async function prebuild(file, out) {
  const name = path.basename(file, '.node');
  const staging = path.join(out, 'prebuilds', `.${name}`);
  fs.mkdirSync(staging, { recursive: true });
  const libc = process.platform === 'linux' ? ['--tag-libc'] : [];
  const nodeGyp = path.join(root, 'scripts/lib/as_node_gyp.cjs');
  const args = ['--napi', '--strip', ...libc, '--name', name, '--cwd', staging, '--out', out, '--node-gyp', nodeGyp];
  const prebuildify = createRequire(import.meta.url).resolve('prebuildify/bin.js');
  const env = { ...process.env, NODETORCH_PREBUILD: file };
  await run('prebuildify', process.execPath, [prebuildify, ...args], { env });
  fs.rmSync(staging, { recursive: true });
}

await main(async () => {
  const out = outFolder();
  const target = path.join(out, 'prebuilds', `${process.platform}-${process.arch}`);
  const builtWith = findAddon()?.libtorch;
  await buildAddon(await ensureLibtorch({ headers: true, whole: true, wants: minorOf(PINNED), builtWith }));
  const { sources, version } = JSON.parse(fs.readFileSync(path.join(built, 'nodetorch.json'), 'utf8'));
  fs.rmSync(target, { recursive: true, force: true });
  for (const name of ADDONS) await prebuild(path.join(built, name), out);
  const note = { version: version.split('+')[0], sources };
  replaceFile(path.join(target, 'nodetorch.json'), `${JSON.stringify(note, null, 2)}\n`);
  say(`made ${target}: ${fs.readdirSync(target).join(', ')}`);
});
