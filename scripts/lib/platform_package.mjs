// Makes the packages that are published: a platform package with a prebuilt addon, and nodetorch itself, whose manifest
// names the platform packages that were made. A clone's own manifest names none: npm 11's `npm ci` refuses a lock file
// without an optional dependency which the registry does not have, and what a registry has under a name that we have
// not published is not ours.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { UsageError } from '../setup/main.mjs';
import { run, StepFailed } from '../setup/processes.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { ADDONS, NOTE, PACKAGE_FIELDS, packageName } from '../../lib/addon/installed/platform_package.mjs';
import { readJson } from '../../lib/addon/installed/read.mjs';
import { minorOf } from '../../lib/addon/installed/versions.mjs';

const own = () => readJson(path.join(root, 'package.json'));

const writeJson = (file, value) => fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

/** `npm pack` of a folder; returns the tarball. None of its scripts runs. */
export function pack(folder, out) {
  const args = ['pack', folder, '--ignore-scripts', '--json', '--pack-destination', out];
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const { status, stdout, stderr, error } = spawnSync(npm[0], [...npm[1], ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new StepFailed('npm pack', error?.message ?? status ?? 'a signal', stderr);
  return path.join(out, JSON.parse(stdout)[0].filename);
}

/** Strips one addon, by prebuildify and the program `strip`, and puts it into `folder`. */
async function prebuild(file, folder, { key, strip }) {
  const [platform, arch] = key.split('-');
  const staging = path.join(folder, '.prebuildify');
  fs.mkdirSync(staging, { recursive: true });
  const args = [
    '--napi', '--strip', '--strip-bin', strip, '--name', 'addon', '--platform', platform, '--arch', arch, '--cwd', staging, '--out', staging,
    '--node-gyp', path.join(root, 'scripts/lib/as_node_gyp.cjs'),
  ];
  const prebuildify = createRequire(import.meta.url).resolve('prebuildify/bin.js');
  const env = { ...process.env, NODETORCH_BUILT_ADDON: file };
  await run('prebuildify', process.execPath, [prebuildify, ...args], { env, stdio: ['ignore', 2, 2] });
  const made = path.join(folder, path.basename(file));
  fs.renameSync(path.join(staging, 'prebuilds', key, 'addon.node'), made);
  // macOS runs no code on its ARM processors whose signature does not fit, and stripping changes the code.
  if (process.platform === 'darwin') await run('codesign', 'codesign', ['--force', '--sign', '-', made]);
  fs.rmSync(staging, { recursive: true });
}

const readme = (name, libtorch) => `# ${name}

The native addon of nodetorch, built for libtorch ${minorOf(libtorch)}. It is
installed with nodetorch where it fits, and needs nothing else than \`npx nodetorch setup\`, which fetches libtorch.
`;

/**
 * Writes the package of the machines `key` with the addons of the folder `built` (as buildAddon leaves it) below
 * `out`: the folder, which NODETORCH_PREBUILD may name, and the tarball. Returns both. `strip`: the program for these
 * machines.
 */
export async function writePlatformPackage({ key, built, out, strip = 'strip' }) {
  const { version, license } = own();
  const note = readJson(path.join(built, NOTE));
  const name = packageName(key);
  const folder = path.join(out, name);
  const making = path.join(out, `.${key}.unfinished`);
  fs.rmSync(making, { recursive: true, force: true });
  fs.mkdirSync(making, { recursive: true });
  try {
    for (const addon of ADDONS) await prebuild(path.join(built, addon), making, { key, strip });
    const libtorch = note.version.split('+')[0];
    writeJson(path.join(making, NOTE), { version: libtorch, sources: note.sources });
    writeJson(path.join(making, 'package.json'), {
      name, version, description: `nodetorch's native addon for ${key} and libtorch ${minorOf(libtorch)}.`, license,
      ...PACKAGE_FIELDS[key], files: [...ADDONS, NOTE], preferUnplugged: true,
    });
    fs.writeFileSync(path.join(making, 'README.md'), readme(name, libtorch));
    fs.copyFileSync(path.join(root, 'LICENSE'), path.join(making, 'LICENSE'));
    const tarball = pack(making, out);
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(making, folder);
    return { folder, tarball };
  } finally {
    fs.rmSync(making, { recursive: true, force: true });
  }
}

/** The platform packages that lie below `out`: name -> version. All have to be of this nodetorch. */
function platformPackages(out) {
  const found = Object.keys(PACKAGE_FIELDS).map((key) => readJson(path.join(out, packageName(key), 'package.json'))).filter(Boolean);
  const { version } = own();
  for (const each of found) {
    if (each.version === version) continue;
    throw new UsageError(`${each.name} in ${out} is ${each.version}, this nodetorch ${version}: make it anew, or remove it`);
  }
  return Object.fromEntries(found.map((each) => [each.name, each.version]));
}

/**
 * Packs nodetorch into `out`, with the platform packages there as optional dependencies, and without what its manifest
 * has for a clone alone. Returns the tarball and their names.
 */
export async function writeNodetorch(out) {
  const optionalDependencies = platformPackages(out);
  const making = path.join(out, '.nodetorch.unfinished');
  fs.rmSync(making, { recursive: true, force: true });
  fs.mkdirSync(making, { recursive: true });
  try {
    await run('prepack', process.execPath, [path.join(root, 'scripts/prepack.mjs')], { cwd: root, stdio: ['ignore', 2, 2] });
    await run('tar', 'tar', ['-xzf', pack(root, making), '-C', making]);
    const folder = path.join(making, 'package');
    const { scripts: _, devDependencies: __, ...manifest } = own();
    writeJson(path.join(folder, 'package.json'), { ...manifest, optionalDependencies });
    return { tarball: pack(folder, out), optional: Object.keys(optionalDependencies) };
  } finally {
    fs.rmSync(making, { recursive: true, force: true });
  }
}
