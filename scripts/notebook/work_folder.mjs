// A folder in which lessons find data and leave what they write, instead of in exercises/.

import fs from 'node:fs';
import path from 'node:path';
import { runExercise } from '../lib/exercises.mjs';
import { onInterrupt } from '../setup/main.mjs';
import { StepFailed } from '../setup/processes.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { makers } from './lessons.mjs';

export const made = (...names) => path.join(root, 'build/notebook', ...names);

/** A folder that is gone when `body` is done, or the process is told to end. */
export async function inWorkFolder(body) {
  fs.mkdirSync(made(), { recursive: true });
  const folder = fs.mkdtempSync(made('work-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  const done = onInterrupt(remove);
  try {
    return await body(folder);
  } finally {
    remove();
    done();
  }
}

/** Puts there the data of the repository, and those that lessons make. */
export async function fillWorkFolder(folder) {
  const data = path.join(folder, 'data');
  fs.mkdirSync(data);
  const own = path.join(root, 'exercises/data');
  for (const name of ['chat.txt', 'mnist']) {
    if (fs.existsSync(path.join(own, name))) fs.symlinkSync(path.join(own, name), path.join(data, name));
  }
  const env = { ...process.env, NODETORCH_LESSONS: folder };
  for (const { file } of makers()) {
    const code = await runExercise(file, [], { env, stdio: ['ignore', 'ignore', 2] });
    if (code !== 0) throw new StepFailed(`Making the data of ${path.basename(file)}`, code);
  }
}
