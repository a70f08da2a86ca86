/** Packages that nodetorch does not bring: which fit, and what is said where one is absent or too old. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCommand, isIn, rangeOf, type OptionalPackage } from '../dist/optional_packages.js';

const home = mkdtempSync(join(tmpdir(), 'nodetorch-optional-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Manifest {
  peerDependencies: Record<OptionalPackage, string>;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
  devDependencies: Record<string, string>;
  dependencies?: object;
  optionalDependencies?: object;
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const names = Object.keys(manifest.peerDependencies) as OptionalPackage[];

test('they are optional peers, and a clone has versions that fit', () => {
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).not.toHaveProperty('optionalDependencies');
  for (const name of names) {
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
    expect(rangeOf(name)).toBe(manifest.peerDependencies[name]);
    expect(isIn(manifest.devDependencies[name]!, rangeOf(name))).toBe(true);
  }
});

test('versions in ranges', () => {
  expect(['6.0.0', '6.4.0', '6.0.1-rc.1'].map((version) => isIn(version, '^6.0.0'))).toEqual([true, true, true]);
  expect(['5.33.0', '7.0.0'].map((version) => isIn(version, '^6.0.0'))).toEqual([false, false]);
  expect(['0.33.5', '0.34.0', '1.0.0'].map((version) => isIn(version, '>=0.34'))).toEqual([false, true, true]);
});

test('the command is that of the package manager that runs, or of the lock file that is nearest', () => {
  const folder = join(home, 'locks/inner');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(home, 'locks/pnpm-lock.yaml'), '');
  expect(addCommand(['vega', 'vega-lite'], folder, '')).toBe('pnpm add vega vega-lite');
  expect(addCommand(['vega'], folder, 'yarn/4.18.1 npm/? node/v24')).toBe('yarn add vega');
  writeFileSync(join(folder, 'deno.lock'), '');
  expect(addCommand(['vega'], folder, '')).toBe('deno add npm:vega');
});

describe('a package that is absent or too old', () => {
  const program = `
    import { writeFileSync } from 'node:fs';
    import * as plot from 'nodetorch/plot';
    import { open } from 'nodetorch/vision/image';
    const figure = plot.heatmap([[1]]);
    writeFileSync('a.jpg', Buffer.from([255, 216, 255, 224]));
    const told = [];
    for (const use of [() => figure.svg(), () => figure.png(), () => open('a.jpg')]) {
      try { await use(); told.push('worked'); } catch (error) { told.push(error.name + ' ' + (error.code ?? '') + ': ' + error.message); }
    }
    console.log(JSON.stringify(told));`;

  const run = (): string[] => {
    const args = ['--input-type=module', '-e', program];
    const env = { ...process.env, NODE_OPTIONS: '', npm_config_user_agent: '' };
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: home, encoding: 'utf8', env });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as string[];
  };

  /** Packages that are named so, and nothing else. */
  const install = (packages: Record<string, string>): void => {
    for (const [name, version] of Object.entries(packages)) {
      const at = join(home, 'node_modules', name);
      mkdirSync(at, { recursive: true });
      writeFileSync(join(at, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
      writeFileSync(join(at, 'index.js'), '');
    }
  };

  beforeAll(() => {
    const own = join(home, 'node_modules/nodetorch');
    for (const name of ['package.json', 'lib/addon/installed', 'dist']) {
      cpSync(name, join(own, name), { recursive: true, filter: (file) => !/\.ts$|\.tsbuildinfo$/.test(file) });
    }
  });

  test('absent: the function, the packages, what for, the command', () => {
    const [svg, png, jpeg] = run();
    expect(svg).toMatch(/^Error ERR_MODULE_NOT_FOUND: Figure\.svg\(\) needs vega \^6\.0\.0 and vega-lite \^6\.0\.0 to draw pictures: Cannot find package/);
    expect(svg).toMatch(/npm install 'vega@\^6\.0\.0' 'vega-lite@\^6\.0\.0'$/);
    expect(png).toMatch(/^Error ERR_MODULE_NOT_FOUND: Figure\.png\(\) needs @resvg\/resvg-js \^2\.6\.2 to turn .* npm install '@resvg\/resvg-js@\^2\.6\.2'$/);
    expect(jpeg).toMatch(/^OSError : open\('a\.jpg'\) needs sharp >=0\.34 to read JPEG and WebP files: .* npm install 'sharp@>=0\.34'$/);
  });

  test('too old: which version is there', () => {
    install({ vega: '5.33.0', 'vega-lite': '6.1.0', '@resvg/resvg-js': '1.0.0', sharp: '0.30.0' });
    const [svg, png, jpeg] = run();
    expect(svg).toMatch(/^Error : .*: vega 5\.33\.0 is installed\..*npm install/);
    expect(png).toMatch(/^Error : .*: @resvg\/resvg-js 1\.0\.0 is installed\./);
    expect(jpeg).toMatch(/^OSError : .*: sharp 0\.30\.0 is installed\./);
  });
});
