// A short run of `node scripts/fuzz/files.mjs` over pictures: damaged files, opened in a process of their own.
import { expect, it } from 'vitest';
import { fileNames, filesChild } from '../../scripts/fuzz/files.mjs';
import { fuzz } from '../../scripts/fuzz/fuzz.mjs';

it('ends with a picture or an error of ours for every damaged file, in time and in little memory', async () => {
  const names = fileNames().filter((name) => name.startsWith('picture:'));
  const total = await fuzz({ seed: 'npm test', calls: 1000, names, child: filesChild, timeout: 60 });
  expect(total.crashes).toEqual([]);
  expect(total.hangs).toEqual([]);
  expect(total.suspicious).toEqual({});
  expect(total.calls).toBeGreaterThanOrEqual(1000);
  // Most damage is noticed; some does no harm, such as to the pixels of a file without checksums.
  expect(total.ok).toBeGreaterThan(50);
  expect(total.errors['OSError']).toBeGreaterThan(50);
  expect(total.errors['UnidentifiedImageError']).toBeGreaterThan(50);
});
