/** Files from the network, for a thread that waits. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What `downloader.ts` is to do. */
export interface Job {
  /** Addresses of the same file, tried in this order. */
  readonly urls: readonly string[];
  readonly path: string;
  /** How the sum of the file begins, in hexadecimal; null: nobody knows. */
  readonly digest: { readonly algorithm: 'md5' | 'sha256'; readonly prefix: string } | null;
  /** What the program calls itself to the server. */
  readonly agent: string;
  /** A bar on standard error: always, on a terminal only, or never. */
  readonly progress: 'always' | 'terminal' | 'never';
}

/** What became of an address. */
export interface Failure {
  readonly url: string;
  readonly message: string;
  /** The code of the system's error. */
  readonly code?: string | undefined;
  /** The server's answer. */
  readonly status?: number;
  /** The sum of the file, which should have been another one. */
  readonly digest?: string;
}

/** Fetches a file, which appears when it is complete and has the sum; gives what went wrong, nothing if it is there. */
export function download(job: Job): readonly Failure[] {
  const script = fileURLToPath(new URL('./downloader.js', import.meta.url));
  const { status, stdout, error } = spawnSync(process.execPath, [script, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', env: { ...process.env, NODE_USE_ENV_PROXY: '1' },
  });
  if (error !== undefined) throw error;
  if (status === 0) return [];
  if (stdout !== '') return JSON.parse(stdout) as Failure[];
  return job.urls.map((url) => ({ url, message: 'the transfer was broken off' }));
}
