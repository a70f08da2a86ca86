// Runs a suite: Python writes lots, a child replays them beside it. A child that ends or stops answering costs the
// sample that it was at, and another one goes on behind that.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { skipped } from './allowed.mjs';
import { Lot } from './decode.mjs';

const walk = fileURLToPath(new URL('python/walk.py', import.meta.url));
const childFile = fileURLToPath(new URL('child.mjs', import.meta.url));

/** The names of lots as Python completes them; the caller says with `done` that it has read one. */
class Walker {
  #python;
  #suite;
  #folder;
  #options;
  #process;

  constructor(python, suite, folder, options) {
    this.#python = python;
    this.#suite = suite;
    this.#folder = folder;
    this.#options = { ...options, skip: skipped(suite) };
  }

  /** Yields {name}, or {entry, dtype, gone} where PyTorch ended its process: another one goes on behind that entry. */
  async *lots() {
    for (let from = 0, written = 0; ;) {
      const walker = this.#start(from, written);
      let complaint = '';
      let at = ['-1', 'the start', ''];
      walker.stderr.on('data', (data) => (complaint = (complaint + data).slice(-4000)));
      const ended = new Promise((resolve) => walker.on('close', (code, signal) => resolve(signal ?? code)));
      for await (const line of createInterface({ input: walker.stdout })) {
        if (line.startsWith('at ')) at = line.slice(3).split(' ');
        else if (line.endsWith('.lot')) {
          written++;
          yield { name: line };
        }
      }
      const how = await ended;
      if (how === 0) return;
      if (typeof how === 'number') throw new Error(`Python could not walk ${this.#suite}:\n${complaint}`);
      yield { entry: at[1], dtype: at[2], gone: `PyTorch ended its own process: ${how}` };
      from = Number(at[0]) + 1;
    }
  }

  #start(from, written) {
    const options = JSON.stringify({ ...this.#options, from, written });
    this.#process = spawn(this.#python, ['-W', 'ignore', walk, this.#suite, this.#folder, options], {
      stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
    });
    this.#process.stdin.on('error', () => {});
    return this.#process;
  }

  done() {
    this.#process.stdin.write('\n');
  }

  stop() {
    this.#process?.kill();
  }
}

/** A process that replays lots, made again whenever it has ended. */
class Replayer {
  #suite;
  #fault;
  #limit;
  #mostEnds;
  #child;
  #lines;
  #complaint = '';

  constructor(suite, { fault, limit, mostEnds }) {
    this.#suite = suite;
    this.#fault = fault;
    this.#limit = limit;
    this.#mostEnds = mostEnds;
  }

  /** The outcomes of a lot's samples, also of those that ended the process. */
  async *replay(file) {
    const count = Lot.read(file).header.samples.length;
    for (let from = 0, ends = 0; from < count;) {
      this.#start();
      this.#child.stdin.write(`${JSON.stringify({ file, from })}\n`);
      let at = from;
      for (;;) {
        const line = await this.#next();
        if (line.end) return;
        if (line.at !== undefined) at = line.at;
        else if (line.gone === undefined) {
          yield line;
          at = line.index + 1;
        } else {
          this.#child = undefined;
          const { form } = Lot.read(file).header.samples[Math.min(at, count - 1)];
          yield { index: at, form, aspects: { process: line.gone } };
          from = at + 1;
          if (++ends < this.#mostEnds) break;
          yield { index: from, form, aspects: { process: `ended ${ends} times: the other ${count - from} samples were left` } };
          return;
        }
      }
    }
  }

  #start() {
    if (this.#child !== undefined) return;
    const args = [childFile, this.#suite, ...(this.#fault === undefined ? [] : [this.#fault])];
    const child = spawn(process.execPath, args, {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'], env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    this.#child = child;
    this.#complaint = '';
    child.stdin.on('error', () => {});
    child.stderr.on('data', (data) => (this.#complaint = (this.#complaint + data).slice(-2000)));
    this.#lines = createInterface({ input: child.stdio[3] })[Symbol.asyncIterator]();
    child.ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`)));
  }

  async #next() {
    const child = this.#child;
    let hung = false;
    const watch = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, this.#limit * 1000);
    const { done, value } = await this.#lines.next();
    clearTimeout(watch);
    if (!done) return JSON.parse(value);
    const how = await child.ended;
    const words = this.#complaint.split('\n').filter((line) => line.trim() !== '' && !/Warning:/.test(line));
    const last = words.slice(-6).join(' | ');
    return { gone: hung ? `hung: no answer in ${this.#limit} s` : `the process ended: ${how} ${last}`.trim() };
  }

  async stop() {
    this.#child?.stdin.end();
    await this.#child?.ended;
  }
}

function keptLots(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.lot')).sort();
  return { lots: () => names.map((name) => ({ name })), done: () => {}, stop: () => {} };
}

/**
 * Calls `each({entry, dtype}, outcome)` for every sample, until it answers false. `options` goes to Python: {filter,
 * dtype, limit, samples}; `keep` names a folder in which the lots stay, `lots` one from which they are taken, without
 * Python. A lot of which `mostEnds` samples ended their process is left: each new one takes a second.
 */
export async function runSuite(suite, { python, options = {}, keep, lots, fault, limit = 60, mostEnds = 40 }, each) {
  const folder = lots ?? keep ?? mkdtempSync(join(tmpdir(), 'nodetorch-conformance-'));
  mkdirSync(folder, { recursive: true });
  const source = lots === undefined ? new Walker(python, suite, folder, options) : keptLots(folder);
  const replayer = new Replayer(suite, { fault, limit, mostEnds });
  try {
    for await (const { name, gone, ...about } of source.lots()) {
      if (gone !== undefined) {
        each({ suite, ...about, file: '' }, { index: 0, form: 'samples', aspects: { Python: gone } });
        continue;
      }
      const file = join(folder, name);
      const { entry, dtype } = Lot.read(file).header;
      for await (const outcome of replayer.replay(file)) {
        if (each({ suite, entry, dtype, file: name }, outcome) === false) return;
      }
      if (keep === undefined && lots === undefined) rmSync(file);
      source.done();
    }
  } finally {
    source.stop();
    await replayer.stop();
    if (keep === undefined && lots === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
