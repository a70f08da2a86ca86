// What training.test.ts holds would notice.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { all, expectNear, lossOf, lossOfDigits, trainingData } from './losses.ts';
import { fileOf, root, run } from './run.ts';
import { images, mistakes, toys } from './trained.ts';

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-mistakes-'));
const data = join(folder, 'data');
// Beside the lessons: they import from them.
const program = `mistakes_${process.pid}.js`;
const fileOfMistake = (i: number): string => `mistake_${process.pid}_${i}.js`;
// A lesson as it is comes last: what the others leave in the process is no mistake.
const lessons = [...mistakes, [695, 'nothing', '', '']] as const;

const made = [program, ...lessons.map((_, i) => fileOfMistake(i))].map((file) => join(root, 'build/exercises', file));
afterAll(() => [folder, ...made].forEach((path) => rmSync(path, { recursive: true, force: true })));

/** What each prints: all in one process, since starting one for each takes longer than they do. */
let printed: string[];
beforeAll(() => {
  trainingData(data);
  const lines = lessons.map(([exercise, , from, to], i) => {
    const lesson = readFileSync(join(root, 'build/exercises', fileOf(exercise)), 'utf8');
    expect(lesson).toContain(from);
    writeFileSync(join(root, 'build/exercises', fileOfMistake(i)), lesson.replace(from, to));
    const more = exercise in toys ? ['--out', join(folder, 'mistake'), '--iterations', '21'] : ['--epochs', '2'];
    const args = JSON.stringify(['--data', data, '--no-pictures', ...more]);
    return `console.log('# mistake');\nprocess.argv.splice(2, Infinity, ...${args});\nawait import('./${fileOfMistake(i)}');`;
  });
  writeFileSync(join(root, 'build/exercises', program), lines.join('\n'));
  const { status, stdout } = run(program);
  expect(status).toBe(0);
  printed = stdout.split('# mistake\n').slice(1);
});

test.each(mistakes.map(([exercise, what], i) => [exercise, what, i] as const))(
  'a mistake in a lesson is seen: %i with %s', (exercise, _, i) => {
    const toy = toys[exercise];
    const got = all(printed[i]!, toy ? lossOf : lossOfDigits);
    expect(() => expectNear(got, toy?.losses ?? images[exercise]!)).toThrow(/number \d+:/);
  });

test('and none is seen in a lesson as it is', () => {
  expectNear(all(printed.at(-1)!, lossOf), toys[lessons.at(-1)![0]]!.losses);
});
