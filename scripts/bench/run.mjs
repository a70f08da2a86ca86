// npm run bench -- calls | sizes | training | compiled | optim | func | distributions | loaders | files | memory |
// peaks | startup | server
//   [--rounds N] [--only PATTERN] [--json FILE]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { prepareCheckout } from '../lib/prepare_checkout.mjs';
import { ensureFiles, referencePython } from '../lib/reference.mjs';
import { compiledBench } from './compiled.mjs';
import { memory } from './memory.mjs';
import { peaks } from './peaks.mjs';
import { caseTable, gridTable, machine, machineLine, rows, summary, verdicts } from './report.mjs';
import { serverBench } from './server.mjs';
import { alternate, caseNames } from './sides.mjs';
import { startup } from './startup.mjs';

const usage = `usage: npm run bench -- BENCH [--rounds N] [--only PATTERN] [--json FILE]

  calls      the time of one call of small operators
  sizes      operators on 4 KB to 16 MB, with our launcher and in plain node
  training   whole training steps
  compiled   compiled functions beside plain ones, and beside Python's, plain and compiled; plain node too
  optim      one step of an optimizer
  func       function transforms, and forward mode
  distributions  samples, densities and divergences
  loaders    epochs of a DataLoader, with and without workers
  files      checkpoints of 500 MB, in one file and in five
  memory     resident memory of synchronous loops, one and three threads; exit code 1 when a limit is passed
  peaks      the memory that a training step needs at most, with checkpoints and without; Linux
  startup    how long programs take to begin, and npm start
  server     requests answered together, beside FastAPI and uvicorn; the event loop while a large product runs

  --rounds N       fresh processes a side, in turn (default: 5 for calls, 30 for startup, else 3)
  --only PATTERN   only the cases whose name matches this regular expression
  --json FILE      write all figures to FILE as well`;

/**
 * The timed benches: the table to print and the ratios (nodetorch / PyTorch) to reach; `plain`: those of
 * `node program.js` without our launcher, where that is measured too; `packages` installs what Python needs besides.
 */
const timed = {
  calls: { rounds: 5, table: caseTable, target: { limit: () => 1.2, mean: 0.9 } },
  sizes: {
    rounds: 3,
    table: gridTable,
    target: { limit: (name) => (name.endsWith(' MB') ? 1.05 : 1.5), mean: 1.15 },
    plain: { limit: (name) => (name.endsWith(' MB') ? 1.2 : 2.0), mean: 1.4 },
  },
  training: { rounds: 3, table: caseTable, target: { limit: () => 1.1, mean: 1.0 } },
  optim: { rounds: 3, table: caseTable, target: { limit: () => 1.0 } },
  func: { rounds: 3, table: caseTable, target: { limit: (name) => (/^(vmap|hessian)/.test(name) ? 0.9 : 1.0) } },
  distributions: {
    rounds: 3,
    table: caseTable,
    target: { limit: (name) => (/^(Normal log_prob|Categorical sample)$/.test(name) ? 0.8 : 1.0) },
  },
  loaders: { rounds: 3, table: caseTable, target: { limit: () => 1.0 } },
  files: { rounds: 3, table: caseTable, target: { limit: () => 1.0 }, packages: ensureFiles },
};

const others = { memory, peaks, startup, compiled: compiledBench, server: serverBench };

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string' }, only: { type: 'string' }, json: { type: 'string' } },
  });
  const [name, ...rest] = positionals;
  if (rest.length > 0 || (!Object.hasOwn(others, name ?? '') && !Object.hasOwn(timed, name ?? ''))) throw new Error(usage);
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds >= 1)) {
    throw new Error(`--rounds: a whole number of at least 1 is wanted, got ${values.rounds}`);
  }
  return { name, rounds, only: values.only, json: values.json };
}

async function time({ name, rounds, only }, python) {
  const { rounds: usual, table, target, plain, packages } = timed[name];
  if (python !== null) await packages?.();
  const names = await caseNames(name, only);
  const results = await alternate(name, names, rounds ?? usual, python, { plain: plain !== undefined });
  const versions = results[0].python?.versions;
  console.log(`\n${name}: ${machineLine(versions)}; medians of ${results.length} rounds\n`);
  const figures = show(rows(names, results), table, target);
  if (plain === undefined) return { figures: { bench: name, machine: machine(versions), ...figures, rounds: results } };
  console.log('\nplain node, without the launcher\n');
  const ofPlain = show(rows(names, results, 'plain'), table, plain);
  return { figures: { bench: name, machine: machine(versions), ...figures, plain: ofPlain, rounds: results } };
}

/** Prints a table and what it says about the targets. */
function show(cases, table, target) {
  console.log(table(cases));
  const total = summary(cases);
  if (total !== null) {
    const { geometricMean: mean, worst, worstRatio } = total;
    console.log(`\ngeometric mean ${mean.toFixed(2)}, worst ${worstRatio.toFixed(2)} (${worst})`);
    console.log(verdicts(cases, target).join('\n'));
  }
  return { summary: total, cases };
}

async function main() {
  const given = options();
  await prepareCheckout(undefined, { install: false }); // no bench is on an old build
  const python = (await referencePython()) ?? null;
  const bench = (others[given.name] ?? time)(given, python);
  const { figures, failed } = await bench;
  if (python === null) {
    console.log('\nNo PyTorch to compare with, so no ratios. `npm run reference` makes one; then run this again.');
  }
  if (given.json !== undefined) writeFileSync(given.json, `${JSON.stringify(figures, null, 2)}\n`);
  process.exitCode = failed ? 1 : 0;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
