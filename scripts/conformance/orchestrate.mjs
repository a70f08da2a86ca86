// Runs a suite: Python writes lots, a child replays them beside it. A child that ends or stops answering costs the
// sample that it was at, and another one goes on behind that.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Lot } from './decode.mjs';

const walk = fileURLToPath(new URL('python/walk.py', import.meta.url));
const childFile = fileURLToPath(new URL('child.mjs', import.meta.url));
// A lot that ends its process this often is left: each new one takes a second.
const mostEnds = 40;

/** The names of lots as Python completes them; the caller says with `done` that it has read one. */
function lotsOf(python, suite, folder, options) {
  const walker = spawn(python, ['-W', 'ignore', walk, suite, folder, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  let complaint = '';
  walker.stderr.on('data', (data) => (complaint = (complaint + data).slice(-4000)));
  walker.stdin.on('error', () => {});
  const ended = new Promise((resolve) => walker.on('close', resolve));
  return {
    async *names() {
      for await (const line of createInterface({ input: walker.stdout })) if (line.endsWith('.lot')) yield line;
      if (await ended !== 0) throw new Error(`Python could not walk ${suite}:\n${complaint}`);
    },
    done: () => walker.stdin.write('\n'),
    stop: () => walker.kill(),
  };
}

/** A process that replays lots, made again whenever it has ended. */
class Replayer {
  #suite;
  #fault;
  #limit;
  #child;
  #lines;
  #complaint = '';

  constructor(suite, { fault, limit }) {
    this.#suite = suite;
    this.#fault = fault;
    this.#limit = limit;
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
          if (++ends < mostEnds) break;
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

/**
 * Calls `each({entry, dtype}, outcome)` for every sample. `options` goes to Python: {filter, dtype, limit, samples};
 * `keep` names a folder in which the lots stay, `lots` one from which they are taken, without Python.
 */
export async function runSuite(suite, { python, options = {}, keep, lots, fault, limit = 60 }, each) {
  const folder = lots ?? keep ?? mkdtempSync(join(tmpdir(), 'nodetorch-conformance-'));
  mkdirSync(folder, { recursive: true });
  const source = lots === undefined ? lotsOf(python, suite, folder, options)
    : { names: () => readdirSync(folder).filter((name) => name.endsWith('.lot')).sort(), done: () => {}, stop: () => {} };
  const replayer = new Replayer(suite, { fault, limit });
  try {
    for await (const name of source.names()) {
      const file = join(folder, name);
      const { entry, dtype } = Lot.read(file).header;
      for await (const outcome of replayer.replay(file)) each({ suite, entry, dtype, file: name }, outcome);
      if (keep === undefined && lots === undefined) rmSync(file);
      source.done();
    }
  } finally {
    source.stop();
    await replayer.stop();
    if (keep === undefined && lots === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
