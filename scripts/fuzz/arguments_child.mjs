// Makes the calls of arguments.mjs; a child as child.mjs is one.

import { openSync, readFileSync, writeSync } from 'node:fs';
import * as torch from '../../dist/index.js';
import { prepare } from './arguments.mjs';
import { judge } from './call.mjs';

const { work } = JSON.parse(readFileSync(0, 'utf8'));
const progress = openSync(process.argv[2], 'w');
const counts = { calls: 0, ok: 0, errors: {}, suspicious: {} };
const width = 200;
process.on('unhandledRejection', () => {});

for (const [name, from, to] of work) {
  for (let n = from; n < to; n++) {
    writeSync(progress, `${counts.calls} ${counts.ok} ${n} ${name}`.padEnd(width), 0);
    const call = await prepare(name, n);
    if (call === undefined) break;
    counts.calls++;
    try {
      torch.scope(() => void call());
      counts.ok++;
    } catch (error) {
      const { kind, stumbled } = judge(error);
      counts.errors[kind] = (counts.errors[kind] ?? 0) + 1;
      if (stumbled !== undefined) counts.suspicious[`${name}#${n}`] = stumbled;
    }
  }
}
process.stdout.write(`\n${JSON.stringify(counts)}`);
process.exit(0);
