// npm run compare -- --notebooks DIR: runs the course's notebooks and our exercises side by side, and holds the numbers
// they print against each other, to the last digit.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { agrees, report } from './compare/report.mjs';
import { compare } from './compare/sides.mjs';
import { listExercises } from './lib/exercises.mjs';
import { main, onInterrupt, UsageError } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { say } from './setup/processes.mjs';
import { ensureReference } from './lib/reference.mjs';
import { compileExercises } from './lib/typescript.mjs';

const usage = `usage: npm run compare -- --notebooks DIR [--only 530,920] [--seed N] [--times N] [--threads N]
       [--workers N] [--json FILE]

  --notebooks DIR  a checkout of the course (GitHub: aiaioo/DeepLearningBasicsTutorial)
  --only NUMBERS   only these exercises (all)
  --seed N         seed of Python's random and of torch, on both sides (0)
  --times N        runs a side, in turn; the seconds are medians (1)
  --threads N      threads of libtorch on both sides (1)
  --workers N      num_workers of the notebooks' DataLoaders (1; they ask for 8)
  --json FILE      write the figures to FILE as well`;

function whole(name, text, least) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`--${name} wants a whole number of at least ${least}, got '${text}'\n\n${usage}`);
  }
  return value;
}

function read() {
  const text = (fallback) => ({ type: 'string', ...(fallback === undefined ? {} : { default: fallback }) });
  const options = { notebooks: text(), only: text(), seed: text('0'), times: text('1'), threads: text('1'), workers: text('1'), json: text() };
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${usage}`);
  }
  if (!values.notebooks) throw new UsageError(usage);
  const course = path.resolve(values.notebooks);
  const exercises = listExercises();
  const wanted = values.only?.split(',').map((number) => number.trim()) ?? exercises.map(({ number }) => number);
  const chosen = exercises.filter(({ number }) => wanted.includes(number));
  const unknown = wanted.find((number) => !chosen.some((exercise) => exercise.number === number));
  if (unknown !== undefined) throw new UsageError(`--only: there is no exercise ${unknown}`);
  for (const { number } of chosen) {
    const file = path.join(course, `exercise_${number}.ipynb`);
    if (!fs.existsSync(file)) throw new UsageError(`${file} is not there: --notebooks wants a checkout of the course`);
  }
  const least = { seed: 0, times: 1, threads: 1, workers: 0 };
  const numbers = Object.entries(least).map(([name, value]) => [name, whole(name, values[name], value)]);
  return { ...Object.fromEntries(numbers), course, chosen, json: values.json };
}

await main(async () => {
  const { chosen, course, json, ...figures } = read();
  await prepare();
  compileExercises();
  const python = await ensureReference();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nodetorch-compare-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  const done = onInterrupt(remove);
  const rows = [];
  try {
    for (const exercise of chosen) {
      say(`${exercise.number}, seed ${figures.seed}`);
      rows.push(await compare(exercise, { ...figures, course, python }, folder));
    }
  } finally {
    remove();
    done();
    // What was measured is worth having, even if an exercise failed after it.
    process.stdout.write(`\n${report(rows)}\n`);
    if (json) fs.writeFileSync(json, `${JSON.stringify({ ...figures, rows }, null, 2)}\n`);
  }
  return rows.every(agrees) ? 0 : 1;
});
