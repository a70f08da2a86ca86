// What a told exercise calls at the beginning of each cell (told.mjs): shows the texts before it, and where it is.

import fs from 'node:fs';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { root } from '../../lib/addon/installed/paths.mjs';
import { cellsOf } from '../lib/cells.mjs';
import { linesOf, styled } from './markdown.mjs';

/** Longer lines are hard to read. */
const WIDEST = 100;

const out = process.stdout;
/** `hasColors` also asks NO_COLOR and TERM. */
const colours = Boolean(out.isTTY && out.hasColors());
const width = () => Math.min(out.columns || 80, WIDEST);

/** Set by who collects what each cell prints (scripts/docs/outputs.mjs): then a line with this mark begins a cell. */
const mark = process.env.NODETORCH_CELL_MARK;

const write = (lines) => out.write(lines.map((line) => `${line}\n`).join(''));
const dim = (text) => styled(text, 'dim', colours);

/** The line of the lesson that an error came from, NaN if its stack has none. */
const lineOf = (error, lesson) => Number(String(error?.stack ?? '').split(`${lesson}:`)[1]?.match(/^\d+/)?.[0]);

/** The texts before a cell of code, and where that is; '' parts them from what was printed before. */
function introduction(cells, lesson, from, cell) {
  const texts = cells.slice(from, cell.index).map(({ text }) => linesOf(text, { width: width(), colours }));
  const begin = from === 0 ? [] : [''];
  const place = cell.kind === 'task' ? [] : [dim(`> ${lesson}:${cell.first}`)]; // the farewell has it
  return [...begin, ...texts.flatMap((lines) => [...lines, '']), ...place];
}

function farewell(task, lesson) {
  const number = path.basename(lesson).slice(0, 3);
  const parts = [
    `Your answer goes into ${lesson}, from line ${task.first} on. \`npm run check ${number}\` looks at it,`,
    `\`npm run solution ${number}\` shows ours; \`npm start ${number} -- --plain\` prints no texts.`,
  ];
  return linesOf(parts.join(' '), { width: width(), colours });
}

/**
 * Begins a lesson (its path from the project's folder); returns what is to be called, with the number of a cell, at
 * its beginning. An error that ends the program is told with its cell.
 */
export function tell(lesson) {
  // A worker that imports the lesson runs it, too; one voice is enough.
  if (!isMainThread) return () => {};
  if (mark !== undefined) return (index) => write([`${mark}${index}`]);
  const cells = cellsOf(fs.readFileSync(path.resolve(root, lesson), 'utf8'));
  let told = 0;
  let current;
  process.on('uncaughtExceptionMonitor', (error) => {
    if (!current) return;
    const line = lineOf(error, lesson);
    const cell = cells.find(({ first, last }) => line >= first && line <= last) ?? current;
    const where = cell.section ? ` of "${cell.section}"` : '';
    const lines = `lines ${cell.first} to ${cell.last}`;
    process.stderr.write(`\n${lesson}:${line || cell.first}: the cell in ${lines}${where} stopped.\n`);
  });
  process.once('beforeExit', () => {
    if (current?.kind === 'task' && !process.exitCode) write(farewell(current, lesson));
  });
  return (index) => {
    current = cells[index];
    write(introduction(cells, lesson, told, current));
    told = index + 1;
  };
}
