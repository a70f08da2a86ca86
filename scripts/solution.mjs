// npm run solution NNN: shows the solution of an exercise's task, and runs it.

import fs from 'node:fs';
import path from 'node:path';
import { exerciseLines, findExercise, runExercise } from './lib/exercises.mjs';
import { main, UsageError } from './setup/main.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

await main(async () => {
  const [number, ...rest] = process.argv.slice(2);
  if (!/^\d+$/.test(number ?? '') || rest.length > 0) {
    throw new UsageError(`npm run solution wants the number of one exercise:\n${exerciseLines()}`);
  }
  const exercise = findExercise(number);
  const file = path.join(root, 'exercises/solutions', `${exercise.number}.ts`);
  if (!fs.existsSync(file)) throw new UsageError(`Exercise ${exercise.number} has no solution yet.`);
  process.stdout.write(`${path.relative(root, file)}\n\n${fs.readFileSync(file, 'utf8')}\nIt prints:\n\n`);
  return runExercise(file);
});
