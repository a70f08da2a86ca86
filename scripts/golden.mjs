// Runs scripts/golden/*.py with the reference PyTorch and writes what they print to test/golden/NAME.json.
//   node scripts/golden.mjs [NAME...] [--check]      --check writes nothing and fails on a difference

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { main, UsageError } from './setup/main.mjs';
import { say } from './setup/processes.mjs';
import { ensureReference } from './lib/reference.mjs';
import { replaceFile } from '../lib/addon/installed/replace_file.mjs';

const sources = fileURLToPath(new URL('golden/', import.meta.url));
const results = fileURLToPath(new URL('../test/golden/', import.meta.url));

await main(async () => {
  const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
  const known = readdirSync(sources).filter((file) => file.endsWith('.py')).map((file) => basename(file, '.py'));
  const stranger = positionals.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new UsageError(`No golden script is called ${stranger}; there are ${known.join(', ')}.`);
  }
  const python = await ensureReference();
  const differing = [];
  for (const name of positionals.length > 0 ? positionals : known) {
    say(`${values.check ? 'checking' : 'making'} test/golden/${name}.json`);
    const text = await printed(python, `${sources}${name}.py`);
    const target = `${results}${name}.json`;
    if (!values.check) replaceFile(target, text);
    else if (readFileSync(target, 'utf8') !== text) differing.push(name);
  }
  if (differing.length > 0) say(`these differ from what PyTorch says now: ${differing.join(', ')}`);
  return differing.length > 0 ? 1 : 0;
});

/** What a script prints; its warnings, which tests have no use for, are off. */
async function printed(python, script) {
  const run = promisify(execFile);
  const { stdout } = await run(python, ['-W', 'ignore', script], { maxBuffer: 2 ** 28 });
  if (stdout === '') throw new Error(`${script} printed nothing`);
  return stdout;
}
