import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const { Language, Measurement, Timer, timer } = torch.utils.benchmark;

/** A clock of which each look takes a second. */
function clock(): () => number {
  let now = 0;
  return () => now++;
}

test('a function runs as often as is asked, on one thread, after a hundredth of that', () => {
  let [calls, setups] = [0, 0];
  const threads = new Set<number>();
  const measured = new Timer({
    stmt: () => {
      calls++;
      threads.add(torch.get_num_threads());
    },
    setup: () => setups++, timer: clock(),
  }).timeit(1000);
  expect([calls, setups, [...threads]]).toEqual([1010, 2, [1]]);
  expect([measured.number_per_run, measured.raw_times]).toEqual([1000, [1]]);
});

test('text knows its globals and what the set-up declares', () => {
  const seen: number[] = [];
  const measured = new Timer({
    stmt: `
      seen.push(start + factor);
    `, setup: 'const factor = 3;', globals: { seen, start: 4 }, label: 'text',
  }).timeit(3);
  expect(seen).toEqual([7, 7, 7, 7, 7]);
  expect([measured.stmt, measured.setup, measured.title]).toEqual(['seen.push(start + factor);', 'const factor = 3;', 'text']);
  let setups = 0;
  new Timer({ stmt: 'seen.length = 0', setup: () => setups++, globals: { seen } }).timeit(2);
  expect([seen, setups]).toEqual([[], 2]);
  new Timer({ stmt: () => seen.push(1), setup: 'seen.push(0)', globals: { seen } }).timeit(2);
  expect(seen).toEqual([0, 1, 1, 0, 1, 1]);
});

test('a function is shown as what it computes', () => {
  const shown = (stmt: () => unknown): string => new Timer({ stmt, timer: clock() }).timeit(1).stmt;
  expect(shown(() => 1 + 1)).toBe('1 + 1');
  expect(shown(function named() {
    return 1;
  })).toMatch(/^function named\(\) \{\n\s+return 1;\n\s*\}$/);
  expect(new Timer('pass').timeit(1).title).toBe('pass');
});

test('blocked_autorange runs blocks for as long as is asked', () => {
  const told: [number, number][] = [];
  // The five looks at what nothing costs find nothing, and then each takes a second: one run makes a block.
  let looks = 0;
  const measured = new Timer({ stmt: () => undefined, timer: () => (looks++ < 10 ? 0 : looks) }).blocked_autorange({
    min_run_time: 5, callback: (number, time) => told.push([number, time]),
  });
  expect(measured.raw_times).toEqual([1, 1, 1, 1, 1]);
  expect(told).toEqual(measured.raw_times.map((time) => [measured.number_per_run, time]));
});

test('adaptive_autorange goes on until times are near each other, or the time is over', () => {
  const measured = new Timer({ stmt: () => undefined, timer: clock() }).adaptive_autorange({ min_run_time: 1 });
  expect(measured.raw_times).toEqual([1, 1, 1, 1]);
  let [now, look] = [0, 0];
  const unsteady = new Timer({ stmt: () => undefined, timer: () => (now += look++ % 4 === 1 ? 5 : 1) });
  const total = unsteady.adaptive_autorange({ max_run_time: 20 }).raw_times.reduce((sum, time) => sum + time, 0);
  expect(total).toBeGreaterThan(20);
});

test('measurements of tensors: the clock goes on, replicates become one', () => {
  const x = torch.ones(8);
  const make = () => new Timer({ stmt: () => x.add(x) }).timeit(20);
  expect(timer()).toBeLessThanOrEqual(timer());
  const merged = Measurement.merge([make(), make()]);
  expect(merged.map(({ raw_times, number_per_run }) => [raw_times.length, number_per_run])).toEqual([[2, 1]]);
});

test('what cannot be measured is refused', () => {
  expect(() => new Timer({ stmt: async () => undefined }).timeit(1)).toThrow(/async/);
  expect(() => new Timer({ stmt: 3 as never })).toThrow('Currently only a function or a `str` stmt is supported.');
  expect(() => new Timer({ stmt: 'x', language: Language.CPP })).toThrow(/extensions of Python/);
  expect(() => new Timer({ stmt: 'x', labl: 'y' } as never)).toThrow(/unexpected keyword argument 'labl'/);
});
