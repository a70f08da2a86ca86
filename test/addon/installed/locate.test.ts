// Finding libtorch: the order of the places, and what is said of each. The libtorchs are small files with a version.

import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheName, findAddon, findLibtorch, inspect, librariesOf } from '../../../lib/addon/installed/locate.mjs';
import { libraryFile } from '../../../lib/addon/installed/platform.mjs';

let home: string;
let env: Record<string, string | undefined>;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nodetorch-locate-'));
  env = { PATH: process.env['PATH'], HOME: home, NODETORCH_CACHE: join(home, 'cache'), NODETORCH_PYTHON: python('') };
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function libtorch(name: string, version: string, { headers = true } = {}): string {
  const dir = join(home, name);
  mkdirSync(join(dir, 'lib'), { recursive: true });
  for (const library of ['torch_cpu', 'c10']) {
    writeFileSync(join(dir, 'lib', libraryFile(library)), 'library');
  }
  writeFileSync(join(dir, 'version.py'), `__version__ = '${version}'\n`);
  if (headers) {
    mkdirSync(join(dir, 'include/ATen'), { recursive: true });
    writeFileSync(join(dir, 'include/ATen/ATen.h'), '');
  }
  return dir;
}

/** A python3 whose torch lies in `dir` ('': it has none); it notes that it was asked. */
function python(dir: string): string {
  const file = join(home, `python-${dir.replaceAll('/', '_')}`);
  writeFileSync(file, `#!/bin/sh\necho asked >> '${home}/asked'\necho '${dir && join(dir, '__init__.py')}'\n`);
  chmodSync(file, 0o755);
  return file;
}

const cached = (version: string, variant: 'cpu' | 'cuda' = 'cpu') =>
  libtorch(join('cache', cacheName(version, variant), 'torch'), version);

