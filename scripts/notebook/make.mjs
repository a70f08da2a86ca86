// Makes the readers' notebooks of lessons. One that its reader has changed is the reader's: it is never written over.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { say, StepFailed } from '../setup/processes.mjs';
import { root, tilde } from '../../lib/addon/installed/paths.mjs';
import { KERNEL } from './environment.mjs';
import { inWorkFolder } from './work_folder.mjs';
import { stemOf } from './lessons.mjs';

/** Where they lie, out of git's sight; the kernel runs in the folder above. */
export const notebooks = path.join(root, 'exercises/notebooks');

const told = {
  'yours, of an older lesson': (name, number) =>
    `${name} is as you changed it; its lesson is another by now (npm run notebook ${number} -- --fresh makes it anew, and keeps yours)`,
  unreadable: (name, number) => `${name} is no notebook (npm run notebook ${number} -- --fresh makes it anew, and keeps it aside)`,
};

/**
 * Makes the notebooks of `lessons` in `folder` that are not there, or that nobody changed since they were made of an
 * older text. `fresh`: also those that were changed, which are kept under another name.
 */
export function makeNotebooks({ python, env }, lessons, { folder = notebooks, fresh = false } = {}) {
  fs.mkdirSync(folder, { recursive: true });
  return inWorkFolder((work) => {
    const job = path.join(work, 'job.json');
    fs.writeFileSync(job, JSON.stringify({
      kernel: KERNEL, fresh,
      lessons: lessons.map((lesson) => ({
        number: Number(lesson.number), source: lesson.file, out: path.join(folder, `${stemOf(lesson)}.ipynb`),
      })),
    }));
    const script = path.join(root, 'scripts/notebook/python/make.py');
    const { status, signal, stdout, stderr, error } = spawnSync(python, [script, job], { env, encoding: 'utf8' });
    if (error) throw error;
    if (status !== 0) throw new StepFailed('Making notebooks', status ?? signal, stderr.trim());
    for (const [i, { state, kept }] of JSON.parse(stdout).entries()) {
      const name = `${stemOf(lessons[i])}.ipynb`;
      if (kept) say(`yours is kept as ${tilde(kept)}`);
      else if (told[state]) say(told[state](name, lessons[i].number));
    }
  });
}
