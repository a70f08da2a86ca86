// Executes lessons as notebooks, without a browser: outputs come from Deno's kernel, through nbclient. They are kept
// by the content of lesson and library, so that what has not changed is not run again.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onInterrupt } from '../setup/main.mjs';
import { run, say, StepFailed } from '../setup/processes.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { ensureJupyter, KERNEL } from './environment.mjs';
import { keyOf, stemOf, surroundings } from './lessons.mjs';
import { fillWorkFolder, inWorkFolder, made } from './work_folder.mjs';

const script = (name) => path.join(root, 'scripts/notebook/python', name);

/** Seconds that one cell may take, if nobody says otherwise. */
const CELL = 1800;

/** Runs execute.py; `tell` gets each of its lines. */
async function runJob({ python, env }, job, folder, tell) {
  const file = path.join(folder, 'job.json');
  fs.writeFileSync(file, JSON.stringify(job));
  const child = spawn(python, [script('execute.py'), file], {
    cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, NODETORCH_LESSONS: folder, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const done = onInterrupt(() => child.kill('SIGTERM'));
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints = (complaints + text).slice(-4000)));
  const closed = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  for await (const line of createInterface({ input: child.stdout })) tell(JSON.parse(line));
  const code = await closed;
  done();
  if (code !== 0) throw new StepFailed('Executing notebooks', code, complaints.trim());
}

/** Executes those of `lessons` that are not kept; returns what happened to each, by number. */
async function executeMissing(jupyter, lessons, fileOf, { again, timeout, onDone }) {
  const missing = lessons.filter((lesson) => again || !fs.existsSync(fileOf(lesson)));
  const outcomes = new Map();
  if (missing.length === 0) return outcomes;
  await inWorkFolder(async (folder) => {
    await fillWorkFolder(folder);
    const job = {
      kernel: KERNEL, timeout, folder: path.join(root, 'exercises'),
      lessons: missing.map(({ number, file }) => ({
        number: Number(number), source: file, out: path.join(folder, `${number}.ipynb`),
      })),
    };
    await runJob(jupyter, job, folder, ({ number, seconds, error }) => {
      if (number === undefined) return;
      const lesson = missing.find((one) => Number(one.number) === number);
      const text = fs.readFileSync(path.join(folder, `${number}.ipynb`));
      // What failed is not kept: the next run tries again.
      if (!error) replaceFile(fileOf(lesson), text);
      outcomes.set(lesson.number, { seconds, error, text });
      onDone({ ...lesson, seconds, error });
    });
  });
  return outcomes;
}

/** Removes what is kept of lessons as they were. */
function forgetOthers(lesson, kept) {
  const start = `${stemOf(lesson)}-`;
  for (const name of fs.readdirSync(path.dirname(kept))) {
    const isOld = name.startsWith(start) && name !== path.basename(kept);
    if (isOld) fs.rmSync(path.join(path.dirname(kept), name), { force: true });
  }
}

/**
 * Writes the executed notebooks of `lessons` (listExercises' entries) to the folder `out`, and with `html` pages of
 * them: `430_loss.ipynb`, `430_loss.html`. Set-up (prepare) is the caller's. `again`: also those whose outputs are
 * kept; `timeout`: seconds for one cell; `onDone` is told of each lesson that had to run. Returns for each, in order,
 * { number, title, file, html, seconds, error }: `seconds` undefined where its outputs were kept from before, `error`
 * undefined or { cell, source, message } of the cell that failed, after which no other ran.
 */
export async function executeNotebooks(out, lessons, options = {}) {
  const { html = false, again = false, timeout = CELL, onDone = () => {} } = options;
  const jupyter = await ensureJupyter();
  const around = surroundings();
  const fileOf = (lesson) => made('kept', `${keyOf(lesson, around)}.ipynb`);
  const outcomes = await executeMissing(jupyter, lessons, fileOf, { again, timeout, onDone });
  fs.mkdirSync(out, { recursive: true });
  const results = lessons.map((lesson) => {
    const { seconds, error, text } = outcomes.get(lesson.number) ?? {};
    const file = path.join(out, `${stemOf(lesson)}.ipynb`);
    replaceFile(file, text ?? fs.readFileSync(fileOf(lesson)));
    if (!error) forgetOthers(lesson, fileOf(lesson));
    const page = html ? file.replace(/ipynb$/, 'html') : undefined;
    return { number: lesson.number, title: lesson.title, file, html: page, seconds, error: error ?? undefined };
  });
  if (html) await makePages(jupyter, results.map(({ file }) => file));
  return results;
}

async function makePages({ python, env }, files) {
  say(`making ${files.length} pages`);
  await run('Making pages of notebooks', python, ['-m', 'nbconvert', '--to', 'html', '--log-level', 'ERROR', ...files],
    { env, stdio: ['ignore', 2, 2] });
}
