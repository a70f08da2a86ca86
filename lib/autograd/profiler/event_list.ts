import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { signature } from '../../arguments/signature.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import { AssertionError, ValueError } from '../../values/errors.js';
import type { FunctionEvent } from './function_event.js';
import { FunctionEventAvg } from './function_event_avg.js';
import { backwardFunction, DeviceType } from './kinds.js';
import { buildTable, type TableEvent } from './table.js';

const takes = {
  table: signature(`EventList.table(self, sort_by: str = None, row_limit: int = 100, max_src_column_width: int | None = 75,
    max_name_column_width: int | None = 55, max_shapes_column_width: int | None = 80, header: str = None,
    top_level_events_only: bool = False, time_unit: str = None)`),
  key_averages: signature(`EventList.key_averages(self, group_by_input_shapes: bool = False, group_by_stack_n: int = 0,
    group_by_overload_name: bool = False, include_python_functions: bool = False)`),
  export_chrome_trace: signature('EventList.export_chrome_trace(self, path: str)'),
  export_stacks: signature('EventList.export_stacks(self, path: str, metric: str)'),
};

const metrics = [
  'self_cpu_time_total', 'self_cuda_time_total', 'self_xpu_time_total', 'self_privateuse1_time_total',
] as const;

/** What a list is of. */
export interface EventListOptions {
  readonly use_device?: string | null;
  readonly profile_memory?: boolean;
  readonly with_flops?: boolean;
}

/** The arguments of {@link EventList.table}. */
export type TableArguments = typeof takes.table.args;

/**
 * The events of a profile, or their sums (`torch.autograd.profiler.EventList`): an array that prints as a table, sums
 * up by names, and writes files for viewers.
 */
