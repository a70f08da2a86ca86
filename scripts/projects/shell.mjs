// Runs the commands of projects, each with an end.

import { spawn } from 'node:child_process';

const running = new Set();

/** Ends what a step started, when this process is told to end. */
export function endSteps() {
  for (const child of running) kill(child);
}

function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Runs a command as a shell does: `{ code, output }`; after `seconds` it is ended, with whatever it started. */
export function shell(command, { cwd, env, seconds }) {
  return new Promise((resolve) => {
    const child = spawn(command, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill(child);
    }, seconds * 1000);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      kill(child); // what it left behind
      resolve({ code: late ? `after ${seconds} seconds` : code ?? signal, output });
    });
  });
}
