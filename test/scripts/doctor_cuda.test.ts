/** What doctor tells of CUDA, for every state in which a machine can be. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cudaLine, driverVersion, runtimeOf } from '../../scripts/setup/doctor_cuda.mjs';

const home = mkdtempSync(join(tmpdir(), 'nodetorch-doctor-'));
afterAll(() => rmSync(home, { recursive: true }));

/** A libtorch made for CUDA 13.2, with the CUDA half or without it. */
function libtorch(name: string, { cuda = true, made = true } = {}) {
  const dir = join(home, name);
  mkdirSync(join(dir, 'lib'), { recursive: true });
  const runtime = made ? "'13.2'" : 'None';
  writeFileSync(join(dir, 'version.py'), `__version__ = '2.15.0+${made ? 'cu132' : 'cpu'}'\ncuda: Optional[str] = ${runtime}\n`);
  if (cuda) writeFileSync(join(dir, 'lib/libtorch_cuda.so'), '');
  return { dir, libDir: join(dir, 'lib'), version: `2.15.0+${made ? 'cu132' : 'cpu'}` };
}

const whole = libtorch('whole');
const line = (reason: string, libtorch = whole) =>
  cudaLine({ libtorch, told: { reason }, driver: '580.65.06', hasDriver: true });
const about = '(driver 580.65.06, runtime 13.2)';

test('driver, runtime, and each device with its capability and memory', () => {
  const devices = [
    { name: 'NVIDIA H100 80GB HBM3', capability: [9, 0], memory: 85_052_358_656 },
    { name: 'NVIDIA T4', capability: [7, 5], memory: 15_828_320_256 },
  ];
  expect(cudaLine({ libtorch: whole, told: { devices }, driver: '580.65.06', hasDriver: true })).toEqual({
    text: 'on: driver 580.65.06, runtime 13.2\n0: NVIDIA H100 80GB HBM3, capability 9.0, 79.2 GiB\n' +
      '1: NVIDIA T4, capability 7.5, 14.7 GiB',
  });
});

test('without a driver nothing is wrong, and what libtorch could do is told', () => {
  expect(cudaLine({ libtorch: whole, told: { reason: 'no' }, hasDriver: false }).text)
    .toBe('off: no NVIDIA driver on this machine; this libtorch is made for CUDA 13.2');
  expect(cudaLine({ libtorch: libtorch('cpu', { cuda: false, made: false }), hasDriver: false }).text)
    .toBe('off: no NVIDIA driver on this machine');
});

test('a driver, and a libtorch without CUDA or with half of it', () => {
  expect(line('', libtorch('none', { cuda: false, made: false }))).toEqual({
    problem: 'off: this libtorch is built without CUDA (driver 580.65.06, runtime none)', cure: 'npx nodetorch setup --cuda',
  });
  expect(line('', libtorch('half', { cuda: false }))).toEqual({
    problem: `off: only the CPU half of this libtorch is there ${about}`, cure: 'npx nodetorch setup --cuda',
  });
});

test.each([
  ['the NVIDIA driver supports CUDA 12.2, which is older than what this libtorch was built for', /newer NVIDIA driver/],
  ['the NVIDIA driver sees no device', /nvidia-smi/],
  ['libtorch_cuda.so could not be loaded: libcublas.so.13: cannot open shared object file', /setup --cuda --force/],
  ['CUDA_VISIBLE_DEVICES hides every device', /unset CUDA_VISIBLE_DEVICES/],
  ['no NVIDIA driver is installed (libcuda.so.1 was not found)', /install NVIDIA's driver/],
])('the one reason: %s', (reason, cure) => {
  const { problem, cure: told } = line(reason) as { problem: string; cure: string };
  expect(problem).toBe(`off: ${reason} ${about}`);
  expect(told).toMatch(cure);
});

test('an addon that does not load says nothing of devices', () => {
  expect(cudaLine({ libtorch: whole, driver: '1.2', hasDriver: true })).toEqual({
    problem: 'unknown: the addon does not load (driver 1.2, runtime 13.2)', cure: 'see the line load',
  });
});

test('the version of the driver is what its kernel module says', () => {
  const file = join(home, 'version');
  writeFileSync(file, 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\nGCC version: 12\n');
  expect(driverVersion(file)).toBe('535.183.01');
  writeFileSync(file, 'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (root@x)\n');
  expect(driverVersion(file)).toBe('580.65.06');
  expect(driverVersion(join(home, 'absent'))).toBeUndefined();
});

test('a zip tells its CUDA in its version', () => {
  expect(runtimeOf({ dir: home, version: '2.15.0+cu132' })).toBe('13.2');
  expect(runtimeOf({ dir: home, version: '2.11.0+cu130' })).toBe('13.0');
  expect(runtimeOf({ dir: home, version: '2.15.0+cpu' })).toBeUndefined();
});