export class EventList<Event extends TableEvent = FunctionEvent> extends Array<Event> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  readonly #options: Required<EventListOptions>;
  #treeBuilt = false;

  constructor(events: Iterable<Event> = [], options: EventListOptions = {}) {
    super();
    const { use_device = null, profile_memory = false, with_flops = false } = options;
    this.#options = { use_device, profile_memory, with_flops };
    for (const event of events) this.push(event);
  }

  /** Finds out which call made which: calls of one thread, one within the other in time. */
  _build_tree(): void {
    nest(this as unknown as FunctionEvent[]);
    const left = withoutRepeated(this as unknown as FunctionEvent[]) as unknown as Event[];
    this.length = 0;
    for (const event of left) this.push(event);
    giveStacksToBackward(this as unknown as FunctionEvent[]);
    this.#treeBuilt = true;
  }

  /** The time on the processor of all calls, each without those it made. */
  get self_cpu_time_total(): number {
    return this.reduce((sum, event) => sum + event.self_cpu_time_total, 0);
  }

  /**
   * The events as a table of text. `sort_by` is a field, the largest first: `cpu_time_total`, `self_cpu_time_total`,
   * `cpu_memory_usage`, `count` ...; `time_unit` is `s`, `ms` or `us`. Throws an AttributeError for another field.
   */
  table(...args: typeof takes.table.args): string {
    return buildTable(this, { ...takes.table.read(args), ...this.#options });
  }

  /** Writes the calls as Chrome's tracing shows them; a profile writes a trace that has more. */
  export_chrome_trace(...args: typeof takes.export_chrome_trace.args): void {
    const [path] = takes.export_chrome_trace.list(args);
    const device = this.#options.use_device || 'cuda';
    let flow = 0;
    const parts: string[] = [];
    for (const event of this as unknown as FunctionEvent[]) {
      if (event.trace_name === null) continue;
      const name = JSON.stringify(event.trace_name);
      const { start } = event.time_range;
      const thread = event.is_remote ? `" node_id:${event.node_id}, thread_id:${event.thread} "` : event.thread;
      parts.push(`{"name": ${name}, "ph": "X", "ts": ${py_float_repr(start)}, ` +
        `"dur": ${py_float_repr(event.time_range.elapsed_us())}, "tid": ${thread}, "pid": "CPU functions", "args": {}}`);
      for (let i = 0; i < event.kernels.length; i++) {
        parts.push(`{"name": ${name}, "ph": "s", "ts": ${py_float_repr(start)}, "tid": ${event.thread}, ` +
          `"pid": "CPU functions", "id": ${flow++}, "cat": "cpu_to_${device}", "args": {}}`);
      }
    }
    writeFileSync(path, `[${parts.join(', ')}]`);
  }

  /** The names that {@link export_stacks} takes. */
  supported_export_stacks_metrics(): string[] {
    return [...metrics];
  }

  /** Writes stacks and their times, for flame graphs. Throws a ValueError for a metric that it does not know. */
  export_stacks(...args: typeof takes.export_stacks.args): void {
    const [path, metric] = takes.export_stacks.list(args);
    if (!(metrics as readonly string[]).includes(metric)) {
      throw new ValueError(`metric should be one of: ${py_repr([...metrics])}`);
    }
    const field = metric === 'self_cpu_time_total' ? metric : 'self_device_time_total';
    const lines: string[] = [];
    for (const event of this) {
      const value = Math.trunc(event[field]);
      if (!event.stack?.length || value <= 0) continue;
      lines.push(`${[...event.stack].reverse().map((entry) => entry.replaceAll(/[ ;\t\n]/g, '_')).join(';')} ${value}\n`);
    }
    writeFileSync(path, lines.join(''));
  }

  /** Calls summed up by name, and by what else is asked for. */
  key_averages(...args: typeof takes.key_averages.args): EventList<FunctionEventAvg> {
    const [shapes, stackLines, overloads, pythonFunctions] = takes.key_averages.list(args);
    if (!this.#treeBuilt) throw new AssertionError('Expected tree to be built before calling key_averages');
    const sums = new Map<string, FunctionEventAvg>();
    for (const event of this as unknown as FunctionEvent[]) {
      if (event.is_python_function && !pythonFunctions) continue;
      const key = JSON.stringify([
        event.key, event.node_id, event.device_type.value, event.is_legacy, event.is_user_annotation,
        ...(overloads ? [event.overload_name] : []), ...(shapes ? [event.input_shapes] : []),
        ...(stackLines > 0 ? event.stack!.slice(0, stackLines) : []),
      ]);
      let sum = sums.get(key);
      if (sum === undefined) sums.set(key, (sum = new FunctionEventAvg()));
      sum.add(event);
    }
    for (const sum of sums.values()) {
      sum.stack = sum.stack!.slice(0, stackLines);
      if (!shapes) sum.input_shapes = '';
      if (!overloads) sum.overload_name = '';
    }
    return new EventList(sums.values(), this.#options);
  }

  /** All calls summed up, of whatever name. */
  total_average(): FunctionEventAvg {
    const total = new FunctionEventAvg();
    for (const event of this) {
      total.add(event);
      total.key = null;
    }
    total.key = 'Total';
    return total;
  }

  override toString(): string {
    return this.table();
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** Says of each event on the processor which other of its thread it is within. */
function nest(events: readonly FunctionEvent[]): void {
  const threads = new Map<string, FunctionEvent[]>();
  for (const event of events) {
    if (event.is_async || event.device_type !== DeviceType.CPU) continue;
    const key = `${event.thread} ${event.node_id}`;
    const list = threads.get(key);
    if (list === undefined) threads.set(key, [event]);
    else list.push(event);
  }
  for (const list of threads.values()) {
    list.sort(({ time_range: a }, { time_range: b }) => a.start - b.start || b.end - a.end);
    const open: FunctionEvent[] = [];
    for (const event of list) {
      while (open.length > 0) {
        const parent = open.at(-1)!;
        if (event.time_range.start >= parent.time_range.end || event.time_range.end > parent.time_range.end) {
          open.pop();
          continue;
        }
        parent.append_cpu_child(event);
        if (event.cpu_parent !== null) throw new AssertionError(`There is already a CPU parent event for ${event.key}`);
        event.set_cpu_parent(parent);
        break;
      }
      open.push(event);
    }
  }
}

/** The events without calls that only called themselves under the same name; again, until there are no more of them. */
function withoutRepeated(events: readonly FunctionEvent[]): FunctionEvent[] {
  let left = [...events];
  for (;;) {
    const gone = new Set<FunctionEvent>();
    for (const event of left) {
      const parent = event.cpu_parent;
      if (parent?.name !== event.name || parent.cpu_children.length !== 1) continue;
      parent.cpu_children = event.cpu_children;
      parent.kernels = event.kernels;
      for (const child of event.cpu_children) child.cpu_parent = parent;
      gone.add(event);
    }
    if (gone.size === 0) return left;
    left = left.filter((event) => !gone.has(event));
  }
}

/** The call of the engine that an event is within, or is. */
function backwardOf(event: FunctionEvent | null): FunctionEvent | null {
  let at = event;
  while (at !== null && at.scope !== backwardFunction) at = at.cpu_parent;
  return at;
}

/** Lets what backward calls have the lines of the program that the forward call has. */
function giveStacksToBackward(events: readonly FunctionEvent[]): void {
  const forward = new Map<string, readonly string[]>();
  for (const event of events) {
    if (event.stack === null || backwardOf(event) !== null) continue;
    const key = `${event.sequence_nr} ${event.thread}`;
    if (!forward.has(key)) forward.set(key, event.stack);
  }
  for (const event of events) {
    const parent = backwardOf(event);
    if (parent === null) continue;
    if (parent.fwd_thread === null) throw new AssertionError('Expected fwd_thread to be set for backward parent');
    event.stack = forward.get(`${parent.sequence_nr} ${parent.fwd_thread}`) ?? [];
  }
}
