// Replays lots in a process of its own, which a fault of ours may end. Usage: child.mjs SUITE [FAULT]; lines on stdin:
// {"file", "from"}. On the pipe 3 it writes a line before each sample, {"at"}, one behind it, {"index", "form",
// "aspects"}, and {"end": true} behind each lot.

import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as torch from '../../dist/index.js';
import { ruleOf } from './allowed.mjs';
import { Lot } from './decode.mjs';
import { faults } from './faults.mjs';
import { replay } from './replay.mjs';

const [, , name, fault] = process.argv;
const suite = await import(`./suites/${name}.mjs`);
const write = (line) => writeSync(3, `${JSON.stringify(line)}\n`);

/** Units of precision by which a GPU may differ from itself: some of its kernels add in the order that threads come. */
const gpuUnits = 64;

torch.set_num_threads(1);
for await (const line of createInterface({ input: process.stdin })) {
  const { file, from } = JSON.parse(line);
  const lot = Lot.read(file);
  const near = lot.header.device === undefined ? {} : { tolerance: gpuUnits };
  const options = {
    from, fault: fault === undefined ? undefined : faults[fault].plant, begin: (at) => write({ at }),
    rule: (about) => ({ ...near, ...ruleOf(about) }),
  };
  for (const sample of replay(lot, suite, options)) write(sample);
  write({ end: true });
}
