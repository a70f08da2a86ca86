// npm run editor: what an editor shows of the public names, measured by TypeScript's language service over the compiled
// declarations as a user's file sees them.

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { atCalls } from './editor/calls.mjs';
import { costs } from './editor/cost.mjs';
import { publicNames } from './editor/names.mjs';
import { listed, report, summary } from './editor/report.mjs';
import { main, UsageError } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { say } from './setup/processes.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

const usage = `usage: npm run editor -- [--list] [--fast] [--json FILE] [--package DIR]

  --list         the names without text, and nothing else
  --fast         without the time of tsc over one line
  --json FILE    write the figures to FILE as well
  --package DIR  another copy of the package, compiled`;

function read() {
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({ options: { list: flag, fast: flag, json: { type: 'string' }, package: { type: 'string' } } }).values;
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${usage}`);
  }
}

await main(async () => {
  const given = read();
  if (given.package === undefined) await prepare();
  const directory = path.resolve(given.package ?? root);
  say('reading the declarations');
  const names = publicNames(directory);
  if (given.list) {
    process.stdout.write(listed(names));
    return 0;
  }
  const figures = { names: summary(names), ...atCalls(directory), costs: given.fast ? [] : costs(directory) };
  process.stdout.write(report(figures));
  if (given.json !== undefined) fs.writeFileSync(given.json, `${JSON.stringify(figures, null, 2)}\n`);
  return 0;
});
