// npm run notebook [NNN]: the course in JupyterLab, after doing whatever set-up is missing.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exerciseLines, findExercise, listExercises } from './lib/exercises.mjs';
import { ensureJupyter } from './notebook/environment.mjs';
import { executeNotebooks } from './notebook/execute.mjs';
import { stemOf } from './notebook/lessons.mjs';
import { makeNotebooks, notebooks } from './notebook/make.mjs';
import { startServer } from './notebook/server.mjs';
import { main, UsageError } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { say } from './setup/processes.mjs';
import { tilde } from '../lib/addon/installed/paths.mjs';

const USAGE = `npm run notebook [NNN]                        opens the course in the browser, at a lesson
  npm run notebook -- --no-browser [NNN]      only says the address
  npm run notebook -- --port N [NNN]          on this port, not on 8888 or the next that is free
  npm run notebook -- --fresh [NNN]           makes notebooks anew, also changed ones, which are kept aside
  npm run notebook -- --execute DIR [NNN…]    writes executed notebooks and pages of them, of all or of these lessons
  npm run notebook -- --test [NNN…]           all in the kernel, and some in a browser, against what npm start prints
  --timeout S   seconds for one cell, with --execute and --test`;

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        'no-browser': { type: 'boolean' }, 'port': { type: 'string' }, 'fresh': { type: 'boolean' },
        'execute': { type: 'string' }, 'test': { type: 'boolean' }, 'timeout': { type: 'string' },
        'help': { type: 'boolean' },
      },
    });
    return { ...values, lessons: positionals.map(findExercise) };
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError(`${error.message}\n\n  ${USAGE}`);
  }
}

function whole(name, text, most) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} wants a whole number from 1 to ${most}, got '${text}'`);
}

/** What an option does not go with is refused, not ignored. */
function checked({ lessons, ...given }) {
  const mode = ['execute', 'test'].filter((name) => given[name] !== undefined);
  const others = Object.keys(given).filter((name) => !['execute', 'test', 'timeout'].includes(name));
  if (mode.length > 1) throw new UsageError('--execute or --test, not both');
  if (mode.length === 1 && others.length > 0) throw new UsageError(`--${others[0]} does not go with --${mode[0]}`);
  if (mode.length === 0 && given.timeout !== undefined) throw new UsageError('--timeout is for --execute and --test');
  if (mode.length === 0 && lessons.length > 1) {
    throw new UsageError(`npm run notebook opens one lesson, and got ${lessons.length} numbers. There are:\n${exerciseLines()}`);
  }
  if (given.execute !== undefined) {
    if (given.execute.trim() === '') throw new UsageError(`--execute wants a folder.\n\n  ${USAGE}`);
    const stat = fs.statSync(given.execute, { throwIfNoEntry: false });
    if (stat && !stat.isDirectory()) throw new UsageError(`--execute: ${path.resolve(given.execute)} is no folder`);
  }
  return {
    ...given, lessons,
    port: given.port === undefined ? undefined : whole('port', given.port, 65_535),
    timeout: given.timeout === undefined ? undefined : whole('timeout', given.timeout, 1_000_000),
  };
}

const openers = { darwin: 'open', linux: 'xdg-open' };

/** The user's browser, if there is a way to open one; the address is said anyway. */
function openPage(address) {
  const command = process.env.BROWSER || openers[process.platform];
  if (command) spawn(command, [address], { stdio: 'ignore', detached: true }).on('error', () => {}).unref();
}

async function open({ lessons: [lesson], fresh = false, port, 'no-browser': quiet = false }) {
  const jupyter = await ensureJupyter();
  const all = listExercises();
  // Asked to make one anew, the others stay as they are.
  await makeNotebooks(jupyter, all, {});
  if (fresh) await makeNotebooks(jupyter, lesson ? [lesson] : all, { fresh });
  const server = await startServer(jupyter, notebooks, { port });
  const address = server.address(lesson ? `${stemOf(lesson)}.ipynb` : '');
  say(`the notebooks are in ${tilde(notebooks)}, JupyterLab is at\n\n  ${address}\n\nCtrl-C ends it.`);
  if (!quiet) openPage(address);
  return server.ended;
}

async function execute({ execute: folder, lessons, timeout }) {
  const out = path.resolve(folder);
  const results = await executeNotebooks(out, lessons.length > 0 ? lessons : listExercises(), {
    html: true, timeout, onDone: ({ number, seconds, error }) => say(`${number}: ${error ? 'stopped' : 'done'} after ${seconds} s`),
  });
  const failed = results.filter(({ error }) => error);
  for (const { number, error } of failed) {
    const lines = error.source.split('\n').map((line) => `    ${line}`).join('\n');
    process.stderr.write(`\n${number}, cell ${error.cell + 1}: ${error.message}\n${lines}\n`);
  }
  process.stdout.write(`${results.length - failed.length} of ${results.length} executed, in ${tilde(out)}\n`);
  return failed.length > 0 ? 1 : 0;
}

await main(async () => {
  const given = checked(read());
  if (given.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  await prepare();
  if (given.test) return (await import('./notebook/test.mjs')).testNotebooks(given);
  return given.execute === undefined ? open(given) : execute(given);
});
