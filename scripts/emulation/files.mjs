// Which tests a run under an emulator leaves out, and why: all others are run.

import { testFiles } from '../processors/files.mjs';

/** An entry is a file or, with a stroke at its end, a folder. */
export const LEFT_OUT = [
  ['scripts/', 'scripts that build, pack and read sources: nothing in them depends on the processor'],
  ['types/', 'TypeScript alone'],
  ['eslint/', 'TypeScript alone'],
  ['coverage.test.ts', 'reads sources'],
  ['generated.test.ts', 'reads sources'],
  ['cuda/', 'stand-ins for the driver are compiled for this machine'],
];

const fits = (entry, file) => (entry.endsWith('/') ? file.startsWith(entry) : file === entry);

/** The test files of an emulated run, from the root of the project. */
export const emulatedFiles = () => testFiles()
  .filter((file) => !LEFT_OUT.some(([entry]) => fits(entry, file)))
  .map((file) => `test/${file}`);

/** Entries that stand for no file. */
export const idle = () => LEFT_OUT.map(([entry]) => entry)
  .filter((entry) => !testFiles().some((file) => fits(entry, file)));
