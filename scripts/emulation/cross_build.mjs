// The addon for another platform of the same system, with a compiler for it and the libtorch of its wheel.

import { onPath } from './on_path.mjs';
import { EMULATED } from './table.mjs';
import { install } from '../setup/install.mjs';
import { UsageError } from '../setup/main.mjs';
import { buildAddon } from '../setup/native_build.mjs';

/** Builds what is out of date; returns the folder, from the root of the project, and the program that strips it. */
export async function crossBuild(platform) {
  const row = EMULATED[platform];
  if (!row) throw new UsageError(`Addons are cross-compiled for ${Object.keys(EMULATED).join(', ')}, not for ${platform}.`);
  onPath(platform, [row.compiler]);
  const out = `build/${platform}`;
  const libtorch = await install({ variant: 'cpu', platform });
  await buildAddon(libtorch, { tree: `build-cmake-${platform}`, out, platform, toolchain: row.toolchain });
  return { built: out, strip: row.strip };
}
