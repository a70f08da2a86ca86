// Compiles the TypeScript of a project file when something changed, and removes what has no source any more.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { fingerprint } from '../setup/fingerprint.mjs';
import { say, StepFailed } from '../setup/processes.mjs';

const PROJECTS = {
  library: {
    file: 'tsconfig.json', source: 'lib', out: 'dist', inputs: ['lib', 'tsconfig.json', 'scripts/declare'], after: 'scripts/declare.mjs',
  },
  exercises: {
    file: 'tsconfig.exercises.json',
    source: 'exercises',
    out: 'build/exercises',
    // The library is an input: a program that no longer fits its declarations must be told.
    inputs: ['exercises', 'tsconfig.json', 'tsconfig.exercises.json', 'dist/.compiled'],
  },
};

/** tsc never deletes: an output whose source is gone would still be imported, and tested. */
function removeOrphans(source, out) {
  for (const entry of fs.readdirSync(out, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const stem = path.relative(out, file).match(/^(.*?)(\.js|\.d\.ts)(\.map)?$/)?.[1];
    if (stem && !fs.existsSync(path.join(source, `${stem}.ts`))) fs.rmSync(file);
  }
}

/** Returns tsc's complaints ('' when there are none). tsc writes its output all the same. */
function compileProject(name) {
  const { file, source, out, inputs, after } = PROJECTS[name];
  const stamp = path.join(root, out, '.compiled');
  const now = fingerprint(root, inputs);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === now) return '';
  say(`compiling ${source}/`);
  fs.rmSync(stamp, { force: true });
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const pretty = process.stderr.isTTY ? ['--pretty'] : [];
  const run = (...args) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const { status, stdout, error } = run(tsc, '-p', file, ...pretty);
  if (error) throw error;
  if (status !== 0) return stdout || `tsc ended with ${status}`;
  removeOrphans(path.join(root, source), path.join(root, out));
  const completed = after === undefined ? undefined : run(after);
  if (completed !== undefined && completed.status !== 0) return completed.stderr || `${after} ended with ${completed.status}`;
  replaceFile(stamp, now);
  return '';
}

export function compile(name) {
  const complaints = compileProject(name);
  if (!complaints) return;
  process.stderr.write(complaints);
  throw new StepFailed(`Compiling ${PROJECTS[name].source}/`, 'type errors');
}

/**
 * Compiles the exercises. Errors stop it only if they are in `needed` (relative to exercises/): others are still at
 * work.
 */
export function compileExercises(needed) {
  const complaints = compileProject('exercises');
  if (!complaints) return;
  process.stderr.write(complaints);
  if (!needed || complaints.includes(`exercises/${needed}`)) throw new StepFailed('Compiling exercises/', 'type errors');
}
