// npm run check NNN: runs the reader's file, without its training, and says what is off in its task cell.
// `-- --solution` checks the solution, `-- --data DIR` says where the data files are.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { exerciseLines, findExercise, runExercise } from './lib/exercises.mjs';
import { main, UsageError } from './setup/main.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

await main(async () => {
  const { number, solution, data } = options();
  const exercise = findExercise(number);
  const file = solution ? `solutions/${exercise.number}.ts` : path.basename(exercise.file);
  const compiled = path.join(root, 'build/exercises', file.replace(/\.ts$/, '.js'));
  const where = data === undefined ? [] : ['--data', path.resolve(data)];
  // A type error in the file that is checked says more than anything found by running it.
  return runExercise('exercises/checks/run.ts', [...where, exercise.number, compiled], { needs: file });
});

function options() {
  const usage = `npm run check wants the number of one exercise:\n${exerciseLines()}`;
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { solution: { type: 'boolean' }, data: { type: 'string' } },
    });
    const [number, ...rest] = positionals;
    if (/^\d+$/.test(number ?? '') && rest.length === 0) return { number, ...values };
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  }
  throw new UsageError(usage);
}
