// JupyterLab, for the notebooks of one folder.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onInterrupt } from '../setup/main.mjs';
import { StepFailed } from '../setup/processes.mjs';
import { KERNEL } from './environment.mjs';

/** Seconds until it has to answer. */
const START = 120;

const options = [
  '--ip=127.0.0.1', '--ServerApp.answer_yes=True', '--ServerApp.open_browser=False',
  // Only our kernel, and nothing asked of the network.
  `--KernelSpecManager.allowed_kernelspecs={'${KERNEL.name}'}`, '--KernelSpecManager.ensure_native_kernel=False',
  '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate', '--LabApp.news_url=None',
  '--LabApp.extension_manager=readonly',
];

/** What a server notes of itself when it listens. */
function noteOf(runtime, pid) {
  try {
    return JSON.parse(fs.readFileSync(path.join(runtime, `jpserver-${pid}.json`), 'utf8'));
  } catch {
    return undefined; // not there yet, or not whole
  }
}

async function answers(note) {
  try {
    return (await fetch(`${note.url}api/status?token=${note.token}`)).ok;
  } catch {
    return false;
  }
}

const lastWords = (log) => fs.readFileSync(log, 'utf8').trim().split('\n').slice(-8).join('\n');

/**
 * Starts JupyterLab (`jupyter` from ensureJupyter) on `folder`. Resolves, when it answers, to { address, ended, stop }:
 * `address(name)` of a notebook's page, with no other open, `ended` resolves to its exit status, `stop()` ends it and
 * its kernels.
 */
export async function startServer({ python, env, runtime }, folder, { port } = {}) {
  const root = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const chosen = port === undefined ? [] : [`--port=${port}`, '--ServerApp.port_retries=0'];
  const args = ['-m', 'jupyterlab', ...options, ...root, ...chosen, `--ServerApp.root_dir=${folder}`];
  // It talks a lot, and of its address even when told to be quiet.
  const log = path.join(runtime, `log-${process.pid}.txt`);
  fs.mkdirSync(runtime, { recursive: true });
  const handle = fs.openSync(log, 'w');
  const child = spawn(python, args, { cwd: folder, env, stdio: ['ignore', handle, handle] });
  fs.closeSync(handle);
  const forget = onInterrupt(() => child.kill('SIGTERM'));
  let over = false;
  const ended = new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  }).finally(() => {
    over = true;
    forget();
  });
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  const begin = Date.now();
  for (;;) {
    const note = noteOf(runtime, child.pid);
    if (note && await answers(note)) {
      const address = (name) => `${note.url}lab${name ? `/tree/${encodeURIComponent(name)}` : ''}?token=${note.token}&reset`;
      return { address, ended, stop };
    }
    if (over) throw new StepFailed('Starting JupyterLab', await ended, lastWords(log));
    if (Date.now() - begin > START * 1000) {
      await stop();
      throw new StepFailed('Starting JupyterLab', `it does not answer after ${START} s`);
    }
    await sleep(100);
  }
}
