// npm, run from our scripts.

import fs from 'node:fs';
import path from 'node:path';
import { run } from './processes.mjs';

/** The npm that runs us, if one does; on Windows, where `npm` is a script for its shell, the one beside Node. */
function npmCommand() {
  const ours = process.env.npm_execpath;
  if (ours?.endsWith('.js')) return [process.execPath, ours];
  const beside = path.join(path.dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js');
  return process.platform === 'win32' && fs.existsSync(beside) ? [process.execPath, beside] : ['npm'];
}

/** A step that has to succeed. What npm says goes to stderr, as all of set-up's. */
export function runNpm(args, { step = `npm ${args[0]}`, ...options } = {}) {
  const [command, ...first] = npmCommand();
  return run(step, command, [...first, ...args], { stdio: ['ignore', 2, 2], ...options });
}
