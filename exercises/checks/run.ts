/**
 * The process behind `npm run check`: node checks/run.js EXERCISE FILE. Imports the reader's compiled file, which runs
 * it, and prints the verdict. Exit code 0 for ok, 1 for anything else.
 */
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { judge } from './index.ts';
import type { Answers } from './task.ts';

const [exercise, file] = process.argv.slice(2) as [string, string];
// The lesson reads its own command line, and that is empty here.
process.argv = [process.argv[0]!, resolve(file)];

async function import_quietly(): Promise<Answers> {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Answers;
  } finally {
    process.stdout.write = write;
  }
}

function say(state: string, message = ''): void {
  console.log(message ? `${exercise}: ${state}: ${message}` : `${exercise}: ${state}`);
  process.exitCode = state === 'ok' ? 0 : 1;
}

let answers: Answers | undefined;
try {
  answers = await import_quietly();
} catch (error) {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const place = /exercises\/([^/\s()]+\.ts:\d+)/.exec(stack)?.[1];
  say('not right yet', `${place ?? basename(file)} stops with: ${message}`);
}
if (answers) {
  const verdict = judge(Number(exercise), answers);
  say(verdict.state, 'message' in verdict ? verdict.message : '');
}
