// Fetching libtorch: the real command, the real pip, a made-up wheel, an index on a loopback address.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findAddon } from '../../lib/addon/installed/locate.mjs';
import { type Outcome, PackageCopy } from './support/package_copy.js';
import { PackageIndex } from './support/package_index.js';
import { fileName, nvidiaWheels, torchWheel, writeAll, zip } from './support/wheels.js';

const TORCH = fileName('torch', '2.15.0');
const HOME = 'libtorch-2.15.0-cpu';

const hasNamespaces = spawnSync('unshare', ['-Urm', 'true']).status === 0;

let copy: PackageCopy;
let index: PackageIndex;

beforeEach(async () => {
  copy = new PackageCopy();
  index = new PackageIndex();
  const address = await index.start();
  copy.env = { PIP_INDEX_URL: `${address}/simple`, PIP_RETRIES: '0', PIP_TIMEOUT: '2', NODETORCH_CPU_INDEX: `${address}/simple` };
  index.files = { [TORCH]: torchWheel() };
});

afterEach(async () => {
  await index.stop();
  copy.remove();
});

/** The files in the cache, relative to the libtorch `name`, but for the lists of their sizes. */
function tree(name = HOME): string[] {
  const top = join(copy.cache, name);
  const entries = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => relative(top, join(entry.parentPath, entry.name)))
    .filter((file) => !/\/nodetorch-\w+\.json$/.test(file)).sort();
}

/** What every failure owes: an exit code, the table, cures, and nothing in the cache. */
function expectFailure(outcome: Outcome, why: RegExp | string): void {
  expect(outcome.code).toBe(1);
  expect(outcome.output).toMatch(why);
  expect(outcome.output).toMatch(/\nLooked at:\n/);
  expect(outcome.output).toMatch(/\nDo one of:\n/);
  expect(outcome.output).not.toMatch(/ at .*\.mjs:\d+/); // no stack trace
  expect(copy.cached()).toEqual([]);
}

