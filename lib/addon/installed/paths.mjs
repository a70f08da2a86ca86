// Where things lie: this checkout (or installed package), and the user's cache.

import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

export function cacheDir(env = process.env) {
  if (env.NODETORCH_CACHE) return path.resolve(env.NODETORCH_CACHE);
  const base = env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.join(base, 'nodetorch');
}

/** `/home/me/.cache/x` -> `~/.cache/x` */
export function tilde(file) {
  const home = homedir();
  return home.length > 1 && file.startsWith(home + path.sep) ? `~${file.slice(home.length)}` : file;
}
