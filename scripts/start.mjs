// npm start [NNN] [-- [--plain] arguments]: runs an exercise of the course, after doing whatever set-up is missing, and
// shows the texts of its cells beside what they print. `--plain`: only what the program prints.

import { exerciseLines, findExercise, listExercises, runExercise } from './lib/exercises.mjs';
import { main, UsageError } from './setup/main.mjs';

const PLAIN = '--plain';

await main(async () => {
  const [first, ...rest] = process.argv.slice(2);
  const numbered = /^\d+$/.test(first ?? '');
  let exercise;
  if (numbered) {
    exercise = findExercise(first);
  } else {
    if (first && !first.startsWith('-')) throw new UsageError(`npm start wants an exercise's number, not '${first}':\n${exerciseLines()}`);
    exercise = listExercises()[0];
    if (!exercise) throw new UsageError('There are no exercises in exercises/.');
    process.stdout.write(`The exercises (npm start NUMBER runs one):\n${exerciseLines()}\n\nThe first one, ${exercise.number}:\n\n`);
  }
  const given = numbered ? rest : process.argv.slice(2);
  const args = given.filter((arg) => arg !== PLAIN);
  const asks = args.includes('--help');
  const status = await runExercise(exercise.file, args, { told: !asks && !given.includes(PLAIN) });
  if (asks) process.stdout.write(`  ${PLAIN}          without the texts of the lesson\n`);
  return status;
});
