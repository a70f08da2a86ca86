// The test files: which share a process with others, and which begin first. Their names are relative to test/.

import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';

/** What a file says that counts what is alive in its process, or hears what is said once in it. */
const OWN = /\bmemory_stats\b|\bcollect\(|\bemitWarning\b|'warning'|\/seeded_calls\./;

/** Other files that have a process of their own, and why. */
const ALONE = {};

/** Those that take longest, in this order: begun late, they would run on while a processor has nothing to do. */
export const LONGEST = [
  'lifetime/memory.test.ts', 'lifetime/programs.test.ts', 'scripts/fetch.test.ts', 'lifetime/autograd.test.ts',
  'exercises/training.test.ts', 'scripts/compile.test.ts',
];

/** All of them. */
export function testFiles() {
  return fs.readdirSync(path.join(root, 'test'), { recursive: true })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}

/** Those that have a process of their own. */
export const aloneFiles = () => testFiles()
  .filter((file) => file in ALONE || OWN.test(fs.readFileSync(path.join(root, 'test', file), 'utf8')));

/** Names in the tables above that no file has. */
export function idleFiles() {
  const files = testFiles();
  return [...Object.keys(ALONE), ...LONGEST].filter((file) => !files.includes(file));
}
