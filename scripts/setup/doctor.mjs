// The command `doctor`: one line for each thing nodetorch stands on, with its cure when it is bad.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findLibtorch, lookForAddon, UNPACK_AGAIN } from '../../lib/addon/installed/locate.mjs';
import { cacheDir, root, tilde } from '../../lib/addon/installed/paths.mjs';
import { platformName, unsupportedPlatform } from '../../lib/addon/installed/platform.mjs';
import { unsupportedRuntime, WANTED } from '../../lib/addon/installed/runtime.mjs';
import { columns } from '../../lib/addon/installed/table.mjs';
import { minorOf } from '../../lib/addon/installed/versions.mjs';
import { cudaLine } from './doctor_cuda.mjs';
import { tools } from './doctor_tools.mjs';

const good = (text) => ({ text });
const bad = (text, cure) => ({ text: `BAD: ${text}\n-> ${cure}`, bad: true });

function checkNode() {
  const text = `${process.versions.node} (${process.execPath})`;
  return unsupportedRuntime() === undefined ? good(text) : bad(text, `install ${WANTED}`);
}

function checkPlatform() {
  const unsupported = unsupportedPlatform();
  return unsupported ? bad(platformName(), unsupported) : good(platformName());
}

function checkLibtorch(addon) {
  const wants = addon && minorOf(addon.version);
  try {
    const found = findLibtorch({ allowPython: false, wants, builtWith: addon?.libtorch });
    const looked = found.attempts.map(([place, result]) => `  ${place}: ${result}`).join('\n');
    return { ...good(`${found.version} in ${tilde(found.dir)}, by ${found.how}; looked at\n${looked}`), found };
  } catch (error) {
    const cure = error.chosen ? `set ${error.chosen} to another one, or unset it`
      : error.damaged ? UNPACK_AGAIN : 'npx nodetorch setup';
    const rows = (error.attempts ?? []).map(([place, result]) => `\n  ${place}: ${result}`).join('');
    return bad(`${error.headline ?? error.message}${rows}`, cure);
  }
}

function checkAddon({ found, attempts, damaged }) {
  const looked = attempts.map(([place, result]) => `\n  ${place}: ${result}`).join('');
  if (found) return good(`${found.how === 'build' ? 'built here' : 'prebuilt'}, for libtorch ${found.version}; looked at${looked}`);
  if (damaged) return bad(`${tilde(damaged)} is cut short; looked at${looked}`, '`npx nodetorch setup` builds it again');
  return bad(`none; looked at${looked}`, 'npx nodetorch setup');
}

/** What the child tells: that everything loads and computes, and what only the loaded libtorch knows. */
const CHILD = `
const torch = await import(process.argv[1]);
const started = performance.now();
const two = torch.ones([1]).add(1).item();
if (two !== 2) throw new Error('1 + 1 = ' + two);
const cuda = torch.cuda;
process.stdout.write(JSON.stringify({
  capability: torch.backends?.cpu?.get_cpu_capability?.() ?? null,
  cuda: cuda?.is_available?.() ? {
    devices: Array.from({ length: cuda.device_count() }, (_, i) => ({
      name: cuda.get_device_name(i), capability: cuda.get_device_capability(i),
      memory: Number(cuda.get_device_properties(i).total_memory),
    })),
  } : { reason: cuda?.unavailable_reason?.() ?? null },
}));`;

function loadInChild() {
  const module = path.join(root, 'dist/index.js');
  if (!fs.existsSync(module)) return bad('dist/index.js is absent: the TypeScript is not compiled', 'npx nodetorch build');
  const started = performance.now();
  const args = ['--no-node-snapshot', '--input-type=module', '-e', CHILD, pathToFileURL(module).href];
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  if (status === 0) {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    return { ...good(`loaded in another process in ${seconds} s, and 1 + 1 = 2`), told: JSON.parse(stdout) };
  }
  const how = error ? error.message : signal ? `it was ended by ${signal}` : `exit code ${status}`;
  const words = stderr.split('\n').filter((line) => /Error|error|cannot|undefined symbol/.test(line)).slice(0, 3).join('\n');
  // A signal, or a library that is missing or damaged inside: then the files are not what they were.
  const cure = signal || /cannot open shared object|invalid ELF|file too short/.test(stderr)
    ? 'npx nodetorch setup --force, which unpacks libtorch again' : 'npx nodetorch build, then npx nodetorch doctor again';
  return bad(`does not load (${how})${words ? `\n${words}` : ''}`, cure);
}

/** What libtorch's kernels will use, by its own rule (AVX512 wants four extensions, AVX2 also FMA). */
function capabilityByFlags() {
  const flags = fs.existsSync('/proc/cpuinfo') ? (fs.readFileSync('/proc/cpuinfo', 'utf8').match(/^flags\s*:(.*)$/m)?.[1] ?? '') : '';
  const has = (...names) => names.every((name) => flags.split(' ').includes(name));
  if (has('avx512vl', 'avx512bw', 'avx512dq', 'fma')) return 'AVX512';
  return has('avx2', 'fma') ? 'AVX2' : 'DEFAULT';
}

function checkCuda(libtorch, told) {
  const { text, problem, cure } = cudaLine({ libtorch, told: told?.cuda });
  return problem === undefined ? good(text) : bad(problem, cure);
}

/** A program of set-up's is bad if it is wanted now. */
const checkTool = ([name, { found, problem, cure, optional }]) => [
  name, found ? good(found) : optional ? good(`${problem} (${optional})\n-> ${cure}`) : bad(problem, cure),
];

/** Prints the lines; 0 when all is well, else 1. */
export function doctor() {
  const looked = lookForAddon();
  const addon = looked.found;
  const libtorch = checkLibtorch(addon);
  const load = addon && libtorch.found ? loadInChild() : bad('not tried', 'see the lines above');
  const lines = [
    ['platform', checkPlatform()],
    ['Node', checkNode()],
    ['cache', good(tilde(cacheDir()))],
    ['libtorch', libtorch],
    ['CPU', good(load.told?.capability ?? `${capabilityByFlags()} (by the processor's flags)`)],
    ['CUDA', checkCuda(libtorch.found, load.told)],
    ['addon', checkAddon(looked)],
    ['load', load],
    ...tools({ build: !addon, fetch: !libtorch.found }).map(checkTool),
  ];
  process.stdout.write(`${columns(lines.map(([name, { text }]) => [name, text])).join('\n')}\n`);
  const count = lines.filter(([, line]) => line.bad).length;
  process.stdout.write(count === 0 ? 'All is well.\n' : `${count} of these ${count === 1 ? 'is' : 'are'} bad.\n`);
  return count === 0 ? 0 : 1;
}
