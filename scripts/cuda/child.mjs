// Runs one part in a process of its own, which it may end. Usage: child.mjs MODULE OPTIONS(JSON). What it finds goes to
// the pipe 3, a line of JSON each.

import { writeSync } from 'node:fs';
import * as torch from '../../dist/index.js';
import { Context } from './context.mjs';

const [, , file, options] = process.argv;
const write = (line) => writeSync(3, `${JSON.stringify(line)}\n`);

const { run } = await import(file);
try {
  await run(new Context({ ...JSON.parse(options), torch, write }));
  write({ end: true });
} catch (error) {
  write({ error: `${error.name}: ${error.message}`, stack: error.stack });
}
// Whatever a part has left running, it is over.
process.exit(0);
