// Finding the addon: the order of the places, and what is said of each. The addons are small files.

import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { damagedAddon, findAddon, lookForAddon } from '../../../lib/addon/installed/addon.mjs';
import { ADDONS, NOTE, packageName } from '../../../lib/addon/installed/platform_package.mjs';

let home: string;
/** nodetorch's folder, in a project's node_modules. */
let base: string;
let build: string;
let installed: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'nodetorch-addon-')));
  base = join(home, 'node_modules/nodetorch');
  build = join(base, 'build/Release');
  installed = join(home, 'node_modules', packageName());
  mkdirSync(base, { recursive: true });
  writeFileSync(join(base, 'package.json'), '{ "version": "1.2.3" }');
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function add(dir: string, note: object): void {
  mkdirSync(dir, { recursive: true });
  for (const name of ADDONS) writeFileSync(join(dir, name), 'addon');
  writeFileSync(join(dir, NOTE), JSON.stringify(note));
}

function addPackage(dir: string, { libtorch = '2.15.0', ...manifest }: Record<string, string> = {}): void {
  add(dir, { version: libtorch, sources: 'a' });
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: packageName(), version: '1.2.3', ...manifest }));
}

const said = (place: string, env: Record<string, string> = {}) => new Map(lookForAddon(base, env).attempts).get(place);

test('the one that was built here goes before the one that is named, and that before the package', () => {
  expect(lookForAddon(base, {})).toMatchObject({
    attempts: [
      ['build/Release', expect.stringContaining('absent')], ['NODETORCH_PREBUILD', 'not set'], [packageName(), 'not installed'],
    ],
  });
  addPackage(installed);
  expect(findAddon(base, {})).toMatchObject({ how: 'prebuild', place: packageName(), version: '2.15.0', sources: 'a' });
  const named = join(home, 'named');
  addPackage(named);
  const env = { NODETORCH_PREBUILD: named };
  expect(findAddon(base, env)).toMatchObject({ how: 'prebuild', place: 'NODETORCH_PREBUILD', addon: join(named, 'nodetorch.node') });
  add(build, { version: '2.14.0', libtorch: '/x', sources: 'b' });
  expect(findAddon(base, env)).toMatchObject({ how: 'build', place: 'build/Release', version: '2.14.0', libtorch: '/x' });
  rmSync(join(build, 'nodetorch_loader.node'));
  expect(findAddon(base, env)).toMatchObject({ how: 'prebuild' });
  expect(said('build/Release', env)).toMatch(/nodetorch_loader\.node: absent$/);
});

test.each([
  ['another nodetorch', { version: '1.2.2' }, /linux.* is 1\.2\.2, this nodetorch 1\.2\.3$/],
  ['a libtorch that is too old', { libtorch: '2.3.0' }, /is made for libtorch 2\.3\.0, wanted 2\.11 to 2\.15$/],
  ['another kind of machine', { name: '@nodetorch/other' }, /is @nodetorch\/other, wanted @nodetorch\//],
])('a package for %s is not taken', (_, manifest, why) => {
  addPackage(installed, manifest as Record<string, string>);
  expect(findAddon(base, {})).toBeUndefined();
  expect(said(packageName())).toMatch(new RegExp(why.source.replace('linux', process.platform)));
  addPackage(installed);
  expect(findAddon(base, {})).toBeDefined();
});

test.each(['', 'package.json', NOTE, ...ADDONS])('of a named folder it is said what it lacks: %s', (file) => {
  const named = join(home, 'named');
  addPackage(named);
  rmSync(join(named, file), { recursive: true });
  expect(said('NODETORCH_PREBUILD', { NODETORCH_PREBUILD: named })).toMatch(file === '' ? /named: absent$/ : /absent$|holds no /);
});

test('where pnpm puts it, beside the real folder of nodetorch', () => {
  const store = join(home, 'node_modules/.pnpm/nodetorch@1.2.3/node_modules');
  addPackage(join(home, 'store/addon'));
  mkdirSync(join(store, packageName(), '..'), { recursive: true });
  mkdirSync(join(store, 'nodetorch'));
  copyFileSync(join(base, 'package.json'), join(store, 'nodetorch/package.json'));
  symlinkSync(join(home, 'store/addon'), join(store, packageName()));
  expect(findAddon(join(store, 'nodetorch'), {})).toMatchObject({ place: packageName() });
});

describe.skipIf(process.platform !== 'linux')('an addon that is cut short', () => {
  const realLibrary = findAddon()!.loader;

  function cutShort(file: string): void {
    copyFileSync(realLibrary, file);
    truncateSync(file, statSync(file).size - 1);
  }

  test.each(ADDONS)('is none: %s', (name) => {
    add(build, { version: '2.15.0', sources: 'a' });
    expect(damagedAddon(base, {})).toBeUndefined();
    cutShort(join(build, name));
    expect([findAddon(base, {}), damagedAddon(base, {})]).toEqual([undefined, join(build, name)]);
    addPackage(installed);
    expect(findAddon(base, {})).toMatchObject({ how: 'prebuild' });
    cutShort(join(installed, name));
    expect(findAddon(base, {})).toBeUndefined();
    expect(said(packageName())).toMatch(/is cut short$/);
  });
});