describe('a wheel that is as it should be', () => {
  test('only libtorch is unpacked', async () => {
    copy.env.NODETORCH_CPU_INDEX = 'http://127.0.0.1:9/simple'; // refuses, so the configured one is asked
    const { code, output } = await copy.nodetorch('setup', '--cpu');
    expect(output).toContain(`libtorch 2.15.0+cpu is in ~/cache/${HOME}/torch`);
    expect(code).toBe(0);
    expect(copy.cached()).toEqual([HOME]);
    expect(tree()).toEqual([
      'torch-2.15.0.dist-info/METADATA', 'torch/lib/libc10.so', 'torch/lib/libgomp.so.1', 'torch/lib/libtorch_cpu.so',
      'torch/version.py',
    ]);
    expect(readFileSync(join(copy.cache, HOME, 'torch/lib/libtorch_cpu.so'), 'utf8')).toBe('the operators');
  });

  test('a second set-up asks nobody', async () => {
    await copy.nodetorch('setup');
    const asked = index.requests.length;
    expect((await copy.nodetorch('setup')).code).toBe(0);
    expect(index.requests.length).toBe(asked);
  });

  test('--force fetches it anew, and the old one stays until the new one is whole', async () => {
    await copy.nodetorch('setup', '--cpu');
    index.files = { [TORCH]: torchWheel({ files: { 'torch/lib/libc10.so': 'a newer core' } }) };
    expect((await copy.nodetorch('setup', '--cpu', '--force')).code).toBe(0);
    expect(readFileSync(join(copy.cache, HOME, 'torch/lib/libc10.so'), 'utf8')).toBe('a newer core');
    index.files = {};
    expect((await copy.nodetorch('setup', '--cpu', '--force')).code).toBe(1);
    expect(readFileSync(join(copy.cache, HOME, 'torch/lib/libc10.so'), 'utf8')).toBe('a newer core');
    expect(copy.cached()).toEqual([HOME]);
  });

  describe('and is not as it was later', () => {
    const inLib = (name: string) => join(copy.cache, HOME, 'torch/lib', name);
    /** What doctor says of it, and then set-up; both leave no stack trace. */
    const healed = async (problem: RegExp) => {
      const { code, output } = await copy.nodetorch('doctor');
      expect(code).toBe(1);
      expect(output).toMatch(/libtorch +BAD: libtorch 2\.15 is damaged: `npx nodetorch setup` unpacks it again/);
      expect(output).toMatch(problem);
      expect(output).toMatch(/load +BAD: not tried/);
      expect(await copy.nodetorch('setup', '--cpu')).toMatchObject({ code: 0 });
      expect(readFileSync(inLib('libtorch_cpu.so'), 'utf8')).toBe('the operators');
      expect(tree().filter((name) => name.includes('.so')).length).toBe(3);
      expect(copy.cached()).toEqual([HOME]);
    };

    test('a library cut short, one that is gone: set-up unpacks it again', async () => {
      await copy.nodetorch('setup', '--cpu');
      truncateSync(inLib('libtorch_cpu.so'), 5);
      await healed(/is damaged: lib\/libtorch_cpu\.so has 5 bytes of 13/);
      rmSync(inLib('libgomp.so.1'));
      await healed(/is damaged: lib\/libgomp\.so\.1 is absent/);
    });

    test('unpacked by a version that wrote no list: taken as it is, unless a library is cut short', async () => {
      await copy.nodetorch('setup', '--cpu');
      for (const name of ['libraries', 'files']) rmSync(join(inLib('..'), `nodetorch-${name}.json`));
      const asked = index.requests.length;
      expect(await copy.nodetorch('setup', '--cpu')).toMatchObject({ code: 0 });
      expect(index.requests.length).toBe(asked);
      copyFileSync(findAddon()!.loader, inLib('libtorch_cpu.so'));
      truncateSync(inLib('libtorch_cpu.so'), 4096);
      await healed(/is damaged: lib\/libtorch_cpu\.so is cut short/);
    });
  });

  test('the CPU index is asked first, the configured one not at all if it answers', async () => {
    copy.env.PIP_INDEX_URL = 'http://127.0.0.1:9/simple';
    const { code, output } = await copy.nodetorch('setup', '--cpu');
    expect(code).toBe(0);
    expect(output).not.toContain('the configured index');
  });

  test('of a CUDA wheel the CPU half, and the two NVIDIA packages that half needs', async () => {
    index.files = { [TORCH]: torchWheel({ cuda: true }), ...nvidiaWheels() };
    expect(await copy.nodetorch('setup', '--cpu')).toMatchObject({ code: 0 });
    const libraries = tree().filter((name) => name.includes('.so'));
    expect(libraries).toEqual([
      'nvidia/cu13/lib/libcudart.so.13', 'nvidia/cu13/lib/libcupti.so.13',
      'torch/lib/libc10.so', 'torch/lib/libgomp.so.1', 'torch/lib/libtorch_cpu.so',
    ]);
  });

  test('with --cuda both halves, and every NVIDIA package', async () => {
    index.files = { [TORCH]: torchWheel({ cuda: true }), ...nvidiaWheels() };
    expect(await copy.nodetorch('setup', '--cuda')).toMatchObject({ code: 0 });
    const libraries = tree('libtorch-2.15.0-cu132').filter((name) => name.includes('.so'));
    expect(libraries).toEqual([
      'nvidia/cu13/lib/libcublas.so.13', 'nvidia/cu13/lib/libcudart.so.13', 'nvidia/cu13/lib/libcupti.so.13',
      'nvidia/cudnn/lib/libcudnn.so.9',
      'torch/lib/libc10.so', 'torch/lib/libc10_cuda.so', 'torch/lib/libgomp.so.1', 'torch/lib/libtorch_cpu.so',
      'torch/lib/libtorch_cuda.so',
    ]);
  });
});

