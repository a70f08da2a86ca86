// npm run slides [-- --out DIR --html --pdf --pptx --check]: builds the deck for teachers, exercises/slides, in which
// nodetorch computes the pictures and the numbers.

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium } from './lib/browser.mjs';
import { runExercise } from './lib/exercises.mjs';
import { ensureTools } from './setup/tools.mjs';
import { checkDeck } from './slides/check.mjs';
import { folder, readDeck, strayNames, strayTopics } from './slides/deck.mjs';
import { separateNotes } from './slides/notes.mjs';
import { markdownOf, pagesOf } from './slides/render.mjs';
import { main, onInterrupt, UsageError } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { run, say, StepFailed } from './setup/processes.mjs';
import { root } from '../lib/addon/installed/paths.mjs';
import { topics } from '../exercises/slides/topics.mjs';

/** What Marp is asked for, by the ending of what it makes. */
const FORMS = {
  html: [],
  pdf: ['--pdf-notes', '--pdf-outlines'],
  pptx: [],
};

const USAGE = 'npm run slides [-- --out DIR] [--html] [--pdf] [--pptx] [--check]: without a form it makes all three';

await main(async () => {
  const { out, forms, check } = options();
  const slides = readDeck();
  await prepare();
  // What needs minutes to be refused is asked first.
  if (check || forms.some((form) => form !== 'html')) findChromium();
  const work = `${out}.unfinished`;
  fs.rmSync(work, { recursive: true, force: true });
  fs.mkdirSync(work, { recursive: true });
  const forget = onInterrupt(() => fs.rmSync(work, { recursive: true, force: true }));
  try {
    const made = await compute(work);
    const stray = [...strayNames(slides, { pictures: Object.keys(made.pictures), values: Object.keys(made.values) }),
      ...strayTopics(slides, topics)];
    if (stray.length > 0) throw new UsageError(`The slides and what is made for them differ:\n  ${stray.join('\n  ')}`);
    const pages = slides.flatMap((slide) => pagesOf(slide, made));
    fs.writeFileSync(path.join(work, 'deck.md'), markdownOf(pages));
    const tools = await ensureTools('slides');
    for (const form of forms) await marp(tools, work, `deck.${form}`, FORMS[form]);
    if (forms.includes('pptx')) await separateNotes(path.join(work, 'deck.pptx'));
    const failed = check ? await checkDeck({ pages, made, work, marp: (...rest) => marp(tools, work, ...rest) }) : 0;
    fs.mkdirSync(out, { recursive: true });
    for (const form of forms) fs.renameSync(path.join(work, `deck.${form}`), path.join(out, `deck.${form}`));
    for (const form of forms) console.log(path.relative(root, path.join(out, `deck.${form}`)));
    console.log(`${slides.length} slides, ${pages.length} pages`);
    return failed === 0 ? 0 : 1;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
    forget();
  }
});

/** All pictures and values, by name. */
async function compute(work) {
  const file = path.join(work, 'made.json');
  say('computing pictures and numbers');
  const code = await runExercise('exercises/slides/pictures/run.ts', [file]);
  if (code !== 0) throw new StepFailed('Computing the pictures', code);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** Runs Marp over deck.md. Only what needs no browser goes without one. */
async function marp(tools, work, to, options) {
  say(`making ${to}`);
  const program = path.join(tools, 'node_modules/@marp-team/marp-cli/marp-cli.js');
  const browser = to.endsWith('.html') ? [] : ['--browser-path', findChromium(), '--browser-timeout', '300'];
  const args = [program, 'deck.md', '-o', to, '--html', '--no-config-file', '--theme-set', path.join(folder, 'theme.css'),
    '--quiet', ...browser, ...options];
  await run(`Making ${to}`, process.execPath, args, { cwd: work, stdio: ['ignore', 2, 2] });
}

function options() {
  try {
    const { values } = parseArgs({ options: {
      out: { type: 'string', default: 'build/slides' },
      html: { type: 'boolean' }, pdf: { type: 'boolean' }, pptx: { type: 'boolean' }, check: { type: 'boolean' },
    } });
    const named = Object.keys(FORMS).filter((form) => values[form]);
    const every = values.check ? [] : Object.keys(FORMS);
    const out = path.resolve(values.out === 'build/slides' ? root : '', values.out);
    return { out, forms: named.length > 0 ? named : every, check: values.check };
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError(`${error.message}\n${USAGE}`);
  }
}
