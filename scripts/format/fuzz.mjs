// node scripts/format/fuzz.mjs [--limit 20000] [--seed 1]: format specifications, templates of str.format and of %, all
// at random, through Python and through nodetorch/format. Prints how many were compared, and what differs.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pythonCommand } from '../../lib/addon/installed/platform.mjs';
import { replay } from './replay.mjs';

const { values } = parseArgs({ options: {
  limit: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' },
} });
const python = process.env.NODETORCH_REFERENCE_PYTHON ?? pythonCommand();
const script = fileURLToPath(new URL('cases.py', import.meta.url));
const { differing, compared } = replay(
  JSON.parse(execFileSync(python, [script, values.limit, values.seed], { encoding: 'utf8', maxBuffer: 2 ** 28 })));
for (const [[what, given, text, theirs], ours] of differing.slice(0, 50)) {
  console.log(`${what} ${JSON.stringify(given)} ${JSON.stringify(text)}\n  Python ${JSON.stringify(theirs)}\n  here   ${JSON.stringify(ours)}`);
}
console.log(`${compared} compared, ${differing.length} differ`);
process.exitCode = differing.length > 0 ? 1 : 0;
