// npm run check NNN: runs the reader's file and says what is off in its task cell. `-- --solution` checks the solution.

import path from 'node:path';
import { exerciseLines, findExercise, runExercise } from './lib/exercises.mjs';
import { main, UsageError } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { compileExercises } from './lib/typescript.mjs';
import { root } from './setup/paths.mjs';

await main(async () => {
  const [number, ...rest] = process.argv.slice(2);
  const solution = rest.length === 1 && rest[0] === '--solution';
  if (!/^\d+$/.test(number ?? '') || (rest.length > 0 && !solution)) {
    throw new UsageError(`npm run check wants the number of one exercise:\n${exerciseLines()}`);
  }
  const exercise = findExercise(number);
  const file = solution ? `solutions/${exercise.number}.ts` : path.basename(exercise.file);
  await prepare();
  // A type error in the file that is checked says more than anything found by running it.
  compileExercises(file);
  const compiled = path.join(root, 'build/exercises', file.replace(/\.ts$/, '.js'));
  return runExercise('exercises/checks/run.ts', [exercise.number, compiled]);
});
