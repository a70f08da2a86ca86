// npm run lint's part for C and C++: clang_format.mjs [--check]. Formats the sources in place, or says which are not
// formatted.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { main } from './setup/main.mjs';
import { run, say } from './setup/processes.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

await main(async () => {
  const { error, stdout } = spawnSync('clang-format', ['--version'], { encoding: 'utf8' });
  if (error) {
    say('clang-format is absent, so native/ was not checked (apt install clang-format, or pip install clang-format)');
    return;
  }
  const files = fs.readdirSync(path.join(root, 'native'), { recursive: true }).filter((name) => /\.(c|cpp|h)$/.test(name));
  const args = process.argv.includes('--check') ? ['--dry-run', '-Werror'] : ['-i'];
  const sources = files.map((name) => path.join('native', name)).sort();
  await run(`clang-format (${stdout.trim()})`, 'clang-format', [...args, ...sources], {
    cwd: root, cure: 'node scripts/clang_format.mjs formats them.' });
});
