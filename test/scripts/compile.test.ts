/** That tests never run on an old build: what is compiled when, in a small project with our scripts. */
import { spawnSync } from 'node:child_process';
import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { root } from './support/package_copy.js';

/** A project that is compiled, of which each test has a copy. */
const template = mkdtempSync(join(tmpdir(), 'nodetorch-compile-'));
let home = template;
const at = (file: string): string => join(home, file);
const write = (file: string, text: string): void => writeFileSync(at(file), text);
const read = (file: string): string => readFileSync(at(file), 'utf8');

/** What happens around the compiler: `before` and `after` are programs in its process, `after` once it is done. */
function compiler({ before = '', after = '' } = {}): void {
  const real = join(root, 'node_modules/typescript/bin/tsc');
  write('node_modules/typescript/bin/tsc', `
    const fs = require('node:fs');
    ${before}
    process.on('exit', () => { ${after} });
    require(${JSON.stringify(real)});`);
}

beforeAll(() => {
  for (const part of ['lib/addon/installed', 'scripts/lib', 'scripts/setup', 'scripts/bundle']) {
    cpSync(join(root, part), at(part), { recursive: true, filter: (file) => !file.endsWith('.d.mts') });
  }
  mkdirSync(at('node_modules/typescript/bin'), { recursive: true });
  write('node_modules/typescript/package.json', '{ "name": "typescript", "type": "commonjs" }');
  write('package.json', '{ "type": "module" }');
  // Here the compiler makes the modules, too.
  write('scripts/bundle.mjs', '');
  // Stands for what completes the declarations: it writes after the compiler.
  write('scripts/declare.mjs', `
    import fs from 'node:fs';
    for (const name of fs.readdirSync('dist').filter((file) => file.endsWith('.d.ts'))) {
      const text = fs.readFileSync('dist/' + name, 'utf8');
      if (!text.startsWith('// complete')) fs.writeFileSync('dist/' + name, '// complete\\n' + text);
    }`);
  write('tsconfig.json', JSON.stringify({
    compilerOptions: {
      target: 'ES2022', module: 'ES2022', noLib: true, types: [], skipLibCheck: true, declaration: true, incremental: true,
      rootDir: 'lib', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo',
    },
    include: ['lib', 'globals.d.ts'],
  }));
  // What the compiler asks of its own library, which takes it longer to read than all else.
  const globals = ['Boolean', 'CallableFunction', 'Function', 'IArguments', 'NewableFunction', 'Number', 'Object', 'RegExp', 'String'];
  write('globals.d.ts', ['Array<T>', ...globals].map((name) => `interface ${name} {}\n`).join(''));
  write('lib/a.ts', `export const a: number = 1;\n`);
  write('lib/b.ts', `export const b: string = 'b';\n`);
  compiler();
  expect(compile()).toEqual({ status: 0, output: 'nodetorch: compiling lib/\n' });
});
afterAll(() => rmSync(template, { recursive: true }));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nodetorch-compile-'));
  // With its times: whether an output is newer than the notes of the compiler is looked at.
  cpSync(template, home, { recursive: true, preserveTimestamps: true });
});
afterEach(() => rmSync(home, { recursive: true }));

