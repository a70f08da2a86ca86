// What the declarations cost a program of one line: tsc's own figures.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { project } from './service.mjs';

const program = "import * as torch from 'nodetorch';\nexport const y = torch.ones(2).add(1);\n";

/** { seconds, types, instantiations } of tsc over one line, with and without skipLibCheck. */
export function costs(directory) {
  const { folder, remove } = project(directory);
  try {
    fs.writeFileSync(path.join(folder, 'user.ts'), program);
    return [true, false].map((skipLibCheck) => ({ skipLibCheck, ...cost(folder, skipLibCheck) }));
  } finally {
    remove();
  }
}

function cost(folder, skipLibCheck) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [
    tsc, 'user.ts', '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,esnext.disposable', '--module', 'nodenext',
    '--types', 'node', '--skipLibCheck', String(skipLibCheck), '--extendedDiagnostics',
  ], { cwd: folder, encoding: 'utf8' });
  const figure = (name) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1]);
  return {
    seconds: figure('Total time'),
    types: figure('Types'),
    instantiations: figure('Instantiations'),
    errors: stdout.split('\n').filter((line) => / error TS/.test(line)),
  };
}
