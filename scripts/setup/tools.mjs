// Tools from npm that few need: for building the addon (users who lack a prebuilt one), for slides, the site, browsers.
// Each set is pinned by a package.json and a package-lock.json in scripts/tools/<name>/, and installed in the cache
// when a command first asks for it, so that installing nodetorch, and a clone's own `npm ci`, stay small.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { acquire } from './lock.mjs';
import { onInterrupt } from './main.mjs';
import { runNpm } from './npm.mjs';
import { say } from './processes.mjs';
import { cacheDir, root, tilde } from '../../lib/addon/installed/paths.mjs';

const MANIFESTS = ['package.json', 'package-lock.json'];
const CURE = 'It needs npm, which comes with Node (npm config get registry, npm config get proxy: where it asks).';

/** The folder, in the cache, that a set of tools is installed in; it holds node_modules. No script of theirs runs. */
export async function ensureTools(name) {
  const source = path.join(root, 'scripts/tools', name);
  const texts = MANIFESTS.map((file) => fs.readFileSync(path.join(source, file)));
  const id = createHash('sha256').update(Buffer.concat(texts)).digest('hex').slice(0, 12);
  const folder = path.join(cacheDir(), 'tools', `${name}-${id}`);
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const release = await acquire(`${folder}.lock`, ({ pid }) => say(`process ${pid} is installing ${name}, waiting for it`));
  const done = onInterrupt(release);
  try {
    if (fs.existsSync(folder)) return folder;
    const making = `${folder}.unfinished`;
    fs.rmSync(making, { recursive: true, force: true });
    fs.mkdirSync(making);
    for (const file of MANIFESTS) fs.copyFileSync(path.join(source, file), path.join(making, file));
    say(`installing ${Object.keys(JSON.parse(texts[0]).dependencies).join(', ')} in ${tilde(folder)}`);
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    await runNpm(args, { cwd: making, cure: CURE });
    fs.renameSync(making, folder);
    return folder;
  } finally {
    release();
    done();
  }
}

/** A module of a set of tools, imported. */
export async function importTool(name, module) {
  const folder = await ensureTools(name);
  return import(pathToFileURL(createRequire(path.join(folder, 'package.json')).resolve(module)).href);
}