function compile(): { status: number | null; output: string } {
  const program = `import { main } from './scripts/setup/main.mjs'; import { compile } from './scripts/lib/typescript.mjs';
    await main(() => compile('library'));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: home, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

const idle = { status: 0, output: '' };
const compiled = { status: 0, output: 'nodetorch: compiling lib/\n' };

test('what has not changed is left alone, the rest is made', () => {
  expect(compile()).toEqual(idle);
  const time = statSync(at('dist/b.js')).mtimeMs;
  write('lib/a.ts', `export const a: number = 2;\n`);
  write('lib/c.ts', '');
  expect(compile()).toEqual(compiled);
  expect(read('dist/a.js')).toContain('a = 2');
  expect(read('dist/c.d.ts')).toContain('// complete');
  expect(statSync(at('dist/b.js')).mtimeMs).toBe(time);
});

test('what does not compile is told each time, with the words of the compiler', () => {
  write('lib/a.ts', `export const a: number = '2';\n`);
  for (let time = 0; time < 2; time++) {
    const { status, output } = compile();
    expect(status).toBe(1);
    expect(output).toMatch(/lib\/a\.ts\(1,14\): error TS2322: .*\n\nCompiling lib\/ failed \(type errors\)\n$/);
  }
});

test('a compiler that is killed leaves nothing that is taken for done, though the source is put back', () => {
  const old = read('dist/a.js');
  compiler({ before: `fs.writeFileSync('dist/a.js', 'export co'); process.kill(process.ppid, 'SIGKILL'); process.exit();` });
  write('lib/a.ts', `export const a: number = 2;\n`);
  expect(compile().status).toBeNull();
  compiler();
  write('lib/a.ts', `export const a: number = 1;\n`);
  expect(compile()).toEqual(compiled);
  expect(read('dist/a.js')).toBe(old);
  expect(compile()).toEqual(idle);
});

test('one that is killed before another change, too', () => {
  const old = read('dist/a.js');
  compiler({ before: `fs.writeFileSync('dist/a.js', 'export co'); process.kill(process.ppid, 'SIGKILL'); process.exit();` });
  write('lib/a.ts', `export const a: number = 2;\n`);
  compile();
  compiler();
  write('lib/a.ts', `export const a: number = 1;\n`);
  write('lib/b.ts', `export const b: string = 'c';\n`);
  expect(compile()).toEqual(compiled);
  expect(read('dist/a.js')).toBe(old);
});

test('what was compiled by hand of a text that is gone again is made anew', () => {
  const old = read('dist/a.js');
  write('lib/a.ts', `export const a: number = 2;\n`);
  spawnSync(process.execPath, [at('node_modules/typescript/bin/tsc')], { cwd: home });
  expect(read('dist/a.js')).toContain('a = 2');
  write('lib/a.ts', `export const a: number = 1;\n`);
  expect(compile()).toEqual(compiled);
  expect(read('dist/a.js')).toBe(old);
});

test('an output that is gone is made again; one whose source is gone goes', () => {
  rmSync(at('dist/a.d.ts'));
  expect(compile()).toEqual(compiled);
  expect(existsSync(at('dist/a.d.ts'))).toBe(true);
  write('dist/old.js', 'export const old = 1;');
  expect(compile()).toEqual(idle);
  expect(existsSync(at('dist/old.js'))).toBe(false);
});

test('a source that changes while it is compiled is compiled again', () => {
  compiler({ after: `if (!fs.existsSync('changed')) { fs.writeFileSync('changed', ''); fs.writeFileSync('lib/a.ts', 'export const a: number = 3;'); }` });
  write('lib/a.ts', `export const a: number = 2;\n`);
  expect(compile()).toEqual(compiled);
  expect(read('dist/a.js')).toContain('a = 3');
});

test('plain vitest compiles before it tests, and tests nothing that does not compile', () => {
  for (const part of ['native', 'CMakeLists.txt', 'build/Release', 'vitest.config.ts']) cpSync(join(root, part), at(part), { recursive: true });
  for (const name of ['vitest', 'vite']) symlinkSync(join(root, 'node_modules', name), at(`node_modules/${name}`));
  mkdirSync(at('test'));
  write('test/a.test.ts', `import { expect, test } from 'vitest'; import { a } from '../dist/a.js'; test('a', () => expect(a).toBe(2));`);
  const vitest = () => {
    const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run'];
    const env = { ...process.env, NO_COLOR: '1', VITEST: undefined };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: home, encoding: 'utf8', env });
    return { status, output: stdout + stderr };
  };
  write('lib/a.ts', `export const a: number = 2;\n`);
  const good = vitest();
  expect(good.output).toContain('compiling lib/');
  expect(good.output).toContain('1 passed');
  expect(good.status).toBe(0);
  write('lib/a.ts', `export const a: number = '2';\n`);
  const bad = vitest();
  expect(bad.output).toContain('lib/a.ts(1,14): error TS2322');
  expect(bad.output).not.toContain('passed');
  expect(bad.status).toBe(1);
});
