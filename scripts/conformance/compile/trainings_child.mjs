// Runs all trainings of cases.mjs, says how each went, and ends with the number of those that differ.

import * as torch from '../../../dist/index.js';
import { groups } from './cases.mjs';
import { compareTraining } from './training.mjs';

process.removeAllListeners('warning');
process.on('warning', () => {});
torch.set_num_threads(Number(process.env.OMP_NUM_THREADS ?? 1));
let [failed, all] = [0, 0];
for (const [group, cases] of Object.entries(groups)) {
  for (const [name, given] of Object.entries(cases)) {
    for (const verify of [false, true]) {
      const { differs, replays, reasons } = compareTraining(name, given, { verify });
      all++;
      if (differs !== null) failed++;
      if (verify && differs === null) continue;
      const how = reasons.length === 0 ? `${replays} replays` : reasons.join('; ');
      process.stdout.write(`${differs === null ? 'equal' : 'DIFFERS'} ${group}: ${name}${verify ? ', checked' : ''} (${how}) ${differs ?? ''}\n`);
    }
  }
}
process.stdout.write(`${all - failed} trainings equal, ${failed} differ\n`);
process.exit(Math.min(failed, 100));
