// The exercises: their list, and running one.

import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';
import { runProgram, startEarly } from '../setup/launch.mjs';
import { UsageError } from '../setup/main.mjs';
import { prepare } from '../setup/prepare.mjs';
import { placeOfTold, writeTold } from '../start/told.mjs';
import { compileExercises } from './typescript.mjs';

const folder = path.join(root, 'exercises');

/** Its first heading, `// # 350. …`. */
function titleOf(file) {
  return fs.readFileSync(file, 'utf8').match(/^\/\/ #+ (.+)$/m)?.[1] ?? path.basename(file, '.ts');
}

/** `{ number, file, title }` of each exercise, in order; `file` is absolute. */
export function listExercises() {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => /^\d{3}_.*\.ts$/.test(name)).sort() : [];
  return names.map((name) => {
    const file = path.join(folder, name);
    return { number: name.slice(0, 3), file, title: titleOf(file) };
  });
}

export const exerciseLines = () =>
  listExercises().map(({ number, title }) => `  ${title.startsWith(number) ? title : `${number}. ${title}`}`).join('\n');

/** The exercise of a number ('430'), or a UsageError that lists what there is. */
export function findExercise(number) {
  const found = listExercises().find((exercise) => exercise.number === String(number));
  if (!found) throw new UsageError(`There is no exercise ${number}. There are:\n${exerciseLines()}`);
  return found;
}

/** The compiled exercise, or its copy that tells the texts. */
function programOf(relative, told) {
  const stem = relative.replace(/\.ts$/, '');
  return told ? placeOfTold(stem) : path.join(root, 'build/exercises', `${stem}.js`);
}

/**
 * Does what set-up is missing, compiles the exercises and runs one of them (`file`: below exercises/, absolute or
 * relative to the project), as every launcher of ours does (launch.mjs). Returns its exit status. `told`: with the
 * texts of its cells; `needs`: the file, relative to exercises/, whose type errors stop it; the other options go to
 * spawn.
 */
export async function runExercise(file, args = [], { told = false, needs, ...options } = {}) {
  const relative = path.relative(folder, path.resolve(root, file));
  const program = ['--enable-source-maps', programOf(relative, told), ...args];
  // Node looks for a program's file before it waits.
  const early = fs.existsSync(program[1]) ? startEarly(program, options) : undefined;
  await prepare();
  compileExercises(needs ?? relative);
  if (told) writeTold(path.join(folder, relative));
  return runProgram(program, { ...options, early });
}
