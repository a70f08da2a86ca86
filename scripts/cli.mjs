#!/usr/bin/env node
// npx nodetorch COMMAND: what users of the package need; nothing of it runs when the package is installed.

import { main, UsageError } from './lib/main.mjs';

const USAGE = `npx nodetorch COMMAND
  setup    finds or fetches libtorch, and builds what is missing (setup --help: its options)
  doctor   says what was looked at, what was found, and what to do about it
  build    builds the addon from its sources
  run      runs a program with the options of Node that suit tensors: run FILE [ARGUMENTS]
  help     this text`;

const commands = {
  setup: async (args) => (await import('./lib/setup_command.mjs')).setup(args),
  doctor: async () => (await import('./lib/doctor.mjs')).doctor(),
  build: async () => (await import('./lib/build_command.mjs')).build(),
  run: async (program) => {
    if (program.length === 0) throw new UsageError(`run wants a program.\n\n${USAGE}`);
    await (await import('./lib/prepare.mjs')).prepare();
    return (await import('./lib/launch.mjs')).runProgram(program);
  },
  help: () => {
    process.stdout.write(`${USAGE}\n`);
  },
};

await main(async () => {
  const [name = 'help', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) ? commands[name] : name === '--help' ? commands.help : undefined;
  if (!command) throw new UsageError(`nodetorch has no command '${name}'.\n\n${USAGE}`);
  return command(args);
});