// Where the wheel does not come, `--cuda`: the one variant for which a single index is asked.
describe('an index that fails', () => {
  test('nothing there', async () => {
    index.files = {};
    expectFailure(await copy.nodetorch('setup', '--cpu'), /the configured index .*404/);
  });

  test('403 for the file', async () => {
    index.answers = [[/^\/files\//, (response) => response.writeHead(403).end()]];
    expectFailure(await copy.nodetorch('setup', '--cuda'), /the configured index .*403/);
  });

  test('a truncated file', async () => {
    index.answers = [[/^\/files\//, (response, content) => {
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, content.length / 2));
      setTimeout(() => response.destroy(), 50);
    }]];
    expectFailure(await copy.nodetorch('setup', '--cuda'), /SHA-256|IncompleteRead|Connection broken/i);
  });

  test('a truncated file of which the index tells no hash and the host no length', async () => {
    index.hash = () => '';
    index.answers = [[/^\/files\//, (response, content) => {
      response.writeHead(200).end(content.subarray(0, content.length / 2));
    }]];
    expectFailure(await copy.nodetorch('setup', '--cuda'), /truncated|invalid|zip/i);
  });

  test('a file with another hash', async () => {
    index.hash = () => `#sha256=${'0'.repeat(64)}`;
    expectFailure(await copy.nodetorch('setup', '--cuda'), /does not have the SHA-256 that the index tells/);
  });

  test('a file inside the wheel with another hash than its RECORD', async () => {
    const record = 'torch-2.15.0.dist-info/RECORD';
    const lie = 'torch/lib/libtorch_cpu.so,sha256=AAAA,1\ntorch/lib/libc10.so,sha256=AAAA,1\n';
    index.files = { [TORCH]: zip({
      'torch/lib/libtorch_cpu.so': 'x', 'torch/lib/libc10.so': 'x', [record]: lie,
      'torch-2.15.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
      'torch-2.15.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: torch\nVersion: 2.15.0\n' }) };
    expectFailure(await copy.nodetorch('setup', '--cpu'), /RECORD/);
  });

  test('a file whose bytes are damaged', async () => {
    index.hash = () => '';
    const content = torchWheel({ files: { 'torch/lib/libbig.so': Buffer.alloc(3_000_000, 'nodetorch') } });
    const at = content.indexOf('torch/lib/libbig.so') + 'torch/lib/libbig.so'.length + 40;
    content[at] = (content[at]) ^ 0xff;
    index.files = { [TORCH]: content };
    expectFailure(await copy.nodetorch('setup', '--cpu'), /damaged|RECORD/);
  });

  test('a host that never answers', async () => {
    index.answers = [[/^\/simple\//, () => {}]];
    copy.env.PIP_TIMEOUT = '1';
    expectFailure(await copy.nodetorch('setup', '--cuda'), /the configured index .*timed? ?out/i);
  });

  test('a host that stops in the middle of the file', async () => {
    copy.env.PIP_TIMEOUT = '1';
    index.answers = [[/^\/files\//, (response, content) => {
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 100));
    }]];
    expectFailure(await copy.nodetorch('setup', '--cuda'), /the configured index .*timed? ?out/i);
  });

  test('an NVIDIA package that is not there', async () => {
    index.files = { [TORCH]: torchWheel({ cuda: true }) };
    const outcome = await copy.nodetorch('setup', '--cuda');
    expectFailure(outcome, '2.15.0 needs cuda-toolkit[cublas,cudart,cupti]==13.2.2, nvidia-cudnn-cu13==9.26.0: ');
  });

  test('no pip', async () => {
    copy.writePython('#!/bin/sh\ncase "$*" in *find_spec*) echo ;; *) echo "No module named pip" >&2; exit 1 ;; esac\n');
    const outcome = await copy.nodetorch('setup', '--cpu');
    expectFailure(outcome, /apt install python3-pip/);
    expect(outcome.output).toContain('--from FILE');
  });

  test('no Python', async () => {
    copy.env.NODETORCH_PYTHON = '/nowhere/python3';
    expectFailure(await copy.nodetorch('setup', '--cpu'), /apt install python3-pip/);
  });

  test('without options the table has all that was looked at', async () => {
    index.files = {};
    const { code, output } = await copy.nodetorch('setup');
    expect(code).toBe(1);
    const indexes = ["PyTorch's CPU index", 'the configured index'];
    for (const place of ['LIBTORCH ', 'LIBTORCH_USE_PYTORCH', 'cache', 'python3', ...indexes]) {
      expect(output).toContain(`\n  ${place}`);
    }
  });
});

