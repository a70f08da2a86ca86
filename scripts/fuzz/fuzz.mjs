// Calls every operator of libtorch, and the hand-written surface, with random arguments, wrong ones included, in child
// processes. A crash or a hang is pinned to its call and reported; the rest goes on behind it.
//   node scripts/fuzz/fuzz.mjs --seed 0 --calls 200000 [--only REGEXP] [--jobs 1] [--timeout 20] [--json FILE]
//   node scripts/fuzz/fuzz.mjs --seed 0 --show 'aten::add.Tensor#12'    prints the call as JSON, for replay.py

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { knownCrashes } from './known_crashes.mjs';

const ourChild = fileURLToPath(new URL('child.mjs', import.meta.url));

// Calls in one child, and operators at least: few enough that a process stays small, many enough that starting it costs
// little.
const callsOfPart = 1500;
const leastPart = 120;
// A call that ends the process is skipped; an operator that does so this often is left.
const maxCrashes = 3;
// Address space in KB: the libraries take 1.5 GB of it, and what a huge size asks for must fail.
const addressSpace = 3_000_000;
const outputTail = 4000;
// A process that computes nothing for so many times the limit waits for something that never comes.
const idle = 15;

/** Runs a child over a job; gives its summary, or how it ended and where. */
export function runChild(job, directory, timeoutMs, child = ourChild) {
  return new Promise((resolve) => {
    const file = join(directory, `progress-${Math.random().toString(36).slice(2)}`);
    writeFileSync(file, '');
    const command = `ulimit -c 0; ulimit -v ${addressSpace}; exec "$0" "$@"`;
    const args = ['-c', command, process.execPath, '--no-node-snapshot', child, file];
    const process_ = spawn('sh', args, {
      cwd: directory, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    let out = '';
    let err = '';
    let hung = false;
    let seen = '';
    let since = { used: 0, at: Date.now() };
    process_.stdout.on('data', (data) => (out += data));
    process_.stderr.on('data', (data) => (err = (err + data).slice(-outputTail)));
    process_.stdin.on('error', () => {});
    process_.stdin.end(JSON.stringify(job));
    const watch = setInterval(() => {
      const now = readFileSync(file, 'utf8');
      const used = processorTime(process_.pid);
      if (now !== seen) [seen, since] = [now, { used, at: Date.now() }];
      else if (used - since.used > timeoutMs || Date.now() - since.at > timeoutMs * idle) {
        hung = true;
        process_.kill('SIGKILL');
      }
    }, 500);
    process_.on('close', (code, signal) => {
      clearInterval(watch);
      const [calls, ok, n, ...name] = readFileSync(file, 'utf8').trim().split(' ');
      const at = { calls: Number(calls) || 0, ok: Number(ok) || 0, n: Number(n), name: name.join(' ') };
      let summary;
      try {
        summary = JSON.parse(out.slice(out.lastIndexOf('\n') + 1));
      } catch {
        // It ended before it could say anything.
      }
      resolve({ summary, at, hung, ended: signal ?? `exit code ${code}`, err: complaint(err) });
    });
  });
}

const ticksPerSecond = 100; // USER_HZ, the same on every Linux

/** Milliseconds that a process has computed: on a busy machine the clock says nothing about a hang. */
function processorTime(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) * (1000 / ticksPerSecond);
  } catch {
    return 0; // it has just ended
  }
}

/** The last lines of stderr that are no warnings of libtorch. */
function complaint(err) {
  return err.split('\n').filter((line) => line.trim() !== '' && !/Warning:/.test(line)).slice(-3).join('\n');
}

async function askNames() {
  const { native } = await import('../../dist/addon/binding.js');
  const { surfaceNames } = await import('./surface.mjs');
  return [...surfaceNames.map((name) => `surface:${name}`), ...native.operator_names()];
}

/**
 * Runs the fuzz; see the head of this file. `report` is called with each crash, hang and part done. Other names, or
 * another list of work, [name, from which call, to which], and another child are for other calls than those of
 * operators, and for the test of the fuzz itself.
 */
