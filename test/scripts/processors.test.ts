import { expect, test } from 'vitest';
import { longest } from '../../vitest.config.ts';
import { hasNumbers, idle, testFiles } from '../../scripts/processors/files.mjs';
import { processorFlags, settings } from '../../scripts/processors/settings.mjs';

test('each test file has numbers that kernels compute, or is said to have none', () => {
  const files = testFiles();
  expect(files).toContain('scripts/processors.test.ts');
  // A new file goes into one of the two lists of scripts/processors/files.mjs.
  expect(files.filter((file) => hasNumbers(file) === undefined)).toEqual([]);
  expect(idle()).toEqual([]);
  expect(hasNumbers('exercises/training.test.ts')).toBe(true);
  expect(hasNumbers('exercises/python_text.test.ts')).toBe(false);
  expect(hasNumbers('somewhere/new.test.ts')).toBeUndefined();
});

test('test files that begin first are there', () => {
  const files = testFiles().map((file) => `test/${file}`);
  expect(longest.filter((file) => !files.includes(file))).toEqual([]);
});

test('settings are all combinations, and say what a processor lacks', () => {
  const flags = processorFlags('processor : 0\nflags\t\t: fpu sse avx2 fma\nbogomips : 1\n');
  const all = settings(flags);
  expect(all).toHaveLength(12);
  expect(new Set(all.map(({ name }) => name)).size).toBe(12);
  expect(all.filter(({ missing }) => missing.length > 0).map(({ name }) => name.split('/')[0])).toEqual(new Array(4).fill('avx512'));
  expect(all[0]).toMatchObject({
    name: 'default/lowest/1',
    env: { ATEN_CPU_CAPABILITY: 'default', MKL_ENABLE_INSTRUCTIONS: 'SSE4_2', ONEDNN_MAX_CPU_ISA: 'SSE41', OMP_NUM_THREADS: '1' },
  });
  expect(settings(processorFlags(''))[4]!.missing).toEqual(['avx2', 'fma']);
});
