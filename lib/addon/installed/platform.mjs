// What this machine is, as far as libtorch cares.

import fs from 'node:fs';
import path from 'node:path';
import { platformKey, platformNames, PLATFORMS, thisPlatform } from './platforms.mjs';

/** The file of a shared library, in the way of a platform: `torch_cpu` is libtorch_cpu.so, torch_cpu.dll, … */
export function libraryFile(name, platform = platformKey) {
  const [prefix, suffix] = (PLATFORMS[platform] ?? PLATFORMS['linux-x64']).libraries;
  return `${prefix}${name}${suffix}`;
}

/** glibc's version ('2.36'), or undefined where there is none (musl, other systems). */
function glibcVersion() {
  if (process.platform !== 'linux') return undefined;
  if (process.report?.getReport === undefined) return undefined;
  process.report.excludeNetwork = true; // else the report looks up host names
  return process.report.getReport().header.glibcVersionRuntime;
}

export function platformName() {
  const glibc = glibcVersion();
  const libc = process.platform === 'linux' ? ` (${glibc ? `glibc ${glibc}` : 'musl'})` : '';
  return `${platformKey}${libc}`;
}

/** One sentence when no libtorch exists for this machine, else undefined. */
export function unsupportedPlatform() {
  if (!thisPlatform) return `${platformKey}: nodetorch is made for ${platformNames()}`;
  if (process.platform !== 'linux') return undefined;
  const glibc = glibcVersion();
  if (!glibc) return 'musl: PyTorch publishes no libtorch for it; use a glibc system (Debian, Ubuntu, Fedora)';
  const [major, minor] = glibc.split('.').map(Number);
  return major * 1000 + minor < 2028 ? `glibc ${glibc}: PyTorch needs 2.28 or newer` : undefined;
}

/** What Python is called here: its installer for Windows makes no `python3`. */
export const pythonCommand = (env = process.env) => env.NODETORCH_PYTHON || (process.platform === 'win32' ? 'python' : 'python3');

/** Whether an NVIDIA driver is installed: its user-space library, and a device it speaks to. */
export function hasNvidiaDriver(env = process.env) {
  if (process.platform !== 'linux') return false;
  if (!['/dev/nvidiactl', '/dev/dxg', '/proc/driver/nvidia/version'].some((file) => fs.existsSync(file))) return false;
  const multiarch = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const dirs = [
    ...(env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean),
    `/usr/lib/${multiarch}`, '/usr/lib64', '/usr/lib', '/lib64', '/usr/local/nvidia/lib64', '/usr/local/cuda/compat',
    '/usr/lib/wsl/lib', '/run/opengl-driver/lib',
  ];
  return dirs.some((dir) => fs.existsSync(path.join(dir, 'libcuda.so.1')));
}