describe('a disk that is full', () => {
  /** A cache on a disk of `size`, in a mount namespace of its own. */
  const onSmallDisk = (size: string, variant: string) => {
    mkdirSync(copy.cache);
    const mount = `mount -t tmpfs -o size=${size} tmpfs "$NODETORCH_CACHE"`;
    const script = `${mount} && "$@"; code=$?; ls -A "$NODETORCH_CACHE"; exit $code`;
    const setup = [process.execPath, join(copy.package, 'scripts/cli.mjs'), 'setup', variant];
    return copy.command('unshare', ['-Urm', '/bin/bash', '-c', script, 'bash', ...setup]);
  };

  test.skipIf(!hasNamespaces)('for the download', async () => {
    index.files = { [TORCH]: torchWheel({ files: { 'torch/lib/libbig.so': randomBytes(600_000) } }) };
    const outcome = await onSmallDisk('300k', '--cuda');
    expect(outcome.output.split('Do one of:')[1]).not.toMatch(/part|lock/);
    expectFailure(outcome, /the configured index {2}disk full: 0\.\d MB to download, 0\.\d MB free/);
  });

  test.skipIf(!hasNamespaces)('for what is unpacked', async () => {
    index.files = { [TORCH]: torchWheel({ files: { 'torch/lib/libbig.so': Buffer.alloc(4_000_000) } }) };
    const outcome = await onSmallDisk('400k', '--cpu');
    expect(outcome.output.split('Do one of:')[1]).not.toMatch(/part|lock/);
    expectFailure(outcome, /disk full: 4\.\d MB to unpack, 0\.\d MB free/);
  });

  test('in the middle of a file (a limit on file sizes stands in for a quota)', async () => {
    index.files = { [TORCH]: torchWheel({ files: { 'torch/lib/libbig.so': Buffer.alloc(4_000_000) } }) };
    const setup = [process.execPath, join(copy.package, 'scripts/cli.mjs'), 'setup', '--cpu'];
    const outcome = await copy.command('/bin/bash', ['-c', 'ulimit -f 2000; exec "$@"', 'bash', ...setup]);
    expectFailure(outcome, /EFBIG|file too large/i);
  });

  test.skipIf(!hasNamespaces)('a cache that may only be read: it serves as it is, and cannot be filled', async () => {
    const readOnly = () => copy.command('unshare', ['-Urm', '/bin/bash', '-c',
      'mount --bind "$NODETORCH_CACHE" "$NODETORCH_CACHE" && mount -o remount,bind,ro "$NODETORCH_CACHE" && exec "$@"', 'bash',
      process.execPath, join(copy.package, 'scripts/cli.mjs'), 'setup']);
    mkdirSync(copy.cache);
    const empty = await readOnly();
    expect(empty).toMatchObject({ code: 1 });
    expect(empty.output).toMatch(/The cache ~\/cache cannot be written: EROFS[^]*NODETORCH_CACHE=/);
    await copy.nodetorch('setup', '--cpu');
    expect(await readOnly()).toMatchObject({ code: 0 });
  });

  test('a cache that cannot be written', async () => {
    writeFileSync(copy.cache, 'a file where the folder should be');
    const { code, output } = await copy.nodetorch('setup', '--cpu');
    expect(code).toBe(1);
    expect(output).toMatch(/cannot be written/);
    expect(output).toMatch(/NODETORCH_CACHE=/);
  });
});

describe('processes', () => {
  test('two set-ups at once fetch it once', async () => {
    index.answers = [[/^\/files\//, (response, content) => {
      setTimeout(() => response.writeHead(200, { 'content-length': content.length }).end(content), 1000);
    }]];
    const outcomes = await Promise.all([copy.nodetorch('setup', '--cpu'), copy.nodetorch('setup', '--cpu')]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    const said = outcomes.map(({ output }) => output).join('');
    expect(said).toMatch(/another set-up \(process \d+\) is at work, waiting for it/);
    expect(index.requests.filter((url) => url.startsWith('/files/'))).toHaveLength(1);
    expect(copy.cached()).toEqual([HOME]);
  });

  /** Starts a set-up whose download hangs, and hands it over once the download is under way. */
  async function hanging(): Promise<{ end: (signal: NodeJS.Signals) => void; outcome: Promise<Outcome> }> {
    index.answers = [[/^\/files\//, (response, content) => {
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 100));
    }]];
    let end: (signal: NodeJS.Signals) => void = () => {};
    const cli = join(copy.package, 'scripts/cli.mjs');
    const outcome = copy.node([cli, 'setup', '--cpu'], (child) => {
      end = (signal) => child.kill(signal);
    });
    while (!index.requests.some((url) => url.startsWith('/files/'))) await sleep(20);
    return { end, outcome };
  }

  test('interrupted, it leaves nothing', async () => {
    const { end, outcome } = await hanging();
    end('SIGINT');
    expect((await outcome).code).toBe(130);
    expect(copy.cached()).toEqual([]);
  });

  test('killed, it leaves nothing that the next one minds', async () => {
    const { end, outcome } = await hanging();
    end('SIGKILL');
    await Promise.race([outcome, sleep(500)]); // its pip still has our pipes open
    expect(copy.cached()).toContain('setup.lock');
    expect(existsSync(join(copy.cache, HOME))).toBe(false);
    index.answers = [];
    expect(await copy.nodetorch('setup', '--cpu')).toMatchObject({ code: 0 });
    expect(copy.cached()).toEqual([HOME]);
    await index.stop();
    await outcome;
    await index.start();
    expect(copy.cached()).toEqual([HOME]);
  });
});

