// Synchronous loops must run in flat memory, in the main thread and in worker threads: the loops of `npm run bench --
// memory`, shortened, each in a process of its own.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const child = fileURLToPath(new URL('../../scripts/bench/memory_child.mjs', import.meta.url));

interface Report {
  tenthMb: number;
  peakMb: number;
  stopped: boolean;
}

async function ask<T>(task: object): Promise<T> {
  const args = ['--no-node-snapshot', '--max-semi-space-size=1', child, JSON.stringify(task)];
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout) as T;
}

// The short loops allocate 400 MB to 3 GB (the 16-byte one 250 MB of tensor objects), so a loop that frees nothing
// passes this limit by far; the constant covers collections that begin only after the first tenth of a short loop.
const limitMb = (report: Report) => 1.3 * report.tenthMb + 48;

const loops = await ask<{ name: string; short: number; alone?: boolean }[]>({ names: true });

describe.each([0, 3])('with %i worker threads', (workers) => {
  const possible = loops.filter(({ alone }) => workers === 0 || alone !== true);
  test.each(possible)('memory stays flat: $name', { timeout: 120_000 }, async ({ name, short }) => {
    const report = await ask<Report>({ loop: name, iterations: short, workers });
    expect(report.stopped).toBe(false);
    expect(report.peakMb).toBeLessThan(limitMb(report));
    expect(report.peakMb).toBeLessThan(600);
  });
});

test.each(['add, 400 KB', 'add, 16 bytes'])('a loop that keeps its tensors is not called flat: %s', async (name) => {
  const iterations = loops.find((loop) => loop.name === name)?.short;
  const report = await ask<Report>({ loop: name, iterations, workers: 0, keep: true });
  expect(report.stopped || report.peakMb > limitMb(report)).toBe(true);
}, 120_000);
