// Which test files hold numbers that kernels compute: those are run with other kernels by `npm run test:processors`.
// An entry is a file or, with a stroke at its end, a folder; of two that fit a file the longer one decides.

import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';

export const WITH_NUMBERS = [
  'amp/', 'ao/', 'autograd/', 'compile/', 'distributions/', 'examples/', 'exercises.test.ts', 'exercises/',
  'foreach.test.ts', 'func/',
  'functional.test.ts',
  'functional/', 'jit/script_module.test.ts', 'library/', 'masked/', 'nested/', 'nn/',
  'operators/', 'optim/', 'overrides/', 'printing.test.ts', 'printing/', 'random.test.ts',
  'scripts/conformance.test.ts', 'settings/', 'signal/', 'sparse/', 'tensor/',
  'testing/', 'utils/', 'vision/',
];

/** Texts, files, memory, processes and errors: nothing in them is rounded. */
export const WITHOUT_NUMBERS = [
  'accelerator/', 'addon/', 'arguments/', 'backends/', 'collections/', 'coverage.test.ts', 'cpu.test.ts', 'cuda/',
  'dispatch/', 'distributed/', 'eslint/',
  'exercises/commands.test.ts', 'exercises/data_reader.test.ts', 'exercises/python_random.test.ts',
  'exercises/python_text.test.ts', 'exercises/told.test.ts',
  'format.test.ts', 'futures.test.ts', 'fx/', 'generated.test.ts', 'hub/', 'inductor/', 'jit/', 'lifetime/', 'monitor.test.ts',
  'multiprocessing.test.ts', 'notebook/', 'optional_packages.test.ts',
  'plot.test.ts', 'profiler/', 'python/', 'scripts/', 'serialization/',
  'tqdm.test.ts', 'types/', 'values/', 'without_libtorch.test.ts',
];

/** All test files, relative to test/. */
export function testFiles() {
  return fs.readdirSync(path.join(root, 'test'), { recursive: true })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}

const fits = (entry, file) => (entry.endsWith('/') ? file.startsWith(entry) : file === entry);

/** How much of a file's name the best of these entries tells. */
const known = (entries, file) =>
  Math.max(0, ...entries.filter((entry) => fits(entry, file)).map((entry) => entry.length));

/** Whether the numbers of a test file depend on kernels; undefined where neither list knows it. */
export function hasNumbers(file) {
  const [yes, no] = [known(WITH_NUMBERS, file), known(WITHOUT_NUMBERS, file)];
  return yes === no ? undefined : yes > no;
}

/** Entries that stand for no file. */
export function idle() {
  const files = testFiles();
  return [...WITH_NUMBERS, ...WITHOUT_NUMBERS].filter((entry) => !files.some((file) => fits(entry, file)));
}
