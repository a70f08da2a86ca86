// A second checkout, on a machine without a compiler, runs a program with the prebuilt addon.

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAddon, findLibtorch } from '../../lib/addon/installed/locate.mjs';
import { root } from './support/package_copy.js';

const home = mkdtempSync(join(tmpdir(), 'nodetorch-prebuild-'));
const second = join(home, 'checkout');
const bin = join(home, 'bin');
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
  const env = { PATH: bin, HOME: home, NODETORCH_CACHE: join(home, 'cache'), LIBTORCH: libtorch };
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
  const args = [join(root, 'scripts/prebuild.mjs'), '--out', second];
  const made = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, LIBTORCH: libtorch } });
  expect(made.stderr).toContain('nodetorch.glibc.node');
  expect(made.status).toBe(0);
  const setup = node('scripts/cli.mjs', 'setup');
  expect(setup.stderr).toMatch(/ready/);
  expect(setup.status).toBe(0);
  expect(node('--no-node-snapshot', 'program.mjs')).toMatchObject({ stdout: '3 3 3 3\n', stderr: '', status: 0 });
}, 600_000);

test('made from other sources, it is not used', () => {
  writeFileSync(join(second, 'native/dispatch/more.cpp'), 'int more;\n');
  const { status, stderr } = node('scripts/cli.mjs', 'setup');
  expect(status).toBe(1);
  expect(stderr).toMatch(/building the addon[^]*Configuring the addon failed/);
});
