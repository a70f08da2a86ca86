// The TypeScript in docs/ compiles, runs and prints what the page says.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf, PAGES, programsOf, runModules } from '../../scripts/docs/examples.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'build/docs', `examples-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const programs = PAGES.flatMap((page) => programsOf(page, 'ts').map((program, i) => ({
  ...program, page, name: `docs/${page}:${program.line} ${program.heading}`,
  file: path.join(folder, program.file ?? `${path.parse(page).name}_${i}.ts`),
})));

/** What the compiler says, by the page's line. */
function complaints(): string[] {
  mkdirSync(folder, { recursive: true });
  for (const { file, code } of programs) writeFileSync(file, `${code}\nexport {};\n`);
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson({
    ...config.compilerOptions, noUnusedLocals: false, declaration: false, emitDeclarationOnly: false, sourceMap: false,
    incremental: false,
    rootDir: folder, outDir: folder, skipLibCheck: true, tsBuildInfoFile: undefined,
    typeRoots: [path.join(root, 'node_modules/@types')],
  }, root);
  const program = ts.createProgram(programs.map(({ file }) => file), options);
  program.emit();
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const from = programs.find((one) => one.file === file?.fileName);
    const line = file?.text.slice(0, start).split('\n').at(-1);
    return `${from?.name ?? file?.fileName}, after '${line}': ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

describe('the examples of the documentation', () => {
  let said: string[];
  let printed: string[];
  let complaint: string;
  beforeAll(() => {
    said = complaints();
    ({ printed, complaint } = runModules(programs.map(({ file }) => file.replace(/\.ts$/, '.js'))));
  });

  test('compile', () => expect(said).toEqual([]));
  test('run to their end', () => expect([complaint, printed.length]).toEqual(['', programs.length]));
  test.each(programs.map((program, i) => ({ ...program, i })))('$name', ({ prints, i }) => {
    if (prints !== undefined) expect(printed[i]).toBe(prints);
  });
});

test('the porting guide shows at least twenty patterns in both languages', () => {
  const [python, typescript] = [programsOf('porting.md', 'python'), programsOf('porting.md', 'ts')];
  expect(typescript.length).toBeGreaterThanOrEqual(20);
  expect(python.map(({ heading }) => heading)).toEqual(typescript.map(({ heading }) => heading));
  expect(typescript.filter(({ prints }) => prints !== undefined).length).toBeGreaterThan(20);
});

test('blocks know their language, heading and line', () => {
  const text = '# A\n\n```ts\nlet x;\n```\n\n## B\n\n```text\n1\n```\n';
  expect(blocksOf(text)).toEqual([
    { language: 'ts', code: 'let x;\n', heading: 'A', line: 4 },
    { language: 'text', code: '1\n', heading: 'B', line: 10 },
  ]);
  expect(existsSync(path.join(root, 'docs', PAGES[0]))).toBe(true);
});
