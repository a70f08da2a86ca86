// The pages of the course, in Markdown for VitePress: each lesson's texts, code and outputs, its task and solution.

import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';
import { cellsOf } from '../lib/cells.mjs';
import { listExercises } from '../lib/exercises.mjs';
import { courseOutputs } from './outputs.mjs';

/** Of longer outputs the first lines are shown, all of them on demand. */
const MOST_LINES = 40;
const SHOWN_LINES = 15;

/** A fence longer than any in the text. */
function fenced(text, language) {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/^`{3,}/gm)].map(([ticks]) => ticks.length + 1)));
  return `${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`;
}

function printed(text) {
  const lines = text.replace(/\n+$/, '').split('\n');
  if (lines.length <= MOST_LINES) return fenced(text, 'text');
  const start = [...lines.slice(0, SHOWN_LINES), '…'].join('\n');
  return `${fenced(start, 'text')}\n\n::: details All ${lines.length} lines\n${fenced(text, 'text')}\n:::`;
}

/** What a name of a picture says, for who cannot see it: 670_loss.svg is the loss of lesson 670. */
const altOf = (name) => path.parse(name).name.replace(/^(\d+)_/, '$1: ').replaceAll('_', ' ');

/** Outputs as Markdown; pictures become files of `folder`. */
function shown(outputs, folder) {
  return outputs.map((output) => {
    if (output.text !== undefined) return printed(output.text);
    fs.mkdirSync(path.join(folder, 'pictures'), { recursive: true });
    const data = output.svg ?? Buffer.from(output.png, 'base64');
    fs.writeFileSync(path.join(folder, 'pictures', output.name), data);
    return `![${altOf(output.name)}](./pictures/${output.name})`;
  });
}

/** Formulas of their own line stand between lines of $$ alone, which every plugin for them reads. */
const separateFormulas = (text) =>
  text.replace(/^\$\$([^$]+)\$\$$/gm, (_, tex) => `\n$$\n${tex.trim()}\n$$\n`).replace(/\n{3,}/g, '\n\n');

/** A `<` in prose would begin an element. */
const escapeTags = (text) => text.split(/(`[^`]*`|\$\$[^$]+\$\$|\$[^$]+\$)/)
  .map((part, i) => (i % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('');

function taskOf({ number }, file) {
  const solution = fs.readFileSync(path.join(root, 'exercises/solutions', `${number}.ts`), 'utf8');
  return [
    `Write your answer into \`exercises/${file}\`, and look at it:`,
    fenced(`npm run check ${number}`, 'sh'),
    `::: details The solution\n${fenced(solution, 'ts')}\n:::`,
  ];
}

const stemOf = (lesson) => path.basename(lesson.file, '.ts');
const linkTo = (lesson) => `./${stemOf(lesson)}.md`;

function page(lesson, outputs, { folder, address, before, after }) {
  const name = path.basename(lesson.file);
  const body = cellsOf(fs.readFileSync(lesson.file, 'utf8')).flatMap(({ index, kind, text, code }) => [
    kind === 'markdown' ? separateFormulas(escapeTags(text)) : fenced(code, 'ts'),
    ...shown(outputs[index] ?? [], folder),
    ...(kind === 'task' ? taskOf(lesson, name) : []),
  ]);
  const [title, ...rest] = body[0].split('\n');
  const run = `The file: [exercises/${name}](./files/${name}.txt). Run it: \`npm start ${lesson.number}\`.`;
  const link = (other) => (other ? { text: other.title, link: `${address}${stemOf(other)}` } : false);
  // Titles with a colon need quotes; JSON's are YAML's.
  const front = { title: lesson.title, prev: link(before), next: link(after), editLink: false };
  const yaml = Object.entries(front).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join('\n');
  return [`---\n${yaml}\n---`, title, run, rest.join('\n').trim(), ...body.slice(1)].join('\n\n') + '\n';
}

function overview(lessons) {
  // The sentence of each lesson, from the list in exercises/README.md.
  const said = fs.readFileSync(path.join(root, 'exercises/README.md'), 'utf8');
  const lines = lessons.map((lesson) => {
    const [, sentence] = new RegExp(`^\\| \\[${lesson.number}\\]\\([^)]+\\) \\| (.+) \\|$`, 'm').exec(said);
    return `| [${lesson.number}](${linkTo(lesson)}) | ${sentence} |`;
  });
  return [
    '---\ntitle: The course\neditLink: false\n---',
    '# The course',
    'Thirty-two lessons, from a list of numbers to a chatbot. Each is a TypeScript file that runs from top to bottom, ' +
      'and ends with a task. These pages show what the files print. To run and change them, take a clone of nodetorch:',
    fenced('npm start 110\nnpm run check 110', 'sh'),
    `| | |\n|---|---|\n${lines.join('\n')}`,
  ].join('\n\n') + '\n';
}

/** The outputs of an executed notebook by the index of its cell: `{ text }`, `{ name, svg }`, `{ name, png }`. */
export function notebookOutputs(notebook, number) {
  const joined = (value) => (Array.isArray(value) ? value.join('') : value);
  let pictures = 0;
  const read = (output) => {
    if (output.output_type === 'stream') return [{ text: joined(output.text) }];
    const data = output.data ?? {};
    const stem = `${number}_${pictures + 1}`;
    const [svg, png] = [joined(data['image/svg+xml']), joined(data['image/png'])];
    if (svg || png) pictures++;
    if (svg) return [{ name: `${stem}.svg`, svg }];
    if (png) return [{ name: `${stem}.png`, png }];
    return data['text/plain'] ? [{ text: joined(data['text/plain']) }] : [];
  };
  const entries = notebook.cells.map(({ outputs = [] }, index) => [index, outputs.flatMap(read)]);
  return Object.fromEntries(entries.filter(([, list]) => list.length > 0));
}

/** Outputs of the notebooks of a folder, `670_two_layers.ipynb`, for each lesson. */
function fromNotebooks(notebooks, lessons) {
  return lessons.map((lesson) => {
    const file = path.join(notebooks, `${stemOf(lesson)}.ipynb`);
    return { lesson, outputs: notebookOutputs(JSON.parse(fs.readFileSync(file, 'utf8')), lesson.number) };
  });
}

/**
 * Writes the pages into `folder`: index.md, one for each lesson, and pictures/. The outputs come from the executed
 * notebooks of the folder `notebooks` or, without it, from running the lessons, which takes minutes the first time.
 * `files`: the folder for copies of the lessons' files, `folder`/files if not given; the site's public/course/files.
 * `address`: where the pages will be. `lessons`: only these. Returns `[{ text, link }]` for a menu.
 */
export async function writeCourse(folder, options = {}) {
  const { notebooks, lessons = listExercises(), address = '/course/', files = path.join(folder, 'files') } = options;
  const run = notebooks === undefined ? await courseOutputs(lessons) : fromNotebooks(notebooks, lessons);
  for (const needed of [folder, files]) fs.mkdirSync(needed, { recursive: true });
  run.forEach(({ lesson, outputs }, i) => {
    const text = page(lesson, outputs, { folder, address, before: lessons[i - 1], after: lessons[i + 1] });
    fs.writeFileSync(path.join(folder, linkTo(lesson)), text);
    fs.copyFileSync(lesson.file, path.join(files, `${path.basename(lesson.file)}.txt`));
  });
  fs.writeFileSync(path.join(folder, 'index.md'), overview(lessons));
  return lessons.map((lesson) => ({ text: lesson.title, link: `${address}${stemOf(lesson)}` }));
}
