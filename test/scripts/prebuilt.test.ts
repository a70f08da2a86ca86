// What set-up does with a platform package: on which machine, and with which libtorch, it serves.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageName } from '../../lib/addon/installed/platform_package.mjs';
import { PackageCopy } from './support/package_copy.js';

let copy: PackageCopy;

beforeEach(() => {
  copy = new PackageCopy();
  // Nothing can be fetched.
  copy.env = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0', PIP_INDEX_URL: 'http://127.0.0.1:9/' };
});

afterEach(() => copy.remove());

const suffix = process.platform === 'darwin' ? '.dylib' : '.so';

function libtorch(version: string, { headers = true } = {}): string {
  const folder = join(copy.home, `libtorch-${version}`);
  mkdirSync(join(folder, 'lib'), { recursive: true });
  for (const name of ['libtorch_cpu', 'libc10']) writeFileSync(join(folder, 'lib', name + suffix), 'library');
  writeFileSync(join(folder, 'build-version'), version);
  if (headers) mkdirSync(join(folder, 'include/ATen'), { recursive: true });
  if (headers) writeFileSync(join(folder, 'include/ATen/ATen.h'), '');
  return folder;
}

test('with a libtorch of its minor version nothing is built, and no headers are asked for', async () => {
  copy.env.LIBTORCH = libtorch('2.15.1', { headers: false });
  const { code, output } = await copy.nodetorch('setup');
  expect([code, output]).toEqual([0, 'nodetorch: ready\n']);
});

test('with one of another minor version the addon is built: what that needs is fetched, or the cure told', async () => {
  copy.env.LIBTORCH = libtorch('2.13.0');
  const { code, output } = await copy.nodetorch('setup');
  expect(output).toContain(`the prebuilt addon (${packageName()}) is made for libtorch 2.15.0: not used`);
  expect(output).toMatch(/installing cmake-js, node-addon-api, node-api-headers in ~\/cache\/tools\/build-[^]*npm ci failed \(exit code \d+\)\.\nIt needs npm/);
  expect(output).not.toMatch(/ at .*\.mjs:\d+/);
  expect(code).toBe(1);
});

test('without headers, building says that they are missing', async () => {
  copy.env.LIBTORCH = libtorch('2.13.0', { headers: false });
  const { code, output } = await copy.nodetorch('setup');
  expect(output).toMatch(/LIBTORCH is set, but does not lead to a libtorch that fits\.[^]*has no include\/, which building needs/);
  expect(code).toBe(1);
});

test.each([
  ['of another nodetorch', { version: '0.0.1' }, / is 0\.0\.1, this nodetorch [\d.]+/],
  ['for a libtorch of the future', { libtorch: '2.99.0' }, / is made for libtorch 2\.99\.0, wanted 2\.11 to 2\.15/],
])('a package %s is not used, and doctor says why', async (_, manifest, why) => {
  copy.writePrebuild(manifest as Record<string, string>);
  copy.env.LIBTORCH = libtorch('2.15.0');
  const { output } = await copy.nodetorch('doctor');
  expect(output).toMatch(/addon +BAD: none; looked at\n +build\/Release: .*absent\n +NODETORCH_PREBUILD: not set\n/);
  expect(output).toMatch(new RegExp(`${packageName()}: .*${why.source}\\n +-> npx nodetorch setup`));
});

test('doctor says which addon was chosen', async () => {
  copy.env.NODETORCH_PREBUILD = join(copy.home, 'nowhere');
  const { output } = await copy.nodetorch('doctor');
  expect(output).toMatch(new RegExp(
    'addon +prebuilt, for libtorch 2\\.15\\.0; looked at\\n +build/Release: .*absent\\n +NODETORCH_PREBUILD: ~/nowhere: absent\\n' +
    ` +${packageName()}: ~/node_modules/${packageName()}/nodetorch\\.node\\n`));
});

test.runIf(process.platform === 'linux')('on musl set-up and doctor say that there is no libtorch for it, package or not', async () => {
  const musl = 'data:text/javascript,process.report.getReport = () => ({ header: {} });';
  const cli = join(copy.package, 'scripts/cli.mjs');
  for (const _ of ['with the package', 'without it']) {
    const setup = await copy.node(['--import', musl, cli, 'setup']);
    expect(setup.output).toMatch(/^\nmusl: PyTorch publishes no libtorch for it; use a glibc system/);
    expect(setup.code).toBe(1);
    expect((await copy.node(['--import', musl, cli, 'doctor'])).output).toMatch(/platform +BAD: .*\(musl\)\n +-> musl: PyTorch/);
    rmSync(copy.prebuild, { recursive: true, force: true });
  }
});
