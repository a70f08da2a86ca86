// A program that is Node on another processor: a shell script that starts its binary under QEMU. Whatever it starts
// itself goes through the script again, so the kernel need not know foreign binaries (binfmt_misc), and nobody needs
// to be root.

import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';

const EXEC_PATH = path.join(root, 'scripts/emulation/exec_path.cjs');

const quoted = (text) => `'${text.replaceAll('\'', `'\\''`)}'`;

const preload = `--require="${EXEC_PATH}"`;

/** The variables under which a Node of this machine starts the launcher where it would start itself. */
export const emulatedEnvironment = (launcher) => ({ NODETORCH_NODE: launcher, NODE_OPTIONS: preload });

/**
 * Writes the script `file`. `emulator` is QEMU with its arguments, `cache` nodetorch's on that machine, `prebuild` the
 * folder of its addon.
 */
export function writeLauncher(file, { emulator, binary, cache, prebuild }) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const text = `#!/bin/sh
# Written by scripts/emulation/launcher.mjs.
export NODETORCH_NODE=${quoted(file)} NODETORCH_CACHE=${quoted(cache)} NODETORCH_PREBUILD=${quoted(prebuild)}
case "$NODE_OPTIONS" in
  *${path.basename(EXEC_PATH)}*) ;;
  *) export NODE_OPTIONS=${quoted(preload)}" $NODE_OPTIONS" ;;
esac
exec ${[...emulator, binary].map(quoted).join(' ')} "$@"
`;
  fs.writeFileSync(file, text, { mode: 0o755 });
  return file;
}
