// The commands of package.json, as far as they can be seen from outside without building anything.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from './support/package_copy.js';

const home = mkdtempSync(join(tmpdir(), 'nodetorch-commands-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const script = (name: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts', name), ...args], { cwd: root, encoding: 'utf8' });

/** Runs JavaScript that imports modules of scripts/. */
const evaluate = (code: string) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' });

test('an exercise that is not there: the list of those that are, by their titles', () => {
  const { status, stderr } = script('start.mjs', '999');
  expect(status).toBe(1);
  expect(stderr).toMatch(/There is no exercise 999/);
  const lines = stderr.split('\n').filter((line) => /^ {2}\d{3}\. \S/.test(line));
  expect(lines.length).toBeGreaterThanOrEqual(18);
  expect(lines).toEqual([...lines].sort());
  expect(stderr).not.toMatch(/\.mjs/);
});

test('a word instead of a number', () => {
  const { status, stderr } = script('start.mjs', 'all');
  expect(status).toBe(1);
  expect(stderr).toMatch(/wants an exercise's number, not 'all'/);
});

test('a command that nodetorch does not have', () => {
  const { status, stderr } = script('cli.mjs', 'instal');
  expect(status).toBe(1);
  expect(stderr).toMatch(/no command 'instal'[^]*setup {4}finds or fetches libtorch/);
  expect(script('cli.mjs', 'help')).toMatchObject({ status: 0, stdout: expect.stringContaining('doctor') as string });
});

test('run hands on arguments and exit status, and lets Node collect cheaply', () => {
  const program = join(home, 'program.mjs');
  writeFileSync(program, `
    console.log(JSON.stringify([process.argv.slice(2), process.execArgv, process.env.GLIBC_TUNABLES]));
    process.exitCode = 7;`);
  const { status, stdout } = script('cli.mjs', 'run', program, '--seed', '3');
  expect(status).toBe(7);
  const [args, flags, tunables] = JSON.parse(stdout) as [string[], string[], string];
  expect(args).toEqual(['--seed', '3']);
  expect(flags).toEqual(expect.arrayContaining(['--no-node-snapshot', '--max-semi-space-size=1']));
  expect(tunables).toMatch('tcache_count');
  expect(script('cli.mjs', 'run')).toMatchObject({ status: 1, stderr: expect.stringContaining('run wants a program') as string });
});

test('run looks for its program before it prepares anything', () => {
  const { status, stdout, stderr } = script('cli.mjs', 'run', join(home, 'missing.mjs'));
  expect({ status, stdout, stderr: stderr.trim() })
    .toEqual({ status: 1, stdout: '', stderr: `run: there is no program ${join(home, 'missing.mjs')}` });
});

test.each(['--version', '-v', 'version'])('%s', (option) => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(script('cli.mjs', option)).toMatchObject({ status: 0, stdout: expect.stringContaining(`nodetorch ${version} (libtorch 2.`) as string });
});

test.each(['--help', '-h'])('%s', (option) => {
  expect(script('cli.mjs', option)).toMatchObject({ status: 0, stdout: expect.stringContaining('doctor') as string });
});

function counted(report: object, code: number): unknown {
  const file = join(home, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  const { stdout } = evaluate(`
    import { countTests } from './scripts/lib/test_results.mjs';
    console.log(JSON.stringify(countTests(${JSON.stringify(file)}, ${code})));`);
  return JSON.parse(stdout);
}

test('the counts of the tests: a file that does not load and a run that breaks off are failures', () => {
  const tests = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };
  const report = { ...tests, testResults: [] as object[] };
  expect(counted(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 1 });
  expect(counted(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 1 });
  expect(counted({ ...report, numFailedTests: 2 }, 1)).toEqual({ passed: 5, failed: 2, skipped: 1 });
  const unloadable = { ...report, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(counted(unloadable, 1)).toEqual({ passed: 5, failed: 1, skipped: 1 });
});

test('the lock of a process that is gone is taken over, by one of those that want it at a time', () => {
  const lock = join(home, 'locks/lock');
  mkdirSync(join(home, 'locks'));
  const dead = spawnSync('true').pid;
  writeFileSync(lock, JSON.stringify({ pid: dead, host: spawnSync('hostname', { encoding: 'utf8' }).stdout.trim() }));
  const { stdout, stderr } = evaluate(`
    import { acquire } from './scripts/setup/lock.mjs';
    import { existsSync } from 'node:fs';
    let inside = 0;
    await Promise.all(Array.from({ length: 5 }, async () => {
      const release = await acquire(${JSON.stringify(lock)});
      inside += 1;
      if (inside !== 1) console.log('two at once');
      await new Promise((done) => setTimeout(done, 20));
      inside -= 1;
      release();
    }));
    console.log(existsSync(${JSON.stringify(lock)}));`);
  expect(stderr).toBe('');
  expect(stdout).toBe('false\n');
});

test('a fingerprint tells content, not times', () => {
  const tree = join(home, 'tree');
  mkdirSync(join(tree, 'a'), { recursive: true });
  const now = () => evaluate(`
    import { fingerprint } from './scripts/setup/fingerprint.mjs';
    console.log(fingerprint(${JSON.stringify(tree)}, ['a']));`).stdout;
  writeFileSync(join(tree, 'a/x.ts'), 'one');
  const one = now();
  writeFileSync(join(tree, 'a/x.ts'), 'two');
  const two = now();
  expect(two).not.toBe(one);
  writeFileSync(join(tree, 'a/x.ts'), 'one');
  expect(now()).toBe(one);
  writeFileSync(join(tree, 'a/y.ts'), '');
  expect(now()).not.toBe(one);
});
