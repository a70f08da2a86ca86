/** Runs compiled exercises the way the launchers do. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from '../../scripts/lib/prepare_checkout.mjs';
import { compileExercises } from '../../scripts/lib/typescript.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const compiled = join(root, 'build/exercises');

// Of the library that vitest has just compiled, and of the lessons as they are now.
await alone(() => compileExercises());

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Numbers of all exercises there are, from the file names. */
export const numbers = readdirSync(join(root, 'exercises'))
  .filter((name) => /^\d{3}_.*\.ts$/.test(name))
  .map((name) => Number(name.slice(0, 3)))
  .sort((a, b) => a - b);

/** The compiled file of an exercise. */
export function fileOf(exercise: number): string {
  const name = readdirSync(join(root, 'exercises')).find((file) => file.startsWith(`${exercise}_`));
  if (!name) throw new Error(`there is no exercise ${exercise}`);
  return name.replace(/\.ts$/, '.js');
}

/** Runs a file of build/exercises/. */
export function run(file: string, args: string[] = [], cwd = root): Outcome {
  const path = join(compiled, file);
  if (!existsSync(path)) throw new Error(`${path} is not there`);
  return node(['--no-node-snapshot', '--enable-source-maps', path, ...args], cwd);
}

export function node(args: string[], cwd = root): Outcome {
  // One thread: test files run side by side, and threads that wait for each other on busy cores take minutes.
  const env = { OMP_NUM_THREADS: '1', ...process.env };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 120_000, env });
  return { status, stdout, stderr };
}

/** What `npm run check` starts: the verdicts on files of build/exercises/. */
export const check = (data: string, ...files: [exercise: number, file: string][]): Outcome =>
  run('checks/run.js', [
    '--data',
    data,
    ...files.flatMap(([exercise, file]) => [String(exercise), join(compiled, file)]),
  ]);

/** The data that the lessons read, in a folder. */
export function makeData(data: string, ...options: string[]): void {
  for (const maker of [410, 610, 910]) {
    const { status, stderr } = run(fileOf(maker), ['--data', data, ...options]);
    if (status !== 0) throw new Error(`${maker} ended with ${status}: ${stderr}`);
  }
  copyFileSync(join(root, 'exercises/data/chat.txt'), join(data, 'chat.txt'));
}
