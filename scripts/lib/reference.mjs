// The PyTorch that results and timings are compared with: a Python of the user's, or a virtual environment in the
// cache.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { acquire } from '../setup/lock.mjs';
import { cacheDir, tilde } from '../../lib/addon/installed/paths.mjs';
import { minorOf, PINNED } from '../../lib/addon/installed/versions.mjs';
import { onInterrupt } from '../setup/main.mjs';
import { run, say } from '../setup/processes.mjs';

// Pillow's arithmetic is what pictures are compared with, and it differs between versions.
const PACKAGES = [`torch==${PINNED}`, 'torchvision', 'pillow==13.0.0', 'numpy', 'tqdm', 'safetensors==0.8.0'];
// What PyTorch's own tables of operators and modules import besides.
const CONFORMANCE = ['expecttest==0.3.0'];
const VERSION = 'import torch, numpy; print(torch.__version__)';

const environment = () => path.join(cacheDir(), `reference-${PINNED}`);
const pythonOf = (folder) => path.join(folder, 'bin/python');

/** Whether `python` imports a torch of our minor version, and numpy. */
function fits(python) {
  const { status, stdout } = spawnSync(python, ['-c', VERSION], { encoding: 'utf8' });
  return status === 0 && minorOf(stdout.trim()) === minorOf(PINNED);
}

/**
 * The python to compare with, or undefined: NODETORCH_REFERENCE_PYTHON (which must fit), else the environment that
 * `npm run reference` makes, else python3. Takes seconds: it imports torch.
 */
export function referencePython() {
  const chosen = process.env.NODETORCH_REFERENCE_PYTHON;
  if (chosen) {
    if (fits(chosen)) return chosen;
    throw new Error(`NODETORCH_REFERENCE_PYTHON: ${chosen} does not import torch ${minorOf(PINNED)} and numpy`);
  }
  // The environment is renamed into place when it is complete, so that it exists is enough.
  const own = pythonOf(environment());
  if (fs.existsSync(own)) return own;
  return fits('python3') ? 'python3' : undefined;
}

/** The same, made when there is none. */
export async function ensureReference() {
  const folder = environment();
  const release = await acquire(`${folder}.lock`, ({ pid }) => say(`process ${pid} is making the reference, waiting for it`));
  const done = onInterrupt(release);
  try {
    const there = referencePython();
    if (there) return there;
    // A virtual environment cannot be moved: it is made in its place, and its python shows itself only at the end.
    fs.rmSync(folder, { recursive: true, force: true });
    const making = pythonOf(folder);
    const hidden = `${making}.unfinished`;
    say(`making a Python with ${PACKAGES.join(', ')} in ${tilde(folder)}: up to 3 GB to download, 5 GB on disk`);
    const cure = 'Debian, Ubuntu: apt install python3-venv python3-pip. Or set NODETORCH_REFERENCE_PYTHON to a Python with this torch.';
    await run('Making the environment', 'python3', ['-m', 'venv', folder], { cure });
    fs.renameSync(making, hidden);
    await run('Installing PyTorch', hidden, ['-m', 'pip', 'install', '--disable-pip-version-check', ...PACKAGES], { cure });
    fs.renameSync(hidden, making);
    return making;
  } finally {
    release();
    done();
  }
}

/** The same, with what PyTorch's own tables need. */
export async function ensureConformance() {
  const python = await ensureReference();
  const wanted = CONFORMANCE.map((item) => item.split('==')[0]).join(', ');
  if (spawnSync(python, ['-c', `import ${wanted}`]).status !== 0) {
    await run('Installing what the tables need', python, ['-m', 'pip', 'install', '--disable-pip-version-check', ...CONFORMANCE]);
  }
  return python;
}
