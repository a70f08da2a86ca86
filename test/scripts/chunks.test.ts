/** The files that the library lies in: each module once, with all its names. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseSync } from 'rolldown/utils';
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import { root } from './support/package_copy.js';

const files = (folder: string, end: string): string[] =>
  fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end) && !file.endsWith(`.d${end}`)).map((file) => file.split(path.sep).join('/')).sort();
const textOf = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const modules = files('lib', '.ts');

test('each module is in one file, once', () => {
  const marks = files('dist', '.js').flatMap((file) => [...textOf(`dist/${file}`).matchAll(/^\/\/ lib\/(.+\.ts)$/gm)].map(([, name]) => name!));
  const seen = new Map<string, number>();
  for (const mark of marks) seen.set(mark, (seen.get(mark) ?? 0) + 1);
  expect([...seen].filter(([, times]) => times > 1)).toEqual([]);
  expect(seen.size).toBeGreaterThan(600);
});

/** The names that a module exports when it runs, those of `export *` too. */
function names(file: string, seen = new Map<string, Set<string>>()): Set<string> {
  const known = seen.get(file);
  if (known !== undefined) return known;
  const found = new Set<string>();
  seen.set(file, found);
  const { module } = parseSync(file, textOf(file).replace(/^export type \{[^}]*\}[^;]*;/gm, ''));
  for (const entry of module.staticExports.flatMap(({ entries }) => entries)) {
    if (entry.isType) continue;
    if (entry.exportName.name !== null) found.add(entry.exportName.name);
    else if (entry.exportName.kind === 'Default') found.add('default');
    else if (entry.moduleRequest !== null) {
      const from = path.posix.join(path.posix.dirname(file), entry.moduleRequest.value.replace(/\.js$/, path.extname(file)));
      for (const name of names(from, seen)) if (name !== 'default') found.add(name);
    }
  }
  return found;
}

test('dist/ has the names of every module of lib/ at its path, and no others', () => {
  const sorted = (file: string): string[] => [...names(file)].sort();
  const off = modules.map((file) => [file, sorted(`lib/${file}`), sorted(`dist/${file.replace(/\.ts$/, '.js')}`)] as const)
    .filter(([, wanted, found]) => wanted.join() !== found.join());
  expect(off).toEqual([]);
});

test('what lies in torch is what its own path gives', async () => {
  expect(await import('nodetorch/nn')).toBe(torch.nn);
  expect(await import('nodetorch/nn/functional')).toBe(torch.nn.functional);
  expect(await import('nodetorch/optim')).toBe(torch.optim);
  expect((await import('nodetorch/nn/modules/linear')).Linear).toBe(torch.nn.Linear);
  expect((await import('../../dist/tensor/tensor.js')).Tensor).toBe(torch.Tensor);
});

test('with source maps, a stack names the lines of lib/', () => {
  const program = `import * as torch from 'nodetorch'; try { torch.tensor([[1], [1, 2]]); } catch (error) { console.log(error.stack); }`;
  const { stdout } = spawnSync(process.execPath, ['--enable-source-maps', '--input-type=module', '-e', program], { cwd: root, encoding: 'utf8' });
  const places = [...stdout.matchAll(/\(?(?:file:\/\/)?\S*?\/(lib\/\S+\.ts):(\d+):\d+\)?$/gm)];
  expect(places.length, stdout).toBeGreaterThan(1);
  for (const [, file, line] of places) expect(textOf(file!).split('\n').length, file).toBeGreaterThanOrEqual(Number(line));
  expect(stdout).not.toContain('nodetorch-core.js');
});
