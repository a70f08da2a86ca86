// npm test [-- vitest's arguments]: all set-up that is missing, then the tests. Without arguments also the checks that
// are not vitest's (lint, types of the tests, generated declarations). The last line is `N passed, N failed`.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { say, status } from './lib/processes.mjs';
import { countTests } from './lib/test_results.mjs';
import { compile } from './lib/typescript.mjs';
import { root } from './setup/paths.mjs';

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

async function runVitest(args) {
  const report = path.join(root, 'build/test_results.json');
  fs.rmSync(report, { force: true });
  const vitest = path.join(path.dirname(bin('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await status(process.execPath, ['--no-node-snapshot', vitest, 'run', ...reporters, ...args], { cwd: root });
  return countTests(report, code);
}

await main(async () => {
  await prepare();
  const args = process.argv.slice(2);
  const before = { passed: 0, failed: 0 };
  before[exercisesCompile() ? 'passed' : 'failed'] += 1;
  if (args.length === 0) await runChecks(before);
  const { passed, failed, skipped } = await runVitest(args);
  const total = [`${before.passed + passed} passed`, `${before.failed + failed} failed`];
  process.stdout.write(`${[...total, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ')}\n`);
  return before.failed + failed > 0 ? 1 : 0;
});