describe('--from', () => {
  const given = (name: string) => join(copy.home, name);

  beforeEach(() => {
    index.files = {};
  });

  test('a wheel', async () => {
    writeFileSync(given(TORCH), torchWheel());
    expect(await copy.nodetorch('setup', '--cpu', '--from', given(TORCH))).toMatchObject({ code: 0 });
    expect(copy.cached()).toEqual([HOME]);
    expect(index.requests).toEqual([]);
  });

  test('a folder with the wheels, without an index', async () => {
    mkdirSync(given('wheels'));
    writeAll(given('wheels'), { [TORCH]: torchWheel({ cuda: true }), ...nvidiaWheels() });
    expect(await copy.nodetorch('setup', '--cpu', '--from', given('wheels'))).toMatchObject({ code: 0 });
    expect(tree()).toContain('nvidia/cu13/lib/libcudart.so.13');
    expect(index.requests).toEqual([]);
  });

  test("PyTorch's zip", async () => {
    writeFileSync(given('libtorch.zip'), zip({
      'libtorch/build-version': '2.15.0+cpu\n', 'libtorch/include/ATen/ATen.h': '', 'libtorch/lib/libc10.so': 'core',
      'libtorch/lib/libtorch_cpu.so': 'operators', 'libtorch/share/cmake/x.cmake': '' }));
    expect(await copy.nodetorch('setup', '--cpu', '--from', given('libtorch.zip'))).toMatchObject({ code: 0 });
    expect(tree()).toEqual(['torch/build-version', 'torch/lib/libc10.so', 'torch/lib/libtorch_cpu.so']);
  });

  test.each([
    ['absent', undefined, /absent/],
    ['not a zip', Buffer.from('hello'), /torch.whl: .*not a zip/],
    ['of another version', torchWheel({ version: '2.3.0' }), /2\.3\.0, wanted 2\.11 to 2\.15/],
    ['of another package', zip({ 'x-1.dist-info/METADATA': 'Name: x\nVersion: 2.15.0\n' }), /is x, not torch/],
    ['with a name that leads outside', torchWheel({ files: { 'torch/lib/../../../evil.so': '' } }), /outside/],
  ])('an archive that is %s', async (_what, content, why) => {
    if (content) writeFileSync(given('torch.whl'), content);
    expectFailure(await copy.nodetorch('setup', '--cpu', '--from', given('torch.whl')), why);
    expect(existsSync(join(copy.home, 'evil.so'))).toBe(false);
  });

  test('a folder that is a libtorch already: says which variable to set', async () => {
    mkdirSync(given('libtorch/lib'), { recursive: true });
    for (const name of ['lib/libtorch_cpu.so', 'lib/libc10.so']) writeFileSync(given(`libtorch/${name}`), 'library');
    writeFileSync(given('libtorch/build-version'), '2.15.0');
    expectFailure(await copy.nodetorch('setup', '--from', given('libtorch')), /set LIBTORCH=.*\/libtorch$/m);
  });

  test('--cuda of a wheel without CUDA', async () => {
    writeFileSync(given(TORCH), torchWheel());
    expectFailure(await copy.nodetorch('setup', '--cuda', '--from', given(TORCH)), /built without CUDA/);
  });
});

test('options that exclude each other, and unknown ones', async () => {
  const both = await copy.nodetorch('setup', '--cpu', '--cuda');
  expect(both).toMatchObject({ code: 1 });
  expect(both.output).toMatch(/exclude each other/);
  const unknown = await copy.nodetorch('setup', '--gpu');
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.output).toMatch(/--gpu[^]*--from/);
});
