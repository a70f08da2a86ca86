// npm test [-- vitest's arguments]: all set-up that is missing, then the tests. Without arguments also the checks that
// are not vitest's (lint, types of the tests, generated declarations), and the lessons once more with other kernels
// than this processor's (scripts/processors/settings.mjs). The last line is `N passed, N failed`.

import { createRequire } from 'node:module';
import path from 'node:path';
import { main } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { say, status } from './setup/processes.mjs';
import { compile } from './lib/typescript.mjs';
import { countLine, runVitest } from './lib/vitest.mjs';
import { PLAIN } from './processors/settings.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

const bin = (name) => createRequire(import.meta.url).resolve(name);

/** Each counts as one test. */
function checks() {
  const tsc = bin('typescript/bin/tsc');
  return [
    ['lint', [path.join(path.dirname(bin('eslint/package.json')), 'bin/eslint.js'), '.']],
    ['C++ format', ['scripts/clang_format.mjs', '--check']],
    ['types of the tests', [tsc, '-p', 'test']],
    ['generated declarations', ['scripts/gen.mjs', '--check']],
  ];
}

/** The tests run the compiled exercises; one that does not compile is a failure, and the other tests still run. */
function exercisesCompile() {
  try {
    compile('exercises');
    return true;
  } catch (error) {
    say(`FAILED: ${error.message}`);
    return false;
  }
}

async function runChecks(results) {
  for (const [name, args] of checks()) {
    say(`checking ${name}`);
    const code = await status(process.execPath, args, { cwd: root });
    results[code === 0 ? 'passed' : 'failed'] += 1;
    if (code !== 0) say(`FAILED: ${name} (exit code ${code})`);
  }
}

await main(async () => {
  await prepare();
  const args = process.argv.slice(2);
  const total = { passed: 0, failed: 0, skipped: 0 };
  total[exercisesCompile() ? 'passed' : 'failed'] += 1;
  if (args.length === 0) await runChecks(total);
  const add = (counts) => Object.keys(total).forEach((key) => { total[key] += counts[key]; });
  add(await runVitest(args));
  if (args.length === 0) {
    say('the lessons with plain kernels');
    add(await runVitest(['test/exercises'], PLAIN, 'test_results_plain'));
  }
  process.stdout.write(`${countLine(total)}\n`);
  return total.failed > 0 ? 1 : 0;
});
