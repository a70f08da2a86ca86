// npm run cuda -- pack DIR: a folder to bring to a machine with a GPU that has neither Node nor a network.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../../lib/addon/installed/paths.mjs';
import { ensureConformance } from '../../lib/reference.mjs';
import { compileExercises } from '../../lib/typescript.mjs';
import { UsageError } from '../../setup/main.mjs';
import { run, say } from '../../setup/processes.mjs';
import { emptyPlaces, packedFiles } from './contents.mjs';
import { writeMnist } from './mnist.mjs';
import { copyPythonPackages } from './python_packages.mjs';

const most = 60e6;

/** Makes the folder, which must be new or empty. */
export async function pack(folder) {
  if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0) throw new UsageError(`${folder} is not empty`);
  compileExercises();
  const empty = emptyPlaces();
  if (empty.length > 0) throw new UsageError(`${empty.join(', ')}: nothing is there; npm run build makes it`);
  fs.mkdirSync(folder, { recursive: true });
  const stage = path.join(folder, 'stage.part');
  try {
    for (const file of packedFiles()) {
      fs.mkdirSync(path.dirname(path.join(stage, file)), { recursive: true });
      fs.copyFileSync(path.join(root, file), path.join(stage, file));
    }
    fs.mkdirSync(path.join(stage, 'bin'));
    fs.copyFileSync(process.execPath, path.join(stage, 'bin/node'));
    writeMnist(path.join(stage, 'data/mnist'));
    copyPythonPackages(await ensureConformance(), path.join(stage, 'python'));
    say('compressing');
    const archive = path.join(folder, 'pack.tar.gz');
    await run('tar', 'tar', ['-C', stage, '--sort=name', '--owner=0', '--group=0', '--mtime=@0', '-czf', archive, '.']);
    const hash = createHash('sha256').update(fs.readFileSync(archive)).digest('hex').slice(0, 16);
    const script = fs.readFileSync(fileURLToPath(new URL('run.sh', import.meta.url)), 'utf8').replace('@PACK@', hash);
    fs.writeFileSync(path.join(folder, 'run.sh'), script, { mode: 0o755 });
    const { size } = fs.statSync(archive);
    if (size > most) throw new UsageError(`the pack has ${size} bytes, which is more than ${most}`);
    say(`${folder}: ${(size / 1e6).toFixed(1)} MB; there, run.sh unpacks, builds and checks`);
  } finally {
    fs.rmSync(stage, { recursive: true, force: true });
  }
}
