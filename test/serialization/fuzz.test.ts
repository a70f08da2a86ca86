// A short run of `node scripts/fuzz/files.mjs`: damaged files, loaded in a process of their own.
import { expect, it } from 'vitest';
import { fileNames, filesChild } from '../../scripts/fuzz/files.mjs';
import { fuzz } from '../../scripts/fuzz/fuzz.mjs';

it('ends with a value or an error of ours for every damaged file, in time and in little memory', async () => {
  const names = fileNames().filter((name) => !name.startsWith('picture:'));
  const total = await fuzz({ seed: 'npm test', calls: 800, names, child: filesChild, timeout: 60 });
  expect(total.crashes).toEqual([]);
  expect(total.hangs).toEqual([]);
  expect(total.suspicious).toEqual({});
  expect(total.calls).toBeGreaterThanOrEqual(800);
  // Most damage is noticed; some does no harm, such as to a name or to the last bit of a number.
  expect(total.ok).toBeGreaterThan(50);
  expect(total.errors['UnpicklingError']).toBeGreaterThan(50);
  expect(total.errors['RuntimeError']).toBeGreaterThan(50);
});
