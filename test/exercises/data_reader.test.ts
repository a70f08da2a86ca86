import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Data } from '../../exercises/data_reader.ts';
import * as random from '../../exercises/python_random.ts';

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('Data', () => {
  test('reads labels and features', () => {
    const data = new Data(file('good.txt', '0\t94 -2\n1\t-90 7\n\n0\t30 -34'));
    expect(data.get_all()).toEqual([
      [0, 1, 0],
      [
        [94, -2],
        [-90, 7],
        [30, -34],
      ],
    ]);
  });

  test('reads no more than count lines', () => {
    const path = file('count.txt', '0\t1 2\n1\t3 4\nnonsense\n');
    expect(new Data(path, 2).labels).toEqual([0, 1]);
  });

  test('samples with replacement, with the numbers Python draws', () => {
    const data = new Data(file('ten.txt', Array.from({ length: 10 }, (_, i) => `${i}\t${i} ${-i}\n`).join('')));
    random.seed(0);
    const [labels, features] = data.get_sample(8);
    // Python: random.seed(0); [random.randint(0, 9) for _ in range(8)]
    expect(labels).toEqual([6, 6, 0, 4, 8, 7, 6, 4]);
    expect(features).toEqual(labels.map((i) => data.features[i]));
    expect(data.get_sample()[0]).toHaveLength(10);
  });

  test.each([
    ['toy_problem_1_train.txt', 410],
    ['toy_problem_2_test.txt', 410],
    ['toy_problem_3_train.txt', 610],
    ['toy_problem_5_test.txt', 910],
  ])('a missing %s names the exercise that makes it', (name, exercise) => {
    const path = join(folder, name);
    const message = `there is no file ${path}: exercise ${exercise} makes it (npm start ${exercise})`;
    expect(() => new Data(path)).toThrow(message);
  });

  test('any other missing file, a folder, an empty file', () => {
    expect(() => new Data(join(folder, 'other.txt'))).toThrow(/there is no file .*other\.txt$/);
    expect(() => new Data(folder)).toThrow(`cannot read ${folder}: EISDIR`);
    expect(() => new Data(file('toy_problem_3_test.txt', '\n'))).toThrow('has no data lines: exercise 610 makes it');
  });

  test.each([
    ['1 2 3\n', 'line 2: wanted \'label TAB features\', got "1 2 3"'],
    ['1\t2\t3\n', "line 2: wanted 'label TAB features'"],
    ['1\t2 x\n', 'line 2: "x" is not an integer'],
    ['1\t2  3\n', 'line 2: "" is not an integer'],
    ['one\t2 3\n', 'line 2: "one" is not an integer'],
    ['1\t2.5 3\n', 'line 2: "2.5" is not an integer'],
    ['1\t2 3 4\n', 'line 2: 3 features, where the lines before have 2'],
    [`1\t${'9'.repeat(50)}x${'9'.repeat(50)}\n`, '9... is not an integer'.replace('9...', '9..."')],
  ])('%j is an error with its line number', (line, message) => {
    expect(() => new Data(file('bad.txt', `0\t1 2\n${line}`))).toThrow(message);
  });
});
