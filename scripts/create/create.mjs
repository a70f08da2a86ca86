#!/usr/bin/env node
// npm create nodetorch FOLDER: its command line. A mistake is one message and the exit status 1.

import { makeProject, Mistake, nextCommands, USAGE } from './make.mjs';

try {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
  } else {
    const { folder, files } = makeProject(args);
    process.stdout.write(`Made ${folder}: ${files.join(', ')}.\n\nNext:\n`);
    for (const command of nextCommands(folder, process.env.npm_config_user_agent)) process.stdout.write(`  ${command}\n`);
  }
} catch (error) {
  if (!(error instanceof Mistake) && error.code === undefined) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
