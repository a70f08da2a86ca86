// Stands for scripts/fuzz/child.mjs in the test of the fuzz: the second call of 'crashes' ends the process, the first
// of 'hangs' never comes back, 'exits' leaves without a word.
import { readFileSync, writeFileSync } from 'node:fs';

const { work } = JSON.parse(readFileSync(0, 'utf8'));
const counts = { calls: 0, ok: 0, errors: {}, suspicious: {} };
for (const [name, from, to] of work) {
  for (let n = from; n < to; n++) {
    writeFileSync(process.argv[2], `${counts.calls} ${counts.ok} ${n} ${name}`);
    counts.calls++;
    if (name === 'crashes' && n === 1) process.abort();
    if (name === 'exits' && n === 0) process.exit(0);
    while (name === 'hangs' && n === 0);
    counts.ok++;
  }
}
process.stdout.write(`something else\n${JSON.stringify(counts)}`);
