// Virtual environments of Python's in the cache, with the packages that a command needs.

import fs from 'node:fs';
import path from 'node:path';
import { tilde } from '../../lib/addon/installed/paths.mjs';
import { pythonCommand } from '../../lib/addon/installed/platform.mjs';
import { onInterrupt } from '../setup/main.mjs';
import { acquire } from '../setup/lock.mjs';
import { run, say } from '../setup/processes.mjs';

export const pythonOf = (folder) => path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Whether an environment is there: its python shows itself when it is complete. */
export const isMade = (folder) => fs.existsSync(pythonOf(folder));

/**
 * The python of the environment `folder`, made with `packages` (pip's words) when it is not there. `found` may give
 * another one that serves; `what` and `size` say what is made, and of what size; `cure` what helps when pip fails;
 * `quiet` keeps pip's lines away.
 */
export async function ensureEnvironment(folder, packages, { what, size, cure, quiet = false, found }) {
  const there = () => found?.() ?? (isMade(folder) ? pythonOf(folder) : undefined);
  const release = await acquire(`${folder}.lock`, ({ pid }) => say(`process ${pid} is making ${what}, waiting for it`));
  const done = onInterrupt(release);
  try {
    const python = there();
    if (python) return python;
    // A virtual environment cannot be moved: it is made in its place, and its python shows itself only at the end.
    fs.rmSync(folder, { recursive: true, force: true });
    const making = pythonOf(folder);
    const hidden = `${making}.unfinished`;
    say(`making ${what} with ${packages.join(', ')} in ${tilde(folder)}: ${size}`);
    await run('Making the environment', pythonCommand(), ['-m', 'venv', folder], { cure });
    fs.renameSync(making, hidden);
    const options = ['--disable-pip-version-check', ...(quiet ? ['--quiet'] : [])];
    await run(`Installing ${packages[0]}`, hidden, ['-m', 'pip', 'install', ...options, ...packages], { cure, stdio: ['ignore', 2, 2] });
    fs.renameSync(hidden, making);
    return making;
  } finally {
    release();
    done();
  }
}
