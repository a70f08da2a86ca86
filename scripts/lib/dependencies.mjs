// npm's packages of this checkout: installed by `npm ci` when they are not what package-lock.json asks for.

import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';
import { runNpm } from '../setup/npm.mjs';
import { say } from '../setup/processes.mjs';

const read = (file) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));

/** Whether npm's own note of what it installed has each package of the lock file (those of other platforms aside). */
export function areInstalled() {
  if (!fs.existsSync(path.join(root, 'package-lock.json'))) return true;
  try {
    const installed = read('node_modules/.package-lock.json').packages;
    return Object.entries(read('package-lock.json').packages).every(
      ([name, { version, optional }]) => name === '' || optional || installed[name]?.version === version,
    );
  } catch {
    return false;
  }
}

export async function ensureDependencies() {
  if (areInstalled()) return;
  say('installing npm packages');
  await runNpm(['ci', '--no-audit', '--no-fund'], { cwd: root });
}
