// Which test files hold numbers that kernels compute: those are run with other kernels by `npm run test:processors`.
// An entry is a file or, with a stroke at its end, a folder; of two that fit a file the longer one decides.

import fs from 'node:fs';
import path from 'node:path';
import { root } from '../setup/paths.mjs';

export const WITH_NUMBERS = [
  'autograd/', 'exercises.test.ts', 'exercises/', 'factories.test.ts', 'functional.test.ts', 'indexing.test.ts',
  'lobpcg.test.ts', 'low_rank.test.ts', 'nn/', 'operators/', 'ops/every_operator.test.ts', 'optim/',
  'printing.test.ts', 'printing/', 'random.test.ts', 'sparse.test.ts', 'tensor/', 'testing/', 'utils/', 'vision/',
];

/** Texts, files, memory, processes and errors: nothing in them is rounded. */
export const WITHOUT_NUMBERS = [
  'asynchronous.test.ts', 'coverage.test.ts', 'cuda/', 'device.test.ts', 'dtype.test.ts', 'errors.test.ts',
  'eslint_plugin/', 'expected_to_fail.test.ts', 'objects.test.ts', 'options.test.ts', 'own_properties.test.ts',
  'exercises/data_reader.test.ts', 'exercises/python_random.test.ts', 'exercises/python_text.test.ts',
  'generated.test.ts', 'lifetime/', 'ops/', 'ordered_dict.test.ts', 'plot.test.ts', 'python_format.test.ts',
  'scripts/', 'serialization/', 'size.test.ts', 'tqdm.test.ts', 'types/', 'without_libtorch.test.ts',
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