function failure(options: Parameters<typeof findLibtorch>[0] = {}): string {
  try {
    findLibtorch({ env, ...options });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it found something');
}

test('each place goes before the next', () => {
  const places: [string, () => string][] = [
    ['python3', () => {
      const dir = libtorch('site-packages/torch', '2.15.0+cu132');
      env['NODETORCH_PYTHON'] = python(dir);
      return dir;
    }],
    ['cache', () => cached('2.15.0')],
    ['the addon was built with', () => libtorch('built', '2.15.0')],
    ['LIBTORCH_USE_PYTORCH', () => {
      env['LIBTORCH_USE_PYTORCH'] = '1';
      return join(home, 'site-packages/torch');
    }],
    ['LIBTORCH', () => (env['LIBTORCH'] = libtorch('chosen', '2.15.0'))],
  ];
  for (const [how, make] of places) {
    const dir = make();
    expect(findLibtorch({ env, builtWith: join(home, 'built') })).toMatchObject({ how, dir, libDir: join(dir, 'lib') });
  }
});

test('nothing anywhere: the table and the cures', () => {
  const message = failure();
  expect(message).toMatch(/^libtorch 2\.15 not found for /);
  expect(message).toMatch(/LIBTORCH {14}not set\n/);
  expect(message).toMatch(/LIBTORCH_USE_PYTORCH {2}not set\n/);
  expect(message).toMatch(/cache {17}.*\/cache: absent\n/);
  expect(message).toMatch(/python3 {15}.* has no torch\n/);
  expect(message).toMatch(/Do one of:\n {2}npx nodetorch setup /);
});

test('an explicit choice that does not fit is an error, whatever else there is', () => {
  cached('2.15.0');
  env['LIBTORCH'] = join(home, 'nowhere');
  expect(failure()).toMatch(/LIBTORCH is set, but does not lead to a libtorch that fits\.[^]*nowhere: absent/);
  env['LIBTORCH'] = home;
  expect(failure()).toMatch(/holds no lib\/libtorch_cpu/);
  env['LIBTORCH'] = libtorch('old', '1.13.1');
  expect(failure()).toMatch(/is 1\.13\.1: too old, wanted 2\.11 to 2\.15/);
  env['LIBTORCH'] = libtorch('new', '2.16.0');
  expect(failure()).toMatch(/is 2\.16\.0: too new/);
  env['LIBTORCH'] = libtorch('bare', '2.15.0', { headers: false });
  expect(failure({ headers: true })).toMatch(/has no include\//);
  expect(findLibtorch({ env }).version).toBe('2.15.0');
  env['LIBTORCH'] = undefined;
  env['LIBTORCH_USE_PYTORCH'] = '1';
  expect(failure()).toMatch(/LIBTORCH_USE_PYTORCH is set, but[^]*has no torch/);
});

test('an addon takes its own minor version only', () => {
  env['LIBTORCH'] = libtorch('other', '2.14.1');
  expect(findLibtorch({ env }).version).toBe('2.14.1');
  expect(failure({ wants: '2.15' })).toMatch(/is 2\.14\.1; this addon was built for 2\.15/);
  expect(findLibtorch({ env, wants: '2.14' }).version).toBe('2.14.1');
});

test('in the cache the pinned version goes first, then the newest that fits', () => {
  cached('2.12.0');
  cached('2.14.0');
  expect(findLibtorch({ env }).version).toBe('2.14.0');
  cached('2.15.0');
  expect(findLibtorch({ env }).version).toBe('2.15.0');
  expect(findLibtorch({ env, wants: '2.12' }).version).toBe('2.12.0');
});

test('python3 is asked once; its answer is noted, and the note is not believed when it is out of date', () => {
  const asked = () => (existsSync(join(home, 'asked')) ? readFileSync(join(home, 'asked'), 'utf8').split('\n').length - 1 : 0);
  const dir = libtorch('site-packages/torch', '2.15.0');
  env['NODETORCH_PYTHON'] = python(dir);
  expect(failure({ allowPython: false })).toMatch(/not asked/);
  expect(asked()).toBe(0);
  expect(findLibtorch({ env }).dir).toBe(dir);
  expect(findLibtorch({ env }).dir).toBe(dir);
  expect(findLibtorch({ env, allowPython: false }).how).toBe('python3');
  expect(asked()).toBe(1);
  rmSync(dir, { recursive: true });
  expect(failure({ allowPython: false })).toMatch(/absent/);
  expect(failure()).toMatch(/site-packages\/torch: absent/);
  expect(asked()).toBe(2);
});

test('the version comes from version.py, a zip\'s build-version, or the headers', () => {
  const dir = libtorch('zip', '2.15.0');
  rmSync(join(dir, 'version.py'));
  expect(inspect(dir)).toMatchObject({ problem: expect.stringMatching(/tells no version/) as string });
  mkdirSync(join(dir, 'include/torch/headeronly'), { recursive: true });
  const lines = ['MAJOR 2', 'MINOR 13', 'PATCH 1'].map((line) => `#define TORCH_VERSION_${line}\n`);
  writeFileSync(join(dir, 'include/torch/headeronly/version.h'), lines.join(''));
  expect(inspect(dir)).toMatchObject({ version: '2.13.1' });
  writeFileSync(join(dir, 'build-version'), '2.14.0+cpu\n');
  expect(inspect(dir)).toMatchObject({ version: '2.14.0+cpu', dir });
});

test('a folder with a torch/ or libtorch/ in it will do', () => {
  expect(inspect(home)).toMatchObject({ problem: expect.stringMatching(/holds no lib/) as string });
  const dir = libtorch('libtorch', '2.15.0');
  expect(inspect(home)).toMatchObject({ dir, version: '2.15.0' });
});

test('the libraries in the order in which they have to be opened', () => {
  const found = { libDir: '/x/lib' };
  expect(librariesOf(found).map((file) => file.replace(/\.\w+$/, ''))).toEqual(['/x/lib/libc10', '/x/lib/libtorch_cpu']);
});

const realLibrary = findAddon()!.loader;

/** A real library, but for its last byte. */
function cutShort(file: string): void {
  copyFileSync(realLibrary, file);
  truncateSync(file, statSync(file).size - 1);
}

describe.skipIf(process.platform === 'darwin')('a libtorch that is not as it was unpacked', () => {
  let dir: string;
  const sizes = (list: string, of: Record<string, number>) => writeFileSync(join(dir, list), JSON.stringify(of));

  beforeEach(() => {
    dir = cached('2.15.0');
    sizes('nodetorch-libraries.json', { 'lib/libtorch_cpu.so': 7, 'lib/libc10.so': 7 });
    sizes('nodetorch-files.json', { 'include/ATen/ATen.h': 0 });
    expect(findLibtorch({ env }).dir).toBe(dir);
  });

  test('a library of another size, or that is gone', () => {
    truncateSync(join(dir, 'lib/libtorch_cpu.so'), 3);
    expect(failure()).toMatch(/^libtorch 2\.15 is damaged: `npx nodetorch setup` unpacks it again\.\n/);
    expect(failure()).toMatch(/cache +.*\/torch is damaged: lib\/libtorch_cpu\.so has 3 bytes of 7\n/);
    env['LIBTORCH'] = dir;
    expect(failure()).toMatch(/LIBTORCH +.* is damaged: /);
    env['LIBTORCH'] = undefined;
    writeFileSync(join(dir, 'lib/libtorch_cpu.so'), 'library');
    sizes('nodetorch-libraries.json', { 'lib/libtorch_cpu.so': 7, '../nvidia/lib/libcudart.so.13': 5 });
    expect(failure()).toMatch(/is damaged: \.\.\/nvidia\/lib\/libcudart\.so\.13 is absent/);
    cached('2.14.0');
    expect(findLibtorch({ env }).version).toBe('2.14.0');
  });

  test('a header, which only building looks at', () => {
    rmSync(join(dir, 'include/ATen/ATen.h'));
    writeFileSync(join(dir, 'include/ATen/ATen.h'), 'half');
    expect(findLibtorch({ env, headers: true }).dir).toBe(dir);
    expect(failure({ headers: true, whole: true })).toMatch(/is damaged: include\/ATen\/ATen\.h has 4 bytes of 0/);
  });

  test('without a list, as of an older version or of pip: a library tells itself that it is cut short', () => {
    rmSync(join(dir, 'nodetorch-libraries.json'));
    expect(findLibtorch({ env }).dir).toBe(dir);
    for (const name of ['libtorch_cpu.so', 'libgomp.so.1']) {
      cutShort(join(dir, 'lib', name));
      expect(failure()).toMatch(`is damaged: lib/${name} is cut short`);
      copyFileSync(realLibrary, join(dir, 'lib', name));
      expect(findLibtorch({ env }).dir).toBe(dir);
    }
    writeFileSync(join(dir, 'lib/libc10.so'), '');
    expect(failure()).toMatch('is damaged: lib/libc10.so is cut short');
  });
});
