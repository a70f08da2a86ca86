// Runs some steps of one case of cases/peaks.mjs and prints as JSON how many MB more than before its first large one
// this process held at most, step by step. Linux only.
//
// usage: peak.mjs --names | NAME
import { readFileSync, writeFileSync } from 'node:fs';
import { cases } from './cases/peaks.mjs';

const rows = 8192;
const steps = 4;

const statusMb = (field) =>
  (Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024) / 1e6;

function peaks(name) {
  cases[name](8)();
  const step = cases[name](rows);
  const before = statusMb('VmRSS');
  return Array.from({ length: steps }, () => {
    writeFileSync('/proc/self/clear_refs', '5');
    step();
    return statusMb('VmHWM') - before;
  });
}

const [name] = process.argv.slice(2);
console.log(JSON.stringify(name === '--names' ? Object.keys(cases) : peaks(name)));
