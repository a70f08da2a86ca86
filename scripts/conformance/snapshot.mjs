// A file of lots, small enough to be committed: one sample of each entry, replayed by `npm test` without Python.
// `npm run conformance -- snapshot` writes it.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { documented, ruleOf } from './allowed.mjs';
import { Lot } from './decode.mjs';
import { faults } from './faults.mjs';
import { runSuite } from './orchestrate.mjs';
import { replay } from './replay.mjs';
import * as autocast from './suites/autocast.mjs';
import * as distributions from './suites/distributions.mjs';
import * as modules from './suites/modules.mjs';
import * as ops from './suites/ops.mjs';
import * as optimizers from './suites/optimizers.mjs';
import * as schedulers from './suites/schedulers.mjs';
import * as sparse from './suites/sparse.mjs';

/** The suites of which a part is replayed: each has a file. */
const suites = { ops, sparse, modules, optimizers, schedulers, distributions, autocast };

/** Whose results are sent without elements: those of bfloat16 are one processor's. */
const withoutElements = new Set(['autocast']);

const fileOf = (suite) => fileURLToPath(new URL(`../../test/golden/conformance.${suite}.br`, import.meta.url));

/**
 * Units of precision, measured against the largest element, by which a processor other than the one that wrote the file
 * may differ: its kernels sum in another order and round otherwise, and gradients multiply that.
 */
const otherProcessors = 4096;

// Each lot behind four bytes that say how long it is.
function packed(lots) {
  return brotliCompressSync(Buffer.concat(lots.flatMap((lot) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(lot.length);
    return [length, lot];
  })));
}

/** The bytes of the lots in the file of a suite. */
function* unpacked(suite) {
  const bytes = brotliDecompressSync(readFileSync(fileOf(suite)));
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at);
    yield bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
}

/** What the lots in the file of a suite are about. */
export const snapshotHeaders = (suite) => [...unpacked(suite)].map((bytes) => new Lot(bytes).header);

/** How the snapshot is compared: as allowed.mjs says, and within what processors differ by. */
function snapshotRule(about) {
  return { tolerance: otherProcessors, ...ruleOf({ ...about, suite: 'snapshot' }), ...ruleOf(about) };
}

/**
 * What differs in the snapshot of a suite from what it says, one text a difference, rows of allowed.mjs aside.
 * `entries` chooses entries, `fault` plants one of faults.mjs, `aspect` asks for one aspect only.
 */
export function snapshotProblems({ suite = 'ops', entries = /./, fault, aspect: only } = {}) {
  const found = [];
  for (const bytes of unpacked(suite)) {
    const lot = new Lot(bytes);
    const { entry, dtype } = lot.header;
    if (!entries.test(entry)) continue;
    // What is planted is as small as it can be, so then nothing else is let pass.
    const rule = withoutElements.has(suite) ? () => ({ values: false }) : snapshotRule;
    const options = fault === undefined ? { rule } : { rule: ruleOf, fault: faults[fault].plant };
    for (const { form, aspects } of replay(lot, suites[suite], options)) {
      for (const [aspect, problem] of Object.entries(aspects)) {
        const about = { suite, entry, dtype, form, aspect };
        if (problem === null || (only !== undefined && aspect !== only) || documented(about, problem)) continue;
        found.push(`${entry} ${dtype} ${form} ${aspect}: ${problem}`);
      }
    }
  }
  return found;
}

/** What a run of the snapshot's first lots in a process of its own says of it, with a fault planted that ends it. */
export async function endedProcess(fault, limit) {
  const folder = mkdtempSync(join(tmpdir(), 'nodetorch-conformance-'));
  try {
    writeFileSync(join(folder, 'one.lot'), unpacked('ops').next().value);
    let said;
    await runSuite('ops', { lots: folder, fault, limit }, (_, { aspects }) => {
      said = aspects.process;
      return false;
    });
    return said;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the files; gives their size and what differs here. `only` names one suite. */
export async function writeSnapshot(python, options = {}, only = undefined) {
  const sum = { lots: 0, bytes: 0, problems: [] };
  for (const suite of only === undefined ? Object.keys(suites) : [only]) {
    const folder = mkdtempSync(join(tmpdir(), 'nodetorch-conformance-'));
    try {
      await runSuite(suite, { python, keep: folder, options: { ...options, snapshot: true } }, (about, outcome) => {
        for (const [aspect, problem] of Object.entries(outcome.aspects)) {
          if (problem !== null) sum.problems.push({ ...about, form: outcome.form, aspect, problem });
        }
      });
      const names = readdirSync(folder).filter((name) => name.endsWith('.lot')).sort();
      const bytes = packed(names.map((name) => readFileSync(join(folder, name))));
      writeFileSync(fileOf(suite), bytes);
      sum.lots += names.length;
      sum.bytes += bytes.length;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return sum;
}
