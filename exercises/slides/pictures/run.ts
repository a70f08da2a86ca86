/** Computes all pictures and values of the deck and writes them to a file, as JSON: `node run.js FILE`. */
import { writeFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { framesOf, type Value } from './define.ts';
import { everything } from './index.ts';

const [, , file] = process.argv;
const { pictures, values } = await everything();
const made = { pictures: {} as Record<string, string[]>, values: {} as Record<string, Value> };
for (const [name, compute] of Object.entries(pictures)) {
  // Each begins where a program of its own would begin.
  torch.manual_seed(0);
  made.pictures[name] = await framesOf(await compute());
}
for (const [name, compute] of Object.entries(values)) made.values[name] = await compute();
writeFileSync(file, JSON.stringify(made));
