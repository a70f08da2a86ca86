// npm test [-- vitest's arguments]: all set-up that is missing, then the tests. Without arguments also the checks that
// are not vitest's (lint, types of the tests, C++ format), and the lessons once more with other kernels than this
// processor's (scripts/processors/settings.mjs). The last line is `N passed, N failed`.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { main } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { say, status } from './setup/processes.mjs';
import { compile } from './lib/typescript.mjs';
import { countLine, runVitest } from './lib/vitest.mjs';
import { hasNumbers, testFiles } from './processors/files.mjs';
import { PLAIN } from './processors/settings.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

const bin = (name) => createRequire(import.meta.url).resolve(name);

/** How many checks run at once: each computes on one processor. */
const atOnce = 2;

/**
 * Each counts as one test; those that take longest come first. What is linted with types reads all that its project
 * imports, so the halves share no project (eslint.config.js): lib/, and what is written on top of it.
 */
function checks() {
  const tsc = bin('typescript/bin/tsc');
  const without = (...patterns) => patterns.flatMap((pattern) => ['--ignore-pattern', pattern]);
  const eslint = path.join(path.dirname(bin('eslint/package.json')), 'bin/eslint.js');
  return [
    ['lint of lib/', [eslint, 'lib', ...without('lib/testing/frameworks/')]],
    ['lint of the rest', [eslint, '.', ...without('lib/**/*', ...['', 'frameworks/', 'frameworks/*'].map((one) => `!lib/testing/${one}`))]],
    ['types of the tests', [tsc, '-p', 'test']],
    ['C++ format', ['scripts/clang_format.mjs', '--check']],
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

/** What a check says is held back until it has ended: two that run at once would mix their lines. */
async function runCheck(name, args, results) {
  const said = path.join(root, `build/check_${name.replace(/\W+/g, '_')}.txt`);
  const output = fs.openSync(said, 'w');
  const code = await status(process.execPath, args, { cwd: root, stdio: ['ignore', output, output] });
  fs.closeSync(output);
  say(`checked ${name}`);
  process.stderr.write(fs.readFileSync(said));
  results[code === 0 ? 'passed' : 'failed'] += 1;
  if (code !== 0) say(`FAILED: ${name} (exit code ${code})`);
}

async function runChecks(results) {
  const waiting = checks();
  say(`checking ${waiting.map(([name]) => name).join(', ')}`);
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await runCheck(...next, results);
  }));
}

/** The test files of the lessons that hold numbers, which other kernels can change; a mistake is larger than that. */
const lessons = () => testFiles()
  .filter((file) => file.startsWith('exercises') && hasNumbers(file) && file !== 'exercises/mistakes.test.ts')
  .map((file) => `test/${file}`);

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
    add(await runVitest(lessons(), PLAIN, 'test_results_plain'));
  }
  process.stdout.write(`${countLine(total)}\n`);
  return total.failed > 0 ? 1 : 0;
});
