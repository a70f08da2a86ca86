// A Chromium of this machine, driven by playwright-core: for pictures of pages, PDF files, and tests of what a reader
// sees in a browser. Nothing that `npm test` runs needs one.

import fs from 'node:fs';
import path from 'node:path';
import { importTool } from '../setup/tools.mjs';
import { SetupError } from '../../lib/addon/installed/table.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

const CURES = [
  ['apt install chromium', 'Debian, Ubuntu'],
  ['NODETORCH_CHROMIUM=/path/to/its/program', 'elsewhere'],
];

/** The browser's program: NODETORCH_CHROMIUM, else one on PATH. Throws a SetupError that says how to get one. */
export function findChromium() {
  const chosen = process.env.NODETORCH_CHROMIUM;
  if (chosen) {
    if (fs.existsSync(chosen)) return chosen;
    throw new SetupError(`NODETORCH_CHROMIUM: there is no file ${chosen}`, [], CURES);
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))), MAC];
  const found = candidates.find((file) => fs.existsSync(file));
  if (found) return found;
  throw new SetupError(`This needs Chromium or Chrome, and none of ${NAMES.join(', ')} is on PATH.`, [], CURES);
}

/** Chromium without a window; the caller closes it. `options` go to playwright's `chromium.launch`. */
export async function openBrowser(options = {}) {
  const executablePath = findChromium();
  const { chromium } = (await importTool('browser', 'playwright-core')).default;
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];
  // As root there is no sandbox to be had.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath, args, ...options });
}
