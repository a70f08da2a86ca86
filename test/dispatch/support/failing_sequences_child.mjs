// Stands for scripts/fuzz/sequences_child.mjs in the test of the reduction: 'fire' ends the process once it is armed.
import { readFileSync, writeFileSync } from 'node:fs';

const { steps } = JSON.parse(readFileSync(0, 'utf8'));
let armed = false;
for (const [i, step] of steps.entries()) {
  writeFileSync(process.argv[2], `${i} ${i} ${i} steps`);
  if (step.do === 'arm') armed = true;
  if (step.do === 'fire' && armed) process.abort();
}
process.stdout.write(JSON.stringify({ calls: steps.length, ok: steps.length, errors: {}, suspicious: {} }));
