#!/usr/bin/env node
// npx nodetorch COMMAND: what users of the package need; nothing of it runs when the package is installed.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { main, UsageError } from './setup/main.mjs';
import { findAddon } from '../lib/addon/installed/locate.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

const USAGE = `npx nodetorch COMMAND
  setup    finds or fetches libtorch, and builds what is missing (setup --help: its options)
  doctor   says what was looked at, what was found, and what to do about it
  build    builds the addon from its sources
  run      runs a program with the options of Node that suit tensors: run FILE [ARGUMENTS]
  version  the version of nodetorch, and of the libtorch that its addon is made for (--version)
  help     this text (--help)`;

/** A program that is not there is told before anything is fetched or built for it. */
function checkProgram([file]) {
  if (file === undefined) throw new UsageError(`run wants a program.\n\n${USAGE}`);
  if (file.startsWith('-')) return; // an option of Node's
  try {
    createRequire(path.join(process.cwd(), 'x.js')).resolve(path.resolve(file));
  } catch {
    throw new UsageError(`run: there is no program ${path.resolve(file)}`);
  }
}

const commands = {
  setup: async (args) => (await import('./setup/setup_command.mjs')).setup(args),
  doctor: async () => (await import('./setup/doctor.mjs')).doctor(),
  build: async () => (await import('./setup/build_command.mjs')).build(),
  run: async (program) => {
    checkProgram(program);
    const { runProgram, startEarly } = await import('./setup/launch.mjs');
    const early = startEarly(program);
    await (await import('./setup/prepare.mjs')).prepare();
    return runProgram(program, { early });
  },
  version: () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const libtorch = findAddon()?.version ?? 'none: no addon is built';
    process.stdout.write(`nodetorch ${version} (libtorch ${libtorch})\n`);
  },
  help: () => {
    process.stdout.write(`${USAGE}\n`);
  },
};

const options = { '--help': 'help', '-h': 'help', '--version': 'version', '-v': 'version' };

await main(async () => {
  const [first = 'help', ...args] = process.argv.slice(2);
  const name = Object.hasOwn(options, first) ? options[first] : first;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`nodetorch has no command '${first}'.\n\n${USAGE}`);
  return command(args);
});
