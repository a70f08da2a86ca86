// Plants faults in the child and says which of them the run does not find.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../setup/processes.mjs';
import { faults } from './faults.mjs';
import { runSuite } from './orchestrate.mjs';

/** Entries that show every fault: views, sums, randomness, matrices, second gradients, what writes in place, errors. */
const entries = '^(mul|transpose_copy|cat|sum|nn.functional.dropout|normal.in_place|matmul|exp|reshape|index_select)$';
/** Seconds that a sample may take before it hangs; the others take milliseconds. */
const limit = 20;
/** Samples of an entry. */
const samples = 3;

/** What the run says of the lots in `folder` with a fault planted: the problems, by sample and aspect. */
export async function problemsOf(suite, folder, fault, seconds = limit) {
  const found = new Map();
  await runSuite(suite, { lots: folder, fault, limit: seconds }, ({ file }, { index, aspects }) => {
    for (const [aspect, problem] of Object.entries(aspects)) {
      if (problem !== null) found.set(`${file}#${index} ${aspect}`, { aspect, problem });
    }
    // One process that is gone is enough to see.
    return !('process' in aspects);
  });
  return found;
}

/** The names of the faults that are not found in the lots of a folder. */
export async function unfound(suite, folder, names = Object.keys(faults), seconds = limit) {
  const before = await problemsOf(suite, folder, undefined, seconds);
  const missed = [];
  for (const name of names) {
    const after = await problemsOf(suite, folder, name, seconds);
    const new_ = [...after].filter(([where]) => !before.has(where)).map(([, problem]) => problem);
    const { aspect, finds } = faults[name];
    const hits = new_.filter((problem) => problem.aspect === aspect && finds.test(problem.problem));
    say(`${name}: ${hits.length === 0 ? 'NOT FOUND' : `found ${hits.length} times, ${hits[0].problem.slice(0, 80)}`}`);
    if (hits.length === 0) missed.push(name);
  }
  return missed;
}

/** The exit status: 0 if each fault was found. */
export async function selftest(python) {
  const folder = mkdtempSync(join(tmpdir(), 'nodetorch-conformance-'));
  try {
    await runSuite('ops', { python, keep: folder, options: { filter: entries, samples } }, () => {});
    const missed = await unfound('ops', folder);
    say(missed.length === 0 ? `all ${Object.keys(faults).length} faults were found` : `not found: ${missed.join(', ')}`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
