// npm run prebuilds [-- --arch ARCH] [-- --out DIR] [-- --collect]: the packages to publish, for machines without a
// compiler.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { crossBuild } from './emulation/cross_build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { writeNodetorch, writePlatformPackage } from './lib/platform_package.mjs';
import { ensureLibtorch } from './setup/ensure.mjs';
import { main, UsageError } from './setup/main.mjs';
import { buildAddon } from './setup/native_build.mjs';
import { say } from './setup/processes.mjs';
import { findAddon } from '../lib/addon/installed/locate.mjs';
import { root } from '../lib/addon/installed/paths.mjs';
import { platformKey } from '../lib/addon/installed/platforms.mjs';
import { minorOf, PINNED } from '../lib/addon/installed/versions.mjs';

const USAGE = `npm run prebuilds -- [--arch ARCH] [--out DIR] [--collect]
  makes the platform package of this machine, and nodetorch with it and what others lie there as optional dependencies
  --arch ARCH  for this system on another processor, by a cross-compiler: arm64 on Linux (default: this one)
  --out DIR    where the folders and tarballs go (default: build/packages)
  --collect    builds nothing: packs nodetorch for the platform packages that lie in DIR`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        arch: { type: 'string', default: process.arch },
        out: { type: 'string', default: path.join(root, 'build/packages') },
        collect: { type: 'boolean', default: false },
      },
    });
    return { ...values, out: path.resolve(values.out) };
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${USAGE}`);
  }
}

async function buildHere() {
  const builtWith = findAddon()?.libtorch;
  await buildAddon(await ensureLibtorch({ headers: true, whole: true, wants: minorOf(PINNED), builtWith }));
  return { built: 'build/Release' };
}

await main(async () => {
  const { arch, out, collect } = readOptions();
  await ensureDependencies();
  if (!collect) {
    const key = `${process.platform}-${arch}`;
    const { built, strip } = await (key === platformKey ? buildHere() : crossBuild(key));
    const { folder, tarball } = await writePlatformPackage({ key, built: path.join(root, built), out, strip });
    say(`made ${folder} (NODETORCH_PREBUILD=${folder} uses it) and ${tarball}`);
  }
  const { tarball, optional } = await writeNodetorch(out);
  say(`made ${tarball}, with ${optional.join(', ') || 'no platform package'}`);
});
