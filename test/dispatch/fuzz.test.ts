// A short run of `node scripts/fuzz/fuzz.mjs`: every operator and the public surface with random arguments.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fuzz, type Failure } from '../../scripts/fuzz/fuzz.mjs';
import { knownCrashes } from '../../scripts/fuzz/known_crashes.mjs';

test('no arguments end the process, hang it, or make our own code stumble', { timeout: 300_000 }, async () => {
  const total = await fuzz({ seed: 'npm test', calls: 4_000 });
  expect(total.crashes).toEqual([]);
  expect(total.hangs).toEqual([]);
  expect(total.suspicious).toEqual({});
  expect(total.operators).toBeGreaterThan(3000);
  expect(total.calls).toBeGreaterThan(total.operators);
  // Arguments that are all refused at the door would not test the kernels.
  expect(total.ok / total.calls).toBeGreaterThan(0.1);
});

test('few operators are left out', () => {
  expect(Object.keys(knownCrashes).length).toBeLessThan(150);
  expect(Object.values(knownCrashes).every((reason) => reason.length > 10)).toBe(true);
});

test('a crash and a hang are pinned to their call, and the run goes on behind them', { timeout: 60_000 }, async () => {
  const child = fileURLToPath(new URL('support/failing_child.mjs', import.meta.url));
  const names = ['before', 'crashes', 'hangs', 'exits', 'after'];
  const total = await fuzz({ seed: '0', calls: 15, timeout: 2, names, child });
  const where = (list: readonly Failure[]): unknown =>
    list.map(({ name, n, ended }) => [name, n, ended]);
  expect(where(total.crashes)).toEqual([['crashes', 1, 'SIGABRT'], ['exits', 0, 'exit code 0']]);
  expect(where(total.hangs)).toEqual([['hangs', 0, 'no progress for 2 s']]);
  expect(total.calls).toBe(15);
  expect(total.ok).toBe(12);
});
