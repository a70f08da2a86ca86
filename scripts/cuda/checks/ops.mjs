// PyTorch's table of operators on the device: what Python got, bit for bit or as near as kernels are that add up in no
// fixed order. The walk is that of `npm run conformance`, in several shares at once, until the time is over.

import os from 'node:os';
import { spawnSync } from 'node:child_process';
import { documented } from '../../conformance/allowed.mjs';
import { runSuite } from '../../conformance/orchestrate.mjs';

/** Of each entry and dtype. */
const samples = 2;
const dtypes = ['float32', 'bfloat16'];
/** Walks of a dtype beside each other: each is a Python and a Node, and both have a context of the GPU. */
const shares = Math.max(1, Math.min(3, Math.floor(os.availableParallelism() / 5)));
/** Seconds before the end at which the walks end. */
const margin = 2;

/** What PyTorch's tables import and a plain installation may lack. */
function lacking(python) {
  const code = 'import torch.testing._internal.common_methods_invocations';
  const { status, stderr } = spawnSync(python, ['-W', 'ignore', '-c', code], { encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim().split('\n').at(-1);
}

class Tally {
  samples = 0;
  entries = new Set();
  failures = new Map();

  /** Counts an outcome; one whose problem is a documented one is as good as none. */
  add(about, { form, aspects }) {
    this.samples++;
    this.entries.add(`${about.entry} ${about.dtype}`);
    for (const [aspect, problem] of Object.entries(aspects)) {
      if (problem === null || documented({ ...about, form, aspect }, problem)) continue;
      const key = `${about.entry} ${about.dtype} ${form} ${aspect}`;
      if (!this.failures.has(key)) this.failures.set(key, problem);
    }
  }
}

/** Walks the table with all dtypes, until `until` (performance.now) has come. */
async function walk(python, options, until) {
  const tally = new Tally();
  let cut = false;
  const each = (about, outcome) => {
    tally.add(about, outcome);
    cut ||= performance.now() > until;
    return !cut;
  };
  const walks = dtypes.flatMap((dtype) => Array.from({ length: shares }, (_, share) =>
    ({ samples, dtype, share: [share, shares], ...options })));
  await Promise.all(walks.map((given) => runSuite('ops', { python, limit: 20, mostEnds: 3, options: given }, each)));
  return { tally, cut };
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export async function run(context) {
  const { torch, python, device } = context;
  const lack = lacking(python);
  if (lack !== undefined) throw new Error(`Python cannot import PyTorch's tables: ${lack}`);
  torch.ones(1, { device });
  const left = context.left();
  // A third of the time is kept for asking the processor about what failed.
  const { tally, cut } = await walk(python, { device }, performance.now() + left * (2 / 3) * 1000);
  context.figure('samples', tally.samples);
  context.figure('entries', tally.entries.size);
  context.figure('the whole table', !cut);
  const failed = [...tally.failures.keys()];
  let known = new Map();
  if (device !== 'cpu' && failed.length > 0) {
    const entries = [...new Set(failed.map((key) => key.split(' ')[0]))].slice(0, 150);
    const filter = `^(${entries.map(escaped).join('|')})$`;
    const until = performance.now() + (context.left() - margin) * 1000;
    const again = await walk(python, { device: 'cpu', filter }, until);
    known = again.tally.failures;
  }
  const own = failed.filter((key) => !known.has(key));
  context.figure('fails on the processor as well', Object.fromEntries([...known].slice(0, 100)));
  context.figure('fails on the device only', Object.fromEntries(own.slice(0, 300).map((key) => [key, tally.failures.get(key)])));
  for (const dtype of dtypes) {
    await context.check(`every entry of ${dtype} as in Python`, () => {
      const entries = new Set(own.filter((key) => key.split(' ')[1] === dtype).map((key) => key.split(' ')[0]));
      const of = [...tally.entries].filter((key) => key.endsWith(` ${dtype}`)).length;
      if (of === 0) throw new Error('none was reached');
      if (entries.size > 0) throw new Error(`${entries.size} of ${of} differ: ${[...entries].slice(0, 20).join(', ')}`);
    });
  }
}
