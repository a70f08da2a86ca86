// What of the lessons no kernel changes: their files, options and commands.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { expected, files } from './expected.ts';
import { check, fileOf, makeData, node, numbers, root, run } from './run.ts';
import { trained } from './trained.ts';

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-exercises-'));
afterAll(() => rmSync(folder, { recursive: true }));

const md5 = (file: string): string => createHash('md5').update(readFileSync(file)).digest('hex');

describe('every exercise', () => {
  test('has numbers to be held against, a solution and a line in the index', () => {
    const held = [...Object.keys(expected), ...Object.keys(files)].map(Number).concat(trained);
    expect(held.sort((a, b) => a - b)).toEqual(numbers);
    const solutions = readdirSync(join(root, 'exercises/solutions'));
    expect(solutions.sort()).toEqual(numbers.map((number) => `${number}.ts`));
    const index = readFileSync(join(root, 'exercises/README.md'), 'utf8');
    const linked = [...index.matchAll(/^\| \[(\d{3})\]\(([^)]+)\) \| ./gm)];
    expect(linked.map(([, number]) => Number(number))).toEqual(numbers);
    expect(linked.map(([, , file]) => file)).toEqual(numbers.map((n) => fileOf(n).replace(/\.js$/, '.ts')));
  });

  test('starts with its number and is marked in cells', () => {
    for (const number of numbers) {
      const text = readFileSync(join(root, 'exercises', fileOf(number).replace(/\.js$/, '.ts')), 'utf8');
      expect(text).toMatch(new RegExp(`^// %% \\[markdown\\]\n// # ${number}\\. `));
      expect(text.match(/^\/\/ %% Your turn$/gm)).toHaveLength(1);
      expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
      // Python's percent cells: a marker line, then a cell; markdown cells are comments throughout.
      for (const cell of text.split(/^(?=\/\/ %%)/m).filter((cell) => cell.startsWith('// %% [markdown]'))) {
        expect(
          cell
            .trim()
            .split('\n')
            .filter((line) => !line.startsWith('//')),
        ).toEqual([]);
      }
    }
  });
});

