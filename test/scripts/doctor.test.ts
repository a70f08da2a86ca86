import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PackageCopy, root } from './support/package_copy.js';

let copy: PackageCopy;

beforeEach(() => {
  copy = new PackageCopy();
});

afterEach(() => copy.remove());

test('all is well here', () => {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts/cli.mjs'), 'doctor'], { encoding: 'utf8' });
  expect(stdout).not.toContain('BAD');
  for (const name of ['platform', 'Node', 'libtorch', 'CPU', 'CUDA', 'addon', 'load', 'compiler', 'cmake', 'python', 'pip']) {
    expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  }
  expect(stdout).toMatch(/load .* 1 \+ 1 = 2$/m);
  expect(stdout).toMatch(/All is well\.\n$/);
  expect(status).toBe(0);
});

test('without a libtorch: what was looked at, and the cure', async () => {
  const { code, output } = await copy.nodetorch('doctor');
  expect(code).toBe(1);
  expect(output).toMatch(/libtorch +BAD: libtorch 2\.15 not found for [^]*LIBTORCH: not set[^]*-> npx nodetorch setup/);
  expect(output).toMatch(/load +BAD: not tried/);
  expect(output).toMatch(/\d of these are bad\.\n$/);
});

test('programs that set-up would call: bad while they are needed, else a remark, each with its cure', async () => {
  copy.env = { CXX: '/nowhere/c++', NODETORCH_PYTHON: '/nowhere/python3' };
  const { code, output } = await copy.nodetorch('doctor');
  expect(code).toBe(1);
  // The addon of this copy is built, its libtorch is to be fetched.
  expect(output).toMatch(/compiler +no \/nowhere\/c\+\+ that runs \(wanted only to build the addon\)\n +-> Debian, Ubuntu: apt install g\+\+/);
  expect(output).toMatch(/python +BAD: no \/nowhere\/python3 on PATH\n +-> .*NODETORCH_PYTHON=/);
  expect(output).toMatch(/pip +BAD: \/nowhere\/python3 has no pip\n +-> .*npx nodetorch setup --from FILE/);
});

test('with a libtorch that does not load: the reason', async () => {
  const libtorch = join(copy.home, 'libtorch');
  mkdirSync(join(libtorch, 'lib'), { recursive: true });
  for (const name of ['libtorch_cpu.so', 'libc10.so']) writeFileSync(join(libtorch, 'lib', name), 'not a library');
  writeFileSync(join(libtorch, 'build-version'), '2.15.0');
  copy.env = { LIBTORCH: libtorch };
  mkdirSync(join(copy.package, 'dist'));
  writeFileSync(join(copy.package, 'dist/index.js'), `
    import { createRequire } from 'node:module';
    import { findAddon } from '../lib/addon/installed/locate.mjs';
    createRequire(import.meta.url)(findAddon().addon);`);
  // The addon of this copy is no library, as a file of zeros after a power cut is none.
  const { code, output } = await copy.nodetorch('doctor');
  expect(code).toBe(1);
  expect(output).toMatch(/libtorch +2\.15\.0 in ~\/libtorch, by LIBTORCH/);
  expect(output).toMatch(/load +BAD: does not load \(exit code 1\)\n.*(file too short|invalid ELF header)[^]*-> npx nodetorch setup --force/);
});
