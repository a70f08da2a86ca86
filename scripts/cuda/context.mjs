// What a part is given. checks/NAME.mjs exports one function:
//
//   export async function run(context) {
//     const { torch, device } = context;
//     await context.check('what holds, as one reads it', () => { …; throw new Error('what is wrong'); });
//     context.figure('name', anyPlainValue);
//     const python = await context.twin('name', { any: 'arguments' });   // python/name.py on the same device
//   }
//
// Every check and figure is written down at once, so that a part that hangs or ends its process loses no other. A check
// that throws is a failure and the next one runs; whatever run() itself throws is the failure of the part. What is told
// of a twin is what it printed last, as JSON; it gets its arguments, {device, seconds} among them, as JSON in argv[1].

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const twins = fileURLToPath(new URL('python/', import.meta.url));

/** What PyTorch says where there is no GPU: as far as a rehearsal gets. */
const noGpu = /no NVIDIA driver|no CUDA-capable device|no CUDA GPUs are available|Torch not compiled with CUDA|CUDA is not available/i;

export const isNoGpu = (text) => noGpu.test(text);

const textOf = (error) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** Ended by its own failure, not by the time. */
export class TwinFailed extends Error {}

export class Context {
  #write;

  /**
   * `torch` is the library, `device` 'cuda' (or 'cpu', rehearsed), `python` a Python that imports torch, `until` the
   * time (Date.now) at which it is to be done, a little before its process is ended, `folder` an empty one of its own.
   */
  constructor({ torch, device, python, until, folder, write }) {
    Object.assign(this, { torch, device, python, until, folder });
    this.#write = write;
  }

  /** Seconds that are left; what can be cut short stops in time. */
  left() {
    return (this.until - Date.now()) / 1000;
  }

  /** Runs one check; gives what it gives, or undefined where it failed. */
  async check(title, body) {
    const started = performance.now();
    let problem = null;
    let value;
    try {
      value = await body();
    } catch (error) {
      problem = textOf(error);
    }
    this.#write({ check: title, problem, seconds: Number(((performance.now() - started) / 1000).toFixed(3)) });
    return value;
  }

  /** A figure, for the reader of the results. */
  figure(name, value) {
    this.#write({ figure: name, value });
  }

  /** Throws unless two plain values are the same. */
  same(got, wanted, what = 'the value') {
    assert.deepStrictEqual(got, wanted, `${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
  }

  /** Throws unless a number is near another, or the numbers of two nested lists are. */
  near(got, wanted, tolerance, what = 'the value') {
    const [a, b] = [[got].flat(Infinity), [wanted].flat(Infinity)];
    assert.equal(a.length, b.length, `${what}: ${a.length} numbers, wanted ${b.length}`);
    const largest = b.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const at = a.findIndex((x, i) => !(Math.abs(x - b[i]) <= tolerance * Math.max(largest, Number.MIN_VALUE)));
    if (at >= 0) throw new Error(`${what}: number ${at} is ${a[at]}, wanted ${b[at]}`);
  }

  /** Waits until the device has done all it was given. */
  synchronize() {
    if (this.device === 'cuda') this.torch.cuda.synchronize();
  }

  /** Runs python/NAME.py and gives what it tells. */
  twin(name, args = {}) {
    const seconds = Math.max(1, this.left());
    const given = JSON.stringify({ device: this.device, seconds, ...args });
    const child = spawn(this.python, ['-W', 'ignore', `${twins}${name}.py`, given], {
      stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    let [out, complaint] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (complaint = (complaint + text).slice(-4000)));
    const watch = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        clearTimeout(watch);
        const last = complaint.trim().split('\n').at(-1);
        if (code !== 0) reject(new TwinFailed(`Python's side of ${name} ended with ${signal ?? code}: ${last}`));
        else resolve(JSON.parse(out.trim().split('\n').at(-1)));
      });
    });
  }
}
