// @ts-check
// Prints what became of each public name of PyTorch's operator namespaces: bound, hand-written, missing and why.
//   node scripts/coverage.mjs            counts, and the missing names by reason
//   node scripts/coverage.mjs --all      also the names that are there
import { coverage, existsIn, spaces } from './gen/coverage.mjs';

const all = process.argv.includes('--all');

for (const space of spaces) {
  const { bound, written, missing, unaccounted, stale, broken } = coverage(space, await existsIn(space));
  const names = Object.keys(missing);
  console.log(`${space}: ${bound.length} bound, ${written.length} hand-written, ${names.length} missing with a reason`);
  if (all) console.log(`  bound: ${bound.join(' ')}\n  hand-written: ${written.join(' ')}`);
  for (const reason of new Set(Object.values(missing))) {
    console.log(`  missing: ${reason}\n    ${names.filter((name) => missing[name] === reason).join(' ')}`);
  }
  for (const [what, list] of Object.entries({ unaccounted, stale, broken })) {
    if (list.length === 0) continue;
    console.log(`  ${what.toUpperCase()}: ${list.join(' ')}`);
    process.exitCode = 1;
  }
}
