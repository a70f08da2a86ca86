// What lessons have to be run with, read off their files.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { listExercises } from '../lib/exercises.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { hashOf, sourceFiles } from '../setup/fingerprint.mjs';

const text = (file) => fs.readFileSync(file, 'utf8');

/** The lessons that write the data which others read. */
export const makers = () => listExercises().filter(({ file }) => /from '\.\/data_writer\.ts'/.test(text(file)));

/** `430_loss` */
export const stemOf = ({ file }) => path.basename(file, '.ts');

const PYTHON = 'scripts/notebook/python';
const OTHERS = [
  'exercises/data/chat.txt', 'dist/.compiled', 'build/Release/nodetorch.json', 'scripts/runtimes/table.mjs',
  'scripts/notebook/environment.mjs', ...fs.readdirSync(path.join(root, PYTHON)).sort()
    .filter((name) => name.endsWith('.py')).map((name) => `${PYTHON}/${name}`),
];

/** What every notebook's outputs depend on besides its lesson: helpers, checks, makers of data, library, kernel. */
export function surroundings() {
  const made = makers().map(({ file }) => path.relative(root, file));
  const helpers = [...sourceFiles(root, ['exercises'])].filter((file) =>
    /^exercises\/(checks\/)?[a-z]\w*\.ts$/.test(file) || made.includes(file));
  return hashOf(root, [...helpers, ...OTHERS]);
}

/** The name under which a lesson's outputs are kept. */
export const keyOf = (lesson, around) =>
  `${stemOf(lesson)}-${createHash('sha256').update(around).update(text(lesson.file)).digest('hex').slice(0, 16)}`;
