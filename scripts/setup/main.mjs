// How every script ends: 0, or one message without a stack trace and an exit code that is not 0.

import { unsupportedRuntime } from '../../lib/addon/installed/runtime.mjs';
import { SetupError } from '../../lib/addon/installed/table.mjs';
import { endChildren, StepFailed } from './processes.mjs';

const cleanups = new Set();

/** Runs `cleanup` (synchronous) if the process is interrupted before the returned function is called. */
export function onInterrupt(cleanup) {
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** The user asked for something that is not there. */
export class UsageError extends Error {}

/** Runs a script; `body` returns the exit code, or nothing for 0. */
export async function main(body) {
  for (const [signal, number] of [['SIGINT', 2], ['SIGTERM', 15], ['SIGHUP', 1]]) {
    process.once(signal, () => {
      endChildren(signal);
      for (const cleanup of cleanups) cleanup();
      process.exit(128 + number);
    });
  }
  try {
    const unsupported = unsupportedRuntime();
    if (unsupported !== undefined) throw new UsageError(unsupported);
    const code = await body();
    process.exitCode = typeof code === 'number' ? code : 0;
  } catch (error) {
    const expected = error instanceof SetupError || error instanceof StepFailed || error instanceof UsageError;
    process.stderr.write(`\n${expected ? error.message : error.stack}\n`);
    process.exitCode = error.exitCode ?? 1;
  }
}
