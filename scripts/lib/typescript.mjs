// Compiles the TypeScript of a project file when something changed, and removes what has no source any more.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../setup/paths.mjs';
import { fingerprint, replaceFile } from './fingerprint.mjs';
import { run, say } from './processes.mjs';

const PROJECTS = {
  library: { file: 'tsconfig.json', source: 'lib', out: 'dist', inputs: ['lib', 'tsconfig.json', 'scripts/setup/locate.d.mts'] },
  exercises: {
    file: 'tsconfig.exercises.json', source: 'exercises', out: 'build/exercises',
    // The library's declarations are an input: a program that no longer fits them must be told.
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

export async function compile(name) {
  const { file, source, out, inputs } = PROJECTS[name];
  const stamp = path.join(root, out, '.compiled');
  const now = fingerprint(root, inputs);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === now) return;
  say(`compiling ${source}/`);
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  await run(`Compiling ${source}/`, process.execPath, [tsc, '-p', file], { cwd: root });
  removeOrphans(path.join(root, source), path.join(root, out));
  replaceFile(stamp, now);
}
