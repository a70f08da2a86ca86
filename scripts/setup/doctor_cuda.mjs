// What the command `doctor` tells of CUDA: driver, runtime and devices, or the one reason why there are none.

import fs from 'node:fs';
import path from 'node:path';
import { hasNvidiaDriver, libraryFile } from '../../lib/addon/installed/platform.mjs';

/** The driver's own version ('580.65.06'), or undefined where it does not say. */
export function driverVersion(file = '/proc/driver/nvidia/version') {
  if (!fs.existsSync(file)) return undefined;
  return fs.readFileSync(file, 'utf8').match(/^NVRM version:.*?\s(\d+\.\d+(?:\.\d+)?)\s/m)?.[1];
}

/** The CUDA that the libtorch in `dir` is made for ('13.2'), or undefined. */
export function runtimeOf({ dir, version }) {
  const file = path.join(dir, 'version.py');
  const python = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const [, digits] = version.match(/\+cu(\d+)/) ?? [];
  return python.match(/^cuda\b[^=]*= ['"]([\d.]+)['"]/m)?.[1] ?? digits?.replace(/(\d)$/, '.$1');
}

/** A reason of the library's, and what helps. */
const CURES = [
  [/CUDA_VISIBLE_DEVICES/, 'unset CUDA_VISIBLE_DEVICES, or name a device in it'],
  [/built without CUDA|libtorch_cuda\S* is missing/, 'npx nodetorch setup --cuda'],
  [/could not be loaded/, 'npx nodetorch setup --cuda --force, which unpacks every library again'],
  [/older than what this libtorch/, 'install a newer NVIDIA driver; or set LIBTORCH to a libtorch for an older CUDA'],
  [/libcuda\.so/, "install NVIDIA's driver; in a container, start it with the GPU (docker run --gpus all)"],
];
const NVIDIA_SMI = 'nvidia-smi tells whether the driver works';

const gigabytes = (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * The line, `{ text }`, or `{ problem, cure }` where there is a driver and CUDA is off all the same. `libtorch` is the
 * one that was found, or undefined, `told` what the loaded library says: `{ reason }` or `{ devices: [{ name,
 * capability, memory }] }`, or undefined where it did not load.
 */
export function cudaLine({ libtorch, told, driver = driverVersion(), hasDriver = hasNvidiaDriver() }) {
  const runtime = libtorch && runtimeOf(libtorch);
  if (!hasDriver) {
    const made = runtime === undefined ? '' : `; this libtorch is made for CUDA ${runtime}`;
    return { text: `off: no NVIDIA driver on this machine${made}` };
  }
  const about = `driver ${driver ?? 'of an unknown version'}, runtime ${runtime ?? 'none'}`;
  if (libtorch && !fs.existsSync(path.join(libtorch.libDir, libraryFile('torch_cuda')))) {
    const why = runtime === undefined ? 'this libtorch is built without CUDA' : 'only the CPU half of this libtorch is there';
    return { problem: `off: ${why} (${about})`, cure: 'npx nodetorch setup --cuda' };
  }
  if (told === undefined) return { problem: `unknown: the addon does not load (${about})`, cure: 'see the line load' };
  if (told.devices?.length > 0) {
    const devices = told.devices.map(({ name, capability, memory }, index) =>
      `\n${index}: ${name}, capability ${capability.join('.')}, ${gigabytes(memory)}`);
    return { text: `on: ${about}${devices.join('')}` };
  }
  const reason = told.reason ?? 'libtorch sees no device';
  return { problem: `off: ${reason} (${about})`, cure: CURES.find(([pattern]) => pattern.test(reason))?.[1] ?? NVIDIA_SMI };
}
