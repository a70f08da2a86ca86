// How much garbage a device may hold before it is collected, and how often that is: native/handles/byte_budget.h at
// work on devices of 16 and 80 GB, of which no machine needs to have one. The header knows only numbers, and is
// compiled here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'byte_budget-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  extra: number; // MB of garbage at most, beside what the program needs
  minors: number;
  majors: number;
}

const program = join(folder, 'byte_budget');
execFileSync(process.env['CXX'] ?? 'c++', [
  '-std=c++20', '-I', join(root, 'native'), join(root, 'test/lifetime/native/byte_budget.cpp'), '-o', program,
]);
const outcomes = JSON.parse(execFileSync(program, { encoding: 'utf8' })) as Record<string, Outcome>;

test.each([
  // What is needed, in MB: garbage stays below a third of it.
  ['temporaries of 1 MB beside 100 MB of 80 GB', 100],
  ['temporaries of 1 MB beside 10 GB of 80 GB', 10_240],
  ['temporaries of 16 MB beside 15 GB of 16 GB', 15_360],
  ['training, 100 + 900 MB of 80 GB', 1_000],
  ['training, 4 + 8 GB of 16 GB', 12_288],
  ['old garbage beside 1 GB of 80 GB', 1_024],
  ['old garbage beside 15 GB of 16 GB', 15_360],
])('no more than 1.3 times what a program needs is held: %s', (name, needs) => {
  expect(outcomes[name]!.extra).toBeLessThan(0.3 * needs);
});

test('a device whose memory runs short is collected before it is full', () => {
  expect(outcomes['temporaries of 16 MB beside 15 GB of 16 GB']!.extra).toBeLessThan(1_024 / 4);
  expect(outcomes['old garbage beside 15 GB of 16 GB']!.extra).toBeLessThan(1_024 / 2);
});

test('a larger device is collected less often', () => {
  const [small, large] = [outcomes['growth on 16 GB']!, outcomes['growth on 80 GB']!];
  expect(large.minors).toBeLessThan(small.minors);
  expect(large.majors).toBeLessThan(small.majors);
});

test('a program that grows and makes no garbage pays for a few full collections only', () => {
  const growing = Object.entries(outcomes).filter(([name]) => name.startsWith('growth'));
  expect(growing).toHaveLength(4);
  for (const [name, { extra, majors }] of growing) expect([name, extra, majors <= 12]).toEqual([name, 0, true]);
});

test('a file is read without collections as long as there is memory, and what was read asks for none', () => {
  const [wide, full] = ['reading on a host of 16 GB', 'reading on a host of 16 GB that is nearly full'].map((name) => outcomes[name]!);
  expect(wide).toMatchObject({ minors: 0, majors: 0 });
  expect(wide!.extra).toBeGreaterThan(2_500);
  expect(full!.extra).toBeLessThan(400);
});

test('the steps of a training loop that fits ask for no full collections', () => {
  expect(outcomes['training, 100 + 900 MB of 80 GB']!.majors).toBeLessThan(10);
});

test("the host's budgets are its own", () => {
  const { extra, minors } = outcomes["old garbage beside 1 GB of a host's 16 GB"]!;
  expect(extra).toBeLessThan(256);
  expect(minors).toBe(10_000); // 4 MB each: what it makes is one budget
});
