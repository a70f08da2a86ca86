/** Traces of nvprof, which NVIDIA no longer makes; deprecated in PyTorch. */
import { createRequire } from 'node:module';
import { signature } from '../../arguments/signature.js';
import { py_repr } from '../../python/repr.js';
import { AssertionError, NotImplementedError, RuntimeError } from '../../values/errors.js';
import { EventList } from './event_list.js';
import { deprecated } from './formatted_times.js';
import { FunctionEvent } from './function_event.js';
import { StringTable } from './names.js';

/** Throws a RuntimeError for a key that it sees again (`torch.autograd.profiler.EnforceUnique`). */
export class EnforceUnique {
  /** The keys that it saw, as texts. */
  readonly seen = new Set<string>();

  constructor() {
    deprecated('`torch.autograd.profiler.EnforceUnique` is deprecated and will be removed in PyTorch 2.17.');
  }
  /** Sees a key. */
  see(...key: unknown[]): void {
    seeOnce(this.seen, key);
  }
}

function seeOnce(seen: Set<string>, key: readonly unknown[]): void {
  const text = py_repr(Object.freeze([...key]));
  if (seen.has(text)) throw new RuntimeError(`duplicate key: ${text}`);
  seen.add(text);
}

interface Database {
  prepare(sql: string): { all(): Record<string, number | string>[] };
  close(): void;
}

function open(path: string): Database {
  const require = createRequire(import.meta.url);
  let sqlite: { DatabaseSync: new (path: string, options: object) => Database };
  try {
    sqlite = require('node:sqlite') as typeof sqlite;
  } catch {
    throw new NotImplementedError(`traces of nvprof are databases of SQLite, which Node ${process.versions.node} cannot read`);
  }
  return new sqlite.DatabaseSync(path, { readOnly: true });
}

const functions = `SELECT start.id AS marker_id, start.name AS name, start.timestamp AS start_time,
    end.timestamp AS end_time FROM CUPTI_ACTIVITY_KIND_MARKER AS start INNER JOIN CUPTI_ACTIVITY_KIND_MARKER AS end
    ON start.id = end.id WHERE start.name != 0 AND end.name = 0`;
const kernels = `SELECT start.id AS marker_id, runtime._id_ AS runtime_id, runtime.cbid AS cbid,
    kernel.start AS kernel_start, kernel.end AS kernel_end, kernel.name AS kernel_name
  FROM CUPTI_ACTIVITY_KIND_MARKER AS start
    INNER JOIN CUPTI_ACTIVITY_KIND_MARKER AS end ON start.id = end.id
    INNER JOIN CUPTI_ACTIVITY_KIND_RUNTIME AS runtime
      ON (start.timestamp < runtime.start AND runtime.end < end.timestamp)
    INNER JOIN CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL AS kernel ON kernel.correlationId = runtime.correlationId`;
/** CUPTI's number of the call that launches a kernel. */
const launch = 211;

function read(path: string): FunctionEvent[] {
  const database = open(path);
  try {
    const names = new StringTable();
    const strings = new Map(database.prepare('SELECT _id_ AS id, value FROM StringTable').all()
      .map(({ id, value }) => [id, names.get(String(value))]));
    const events = new Map<unknown, FunctionEvent>();
    const seen = new Set<string>();
    for (const row of database.prepare(functions).all()) {
      seeOnce(seen, [row['marker_id']]);
      events.set(row['marker_id'], new FunctionEvent({
        id: Number(row['marker_id']), node_id: 0, name: strings.get(row['name']!)!, thread: 0,
        start_us: Number(row['start_time']), end_us: Number(row['end_time']),
      }));
    }
    const launched = new Set<string>();
    for (const row of database.prepare(kernels).all()) {
      seeOnce(launched, [row['marker_id'], row['runtime_id']]);
      if (row['cbid'] !== launch) throw new AssertionError(`Expected cbid to be ${launch}, but got ${row['cbid']}`);
      events.get(row['marker_id'])!.append_kernel(
        String(row['kernel_name']), 0, Number(row['kernel_end']) - Number(row['kernel_start']));
    }
    return [...events.values()].sort(({ time_range: a }, { time_range: b }) => a.start - b.start);
  } finally {
    database.close();
  }
}

/**
 * The events of a trace that nvprof wrote (`torch.autograd.profiler.load_nvprof`). Throws a NotImplementedError where
 * Node has no SQLite.
 */
export const load_nvprof = signature('load_nvprof(path: str) -> EventList').define((path) => {
  deprecated('`torch.autograd.profiler.load_nvprof` is deprecated and will be removed in PyTorch 2.17.');
  return new EventList(read(path));
});

/** The same as a plain list (`torch.autograd.profiler.parse_nvprof_trace`). */
export const parse_nvprof_trace = signature('parse_nvprof_trace(path: str) -> list[FunctionEvent]').define((path) => {
  deprecated('`torch.autograd.profiler.parse_nvprof_trace` is deprecated and will be removed in PyTorch 2.17.');
  return read(path);
});
