/** What npm packs, and that it is enough: for its commands, for programs, and for the three ways to find types. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAddon } from '../../lib/addon/installed/locate.mjs';
import { libraryFile } from '../../lib/addon/installed/platform.mjs';
import { root } from './support/package_copy.js';

type Target = string | Record<string, string>;

interface Manifest {
  main: string;
  types: string;
  gypfile: boolean;
  files: string[];
  exports: Record<string, Target>;
  typesVersions: { '*': Record<string, string[]> };
  scripts: Record<string, string>;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const home = mkdtempSync(join(tmpdir(), 'nodetorch-package-'));
const installed = join(home, 'node_modules/nodetorch');
let paths: string[] = [];

function run(command: string, args: string[], cwd = home) {
  return spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
}

beforeAll(() => {
  // Its scripts would compile what is compiled, and write to the same stream.
  const { stdout } = run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', home], root);
  const [{ files, filename }] = JSON.parse(stdout) as [{ files: { path: string }[]; filename: string }];
  paths = files.map(({ path }) => path);
  mkdirSync(installed, { recursive: true });
  expect(run('tar', ['xzf', join(home, filename), '-C', installed, '--strip-components=1']).status).toBe(0);
  for (const name of ['@types', 'undici-types']) symlinkSync(join(root, 'node_modules', name), join(home, 'node_modules', name));
}, 120_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

test('users get what they need, and nothing else', () => {
  const allowed = [
    /^dist\/.*\.(js|js\.map|d\.ts)$/, /^native\/.*\.(c|cpp|h|hpp|inc)$/, /^(CMakeLists\.txt|LICENSE|README\.md|package\.json)$/,
    /^scripts\/cli\.mjs$/, /^scripts\/setup\/\w+\.mjs$/, /^scripts\/tools\/build\/package(-lock)?\.json$/, /^lib\/addon\/installed\/\w+\.[cm]js$/, /^lib\/testing\/frameworks\/\w+\.d\.ts$/,
    /^lib\/addon\/installed\/require\.d\.cts$/,
  ];
  expect(paths.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
  expect(paths).toEqual(expect.arrayContaining([
    'LICENSE', 'README.md', 'CMakeLists.txt', 'scripts/cli.mjs', 'dist/index.js', 'dist/index.d.ts', 'native/addon.cpp',
    'native/workers/loader/loader.c', 'scripts/tools/build/package-lock.json', 'dist/vision/image/decode/foreign_worker.js', 'dist/utils/data/worker/main.js',
  ]));
});

test('whatever a packed file imports is packed', () => {
  const missing: string[] = [];
  for (const path of paths.filter((name) => /\.(m?js|d\.ts)$/.test(name))) {
    const text = readFileSync(join(installed, path), 'utf8');
    for (const [, , name, of] of text.matchAll(/(\bfrom|^import|\bimport\(|new URL\() ?['"](\.[^'"]+)['"](?:, new URL\("(.*?)")?/gm)) {
      const target = join(dirname(path), dirname(of ?? ''), name!);
      const file = path.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target;
      if (!paths.includes(file)) missing.push(`${path}: ${name}`);
    }
  }
  // Of a clone of the repository only.
  expect(missing).toEqual(['scripts/setup/prepare.mjs: ../lib/prepare_checkout.mjs']);
});

test('a source map that a file names is packed, and names the files of lib/ without their text', () => {
  const named = paths.flatMap((path) => {
    const text = path.endsWith('.js') ? readFileSync(join(installed, path), 'utf8') : '';
    return [...text.matchAll(/^\/\/# sourceMappingURL=(.+)/gm)].map(([, map]) => join(dirname(path), map!));
  });
  expect(named.toSorted()).toEqual(paths.filter((path) => path.endsWith('.map')).toSorted());
  for (const map of named) {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(installed, map), 'utf8')) as Record<string, string[]>;
    expect(sourcesContent, map).toBeUndefined();
    expect(sources!.filter((source) => !join(dirname(map), source).startsWith('lib/')), map).toEqual([]);
  }
});

test('nothing runs when the package is installed; before it is packed, it is compiled', () => {
  for (const hook of ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']) {
    expect(manifest.scripts).not.toHaveProperty(hook);
  }
  expect(manifest.scripts.prepack).toBe('node scripts/prepack.mjs');
  expect(run(process.execPath, ['scripts/prepack.mjs'], root)).toMatchObject({ status: 0, stdout: '' });
  expect(manifest.gypfile).toBe(false);
  expect(paths).not.toContain('binding.gyp'); // npm would call node-gyp for it
});

test('no command of npm run starts another by its name', () => {
  const names = Object.keys(manifest.scripts);
  expect(names.filter((name) => /^(pre|post)/.test(name) && names.includes(name.replace(/^(pre|post)/, '')))).toEqual([]);
});

const targetOf = (target: Target): string => (typeof target === 'string' ? target : target.default!);
const declarations = (target: Target): string =>
  (typeof target !== 'string' && target.types !== undefined ? target.types : targetOf(target).replace(/\.js$/, '.d.ts'));

test('main, types and typesVersions say what exports says', () => {
  const { '.': own, './package.json': _, ...others } = manifest.exports;
  expect([manifest.main, manifest.types]).toEqual([targetOf(own!), declarations(own!)]);
  expect((own as Record<string, string>).types).toBe(manifest.types);
  const wanted = Object.entries(others).map(([name, target]) => [name.slice(2), [declarations(target)]]);
  expect(manifest.typesVersions['*']).toEqual(Object.fromEntries(wanted));
  for (const target of Object.values(manifest.exports)) expect(paths).toContain(targetOf(target).slice(2));
});

test.each([
  ['node10', ts.ModuleResolutionKind.Node10, ts.ModuleKind.CommonJS],
  ['node16', ts.ModuleResolutionKind.Node16, ts.ModuleKind.Node16],
  ['bundler', ts.ModuleResolutionKind.Bundler, ts.ModuleKind.ESNext],
])('the types of every part are found under moduleResolution %s', (_, moduleResolution, module) => {
  const found = Object.entries(manifest.exports).filter(([name]) => name !== './package.json').map(([name, target]) => {
    const { resolvedModule } = ts.resolveModuleName(
      `nodetorch${name.slice(1)}`, join(home, 'program.mts'), { moduleResolution, module }, ts.sys, undefined, undefined,
      ts.ModuleKind.ESNext);
    return [resolvedModule?.resolvedFileName, join(installed, declarations(target))];
  });
  expect(found.map(([file]) => file)).toEqual(found.map(([, wanted]) => wanted));
});

test('a program compiles under moduleResolution node10', () => {
  writeFileSync(join(home, 'program.ts'), `
    import * as torch from 'nodetorch';
    import { OrderedDict } from 'nodetorch/collections';
    import * as F from 'nodetorch/nn/functional';
    export const shape: readonly number[] = F.relu(torch.ones(2, 3)).shape;
    export const dict = new OrderedDict([['a', 1]]);
    // @ts-expect-error there is no such name
    F.no_such_name;`);
  const args = [
    '--noEmit', '--strict', '--skipLibCheck', '--module', 'commonjs', '--moduleResolution', 'node10', '--target', 'es2022',
    '--lib', 'es2023,esnext.disposable', '--types', 'node', 'program.ts',
  ];
  expect(run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args])).toMatchObject({ stdout: '', status: 0 });
});

test('the unpacked package runs', () => {
  expect(run(process.execPath, [join(installed, 'scripts/cli.mjs'), '--version']).stdout).toContain('no addon is built');
  const built = join(installed, 'build/Release');
  cpSync(dirname(findAddon()!.addon), built, { recursive: true });
  const program = `import * as torch from 'nodetorch'; import 'nodetorch/vision'; console.log(torch.ones(2).sum().item());`;
  expect(run(process.execPath, ['--input-type=module', '-e', program])).toMatchObject({ stdout: '2\n', status: 0 });
  const doctor = run(process.execPath, [join(installed, 'scripts/cli.mjs'), 'doctor']);
  expect(doctor.stdout).toMatch(/All is well\.\n$/);
});

const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
const canRun = spawnSync(process.execPath, ['--version'], user).status === 0;

test.skipIf(!canRun)('where the package may not be written to, setup says so and what to do', () => {
  rmSync(join(installed, 'build'), { recursive: true, force: true });
  const libtorch = fakeLibtorch();
  run('chmod', ['-R', 'a+rX,a-w', home]);
  try {
    const env = { PATH: process.env.PATH, HOME: home, LIBTORCH: libtorch };
    const args = [join(installed, 'scripts/cli.mjs'), 'setup'];
    const { status, stderr } = spawnSync(process.execPath, args, { ...user, cwd: home, encoding: 'utf8', env });
    expect(stderr).toMatch(/has to be built in .*nodetorch, which you may not write to\.[^]*as the user that owns the folder/);
    expect(stderr).not.toMatch(/cmake/);
    expect(status).toBe(1);
  } finally {
    run('chmod', ['-R', 'u+w', home]);
  }
});

/** Has what set-up takes for a libtorch that it can build against. */
function fakeLibtorch(): string {
  const folder = join(home, 'libtorch');
  mkdirSync(join(folder, 'lib'), { recursive: true });
  mkdirSync(join(folder, 'include/ATen'), { recursive: true });
  writeFileSync(join(folder, 'build-version'), '2.15.0');
  for (const name of ['torch_cpu', 'c10']) cpSync(findAddon()!.loader, join(folder, 'lib', libraryFile(name)));
  writeFileSync(join(folder, 'include/ATen/ATen.h'), '');
  return folder;
}
