// npm run notebook -- --test: every lesson as a notebook against what `npm start` prints, some in JupyterLab's page.

import fs from 'node:fs';
import path from 'node:path';
import { compareNumbers, numbersOf } from '../compare/numbers.mjs';
import { entryOf, saved } from '../compare/table.mjs';
import { listExercises, runExercise } from '../lib/exercises.mjs';
import { say } from '../setup/processes.mjs';
import { tilde } from '../../lib/addon/installed/paths.mjs';
import { IN_BROWSER, testInBrowser } from './browser.mjs';
import { executeNotebooks } from './execute.mjs';
import { shownBy } from './shown.mjs';
import { inWorkFolder, fillWorkFolder, made } from './work_folder.mjs';

/** What `npm start NNN` prints, and its seconds. */
async function printedBy({ number, file }, folder) {
  const out = path.join(folder, `${number}.txt`);
  const handle = fs.openSync(out, 'w');
  const begin = performance.now();
  try {
    const env = { ...process.env, NODETORCH_LESSONS: folder };
    const code = await runExercise(file, [], { env, stdio: ['ignore', handle, 2] });
    if (code !== 0) throw new Error(`npm start ${number} ended with ${code}`);
  } finally {
    fs.closeSync(handle);
  }
  return { text: fs.readFileSync(out, 'utf8'), seconds: (performance.now() - begin) / 1000 };
}

/** What is wrong with a notebook, undefined if nothing is; and figures of what is right. */
function compared(number, shown, printed) {
  const { clock, excuses } = entryOf(Number(number));
  const skip = [saved, ...clock];
  const numbers = compareNumbers(numbersOf(printed, { skip, excuses }), numbersOf(shown.text, { skip }));
  const pictures = (printed.match(/^picture: /gm) ?? []).length;
  const { difference, ours, identical, excused } = numbers;
  const faults = [
    difference && `number ${difference.at} is ${difference.ours?.text ?? 'missing'}, and ${difference.theirs?.text ?? 'none'} in npm start`,
    shown.pictures !== pictures && `${shown.pictures} pictures, and ${pictures} in npm start`,
    shown.complaints && `complains: ${shown.complaints}`,
    shown.values.length > 0 && `shows ${shown.values.join(', ')}`,
    !shown.verdict.startsWith(`${number}: not done yet: `) && `the check says '${shown.verdict}'`,
  ].filter(Boolean);
  return { fault: faults.join('; ') || undefined, ours, identical, excused, pictures };
}

function tell(counts, name, fault, figures = '') {
  counts[fault ? 'failed' : 'passed'] += 1;
  process.stdout.write(`${name} ${fault ? `FAILED: ${fault}` : `ok${figures}`}\n`);
}

export async function testNotebooks({ lessons, timeout }) {
  const tested = lessons.length > 0 ? lessons : listExercises();
  const counts = { passed: 0, failed: 0 };
  const folder = made('tested');
  fs.rmSync(folder, { recursive: true, force: true });
  const results = await executeNotebooks(folder, tested, {
    again: true, timeout, onDone: ({ number, seconds }) => say(`${number}: ${seconds} s in the kernel`),
  });
  await inWorkFolder(async (work) => {
    await fillWorkFolder(work);
    for (const [i, { number, file, seconds, error }] of results.entries()) {
      if (error) {
        tell(counts, number, `cell ${error.cell + 1} stops with ${error.message}`);
        continue;
      }
      const plain = await printedBy(tested[i], work);
      const { fault, ours, identical, excused, pictures } = compared(number, shownBy(file), plain.text);
      const aside = excused > 0 ? ` (${excused} may differ)` : '';
      tell(counts, number, fault, `: ${identical} of ${ours} numbers the same${aside}, ${pictures} pictures; ` +
        `${seconds} s in the kernel, ${plain.seconds.toFixed(1)} s by npm start`);
    }
  });
  const paged = results.filter(({ number, error }) => IN_BROWSER.includes(number) && !error);
  await testInBrowser(paged, tested, (name, fault, figures) => tell(counts, name, fault, figures), folder);
  say(`notebooks and screenshots are in ${tilde(folder)}`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed > 0 ? 1 : 0;
}
