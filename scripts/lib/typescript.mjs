// Compiles the TypeScript of a project file when something changed, and removes what has no source any more.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { CHUNK } from '../bundle/layers.mjs';
import { filesIn, fingerprint, hashOf, sourceFiles } from '../setup/fingerprint.mjs';
import { say, StepFailed } from '../setup/processes.mjs';

/**
 * `makes`: the endings of what a source becomes. `notes`: what tsc writes last, to know what it need not do again.
 * `after`: programs that complete its output, in this order. `also`: what is made of many sources, by its name there.
 */
const PROJECTS = {
  library: {
    file: 'tsconfig.json', source: 'lib', out: 'dist', makes: ['.js', '.d.ts'], notes: 'dist/.tsbuildinfo',
    inputs: ['lib', 'tsconfig.json', 'scripts/declare', 'scripts/bundle'], also: CHUNK,
    // The first reads the library, too.
    after: ['scripts/bundle.mjs', 'scripts/declare.mjs'],
  },
  exercises: {
    file: 'tsconfig.exercises.json', source: 'exercises', out: 'build/exercises', makes: ['.js'],
    notes: 'build/exercises/.tsbuildinfo', after: [],
    // The library is an input: a program that no longer fits its declarations must be told.
    inputs: ['exercises', 'tsconfig.json', 'tsconfig.exercises.json', 'dist/.compiled'],
  },
};

/** How often sources may change while they are compiled. */
const most = 3;

/** [source, what tsc makes of it] of all sources that are there. */
function pairs({ source, out, makes }) {
  return [...sourceFiles(root, [source])].filter((file) => /(?<!\.d)\.ts$/.test(file)).flatMap((file) => {
    const stem = path.normalize(out) + file.slice(source.length, -'.ts'.length);
    return makes.map((end) => [file, stem + end]);
  });
}

function outputs({ also, ...project }) {
  const names = namesIn(path.join(root, project.out)).filter((name) => also?.test(name)).sort();
  return [...pairs(project).map(([, output]) => output), ...names.map((name) => path.join(project.out, name))];
}

const namesIn = (folder) => (fs.existsSync(folder) ? fs.readdirSync(folder) : []);

/** tsc never deletes: an output whose source is gone would still be imported, and tested. */
function removeOrphans({ source, out, also }) {
  if (!fs.existsSync(path.join(root, out))) return;
  const sources = new Set(sourceFiles(root, [source]));
  for (const file of filesIn(root, path.normalize(out))) {
    const name = file.slice(out.length + 1);
    const stem = name.match(/^(.*?)(\.js|\.d\.ts)(\.map)?$/)?.[1];
    if (stem === undefined || sources.has(`${source}${path.sep}${stem}.ts`) || also?.test(name)) continue;
    fs.rmSync(path.join(root, file));
  }
}

/**
 * tsc believes its notes, not its output. Where that is newer than they, or absent and the source is not new, a run was
 * broken off or somebody else wrote: without notes everything is made anew.
 */
function distrust(project) {
  const timeOf = (file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs;
  const noted = timeOf(project.notes);
  const isKnown = ([source, output]) => (timeOf(output) ?? (timeOf(source) > noted ? 0 : Infinity)) <= noted;
  if (noted !== undefined && !pairs(project).every(isKnown)) fs.rmSync(path.join(root, project.notes));
}

/** A program's complaints, '' when it ends well. */
function complaintsOf(...args) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (error) throw error;
  return status === 0 ? '' : stdout + stderr || `${args[0]} ended with ${status}`;
}

function make({ file, notes, after }) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const pretty = process.stderr.isTTY ? ['--pretty'] : [];
  const programs = [[tsc, '-p', file, ...pretty], ...after.map((program) => [program])];
  const complaints = programs.reduce((found, program) => found || complaintsOf(...program), '');
  // What was completed is newer than the notes, and as it should be.
  if (!complaints) fs.utimesSync(path.join(root, notes), new Date(), new Date());
  return complaints;
}

/** Returns tsc's complaints ('' when there are none). tsc writes its output all the same. */
function compileProject(name) {
  const project = PROJECTS[name];
  const { source, out, inputs } = project;
  const clean = () => removeOrphans(project);
  const stamp = path.join(root, out, '.compiled');
  // Of the output, too: it may have been made by hand, and of sources that are gone again.
  const stateOf = (sources) => `${sources} ${hashOf(root, outputs(project))}`;
  if (name === 'library') clean();
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === stateOf(fingerprint(root, inputs))) return '';
  say(`compiling ${source}/`);
  distrust(project);
  for (let tries = 0; tries < most; tries++) {
    const sources = fingerprint(root, inputs);
    const complaints = make(project);
    clean();
    if (complaints) return complaints;
    if (fingerprint(root, inputs) !== sources) continue;
    replaceFile(stamp, stateOf(sources));
    return '';
  }
  throw new StepFailed(`Compiling ${source}/`, 'its files were changed each time while they were compiled');
}

export function compile(name) {
  const complaints = compileProject(name);
  if (!complaints) return;
  process.stderr.write(complaints);
  if (complaints.includes('keyof Signatures')) process.stderr.write('A new text in signature()? Run `npm run gen`.\n');
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
