// What the notebooks run in, in a folder of its own in the cache: a Python with Jupyter, Deno with its kernel, and a
// kernel spec that nothing outside of this folder sees. The reader's own Jupyter is neither read nor written.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ensureEnvironment } from '../lib/python_environment.mjs';
import { binaryOf, runtimeOf } from '../runtimes/binary.mjs';
import { nodeEnvironment } from '../setup/launch.mjs';
import { cacheDir, root } from '../../lib/addon/installed/paths.mjs';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';

/** Jupyter's page, the maker of notebooks, and what runs them and makes pages of them without a browser. */
const PACKAGES = ['jupyterlab==4.6.6', 'jupytext==1.19.6', 'nbclient==0.11.0', 'nbconvert==7.17.2'];

export const KERNEL = { name: 'nodetorch', display_name: 'nodetorch (TypeScript)', language: 'typescript' };

const id = createHash('sha256').update(PACKAGES.join()).digest('hex').slice(0, 12);
const folder = () => path.join(cacheDir(), `notebook-${id}`);
const below = (...names) => path.join(folder(), 'jupyter', ...names);

/** The page asks nothing of the network, nor the reader whether it may. */
const SETTINGS = { '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false } };

const writeJson = (value, ...names) => {
  const file = path.join(folder(), 'share/jupyter', ...names);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  replaceFile(file, `${JSON.stringify(value, null, 2)}\n`);
};

function writeKernel(python, deno, flags) {
  // A copy: clones of several ages may share this folder.
  const text = fs.readFileSync(path.join(root, 'scripts/notebook/python/kernel.py'));
  const between = below(`kernel-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.py`);
  replaceFile(between, text);
  const spec = {
    display_name: KERNEL.display_name,
    language: KERNEL.language,
    // It runs in exercises/, from where the imports of lessons are looked up.
    argv: [python, between, '{connection_file}', deno, 'jupyter', '--kernel', '--conn'],
    env: {
      DENO_V8_FLAGS: flags,
      DENO_DIR: below('deno'),
      DENO_NO_UPDATE_CHECK: '1',
      GLIBC_TUNABLES: nodeEnvironment({}).GLIBC_TUNABLES,
    },
  };
  writeJson(spec, 'kernels', KERNEL.name, 'kernel.json');
}

/** The variables that Jupyter and its kernels get. */
function environment() {
  const env = { ...process.env, PYTHONNOUSERSITE: '1', NODETORCH_EXERCISES: path.join(root, 'exercises') };
  for (const name of ['JUPYTER_PATH', 'JUPYTER_CONFIG_PATH', 'JUPYTERLAB_DIR', 'PYTHONPATH', 'PYTHONHOME']) delete env[name];
  for (const part of ['CONFIG', 'DATA', 'RUNTIME']) env[`JUPYTER_${part}_DIR`] = below(part.toLowerCase());
  return { ...env, IPYTHONDIR: below('ipython'), JUPYTER_PREFER_ENV_PATH: '1', JUPYTER_PLATFORM_DIRS: '0' };
}

/** `{ python, env, runtime }`: Python with Jupyter, its variables, and where servers note their addresses. */
export async function ensureJupyter() {
  const python = await ensureEnvironment(folder(), PACKAGES, {
    what: 'a Python with Jupyter',
    quiet: true,
    size: 'about 60 MB to download, 250 MB on disk',
    cure: 'Debian, Ubuntu: apt install python3-venv python3-pip. NODETORCH_PYTHON names another python3 (3.11 or newer).',
  });
  const deno = runtimeOf('Deno');
  const v8 = deno.args.find((arg) => arg.startsWith('--v8-flags=')).slice('--v8-flags='.length);
  writeKernel(python, await binaryOf(deno), v8);
  writeJson(SETTINGS, 'lab/settings/overrides.json');
  return { python, env: environment(), runtime: below('runtime') };
}
