// Synchronous loops must run in flat memory, in the main thread and in worker threads: the loops of `npm run bench --
// memory`, shortened, some in each process: what a loop before left is in the first tenth of the next one, too.
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

async function ask<T>(task: object): Promise<T[]> {
  const args = ['--no-node-snapshot', '--max-semi-space-size=1', child, JSON.stringify(task)];
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as T);
}

// The short loops allocate 400 MB to 3 GB (the 16-byte one 250 MB of tensor objects), so a loop that frees nothing
// passes this limit by far; the constant covers collections that begin only after the first tenth of a short loop.
const limitMb = (report: Report) => 1.3 * report.tenthMb + 48;

interface Loop {
  name: string;
  short: number;
  alone?: boolean;
  threads?: boolean;
  apart?: boolean;
  whole?: boolean;
}
const [loops] = await ask<Loop[]>({ names: true }) as [Loop[]];

/** The reports of a process that runs the loops, and of another for those behind one that had to be stopped. */
async function reportsOf(group: readonly Loop[], workers: number): Promise<Map<string, Report>> {
  // What threads leave lies in one memory: together they leave as much as one that does all.
  const each = ({ short, whole, threads, apart }: Loop): number =>
    (whole ?? threads ?? apart ?? workers === 0 ? short : Math.ceil(short / workers));
  const found = await ask<Report>({ loops: group.map((loop) => [loop.name, each(loop)]), workers });
  const reports = new Map(found.map((report, i) => [group[i]!.name, report]));
  const rest = found.at(-1)!.stopped ? group.slice(found.length) : [];
  return rest.length === 0 ? reports : new Map([...reports, ...await reportsOf(rest, workers)]);
}

/** How many loops share a process: starting one, and three threads in it, takes longer than most loops. */
const together = 8;

function grouped(all: readonly Loop[]): Loop[][] {
  const groups: Loop[][] = all.filter(({ threads, apart }) => threads ?? apart).map((loop) => [loop]);
  const others = all.filter(({ threads, apart }) => !(threads ?? apart));
  for (let i = 0; i < others.length; i += together) groups.push(others.slice(i, i + together));
  return groups;
}

describe.each([0, 3])('with %i worker threads', (workers) => {
  const possible = loops.filter(({ alone }) => workers === 0 || alone !== true);
  const reports = new Map<Loop[], Promise<Map<string, Report>>>();
  const groups = grouped(possible);
  const reportOf = async (name: string): Promise<Report | undefined> => {
    const group = groups.find((each) => each.some((loop) => loop.name === name))!;
    if (!reports.has(group)) reports.set(group, reportsOf(group, workers));
    return (await reports.get(group))?.get(name);
  };

  test.each(possible)('memory stays flat: $name', async ({ name }) => {
    const report = (await reportOf(name))!;
    expect(report.stopped).toBe(false);
    expect(report.peakMb).toBeLessThan(limitMb(report));
    expect(report.peakMb).toBeLessThan(600);
  });
});

// What the loops before it left must not hide it.
test.each(['add, 400 KB', 'add, 16 bytes'])('a loop that keeps its tensors is not called flat: %s', async (name) => {
  const short = (wanted: string): number => loops.find((loop) => loop.name === wanted)!.short;
  const before = ['add, 16 MB', 'numpy, 4 MB', 'masked tensors'].map((each) => [each, short(each), false]);
  const reports = await ask<Report>({ loops: [...before, [name, short(name), true]], workers: 0 });
  expect(reports).toHaveLength(before.length + 1);
  const report = reports.at(-1)!;
  expect(report.stopped || report.peakMb > limitMb(report)).toBe(true);
});
