// Finds libtorch, or fetches it.

import { install } from './install.mjs';
import { findLibtorch, LibtorchMissing } from '../../lib/addon/installed/locate.mjs';
import { hasNvidiaDriver, unsupportedPlatform } from '../../lib/addon/installed/platform.mjs';
import { SetupError } from '../../lib/addon/installed/table.mjs';
import { minorOf, PINNED } from '../../lib/addon/installed/versions.mjs';

export const defaultVariant = () => (hasNvidiaDriver() ? 'cuda' : 'cpu');

/** `options` as of findLibtorch. Headers come along only if they are asked for: they are ten thousand files. */
export async function ensureLibtorch(options) {
  const unsupported = unsupportedPlatform();
  if (unsupported) throw new SetupError(unsupported);
  try {
    return findLibtorch(options);
  } catch (error) {
    if (!(error instanceof LibtorchMissing)) throw error;
    const version = !options.wants || options.wants === minorOf(PINNED) ? PINNED : `${options.wants}.0`;
    const headers = () => options.headers === true;
    await install({ variant: defaultVariant(), version, headers, attempts: error.attempts });
    return findLibtorch({ ...options, allowPython: false });
  }
}
