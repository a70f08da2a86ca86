// npm run runtimes [-- NAME…]: the programs of test/runtimes/ in every JavaScript runtime, which npm brings into the
// cache. The last line is `N passed, N failed`.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { main, UsageError } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { say } from './setup/processes.mjs';
import { binaryOf } from './runtimes/binary.mjs';
import { runtimes } from './runtimes/table.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

const programs = path.join(root, 'test/runtimes/programs');
const names = fs.readdirSync(programs).filter((file) => file.endsWith('.mjs')).map((file) => path.basename(file, '.mjs')).sort();

function chosen() {
  const wanted = process.argv.slice(2).map((name) => name.toLowerCase().replace(/[ @]/g, ''));
  const found = runtimes.filter(({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase().replace(' ', '')));
  if (found.length >= wanted.length && found.length > 0) return found;
  throw new UsageError(`npm run runtimes [-- NAME…], of: ${runtimes.map(({ name }) => name.toLowerCase().replace(' ', '')).join(', ')}`);
}

const child = (command, args) => spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: 180_000 });

/** Whether a program ran to its last line; its complaints if not. */
function passes(binary, args, name) {
  const { status, signal, stdout, stderr } = child(binary, [...args, path.join(programs, `${name}.mjs`)]);
  if (status === 0 && stdout.trimEnd().endsWith('done')) return undefined;
  return `ended with ${signal ?? status}\n${stdout}${stderr}`;
}

/** What a runtime that is too old has to refuse at once, with the versions wanted and found. */
const doors = {
  import: ['--input-type=module', '-e', `import 'nodetorch'`],
  plot: ['--input-type=module', '-e', `import 'nodetorch/plot'`],
  cli: ['scripts/cli.mjs', 'doctor'],
  start: ['scripts/start.mjs', '430'],
  test: ['scripts/test.mjs'],
};

function refuses(binary, door) {
  const { status, stdout, stderr } = child(binary, doors[door]);
  const line = stderr.split('\n').find((text) => /nodetorch needs Node 20\.17 .*; this is Node \d+\.\d+\.\d+ \(/.test(text));
  return status !== 0 && line && stdout === '' ? undefined : `ended with ${status}, not with the versions wanted and found\n${stdout}${stderr}`;
}

await main(async () => {
  const tried = chosen();
  await prepare();
  const counts = { passed: 0, failed: 0 };
  const complaints = [];
  for (const runtime of tried) {
    const binary = await binaryOf(runtime);
    const cells = (runtime.refused ? Object.keys(doors) : names).map((name) => {
      const complaint = runtime.refused ? refuses(binary, name) : passes(binary, runtime.args, name);
      counts[complaint ? 'failed' : 'passed'] += 1;
      if (complaint) complaints.push(`${runtime.name}, ${name}: ${complaint}`);
      return `${name} ${complaint ? 'FAILED' : runtime.refused ? 'refused' : 'ok'}`;
    });
    process.stdout.write(`${runtime.name.padEnd(8)} ${cells.join('  ')}\n`);
  }
  for (const complaint of complaints) say(`FAILED: ${complaint}`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed > 0 ? 1 : 0;
});
