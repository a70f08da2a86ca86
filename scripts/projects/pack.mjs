// The packages of this clone as a registry would have them, with this machine's platform package.

import fs from 'node:fs';
import path from 'node:path';
import { pack, writeNodetorch, writePlatformPackage } from '../lib/platform_package.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { platformKey } from '../../lib/addon/installed/platforms.mjs';

/** Packs all of them into `out`, which is made anew: the files, nodetorch first. */
export async function packAll(out) {
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  const platform = await writePlatformPackage({ key: platformKey, built: path.join(root, 'build/Release'), out });
  const { tarball } = await writeNodetorch(out);
  return [tarball, platform.tarball, pack(path.join(root, 'scripts/create'), out)];
}
