// npm run conformance: makes the calls of PyTorch's own tables here and compares everything with what PyTorch gives.
//   npm run conformance -- SUITE [--filter REGEXP] [--dtype float32,int64|all] [--limit LOTS] [--samples N]
//     [--json FILE] [--keep DIR] [--timeout SECONDS] [--reference]
//   --reference takes the table's larger sets of samples: extremes, broadcasting, mixed dtypes
//   npm run conformance -- SUITE --lots DIR       the lots that --keep left, without Python
//   npm run conformance -- files                  files of others, each kind written and read on both sides
//   npm run conformance -- selftest               plants faults and must find each
//   npm run conformance -- snapshot [SUITE]       writes what npm test replays without Python
// How a suite is written: python/walk.py and replay.mjs.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureConformance } from '../lib/reference.mjs';
import { main, UsageError } from '../setup/main.mjs';
import { say } from '../setup/processes.mjs';
import { checkCompile } from './compile/command.mjs';
import { checkFiles } from './files/command.mjs';
import { runSuite } from './orchestrate.mjs';
import { Report } from './report.mjs';
import { selftest } from './selftest.mjs';
import { writeSnapshot } from './snapshot.mjs';

/** What the suites walk: each has python/NAME.py and suites/NAME.mjs. */
const suites = {
  ops: "op_db, PyTorch's table of operators",
  sparse: 'the tables of sparse samples that go with op_db',
  modules: "module_db, PyTorch's table of modules",
  optimizers: "optim_db, PyTorch's table of optimizers",
  schedulers: 'every scheduler of learning rates, with several sets of arguments',
  distributions: 'torch.distributions: every class, all divergences, transforms and constraints',
  func: "torch.func's transforms over op_db",
  'forward-ad': 'dual numbers over op_db',
  autocast: 'op_db and module_db under autocast',
  gradcheck: 'gradcheck and gradgradcheck over op_db',
  attention: 'torch.nn.attention, and the fast paths of MultiheadAttention and TransformerEncoder',
  compile: 'op_db in functions that torch.compile records, against the functions themselves',
};

const progressEvery = 5000;

await main(async () => {
  let compileFailed = 0;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      filter: { type: 'string' }, dtype: { type: 'string' }, limit: { type: 'string' }, samples: { type: 'string' },
      json: { type: 'string' }, keep: { type: 'string' }, lots: { type: 'string' }, timeout: { type: 'string' },
      reference: { type: 'boolean' }, first: { type: 'string' },
    },
  });
  const [suite, part] = positionals;
  if (suite === 'selftest') return await selftest(await ensureConformance());
  if (suite === 'snapshot') {
    const { lots, bytes } = await writeSnapshot(await ensureConformance(), { filter: values.filter }, part);
    say(`${lots} lots, ${bytes} bytes`);
    return 0;
  }
  if (suite === 'files') return (await checkFiles({ filter: values.filter, keep: values.keep })) === 0 ? 0 : 1;
  if (suite === 'compile' && part !== 'operators') {
    const failed = await checkCompile({ part, count: Number(values.limit ?? 10_000),
      first: Number(values.first ?? 0) });
    if (part !== undefined) return failed === 0 ? 0 : 1;
    compileFailed = failed;
  }
  if (!Object.hasOwn(suites,
    suite ?? '')) throw new UsageError(`Which suite: ${Object.keys(suites).join(', ')}, files, selftest, snapshot?`);
  const count = (text) => (text === undefined ? undefined : Number(text));
  const python = values.lots === undefined ? await ensureConformance() : undefined;
  const { filter, dtype, keep, lots, reference } = values;
  const options = { filter, dtype, reference, limit: count(values.limit), samples: count(values.samples) };
  const report = new Report();
  const notes = new Map();
  let said = Date.now();
  await runSuite(suite, { python, options, keep, lots, limit: count(values.timeout) }, (about, outcome) => {
    report.add(about, outcome);
    if (outcome.note !== undefined) notes.set(outcome.note, (notes.get(outcome.note) ?? 0) + 1);
    if (Date.now() - said < progressEvery) return;
    said = Date.now();
    say(`${about.entry} ${about.dtype}`);
  });
  process.stdout.write(report.text());
  for (const [note, count] of [...notes].sort((a, b) => b[1] - a[1])) say(`${String(count).padStart(6)} ${note}`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(report.json(), null, 1));
  return report.failed || compileFailed > 0 ? 1 : 0;
});
