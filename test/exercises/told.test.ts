// `npm start`: the texts of a lesson beside what it prints, and nothing else changed.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import { cellsOf } from '../../scripts/lib/cells.mjs';
import { toldText } from '../../scripts/start/told.mjs';
import { fileOf, node, numbers, root } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-told-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CALL = /^(?:__nodetorch_cell\(\d+\); )+/;
const callsOf = (line: string): number[] =>
  [...(CALL.exec(line)?.[0] ?? '').matchAll(/\d+/g)].map(([index]) => Number(index));

describe('the told copy of every lesson', () => {
  test.each(numbers)('%i: each cell is called once, in order, where it begins; else it is the lesson', (number) => {
    const stem = fileOf(number).replace(/\.js$/, '');
    const source = readFileSync(join(root, 'exercises', `${stem}.ts`), 'utf8');
    const compiled = readFileSync(join(root, 'build/exercises', `${stem}.js`), 'utf8');
    const map = JSON.parse(readFileSync(join(root, 'build/exercises', `${stem}.js.map`), 'utf8')) as unknown;
    const told = toldText({ source, compiled, map, mapAddress: `${stem}.js.map`, teller: 'T', lesson: 'L' });
    const begin = 'import { tell as __nodetorch_tell } from "T"; const __nodetorch_cell = __nodetorch_tell("L"); ';
    expect(told.startsWith(begin)).toBe(true);
    const lines = told.slice(begin.length).split('\n');
    expect(lines.map((line) => line.replace(CALL, '')).join('\n')).toBe(compiled);

    const cells = cellsOf(source).filter(({ kind }) => kind !== 'markdown');
    expect(lines.flatMap(callsOf)).toEqual(cells.map(({ index }) => index));
    for (const { index, first, code } of cells) {
      const at = lines.findIndex((line) => callsOf(line).includes(index));
      // The first line of a cell that is left when its types are gone follows, or stands there.
      const next = lines[at].replace(CALL, '').startsWith('//') ? lines[at + 1] : lines[at].replace(CALL, '');
      expect(code.includes(next.split(/[:=({]/)[0].trim()) || isAllTypes(code), `cell ${index}, line ${first}`).toBe(true);
    }
  });

  const isAllTypes = (code: string): boolean =>
    ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText.trim() === '';
});

const start = (...args: string[]): ReturnType<typeof node> => node(['scripts/start.mjs', ...args]);

test('npm start tells the texts in order, between what --plain prints; arguments reach the lesson', () => {
  const plain = start('510', '--plain', '--iterations', '11');
  const told = start('510', '--iterations', '11');
  expect([plain.status, plain.stderr, told.status, told.stderr]).toEqual([0, '', 0, '']);
  const printed = plain.stdout.trimEnd().split('\n');
  expect(printed.length).toBeGreaterThan(5);
  const lines = told.stdout.split('\n');
  let at = -1;
  for (const line of printed) {
    at = lines.indexOf(line, at + 1);
    expect(at, line).toBeGreaterThanOrEqual(0);
  }
  expect(told.stdout.startsWith('510. Gradient descent\n=====================\n')).toBe(true);
  for (const part of [/^> exercises\/510_gradient_descent\.ts:\d+\n/m, /^Your turn\n-{9}\n/m, 'npm run check 510']) {
    expect(told.stdout).toMatch(part);
    expect(plain.stdout).not.toMatch(part);
  }
  expect(told.stdout.indexOf('One step, in slow motion')).toBeLessThan(told.stdout.indexOf(printed[1]));
  expect(told.stdout).not.toContain('\u001b');
});

test('without a number: the list and the first; --help is the options alone', () => {
  const { status, stdout } = start('--help');
  expect(status).toBe(0);
  const options = /\n {2}980\. A chatbot\n\nThe first one, 110:\n\noptions:\n[^]*\n {2}--plain {10}without the texts/;
  expect(stdout).toMatch(options);
});

test('a cell that throws is named, with its line', () => {
  const lesson = join(folder, 'exercises/999_broken.ts');
  mkdirSync(join(folder, 'exercises'));
  const source = [
    '// %% [markdown]', '// # 999. Broken', '', '// %%', 'type Text = string;', '',
    'const fail = (text: Text): never => {', '  throw new Error(text);', '};', '', '// %% [markdown]', '// ## Here', '',
    '// %%', "console.log('before');", '', "fail('it is broken');", '', '// %% Your turn', 'export const my_x = null;', '',
  ].join('\n');
  writeFileSync(lesson, source);
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName: lesson,
    compilerOptions: { sourceMap: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  writeFileSync(join(folder, 'broken.js.map'), sourceMapText ?? '');
  const map = { ...(JSON.parse(sourceMapText ?? '{}') as object), sources: ['exercises/999_broken.ts'] };
  writeFileSync(join(folder, 'broken.js.map'), JSON.stringify(map));
  const teller = pathToFileURL(join(root, 'scripts/start/tell.mjs')).href;
  const program = join(folder, 'broken.mjs');
  writeFileSync(program, toldText({ source, compiled: outputText, map, mapAddress: 'broken.js.map', teller, lesson }));
  const { status, stdout, stderr } = node(['--enable-source-maps', program]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^999\. Broken\n[^]*\nHere\n----\n\n> .*:15\nbefore\n$/);
  expect(stdout).not.toContain('npm run check');
  // The line that threw lies in another cell than the one that was running.
  expect(stderr).toContain(`${lesson}:8: the cell in lines 5 to 9 of "999. Broken" stopped.\n`);
  expect(stderr).toContain(`${lesson}:17:1`);
  expect(stderr).toContain('Error: it is broken');
});
