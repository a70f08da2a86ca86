// npm run test:processors [-- words]: the tests that hold numbers, with each kind of kernels that this processor can
// run, so that no expectation rests on the digits of one. Words choose settings by their names (`default/lowest/1`) and
// test files by theirs (`test/optim`). Ends with a table and `N passed, N failed`.

import { main, UsageError } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { say } from './setup/processes.mjs';
import { compile } from './lib/typescript.mjs';
import { countLine, runVitest } from './lib/vitest.mjs';
import { hasNumbers, testFiles } from './processors/files.mjs';
import { settings } from './processors/settings.mjs';

function chosen(words) {
  const filters = words.filter((word) => !word.startsWith('test/'));
  const all = settings().filter(({ name }) => filters.length === 0 || filters.some((word) => `${name}/`.includes(word)));
  const paths = words.filter((word) => word.startsWith('test/'));
  const files = testFiles().filter(hasNumbers).map((file) => `test/${file}`)
    .filter((file) => paths.length === 0 || paths.some((word) => file.startsWith(word)));
  if (all.length === 0) throw new UsageError(`No setting is named so. There are ${settings().map(({ name }) => name).join(', ')}.`);
  if (files.length === 0) throw new UsageError('No test file with numbers is named so (scripts/processors/files.mjs).');
  return { all, files };
}

const variables = (env) => Object.entries(env).map(([name, value]) => `${name}=${value}`).join(' ');

function table(rows) {
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, said, env } of rows) process.stdout.write(`${name.padEnd(width)}  ${said.padEnd(24)}  ${variables(env)}\n`);
}

await main(async () => {
  const { all, files } = chosen(process.argv.slice(2));
  await prepare();
  compile('exercises');
  const rows = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, missing, env } of all) {
    if (missing.length > 0) {
      rows.push({ name, env, said: `not here: no ${missing.join(', ')}` });
      continue;
    }
    say(`${name}: ${variables(env)}`);
    const counts = await runVitest(files, env, 'processors_results');
    for (const key of Object.keys(total)) total[key] += counts[key];
    rows.push({ name, env, said: countLine(counts) });
  }
  table(rows);
  process.stdout.write(`${countLine(total)}\n`);
  return total.failed > 0 ? 1 : 0;
});
