// The benches compare case by case, so both languages must have the same cases in the same order.
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bench = fileURLToPath(new URL('../../scripts/bench/', import.meta.url));
const python = process.env['NODETORCH_REFERENCE_PYTHON'] ?? 'python3';
const hasPython = spawnSync(python, ['--version']).status === 0;

const names = (program: string, args: string[]): string[] =>
  JSON.parse(execFileSync(program, args, { cwd: bench, encoding: 'utf8' })) as string[];

test.skipIf(!hasPython).each(['calls', 'sizes', 'training', 'optim', 'func', 'loaders'])('%s: Node and Python have the same cases', (suite) => {
  const node = names(process.execPath, ['measure.mjs', suite, '--names']);
  expect(node.length).toBeGreaterThan(0);
  expect(names(python, ['-B', 'measure.py', suite, '--names'])).toEqual(node);
});

test('a bench that is not there, a bad option and a pattern that fits nothing end with the reason', () => {
  const run = (args: readonly string[]) =>
    spawnSync(process.execPath, ['run.mjs', ...args], { cwd: bench, encoding: 'utf8' });
  for (const [args, reason] of [
    [['nothing'], 'usage: npm run bench'],
    [['calls', '--rounds', '0'], '--rounds: a whole number of at least 1 is wanted, got 0'],
    [['calls', '--only', 'no such case'], '--only no such case: no such case'],
  ] as const) {
    const { status, stderr } = run(args);
    expect(stderr).toContain(reason);
    expect(status).toBe(2);
  }
});
