// The programs that set-up calls, as the command `doctor` tells of them: bad only while something has to be built or
// fetched with them.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pythonCommand } from '../../lib/addon/installed/platform.mjs';

const APT = 'Debian, Ubuntu: apt install';

/** What a program says of itself, or undefined where it does not run. */
function ask(command, args, options) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 30_000, ...options });
  return status === 0 ? stdout.trim() : undefined;
}

/** On Windows CMake asks the installer of Visual Studio for its compiler, which is on no PATH. */
function visualStudio() {
  const where = path.join(process.env['ProgramFiles(x86)'] ?? 'C:/Program Files (x86)', 'Microsoft Visual Studio/Installer/vswhere.exe');
  const part = 'Microsoft.VisualStudio.Component.VC.Tools.x86.x64';
  const found = ask(where, ['-latest', '-products', '*', '-requires', part, '-property', 'displayName']);
  return found ? { found } : { problem: 'no Visual Studio with tools for C++', cure: `its installer, with ${part}` };
}

/** The compiler that CMake takes: CXX, or the first of these. It has to know C++20. */
function compiler() {
  if (process.platform === 'win32' && !process.env.CXX) return visualStudio();
  for (const command of process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++']) {
    const version = ask(command, ['--version'])?.split('\n', 1)[0];
    if (version === undefined) continue;
    const knows = ask(command, ['-std=c++20', '-x', 'c++', '-fsyntax-only', '-'], { input: '#include <concepts>\n' }) !== undefined;
    return knows ? { found: `${version} (${command})` } : { problem: `${version} (${command}) does not know C++20`, cure: 'install g++ 11 or clang 14, or newer' };
  }
  return { problem: `no ${process.env.CXX ?? 'c++, g++ or clang++'} that runs`, cure: `${APT} g++; macOS: xcode-select --install` };
}

function cmake() {
  const cure = `${APT} cmake ninja-build; macOS: brew install cmake; or pip install cmake`;
  const version = ask('cmake', ['--version'])?.match(/\d+\.\d+\S*/)?.[0];
  if (version === undefined) return { problem: 'no cmake on PATH', cure };
  const [major, minor] = version.split('.').map(Number);
  return major * 1000 + minor >= 3018 ? { found: version } : { problem: `${version}, wanted 3.18 or newer`, cure };
}

function python() {
  const command = pythonCommand();
  const version = ask(command, ['--version']);
  if (version !== undefined) return { found: `${version} (${command})` };
  return { problem: `no ${command} on PATH`, cure: `${APT} python3 python3-pip; or NODETORCH_PYTHON=/path/to/python3` };
}

function pip() {
  const command = pythonCommand();
  const version = ask(command, ['-m', 'pip', '--version'])?.match(/^pip \S+/)?.[0];
  if (version !== undefined) return { found: version };
  return { problem: `${command} has no pip`, cure: `${APT} python3-pip; or npx nodetorch setup --from FILE, with a torch wheel at hand` };
}

const why = { build: 'only to build the addon', fetch: 'only to fetch libtorch' };

/** `[name, { found } or { problem, cure, optional }]` of each. `lacks` says what is missing: the addon, libtorch. */
export function tools(lacks) {
  const rows = [['compiler', compiler(), 'build'], ['cmake', cmake(), 'build'], ['python', python(), 'fetch'], ['pip', pip(), 'fetch']];
  return rows.map(([name, row, need]) => [name, { ...row, optional: lacks[need] ? undefined : `wanted ${why[need]}` }]);
}
