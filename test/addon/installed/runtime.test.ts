/** Where nodetorch cannot run, each door says so at once, in one line. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unsupportedRuntime } from '../../../lib/addon/installed/runtime.mjs';
import { root } from '../../scripts/support/package_copy.js';

test.each([
  ['18.20.8', false], ['20.16.0', false], ['20.17.0', true], ['20.20.2', true], ['21.7.3', false], ['22.1.0', false],
  ['22.2.0', true], ['23.0.0', true], ['24.21.0', true], ['26.10.0', true],
])('Node %s: %s', (node, fits) => {
  expect(unsupportedRuntime({ node }) === undefined).toBe(fits);
});

test('Deno and Bun are asked for no version of Node', () => {
  expect(unsupportedRuntime({ node: '18.0.0', deno: '2.9.6' })).toBeUndefined();
  expect(unsupportedRuntime({ node: '18.0.0', bun: '1.4.5' })).toBeUndefined();
});

/** A process that takes itself for another. */
function disguised(cwd: string, name: 'versions' | 'platform', value: unknown, ...args: string[]) {
  const code = `Object.defineProperty(process, '${name}', { value: ${JSON.stringify(value)} })`;
  return spawnSync(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(code)}`, ...args], { cwd, encoding: 'utf8' });
}

const importing = (name: string) => ['--input-type=module', '-e', `import '${name}'`];

test.each([
  ['import', importing('nodetorch')],
  ['import of a part without libtorch', importing('nodetorch/plot')],
  ['npx nodetorch setup', ['scripts/cli.mjs', 'setup']],
  ['npx nodetorch doctor', ['scripts/cli.mjs', 'doctor']],
  ['npm start', ['scripts/start.mjs', '430']],
  ['npm test', ['scripts/test.mjs']],
])('an old Node is refused with the versions wanted and found: %s', (_, args) => {
  const { status, stdout, stderr } = disguised(root, 'versions', { ...process.versions, node: '18.20.8' }, ...args);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/nodetorch needs Node 20\.17 or newer of version 20, or 22\.2 or newer; this is Node 18\.20\.8 \(.+\)$/m);
});

test('a platform without a libtorch is named', () => {
  // Without the addon that a checkout has.
  const folder = mkdtempSync(join(tmpdir(), 'nodetorch-platform-'));
  try {
    for (const part of ['dist', 'lib/addon/installed', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
    const { status, stderr } = disguised(folder, 'platform', 'freebsd', ...importing('nodetorch'));
    expect(status).toBe(1);
    expect(stderr).toContain(`freebsd-${process.arch}: nodetorch is made for Linux x64, Linux arm64, macOS arm64, Windows x64`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
