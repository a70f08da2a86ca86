// A second checkout, on a machine without a compiler, runs a program with the prebuilt addon.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAddon, findLibtorch } from '../../lib/addon/installed/locate.mjs';
import { ADDONS, NOTE, PACKAGE_FIELDS, packageName } from '../../lib/addon/installed/platform_package.mjs';
import { platformKey } from '../../lib/addon/installed/platforms.mjs';
import { root } from './support/package_copy.js';

const home = mkdtempSync(join(tmpdir(), 'nodetorch-prebuild-'));
const second = join(home, 'checkout');
const bin = join(home, 'bin');
const out = join(home, 'packages');
const libtorch = findLibtorch({ allowPython: false, builtWith: findAddon()?.libtorch }).dir;

const SOURCES = [
  'lib', 'dist', 'native', 'scripts', 'package.json', 'package-lock.json', 'CMakeLists.txt', 'tsconfig.json',
  'tsconfig.exercises.json',
];
const PROGRAM = `
import * as torch from 'nodetorch';
const x = torch.ones([2, 2], { requires_grad: true });
x.mul(3).sum().backward();
console.log(x.grad.tolist().flat().join(' '));
`;

/** Runs Node where PATH has nothing but it: no compiler, no cmake, no python3, no npm. */
function node(...args: string[]) {
  const env = {
    PATH: bin, HOME: home, NODETORCH_CACHE: join(home, 'cache'), LIBTORCH: libtorch, NODETORCH_PREBUILD: join(out, packageName()),
  };
  return spawnSync(join(bin, 'node'), args, { cwd: second, env, encoding: 'utf8' });
}

beforeAll(() => {
  for (const name of SOURCES) cpSync(join(root, name), join(second, name), { recursive: true });
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  symlinkSync(join(root, 'node_modules'), join(second, 'node_modules'));
  writeFileSync(join(second, 'program.mjs'), PROGRAM);
}, 120_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

test('without the prebuilt addon it says what is missing, and builds nothing', () => {
  const { status, stderr } = node('scripts/cli.mjs', 'setup');
  expect(status).toBe(1);
  expect(stderr).toMatch(/Configuring the addon failed[^]*cmake 3\.18 and a C\+\+20 compiler/);
});

test('with it, a program runs', () => {
  const args = [join(root, 'scripts/prebuild.mjs'), '--out', out];
  const made = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, LIBTORCH: libtorch } });
  expect(made.stderr).toContain(`with ${packageName()}`);
  expect(made.status).toBe(0);
  const setup = node('scripts/cli.mjs', 'setup');
  expect(setup.stderr).toMatch(/ready/);
  expect(setup.status).toBe(0);
  expect(node('--no-node-snapshot', 'program.mjs')).toMatchObject({ stdout: '3 3 3 3\n', stderr: '', status: 0 });
}, 600_000);

const json = (...file: string[]) => JSON.parse(readFileSync(join(...file), 'utf8')) as Record<string, unknown>;

test('the platform package says whom it is for, and what it was made with', () => {
  const { version } = json(root, 'package.json');
  const folder = join(out, packageName());
  expect(json(folder, 'package.json')).toMatchObject({ name: packageName(), version, ...PACKAGE_FIELDS[platformKey] });
  expect(json(folder, NOTE)).toEqual({ version: expect.stringMatching(/^2\.15\.\d+$/), sources: findAddon()!.sources });
  expect(readdirSync(folder).sort()).toEqual(['LICENSE', 'README.md', ...ADDONS, NOTE, 'package.json'].sort());
});

test('the nodetorch that is published names it, needs nothing else, and has nothing that only a clone has', () => {
  const { version } = json(root, 'package.json');
  mkdirSync(join(home, 'published'));
  spawnSync('tar', ['-xzf', join(out, `nodetorch-${version as string}.tgz`), '-C', join(home, 'published')]);
  const manifest = json(home, 'published/package/package.json');
  expect(manifest.optionalDependencies).toEqual({ [packageName()]: version });
  for (const field of ['dependencies', 'devDependencies', 'scripts']) expect(manifest).not.toHaveProperty(field);
  expect(json(root, 'package.json')).not.toHaveProperty('optionalDependencies');
});

test('made from other sources, it is not used', () => {
  writeFileSync(join(second, 'native/dispatch/more.cpp'), 'int more;\n');
  const { status, stderr } = node('scripts/cli.mjs', 'setup');
  expect(status).toBe(1);
  expect(stderr).toMatch(/\(NODETORCH_PREBUILD\) is made from other sources: not used[^]*building the addon[^]*Configuring the addon failed/);
});

test('what set-up fetches to build an addon is what a clone builds with', () => {
  const clone = json(root, 'package.json').devDependencies;
  expect(clone).toMatchObject(json(root, 'scripts/tools/build/package.json').dependencies as object);
});
