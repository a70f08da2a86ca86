// Checks lists of operators in a process of its own, which a fault may end. Usage: lists_child.mjs FIRST LAST VERIFY; a
// line before each list, its seed, and one behind it, on the pipe 3.

import { writeSync } from 'node:fs';
import * as torch from '../../../dist/index.js';
import { compare } from './check.mjs';
import { makeList } from './lists.mjs';

const [, , first, last, verify] = process.argv;
const write = (line) => writeSync(3, `${JSON.stringify(line)}\n`);

// What lists of accident divide by, and index with, is not worth a warning.
process.removeAllListeners('warning');
process.on('warning', () => {});
torch.set_num_threads(Number(process.env.OMP_NUM_THREADS ?? 1));
for (let seed = Number(first); seed < Number(last); seed++) {
  write({ seed });
  torch.scope(() => {
    torch.manual_seed(seed);
    const list = makeList(seed);
    const found = compare(list.fn, (call) => list.inputs(call + 1), { verify: verify === 'true' });
    const { differs } = found;
    write({ seed, length: list.length, ...found, ...(differs === null ? {} : { text: list.text() }) });
  });
}
