// Programs that a platform's emulated run wants on PATH.

import { spawnSync } from 'node:child_process';
import { UsageError } from '../setup/main.mjs';
import { EMULATED } from './table.mjs';

/** The first of `commands` that runs. */
export function onPath(platform, commands) {
  const found = commands.find((command) => spawnSync(command, ['--version']).status === 0);
  if (found) return found;
  throw new UsageError(`${platform} needs ${commands.join(' or ')}. Debian, Ubuntu: apt install ${EMULATED[platform].packages.join(' ')}`);
}
