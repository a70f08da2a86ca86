// Runs other programs for the scripts: their output goes through, and a failure says which step it was.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const children = new Set();

/** Ends what run() started, when this process is told to end. */
export function endChildren(signal = 'SIGTERM') {
  for (const child of children) child.kill(signal);
}

export class StepFailed extends Error {
  constructor(step, status, cure) {
    super(`${step} failed (${typeof status === 'string' ? status : `exit code ${status}`})${cure ? `.\n${cure}` : ''}`);
    this.name = 'StepFailed';
    this.exitCode = typeof status === 'number' && status > 0 ? status : 1;
  }
}

/** The exit status of a process: a number, 128 + n for signal n. */
export function statusOf(child) {
  return new Promise((resolve, reject) => {
    children.add(child);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** That of a program whose output goes through. */
export const status = (command, args, options = {}) => statusOf(spawn(command, args, { stdio: 'inherit', ...options }));

/** Runs a step that has to succeed. */
export async function run(step, command, args, { cure, ...options } = {}) {
  let code;
  try {
    code = await status(command, args, options);
  } catch (error) {
    throw new StepFailed(step, error.code === 'ENOENT' ? `${command} not found` : error.message, cure);
  }
  if (code !== 0) throw new StepFailed(step, code, cure);
}

/** One line that tells what a step is about to do. On stderr: stdout belongs to the program that runs at the end. */
export const say = (text) => process.stderr.write(`nodetorch: ${text}\n`);
