// The binary of a runtime, which npm brings into the cache when it is first asked for. No script of the packages runs.

import fs from 'node:fs';
import path from 'node:path';
import { UsageError } from '../setup/main.mjs';
import { runNpm } from '../setup/npm.mjs';
import { cacheDir } from '../../lib/addon/installed/paths.mjs';
import { runtimes } from './table.mjs';

/** The program of an entry of the table; `npm`: more options of npm's. */
export async function binaryOf({ package: wanted, binary, npm = [] }) {
  const folder = path.join(cacheDir(), 'runtimes', wanted.replaceAll('/', '-'));
  const find = () => binary.map((file) => path.join(folder, 'node_modules', file)).find((file) => fs.existsSync(file));
  if (!find()) {
    fs.mkdirSync(folder, { recursive: true });
    const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...npm, wanted];
    await runNpm(args, { step: `npm install ${wanted}`, cwd: folder });
  }
  const found = find();
  if (!found) throw new UsageError(`${wanted} holds none of ${binary.join(', ')}`);
  return found;
}

/** The entry of a name. */
export const runtimeOf = (name) => runtimes.find((runtime) => runtime.name === name);
