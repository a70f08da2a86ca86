import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { signature } from '../arguments/signature.js';
import { RuntimeError } from '../values/errors.js';
import type { Profile } from './profile.js';

/** Gets a profile whenever a cycle of its schedule is over. */
export type TraceHandler = (prof: Profile) => unknown;

let last = 0n;

/** Nanoseconds since 1970, none of them twice. */
function timestamp(): bigint {
  const now = BigInt(Math.trunc((performance.timeOrigin + performance.now()) * 1e3)) * 1000n;
  last = now > last ? now : last + 1n;
  return last;
}

/**
 * Writes each trace to a folder that TensorBoard reads (`torch.profiler.tensorboard_trace_handler`), under the names of
 * the machine and the process if there is no `worker_name`; packed with `use_gzip`.
 */
export const tensorboard_trace_handler = signature(
  'tensorboard_trace_handler(dir_name: str, worker_name: str = None, use_gzip: bool = False) -> TraceHandler',
).define((dir_name, worker_name, use_gzip) => (prof) => {
  try {
    mkdirSync(dir_name, { recursive: true });
  } catch (error) {
    throw new RuntimeError(`Can't create directory: ${dir_name}`, { cause: error });
  }
  const worker = worker_name || `${os.hostname()}_${process.pid}`;
  prof.export_chrome_trace(path.join(dir_name, `${worker}.${timestamp()}.pt.trace.json${use_gzip ? '.gz' : ''}`));
});
