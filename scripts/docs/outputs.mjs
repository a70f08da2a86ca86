// What each cell of the lessons prints and draws when it is run from top to bottom. Kept in build/docs/outputs by the
// content of the lesson, since training all of them takes a while; without that folder all run again.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findAddon } from '../../lib/addon/installed/locate.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { listExercises } from '../lib/exercises.mjs';
import { compileExercises } from '../lib/typescript.mjs';
import { hashOf } from '../setup/fingerprint.mjs';
import { nodeEnvironment, nodeFlags } from '../setup/launch.mjs';
import { onInterrupt } from '../setup/main.mjs';
import { say, StepFailed } from '../setup/processes.mjs';
import { writeTold } from '../start/told.mjs';

const MARK = '\u001e cell ';
const kept = path.join(root, 'build/docs/outputs');

/** Lessons that write the data which others read. */
const isMaker = ({ file }) => fs.readFileSync(file, 'utf8').includes("from './data_writer.ts'");

/** stdout of a lesson, run in `folder`, with a mark before what each cell prints. */
async function recorded(lesson, folder) {
  const data = path.join(folder, 'data');
  const source = fs.readFileSync(lesson.file, 'utf8');
  const args = [
    ...(/read_options\([^)]*\b(data: true)/.test(source) ? ['--data', data] : []),
    ...(/read_options\([^)]*\b(saves|pictures): true/.test(source) ? ['--out', folder] : []),
  ];
  const env = { ...nodeEnvironment(), NODETORCH_CELL_MARK: MARK };
  const child = spawn(process.execPath, [...nodeFlags, '--enable-source-maps', writeTold(lesson.file), ...args], {
    cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const done = onInterrupt(() => child.kill('SIGTERM'));
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? signal));
  });
  done();
  if (code !== 0) throw new StepFailed(`Running lesson ${lesson.number}`, code);
  return stdout.replaceAll(`${data}${path.sep}`, 'exercises/data/');
}

/** A cell's output in its order: `{ text }` and `{ name, svg }`. */
function outputsOf(text, folder) {
  const parts = text.split(/^picture: (.+)\n/m);
  return parts.flatMap((part, i) => {
    if (i % 2 === 0) return part === '' ? [] : [{ text: part }];
    return [{ name: path.basename(part), svg: fs.readFileSync(path.resolve(folder, part), 'utf8') }];
  });
}

async function run(lesson, folder) {
  const begun = performance.now();
  const [, ...cells] = (await recorded(lesson, folder)).split(MARK);
  const outputs = cells.map((cell) => {
    const [index] = /^\d+/.exec(cell);
    return [Number(index), outputsOf(cell.slice(index.length + 1), folder)];
  });
  say(`${lesson.number} ran, ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return Object.fromEntries(outputs.filter(([, list]) => list.length > 0));
}

const keyOf = (lesson, around) =>
  `${lesson.number}-${createHash('sha256').update(around).update(fs.readFileSync(lesson.file)).digest('hex').slice(0, 16)}`;

/**
 * What outputs depend on besides their lesson. Of the library the version: tests hold what it computes, and to train
 * all lessons again for each line of it would take longer than anybody waits for pages.
 */
function surroundings() {
  const helpers = fs.readdirSync(path.join(root, 'exercises')).filter((name) => /^[a-z]\w*\.ts$/.test(name)).sort();
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return `${version} ${findAddon()?.version.split('+')[0]} ${hashOf(root, helpers.map((name) => `exercises/${name}`))}`;
}

/**
 * For each lesson (all, or those given) `{ lesson, outputs }`: `outputs` by the index of the cell, a list of `{ text }`
 * and `{ name, svg }`. Set-up is the caller's.
 */
export async function courseOutputs(lessons = listExercises()) {
  compileExercises();
  const around = surroundings();
  const fileOf = (lesson) => path.join(kept, `${keyOf(lesson, around)}.json`);
  const isMissing = (lesson) => !fs.existsSync(fileOf(lesson));
  fs.mkdirSync(kept, { recursive: true });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nodetorch-course-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  const done = onInterrupt(remove);
  try {
    fs.cpSync(path.join(root, 'exercises/data'), path.join(folder, 'data'), { recursive: true });
    const waits = lessons.some(isMissing);
    for (const lesson of listExercises()) {
      const isWanted = isMissing(lesson) && lessons.some(({ number }) => number === lesson.number);
      if (!isWanted && !(waits && isMaker(lesson))) continue;
      const text = JSON.stringify(await run(lesson, folder));
      if (isWanted) replaceFile(fileOf(lesson), text);
    }
  } finally {
    remove();
    done();
  }
  return lessons.map((lesson) => ({ lesson, outputs: JSON.parse(fs.readFileSync(fileOf(lesson), 'utf8')) }));
}
