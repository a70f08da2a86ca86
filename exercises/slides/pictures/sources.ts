/** What the pictures are computed from: data files that the exercises themselves make. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { Data } from '../../data_reader.ts';

const exercises = join(import.meta.dirname, '../..');

/** The two data files that an exercise writes with its usual seed. */
export function dataOf(exercise: number, problem: number): { train: Data; test: Data } {
  const folder = mkdtempSync(join(tmpdir(), 'slides-'));
  try {
    const file = readdirSync(exercises).find((name) => name.startsWith(`${exercise}_`) && /\.(js|ts)$/.test(name))!;
    const { status } = spawnSync(process.execPath, [join(exercises, file), '--data', folder], { stdio: ['ignore',
      'ignore', 2] });
    if (status !== 0) throw new Error(`exercise ${exercise} made no data`);
    const read = (which: string): Data => new Data(join(folder, `toy_problem_${problem}_${which}.txt`));
    return { train: read('train'), test: read('test') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `compute` gives; small products wait longer for a second thread than they take on one. */
export function onOneThread<T>(compute: () => T): T {
  const threads = torch.get_num_threads();
  torch.set_num_threads(1);
  try {
    return compute();
  } finally {
    torch.set_num_threads(threads);
  }
}
