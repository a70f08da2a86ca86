/**
 * The process behind `npm run check`: node checks/run.js [--data DIR] EXERCISE FILE [EXERCISE FILE ...]. Imports each
 * compiled file, which runs it without training, and prints the verdict. Exit code 0 when all are ok, 1 when one is
 * not.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checking } from '../options.ts';
import { in_words, judge } from './index.ts';
import type { Answers } from './task.ts';

async function import_quietly(file: string): Promise<Answers> {
  // The lesson reads its own command line, and that is empty here.
  process.argv = [process.argv[0], resolve(file)];
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Answers;
  } finally {
    process.stdout.write = write;
  }
}

/** The verdict in one line. */
async function verdict(exercise: string, file: string): Promise<string> {
  let answers: Answers;
  try {
    answers = await import_quietly(file);
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    const place = /exercises\/([^/\s()]+\.ts:\d+)/.exec(stack)?.[1];
    return `not right yet: ${place ?? basename(file)} stops with: ${message}`;
  }
  return in_words(judge(Number(exercise), answers));
}

const args = process.argv.slice(2);
if (args[0] === '--data') [, checking.data] = args.splice(0, 2);
const out = mkdtempSync(join(tmpdir(), 'nodetorch-check-'));
process.on('exit', () => rmSync(out, { recursive: true, force: true }));
checking.out = out;

for (let i = 0; i + 1 < args.length; i += 2) {
  const line = await verdict(args[i], args[i + 1]);
  console.log(`${args[i]}: ${line}`);
  if (line !== 'ok') process.exitCode = 1;
}
