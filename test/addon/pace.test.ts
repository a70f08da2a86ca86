// How much is made between two small collections, by what they cost: the rule in numbers, and who may set it aside.
import { expect, test } from 'vitest';
import type { Native } from '../../dist/addon/native.js';
import { levelsOf, Pace } from '../../dist/addon/pace.js';
import { collections } from '../../dist/addon/collections.js';

const mega = 2 ** 20;

interface Work {
  /** Milliseconds that a collection takes, and an operator. */
  cost: number;
  operator: number;
  /** Bytes of an operator's result. */
  bytes: number;
}

/** The budget, in MB, that a loop over one operator ends with, and how often it changed in the second half of 4,000. */
function settled({ cost, operator, bytes }: Work, secondLevel: number, jitter = (_: number) => 1) {
  const pace = new Pace(levelsOf(secondLevel));
  let budget = 4 * mega;
  let changes = 0;
  for (let i = 0; i < 4_000; i++) {
    const made = Math.min(1_024, Math.max(1, Math.ceil(budget / bytes)));
    const level = pace.after(cost * jitter(i), made * operator, made);
    budget = level?.bytes ?? budget;
    if (level !== undefined && i >= 2_000) changes++;
  }
  return { budget: budget / mega, changes };
}

const large = 2 * mega;
const small = mega / 2;

test.each<[string, Work, number, number]>([
  ['cheap collections and small results: the cache of the second level', { cost: 0.02, operator: 0.0028, bytes: 40e3 }, large, 2],
  ['the same, a small cache', { cost: 0.025, operator: 0.0028, bytes: 40e3 }, small, 4],
  ['dear collections: few', { cost: 0.08, operator: 0.0028, bytes: 40e3 }, large, 8],
  ['results that no cache of the second level holds', { cost: 0.02, operator: 0.35, bytes: 4 * mega }, large, 4],
  ['a fast operator on them', { cost: 0.03, operator: 0.12, bytes: 4 * mega }, small, 8],
  ['a slow one: its collections cost nothing beside it', { cost: 0.08, operator: 20, bytes: 4 * mega }, small, 4],
  ['a second level of 4 MB and more', { cost: 0.02, operator: 0.1, bytes: 40e3 }, 16 * mega, 4],
  ['a processor that does not tell', { cost: 0.02, operator: 0.1, bytes: 40e3 }, 0, 4],
])('%s', (_name, work, secondLevel, budget) => {
  expect(settled(work, secondLevel)).toEqual({ budget, changes: 0 });
});

test('a pause now and then changes nothing', () => {
  const work = { cost: 0.02, operator: 0.0028, bytes: 40e3 };
  expect(settled(work, large, (i) => (i % 5 === 0 ? 500 : 1))).toEqual({ budget: 2, changes: 0 });
});

test('budgets stay between 1 and 8 MB, whatever the cache', () => {
  for (const secondLevel of [0, 1, 2 ** 17, 2 ** 20, 2 ** 22, 2 ** 30]) {
    const bytes = levelsOf(secondLevel).map((level) => level.bytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(Math.min(...bytes)).toBeGreaterThanOrEqual(mega);
    expect(Math.max(...bytes)).toBe(8 * mega);
  }
});

/** The budgets, in MB, of each second of a program that makes old objects below a budget of so many MB. */
function withOld(enough: number, seconds: number) {
  const pace = new Pace(levelsOf(large));
  let budget = 4 * mega;
  let time = 0;
  let old = 0;
  const seen: Set<number>[] = [];
  while (time < 1000 * seconds) {
    const span = (budget / mega) * 0.1;
    // A collection of all after each 64 MB of old objects, a quarter of what is made.
    old += budget < enough * mega ? budget / 4 : 0;
    const all = old >= 64 * mega ? 12 : 0;
    if (all > 0) {
      old = 0;
      pace.all(all);
    }
    budget = pace.after(0.08, span + all, 4)?.bytes ?? budget;
    time += 0.08 + span + all;
    (seen[Math.floor(time / 1000)] ??= new Set()).add(budget / mega);
  }
  return seen.slice(0, seconds).map((each) => [...each]);
}

test('a program that makes old objects gets a budget in which they die young, and small ones are tried ever more seldom', () => {
  const budgets = withOld(32, 40);
  const small = budgets.flatMap((each, second) => (each.some((budget) => budget < 32) ? [second] : []));
  expect(budgets.at(-1)).toEqual([32]);
  expect(small.length).toBeLessThan(10);
  // Tried again after a second, two, four, ...
  expect(small.some((second) => second > 10)).toBe(true);
});

test('where no budget spares collections of all, it is small nearly always', () => {
  const wide = withOld(Infinity, 40).filter((each) => each.includes(32));
  expect(wide.length).toBeGreaterThan(0);
  expect(wide.length).toBeLessThan(12);
});

test('a budget that holds an expression of small tensors stays small, though there are old objects', () => {
  const pace = new Pace(levelsOf(large));
  let budget = 4 * mega;
  for (let i = 0; i < 4_000; i++) {
    pace.all(1);
    budget = pace.after(0.08, 1.5, budget / 40e3)?.bytes ?? budget;
    expect(budget).toBeLessThanOrEqual(8 * mega);
  }
});

test('one that makes none keeps its small budget', () => {
  expect(withOld(0, 10).flat().every((budget) => budget <= 8)).toBe(true);
});

test('a budget that was set by hand stays', () => {
  const budgets: number[] = [];
  const native = {
    adopt: () => undefined,
    cpu_capabilities: () => [],
    set_memory_budget: (bytes: number) => void budgets.push(bytes),
  } as unknown as Native;
  const repeat = (count: number, young: () => void) => {
    for (let i = 0; i < count; i++) young();
  };
  const busy = () => {
    const end = performance.now() + 0.05;
    while (performance.now() < end);
  };
  const { young } = collections(native, busy);
  repeat(64, young);
  expect(budgets).toEqual([8 * mega]);
  native.set_memory_budget(mega, 10);
  repeat(64, young);
  expect(budgets).toEqual([8 * mega, mega]);
});
