import { beforeAll, expect, test } from 'vitest';
import { check, type Checked } from '../scripts/coverage/check.mjs';

let found: Checked;

beforeAll(async () => {
  found = await check();
}, 120_000);

test('docs/coverage.md is what the library, its declarations and its tests say (npm run coverage writes it)', () => {
  expect(found.page).toBe(found.committed);
});

test('no name is reached and has a reason why it is not', () => {
  expect(found.both).toEqual([]);
});

test('what is reached is declared, and what is declared is reached', () => {
  expect(found.halves).toEqual([]);
});

test('every name of the core is reached, has a reason, or is owed', () => {
  expect(found.unaccounted).toEqual([]);
});

test('what is owed is not there yet', () => {
  expect(found.paid).toEqual([]);
});

test('reasons are given for names that PyTorch has', () => {
  expect(found.strangers).toEqual([]);
});

test('the package has every name that the tables of operators bind', () => {
  expect(found.broken).toEqual([]);
});
