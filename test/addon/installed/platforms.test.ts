/** One table says which platforms there are; what else speaks of them agrees with it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { libraryFile } from '../../../lib/addon/installed/platform.mjs';
import { platformNames, PLATFORMS } from '../../../lib/addon/installed/platforms.mjs';
import { EMULATED } from '../../../scripts/emulation/table.mjs';
import { idle } from '../../../scripts/emulation/files.mjs';
import { root } from '../../scripts/support/package_copy.js';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const all = Object.entries(PLATFORMS);

test('README has a row for each platform, with the word for what is known of it', () => {
  const section = /\n## Platforms\n([^]*?)\n## /.exec(read('README.md'))![1]!;
  const rows = [...section.matchAll(/^\| ([\w ]+?)(?: \(.*?\))? \| (\w+)/gm)].map(([, name, state]) => [name, state]).slice(1);
  expect(rows).toEqual(all.map(([, { name, state }]) => [name, state]));
});

test('prebuilt addons are made on the image of each platform, and each is tested by a workflow', () => {
  const images = /image: \[(.*)\]/.exec(read('.github/workflows/prebuild.yml'))![1]!.split(', ');
  expect(images).toEqual(all.map(([, { images: { build } }]) => build));
  const workflow: Record<string, string> = {
    'linux-x64': 'test', 'linux-arm64': 'linux-arm64', 'darwin-arm64': 'macos-arm64', 'win32-x64': 'windows-x64',
  };
  for (const [key, { images }] of all) {
    expect(read(`.github/workflows/${workflow[key]}.yml`), key).toMatch(new RegExp(`(runs-on|image): ${images.test}\n`));
  }
});

test('what is emulated is set up for it, and every test that is left out is there', () => {
  expect(Object.keys(EMULATED)).toEqual(all.filter(([, { state }]) => state === 'emulated').map(([key]) => key));
  for (const { toolchain } of Object.values(EMULATED)) expect(existsSync(toolchain)).toBe(true);
  expect(idle()).toEqual([]);
});

test('libraries are named as each system names them', () => {
  const names = all.map(([key]) => libraryFile('torch_cpu', key));
  expect(names).toEqual(['libtorch_cpu.so', 'libtorch_cpu.so', 'libtorch_cpu.dylib', 'torch_cpu.dll']);
  expect(platformNames()).toBe('Linux x64, Linux arm64, macOS arm64, Windows x64');
});
