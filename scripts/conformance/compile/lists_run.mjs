// Runs the lists of operators of torch.compile in processes of their own, several hundred in each.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { outcomeOf } from './check.mjs';

const childFile = fileURLToPath(new URL('lists_child.mjs', import.meta.url));
const perProcess = 500;
/** Seconds that a list may take; they take milliseconds. */
const limit = 60;

/** Calls `each` with what a child says of every seed from `first` on, `count` of them. */
export async function runLists({ first = 0, count, verify = false }, each) {
  const end = first + count;
  for (let from = first; from < end;) from = await chunk(from, Math.min(from + perProcess, end), verify, each);
}

/** The seed at which to go on: behind the one at which the process ended, if it did. */
async function chunk(from, to, verify, each) {
  const child = spawn(process.execPath, [childFile, from, to, verify].map(String), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env,
      OMP_NUM_THREADS: process.env.OMP_NUM_THREADS ?? '1' },
  });
  let complaint = '';
  let hung = false;
  child.stderr.on('data', (data) => (complaint = (complaint + data).slice(-2000)));
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  const late = () => setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, limit * 1000);
  let watch = late();
  let [at, done] = [from, from - 1];
  for await (const line of createInterface({ input: child.stdio[3] })) {
    clearTimeout(watch);
    watch = late();
    const said = JSON.parse(line);
    at = said.seed;
    if (said.replays === undefined) continue;
    done = at;
    each(said);
  }
  clearTimeout(watch);
  const how = await ended;
  if (how === 0) return to;
  if (done < at) each({ seed: at, replays: 0, reason: null, differs: hung
    ? `hung: no answer in ${limit} s` : `the process ended: ${how} ${complaint.trim().split('\n').at(-1)}` });
  else if (done < from) throw new Error(`lists could not be run:\n${complaint}`);
  return at + 1;
}

/** Counts lists: how many were replayed, and why the others were not. */
export class ListReport {
  #lists = 0;
  #operators = 0;
  #instructions = 0;
  #replayed = 0;
  #reasons = new Map();
  #different = [];

  add({ seed, length = 0, instructions = 0, replays, reason, differs, text = '' }) {
    this.#lists++;
    this.#operators += length;
    if (differs !== null) this.#different.push(`${seed} ${differs}\n    ${text}`);
    const outcome = outcomeOf({ replays, reason });
    if (outcome === 'replayed') {
      this.#replayed++;
      this.#instructions += instructions;
    } else this.#reasons.set(outcome, (this.#reasons.get(outcome) ?? 0) + 1);
  }

  get failed() {
    return this.#different.length;
  }

  get replayed() {
    return this.#replayed;
  }

  text(examples = 20) {
    const share = (100 * this.#replayed / Math.max(this.#lists, 1)).toFixed(1);
    const lines = [
      `${this.#lists} lists of ${(this.#operators / Math.max(this.#lists, 1)).toFixed(1)} operators: ${this.#replayed} replayed ` +
        `(${share} %, ${(this.#instructions / Math.max(this.#replayed, 1)).toFixed(1)} instructions each), ${this.failed} differ`, '', 'not replayed:',
      ...[...this.#reasons].sort((a, b) => b[1] - a[1]).map(([why, count]) => `${String(count).padStart(6)} ${why}`),
    ];
    if (this.failed > 0) lines.push('', 'differ from the function itself:', ...this.#different.slice(0,
      examples).map((each) => `  ${each}`));
    return `${lines.join('\n')}\n`;
  }
}