export async function fuzz({
  seed, calls, only = '', jobs = 1, timeout = 20, report = () => {}, names: given, work: planned, child,
}) {
  const directory = mkdtempSync(join(tmpdir(), 'nodetorch-fuzz-'));
  const wanted = planned?.map(([name]) => name) ?? given ?? await askNames();
  const all = wanted.filter((name) => new RegExp(only).test(name));
  const skipped = all.filter((name) => Object.hasOwn(knownCrashes, name));
  const names = all.filter((name) => !Object.hasOwn(knownCrashes, name));
  const each = Math.ceil(calls / names.length);
  const part = Math.max(leastPart, Math.floor(callsOfPart / each));
  // The surface has few programs with much behind each.
  const queue = planned ?? names.map((name) => [name, 0, name.startsWith('surface:') ? each * 10 : each]);
  const total = {
    operators: names.length, skipped, calls: 0, ok: 0, errors: {}, suspicious: {}, crashes: [], hangs: [],
  };
  const worker = async () => {
    while (queue.length > 0) {
      let work = queue.splice(0, part);
      while (work.length > 0) {
        const { summary, at, hung, ended, err } = await runChild({ seed, work }, directory, timeout * 1000, child);
        if (summary !== undefined && ended === 'exit code 0') {
          total.calls += summary.calls;
          total.ok += summary.ok;
          for (const [kind, n] of Object.entries(summary.errors)) total.errors[kind] = (total.errors[kind] ?? 0) + n;
          Object.assign(total.suspicious, summary.suspicious);
          break;
        }
        total.calls += at.calls + 1;
        total.ok += at.ok;
        const failure = { name: at.name, n: at.n, ended: hung ? `no progress for ${timeout} s` : ended, err };
        (hung ? total.hangs : total.crashes).push(failure);
        report(failure, total);
        const index = work.findIndex(([name]) => name === at.name);
        if (index < 0) break; // it never began
        const [name, , to] = work[index];
        const often = [...total.crashes, ...total.hangs].filter((other) => other.name === name).length;
        work = [...(often < maxCrashes && at.n + 1 < to ? [[name, at.n + 1, to]] : []), ...work.slice(index + 1)];
      }
      report(undefined, total);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  rmSync(directory, { recursive: true, force: true });
  return total;
}

async function show(seed, calls) {
  const directory = mkdtempSync(join(tmpdir(), 'nodetorch-fuzz-'));
  const { summary, err } = await runChild({ seed, calls }, directory, 60_000);
  rmSync(directory, { recursive: true, force: true });
  if (summary === undefined) throw new Error(err);
  return summary;
}

async function main() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '0' },
      calls: { type: 'string', default: '200000' },
      only: { type: 'string', default: '' },
      jobs: { type: 'string', default: '1' },
      timeout: { type: 'string', default: '20' },
      json: { type: 'string' },
      show: { type: 'string', multiple: true },
    },
  });
  if (values.show !== undefined) {
    const calls = values.show.map((text) => {
      const end = text.lastIndexOf('#');
      return [text.slice(0, end), Number(text.slice(end + 1))];
    });
    for (const call of await show(values.seed, calls)) console.log(JSON.stringify(call));
    return;
  }
  const started = Date.now();
  const total = await fuzz({
    seed: values.seed,
    calls: Number(values.calls),
    only: values.only,
    jobs: Number(values.jobs),
    timeout: Number(values.timeout),
    report(failure, { calls }) {
      if (failure !== undefined) {
        console.log(`${failure.name}#${failure.n}: ${failure.ended} ${failure.err}`);
      } else {
        console.log(`${calls} calls, ${Math.round((Date.now() - started) / 1000)} s`);
      }
    },
  });
  for (const [name, text] of Object.entries(total.suspicious)) console.log(`clumsy error: ${name} ${text}`);
  for (const name of total.skipped) console.log(`skipped: ${name}: ${knownCrashes[name]}`);
  console.log(JSON.stringify(total.errors));
  console.log(`${total.calls} calls of ${total.operators} operators and programs, ${total.ok} succeeded, ` +
    `${total.crashes.length} crashes, ${total.hangs.length} hangs, ${total.skipped.length} skipped, seed ${values.seed}`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(total, null, 2));
  process.exitCode = total.crashes.length + total.hangs.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
