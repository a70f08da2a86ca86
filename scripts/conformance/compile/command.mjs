// The parts of `npm run conformance -- compile` that need no Python: lists of operators, trainings.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../setup/main.mjs';
import { say } from '../../setup/processes.mjs';
import { ListReport, runLists } from './lists_run.mjs';

const trainings = fileURLToPath(new URL('trainings_child.mjs', import.meta.url));

const parts = {
  /** `count` lists from the seed `first` on, without torch.compile's own checks; a tenth of them with those. */
  async lists({ first, count }) {
    let failed = 0;
    for (const [verify, many] of [[false, count], [true, Math.ceil(count / 10)]]) {
      const report = new ListReport();
      await runLists({ first, count: many, verify }, (outcome) => report.add(outcome));
      say(`${verify ? 'with' : 'without'} torch.compile's own checks: ${report.text()}`);
      failed += report.failed;
    }
    return failed;
  },
  /** Trainings, in a process of their own; its exit status is the number of those that differ. */
  async trainings() {
    const child = fork(trainings, { env: { ...process.env, OMP_NUM_THREADS: process.env.OMP_NUM_THREADS ?? '1' } });
    const [code, signal] = await new Promise((resolve) => child.on('close', (...how) => resolve(how)));
    if (signal !== null) say(`trainings ended: ${signal}`);
    return code ?? 1;
  },
};

/** How many lists and trainings differ; `part` names one part, undefined stands for all. */
export async function checkCompile({ part, ...options }) {
  if (part !== undefined && !Object.hasOwn(parts, part)) {
    throw new UsageError(`compile: which part: ${Object.keys(parts).join(', ')}, operators?`);
  }
  let failed = 0;
  for (const name of part === undefined ? Object.keys(parts) : [part]) failed += await parts[name](options);
  return failed;
}
