// How Node's side of a bench times the cases of a suite; measure.py is the same for Python: keep the two alike.
import * as torch from 'nodetorch';
import { median } from './statistics.mjs';

const warmUpNs = 500e6; // at least this long ...
const warmUpCalls = 20; // ... and this often before anything counts: code is compiled and memory is there by then
const spanNs = 20e6; // one repetition lasts at least this long
const budgetNs = 200e6; // all repetitions of one case last about this long at most ...
const repetitions = [3, 7]; // ... within these counts

function loop(call, calls) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) call();
  return Number(process.hrtime.bigint() - start);
}

/** Warms up, finds how many calls last `spanNs`, and times several repetitions of as many. */
function measure(call) {
  let calls = 1;
  let warmed = 0;
  let called = 0;
  let elapsed;
  for (;;) {
    elapsed = Math.max(loop(call, calls), 1);
    warmed += elapsed;
    called += calls;
    if (elapsed < spanNs) calls = Math.min(calls * 10, Math.ceil((calls * spanNs * 1.1) / elapsed));
    else if (warmed >= warmUpNs && (called >= warmUpCalls || warmed >= 4 * warmUpNs)) break;
  }
  const count = Math.round(Math.min(Math.max(budgetNs / elapsed, repetitions[0]), repetitions[1]));
  const times = Array.from({ length: count }, () => loop(call, calls) / calls);
  return { median: median(times), min: Math.min(...times), calls };
}

/** Times the named cases and prints {versions, cases: {name: {median, min, calls}}}, ns a call. */
export function report(cases, names) {
  torch.set_num_threads(1);
  const results = {};
  for (const name of names) results[name] = measure(cases[name]());
  console.log(JSON.stringify({ versions: { node: process.versions.node }, cases: results }));
}
