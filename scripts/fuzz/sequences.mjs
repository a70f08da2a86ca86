// Runs random programs over a pool of tensors that share memory: views, in-place forms, `out` that is also an input,
// resize_, set_, bad indices, backward, dispose and numpy in between. A program that ends its process or hangs is made
// as short as it can be, printed as JavaScript, and asked of Python.
//   node scripts/fuzz/sequences.mjs --seed 0 --calls 100000 [--jobs 1] [--timeout 20] [--python python3] [--json FILE]
//   node scripts/fuzz/sequences.mjs --seed 0 --show 'programs/3#7'    prints the steps as JSON, for replay.py

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzz, runChild } from './fuzz.mjs';

/** The process that runs programs. */
export const sequencesChild = fileURLToPath(new URL('sequences_child.mjs', import.meta.url));
const replay = fileURLToPath(new URL('replay.py', import.meta.url));

const meanLength = 38; // steps of a program
const together = 10; // programs under one name
const maxTries = 120;

async function inDirectory(body) {
  const directory = mkdtempSync(join(tmpdir(), 'nodetorch-fuzz-'));
  try {
    return await body(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs about so many calls in programs; see `fuzz`. A tensor larger than its storage counts as `suspicious`. */
export function fuzzSequences({ calls, ...options }) {
  const programs = Math.max(1, Math.round(calls / meanLength));
  const names = Array.from({ length: Math.ceil(programs / together) }, (_, i) => `programs/${i}`);
  return fuzz({ ...options, calls: programs, names, child: sequencesChild });
}

/** How a program ends, and at which of its steps. */
function ending(steps, timeoutMs, child = sequencesChild) {
  return inDirectory(async (directory) => {
    const { summary, at, hung, ended } = await runChild({ steps }, directory, timeoutMs, child);
    const larger = Object.values(summary?.suspicious ?? {}).some((text) => text.includes('larger than its storage'));
    return { bad: hung || larger || ended !== 'exit code 0', ended: hung ? 'no progress' : larger ? 'larger' : ended, step: at.n };
  });
}

/** The same program with every step left out that does not matter to how it ends; undefined if it ends well. */
export async function minimise(steps, timeoutMs = 20_000, child = sequencesChild) {
  const first = await ending(steps, timeoutMs, child);
  if (!first.bad) return undefined;
  let left = steps.slice(0, first.step + 1);
  let tries = 0;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = left.length; end > 0 && tries < maxTries; end -= size) {
      const fewer = [...left.slice(0, Math.max(end - size, 0)), ...left.slice(end)];
      if (fewer.length === 0) continue;
      tries++;
      const { bad, ended } = await ending(fewer, timeoutMs, child);
      if (bad && ended === first.ended) left = fewer;
    }
  }
  return { steps: left, ended: first.ended };
}

const text = {
  pool: ({ slot }) => `t[${slot}]`,
  list: ({ items }) => `[${items.map(valueText).join(', ')}]`,
  bigint: ({ value }) => `${value}n`,
  number: ({ value }) => (value === '-0' ? '-0' : String(value)),
  string: ({ value }) => JSON.stringify(value),
  dtype: ({ value }) => `torch.${value}`,
};

function valueText(description) {
  if (Object.hasOwn(text, description.t)) return text[description.t](description);
  if (['undefined', 'null'].includes(description.t)) return description.t;
  if (description.t === 'bool') return String(description.value);
  return `make(${JSON.stringify(description)})`;
}

const stepTexts = {
  new: ({ tensor }) => valueText(tensor),
  call({ call, pick }) {
    const [, space, operator, overload] = /^(.*?)::([^.]*)\.?(.*)$/.exec(call.name);
    return `first(torch.ops.${space}.${operator}.${overload || 'default'}(...named(${JSON.stringify(call.name)}, ` +
      `[${call.args.map(valueText).join(', ')}])), ${pick})`;
  },
  look: ({ at }) => `look(t[${at}])`,
  backward: ({ at }) => `t[${at}].sum().backward()`,
  requires_grad: ({ at }) => `t[${at}].requires_grad_()`,
  grad: ({ at }) => `t[${at}].grad`,
  data: ({ at, from }) => `t[${at}].data = t[${from}]`,
  dispose: ({ at }) => `t[${at}].dispose()`,
  numpy: ({ at }) => `arrays.push(t[${at}].detach().numpy())`,
  write: () => 'arrays.forEach((array) => array.forEach((value, i) => (array[i] = value)))',
  from_numpy: ({ count }) => `torch.from_numpy(arrays[arrays.push(new Float32Array(${count})) - 1])`,
  collect: () => 'native.collect(true)',
};

/** The program as JavaScript, to be run from the project's folder. */
export function programText(steps) {
  const lines = steps.map((step) => {
    const line = stepTexts[step.do](step);
    return `attempt(() => { ${step.to === undefined ? line : `t[${step.to}] = ${line} ?? t[${step.to}]`}; });`;
  });
  return [
    "import { native } from './dist/addon/binding.js';",
    "import * as torch from './dist/index.js';",
    "import { look, named } from './scripts/fuzz/call.mjs';",
    "import { make } from './scripts/fuzz/make.mjs';",
    'const [t, arrays] = [[], []];',
    'const first = (result, pick) => { const all = [result].flat(2); return all[pick % Math.max(all.length, 1)]; };',
    'const attempt = (body) => { try { body(); } catch (error) { console.log(String(error)); } };',
    ...lines,
  ].join('\n');
}

/** What Python says about a program: 'ok', 'SIGSEGV', 'no end in 20 s'. */
function askPython(python, steps) {
  const { stdout, stderr } = spawnSync(python, [replay], { input: `${JSON.stringify({ steps })}\n`, encoding: 'utf8' });
  return stdout.trim() || stderr.trim().split('\n').at(-1);
}

const programOf = (seed, name, n) => inDirectory(async (directory) => {
  const { summary, err } = await runChild({ seed, calls: [[name, n]] }, directory, 60_000, sequencesChild);
  if (summary === undefined) throw new Error(err);
  return summary[0].steps;
});

const placeOf = (place) => [place.slice(0, place.lastIndexOf('#')), Number(place.slice(place.lastIndexOf('#') + 1))];

async function main() {
  const string = { type: 'string' };
  const { values } = parseArgs({
    options: { seed: string, calls: string, jobs: string, timeout: string, python: string, json: string, show: string },
  });
  const { seed = '0', calls = '100000', jobs = '1', timeout = '20', python, json, show } = values;
  if (show !== undefined) {
    console.log(JSON.stringify({ steps: await programOf(seed, ...placeOf(show)) }));
    return;
  }
  const total = await fuzzSequences({
    seed, calls: Number(calls), jobs: Number(jobs), timeout: Number(timeout),
    report(failure, { calls: made }) {
      console.log(failure === undefined ? `${made} calls` : `${failure.name}#${failure.n}: ${failure.ended} ${failure.err}`);
    },
  });
  const clumsy = Object.entries(total.suspicious).map(([name, what]) => {
    console.log(`${name}${what}`);
    return placeOf(`${name}${what.slice(0, what.indexOf(':'))}`);
  });
  const failed = [...total.crashes, ...total.hangs].map(({ name, n }) => [name, n]);
  const found = [];
  for (const [name, n] of [...failed, ...clumsy]) {
    const shortest = await minimise(await programOf(seed, name, n), Number(timeout) * 1000);
    if (shortest === undefined) continue;
    const asked = python === undefined ? undefined : askPython(python, shortest.steps);
    found.push({ name, n, python: asked, ...shortest });
    console.log(`\n// ${name}#${n}: ${shortest.ended}${asked === undefined ? '' : `; in Python: ${asked}`}`);
    console.log(programText(shortest.steps));
  }
  console.log(JSON.stringify(total.errors));
  console.log(`${total.calls} steps, ${total.ok} succeeded, ${total.crashes.length} crashes, ${total.hangs.length} hangs, ` +
    `${Object.keys(total.suspicious).length} suspicious, seed ${seed}`);
  if (json !== undefined) writeFileSync(json, JSON.stringify({ ...total, found }, null, 2));
  process.exitCode = failed.length + clumsy.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
