// The PyTorch that results and timings are compared with: a Python of the user's, or a virtual environment in the
// cache.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { cacheDir } from '../../lib/addon/installed/paths.mjs';
import { pythonCommand } from '../../lib/addon/installed/platform.mjs';
import { minorOf, PINNED } from '../../lib/addon/installed/versions.mjs';
import { run } from '../setup/processes.mjs';
import { ensureEnvironment, isMade, pythonOf } from './python_environment.mjs';

// Pillow's arithmetic is what pictures are compared with, and it differs between versions.
const PACKAGES = [`torch==${PINNED}`, 'torchvision', 'pillow==13.0.0', 'numpy', 'tqdm', 'safetensors==0.8.0'];
// What PyTorch's own tables of operators and modules import besides.
const CONFORMANCE = ['expecttest==0.3.0'];
// Who writes checkpoints in several files.
const FILES = ['huggingface_hub==2.4.0'];
const VERSION = 'import torch, numpy; print(torch.__version__)';

const environment = () => path.join(cacheDir(), `reference-${PINNED}`);

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
  if (isMade(environment())) return pythonOf(environment());
  return fits(pythonCommand()) ? pythonCommand() : undefined;
}

/** The same, made when there is none. */
export const ensureReference = () => ensureEnvironment(environment(), PACKAGES, {
  what: 'the reference',
  size: 'up to 3 GB to download, 5 GB on disk',
  cure: 'Debian, Ubuntu: apt install python3-venv python3-pip. Or set NODETORCH_REFERENCE_PYTHON to a Python with this torch.',
  found: referencePython,
});

/** The same, with these packages too. */
async function ensureWith(packages, what) {
  const python = await ensureReference();
  const wanted = packages.map((item) => item.split('==')[0]).join(', ');
  if (spawnSync(python, ['-c', `import ${wanted}`]).status !== 0) {
    await run(`Installing what ${what} need`, python, ['-m', 'pip', 'install', '--disable-pip-version-check', ...packages]);
  }
  return python;
}

/** The same, with what PyTorch's own tables need. */
export const ensureConformance = () => ensureWith(CONFORMANCE, 'the tables');

/** The same, with what writes and reads files of others. */
export const ensureFiles = () => ensureWith(FILES, 'files of others');