describe('makes the files that Python makes after random.seed(0)', () => {
  test.each(Object.keys(files).map(Number))('%i', (number) => {
    const { status, stdout, stderr } = run(fileOf(number), ['--seed', '0', '--data', folder]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const said = stdout.split('\n');
    for (const { name, md5: wanted, ones } of files[number]) {
      const path = join(folder, name);
      expect(md5(path), name).toBe(wanted);
      const at = said.indexOf(`wrote 1000 lines to ${path}`);
      expect(at, name).toBeGreaterThanOrEqual(0);
      const lines = readFileSync(path, 'utf8').split('\n');
      expect(lines).toHaveLength(1001);
      if (name.endsWith('_train.txt')) {
        expect(said.slice(at + 1, at + 4)).toEqual(lines.slice(0, 3).map((line) => `  ${line}`));
      }
      if (ones !== undefined) expect(said[at + 4]).toBe(`  ... ${ones} of 1000 have label 1`);
    }
    if (number === 910) {
      const lines = readFileSync(join(folder, 'toy_problem_5_train.txt'), 'utf8').trim().split('\n');
      const bits = lines.map((line) => line.split('\t')[1].split(' ').map(Number));
      const ones = bits[0].map((_, place) => bits.reduce((sum, row) => sum + row[place], 0));
      expect(stdout).toContain(`ones at each place: ${ones.join(' ')}\n`);
    }
  });

  test('another seed makes other files, and nothing else is left in the folder', () => {
    const other = mkdtempSync(join(folder, 'seed-'));
    expect(run(fileOf(410), ['--seed', '1', '--data', join(other, 'new/folder')]).status).toBe(0);
    expect(readdirSync(join(other, 'new/folder')).sort()).toEqual(files[410].map(({ name }) => name).sort());
    expect(md5(join(other, 'new/folder/toy_problem_1_train.txt'))).not.toBe(files[410][0].md5);
  });

  test('a folder that cannot be written is one clear line', () => {
    const { status, stderr } = run(fileOf(610), ['--data', join(root, 'package.json')]);
    expect(status).not.toBe(0);
    expect(stderr).toContain(`cannot write ${join(root, 'package.json', 'toy_problem_3_train.txt')}`);
  });
});

describe('options', () => {
  const refused = (args: string[]): string => {
    const { status, stderr, stdout } = run(fileOf(410), args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toContain('    at ');
    return stderr;
  };

  test('wrong ones are refused, with the right ones', () => {
    expect(refused(['--sed', '1'])).toContain("there is no option '--sed' in this lesson\noptions:\n  --seed N");
    expect(refused(['--seed', 'x'])).toContain("--seed wants an integer, got 'x'");
    expect(refused(['--seed=1.5'])).toContain("--seed wants an integer, got '1.5'");
    expect(refused(['--seed', '99999999999999999999'])).toContain('--seed wants an integer');
    expect(refused(['--seed'])).toContain('--seed needs a value after it');
    expect(refused(['--seed', '--data', folder])).toContain('--seed needs a value after it');
    expect(refused(['--data='])).toContain('--data needs a value after it');
    expect(refused(['7'])).toContain("this lesson takes no argument '7'");
    expect(refused(['--iterations', '7'])).toContain("there is no option '--iterations' in this lesson");
  });

  test('a number of iterations is at least 1', () => {
    const { status, stderr } = run(fileOf(510), ['--iterations', '0']);
    expect(status).toBe(2);
    expect(stderr).toContain("--iterations wants an integer of at least 1, got '0'");
    expect(run(fileOf(510), ['--help']).stdout).toContain('--iterations N');
  });

  test('lessons that learn take a device, the others do not', () => {
    const { status, stderr } = run(fileOf(670), ['--device', 'tpu']);
    expect(status).toBe(2);
    expect(stderr).toContain("--device wants cpu, cuda or cuda:N, got 'tpu'");
    expect(run(fileOf(670), ['--help']).stdout).toContain('--device D');
    expect(refused(['--device', 'cpu'])).toContain("there is no option '--device' in this lesson");
  });

  test('a lesson says when it has no use for a seed or a folder', () => {
    const { status, stderr } = run(fileOf(210), ['--seed', '0', '--data', folder]);
    expect(status).toBe(0);
    expect(stderr).toBe(
      'note: nothing in this lesson is random, so --seed changes nothing\n' +
        'note: this lesson has no data files, so --data changes nothing\n',
    );
  });
});

describe('tasks', () => {
  test('untouched, none is done', () => {
    const data = join(folder, 'data');
    makeData(data);
    const files = numbers.map((number): [number, string] => [number, fileOf(number)]);
    const { status, stdout, stderr } = check(data, ...files);
    expect(stderr).toBe('');
    expect(status).toBe(1);
    const said = stdout.trim().split('\n');
    expect(said).toHaveLength(numbers.length);
    said.forEach((line, i) => expect(line).toMatch(new RegExp(`^${numbers[i]}: not done yet: my_\\w+.* still null$`)));
  });

  test('npm run check and npm run solution', () => {
    const untouched = node(['scripts/check.mjs', '350']);
    expect(untouched.stdout).toBe('350: not done yet: my_weights is still null\n');
    expect(untouched.status).toBe(1);
    const solved = node(['scripts/check.mjs', '350', '--solution']);
    expect(solved.stdout).toBe('350: ok\n');
    expect(solved.status).toBe(0);

    const solution = node(['scripts/solution.mjs', '350']);
    expect(solution.status).toBe(0);
    expect(solution.stdout).toContain('exercises/solutions/350.ts\n');
    expect(solution.stdout).toContain(readFileSync(join(root, 'exercises/solutions/350.ts'), 'utf8'));
    expect(solution.stdout).toMatch(/tensor\(\[1, 0, 1, 0\]\)\n$/);
  }, 60_000);

  test.each([
    ['check', '999'],
    ['check', 'x'],
    ['check', '350', '--sloution'],
    ['solution'],
    ['solution', '999'],
    ['solution', '350', '380'],
  ])('npm run %s %s %s is refused with the list', (script, ...args) => {
    const { status, stderr } = node([`scripts/${script}.mjs`, ...args.filter((arg) => arg !== undefined)]);
    expect(status).toBe(1);
    expect(stderr).toContain('  350. Toy problem 1');
    expect(stderr).not.toContain('    at ');
  });
});
