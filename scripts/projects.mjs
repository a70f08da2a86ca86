// npm run projects [-- NAME…]: nodetorch as others use it. Packs this clone, serves it on the loopback as a registry
// does, and makes each project of scripts/projects/table.mjs: installed, compiled, tested, run. The last line is
// `N passed, N failed`.

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { judges } from './projects/judges.mjs';
import { make } from './projects/make.mjs';
import { binFolder, managers } from './projects/managers.mjs';
import { packAll } from './projects/pack.mjs';
import { startRegistry } from './lib/registry.mjs';
import { endSteps } from './projects/shell.mjs';
import { projects } from './projects/table.mjs';
import { binaryOf, runtimeOf } from './runtimes/binary.mjs';
import { main, onInterrupt, UsageError } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { say } from './setup/processes.mjs';
import { cacheDir, tilde } from '../lib/addon/installed/paths.mjs';

const rows = [...judges, ...projects];

const USAGE = `npm run projects [-- NAME…] [--keep]
  of: ${rows.map(({ name }) => name).join(', ')}
  --keep  leaves the folders of projects that pass, too`;

function chosen() {
  let given;
  try {
    given = parseArgs({ allowPositionals: true, options: { keep: { type: 'boolean', default: false } } });
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${USAGE}`);
  }
  const unknown = given.positionals.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0) throw new UsageError(`there is no project ${unknown.join(', ')}\n\n${USAGE}`);
  const wanted = rows.filter(({ name }) => given.positionals.length === 0 || given.positionals.includes(name));
  return { wanted, keep: given.values.keep };
}

/** The commands of package managers and Nodes that these projects need. */
async function commandsOf(wanted, folder) {
  const bins = { node: {} };
  for (const { manager, node = '24' } of wanted.filter((row) => row.manager !== undefined)) {
    if (managers[manager] && bins[manager] === undefined) bins[manager] = await binFolder(manager, folder);
    bins.node[node] ??= await binaryOf(runtimeOf(`Node ${node}`));
  }
  return bins;
}

const seconds = ([install, steps]) => `${install.toFixed(0)} s to install, ${steps.toFixed(0)} s to run`;

await main(async () => {
  const { wanted, keep } = chosen();
  await prepare();
  const home = path.join(cacheDir(), 'projects');
  const [packages, caches, work, commands] = ['packages', 'caches', 'work', 'commands'].map((name) => path.join(home, name));
  fs.rmSync(caches, { recursive: true, force: true });
  const packed = await packAll(packages);
  const registry = await startRegistry(packed);
  const done = onInterrupt(endSteps);
  const failed = [];
  try {
    const place = { address: registry.address, caches, work, packed, bins: await commandsOf(wanted, commands) };
    for (const row of wanted) {
      say(row.name);
      const { complaint, told, ...rest } = await (row.judge ?? make)(row.judge ? place : row, place);
      if (complaint) failed.push(`${row.name}: ${complaint}${rest.folder ? `\n(in ${tilde(rest.folder)})` : ''}`);
      else if (rest.folder && !keep) fs.rmSync(path.join(work, row.name), { recursive: true, force: true });
      const words = complaint ? 'FAILED' : told ?? `ok, ${seconds(rest.seconds)}`;
      process.stdout.write(`${row.name.padEnd(18)} ${words}${row.limit ? `; ${row.limit}` : ''}\n`);
    }
  } finally {
    registry.close();
    done();
  }
  for (const each of failed) say(`FAILED: ${each}`);
  process.stdout.write(`${wanted.length - failed.length} passed, ${failed.length} failed\n`);
  return failed.length > 0 ? 1 : 0;
});
