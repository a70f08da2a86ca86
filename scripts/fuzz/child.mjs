// Makes the calls of one part of a fuzz run. Before each call it writes where it is, so that whoever started it knows
// which call ended the process. Usage: child.mjs PROGRESS_FILE, the job as JSON on stdin, a summary as JSON on stdout.

import { openSync, readFileSync, writeSync } from 'node:fs';
import * as torch from '../../dist/index.js';
import { backward, callOperator, judge, look, schemaOf } from './call.mjs';
import { describeCall } from './describe.mjs';
import { random } from './random.mjs';
import { surface } from './surface.mjs';

const { seed, work, calls: one } = JSON.parse(readFileSync(0, 'utf8'));
const progress = openSync(process.argv[2], 'w');
const counts = { calls: 0, ok: 0, errors: {}, suspicious: {} };
const width = 200;

function mark(name, n) {
  writeSync(progress, `${counts.calls} ${counts.ok} ${n} ${name}`.padEnd(width), 0);
}

/** A call of an operator, made again from its number alone. */
export function operatorCall(name, n) {
  const rng = random(`${seed}/${name}/${n}`);
  const schema = schemaOf(name);
  return {
    name,
    args: describeCall(rng, schema),
    raw: rng.chance(0.25),
    numbers: rng.chance(0.3),
    keywords: rng.chance(0.3),
    backward: rng.chance(0.5),
    look: rng.chance(0.5),
  };
}

function attempt(name, n, body) {
  mark(name, n);
  counts.calls++;
  try {
    torch.scope(body);
    counts.ok++;
  } catch (error) {
    const { kind, stumbled } = judge(error);
    counts.errors[kind] = (counts.errors[kind] ?? 0) + 1;
    // A method called on anything at all may say so in JavaScript's own words.
    if (stumbled === undefined || name === 'surface:borrowed_method') return;
    counts.suspicious[name] ??= `#${n}: ${stumbled}`;
  }
}

for (const [name, from, to] of one === undefined ? work : []) {
  for (let n = from; n < to; n++) {
    if (name.startsWith('surface:')) {
      attempt(name, n, () => surface[name.slice(8)](random(`${seed}/${name}/${n}`)));
      continue;
    }
    const made = operatorCall(name, n);
    attempt(name, n, () => {
      const result = callOperator(made);
      if (made.look) look(result);
      if (made.backward) backward(result);
    });
  }
}
// MKL writes its complaints to stdout: ours is the last line.
const report = one === undefined ? counts : one.map(([name, n]) => operatorCall(name, n));
process.stdout.write(`\n${JSON.stringify(report)}`);
