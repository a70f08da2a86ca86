// What PyTorch's tables of operators import and a plain installation of PyTorch lacks, copied: it is pure Python.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const names = ['expecttest'];

/** Copies the packages that `python` imports into `folder`. */
export function copyPythonPackages(python, folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const code = `import importlib.util as u; print(u.find_spec(${JSON.stringify(name)}).origin)`;
    const { status, stdout, stderr } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${python} has no ${name}: ${stderr.trim().split('\n').at(-1)}`);
    const origin = stdout.trim();
    const whole = path.basename(origin) === '__init__.py' ? path.dirname(origin) : origin;
    fs.cpSync(whole, path.join(folder, path.basename(whole)), { recursive: true, filter: (file) => !/__pycache__|\.so$/.test(file) });
  }
}
