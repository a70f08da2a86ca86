// Runs vitest and counts what it says.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';
import { status } from '../setup/processes.mjs';
import { countTests } from './test_results.mjs';

const bin = (name) => createRequire(import.meta.url).resolve(name);

/** `{ passed, failed, skipped }` of vitest with these arguments, in an environment that `env` adds to. */
export async function runVitest(args, env = {}, name = 'test_results') {
  const report = path.join(root, `build/${name}.json`);
  fs.rmSync(report, { force: true });
  const vitest = path.join(path.dirname(bin('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // There are more threads than processors: those of OpenMP that wait must not keep others from computing.
  const options = { cwd: root, env: { OMP_WAIT_POLICY: 'PASSIVE', ...process.env, ...env } };
  const code = await status(process.execPath, ['--no-node-snapshot', vitest, 'run', ...reporters, ...args], options);
  return countTests(report, code);
}

/** The last line of every command that tests. */
export function countLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
