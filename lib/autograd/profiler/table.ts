/** Lists of events as tables, in PyTorch's layout. */
import { noAttribute } from '../../arguments/python_objects.js';
import { formatFixed } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import { AssertionError, RuntimeError } from '../../values/errors.js';
import { formatMemory, formatTime, formatTimeShare } from './formats.js';
import type { FunctionEvent } from './function_event.js';
import type { FunctionEventAvg } from './function_event_avg.js';
import { DeviceType } from './kinds.js';

/** What a table has a row of. */
export type TableEvent = FunctionEvent | FunctionEventAvg;

/** What a table shows. */
export interface TableOptions {
  readonly sort_by: string | null;
  readonly row_limit: number;
  readonly max_src_column_width: number | null;
  readonly max_name_column_width: number | null;
  readonly max_shapes_column_width: number | null;
  readonly header: string | null;
  readonly top_level_events_only: boolean;
  readonly time_unit: string | null;
  readonly profile_memory: boolean;
  readonly with_flops: boolean;
}

const columnWidth = 12;
const spacing = '  ';
const devices = new Set([DeviceType.CUDA, DeviceType.PrivateUse1, DeviceType.MTIA, DeviceType.XPU]);
const flopUnits = ['FLOPs', 'KFLOPs', 'MFLOPs', 'GFLOPs', 'TFLOPs', 'PFLOPs'];

interface Column {
  readonly title: string;
  readonly width: number;
  readonly left?: boolean;
  readonly cell: (event: TableEvent) => string;
}

/** Which of the events have what, of which there is a column then. */
function featuresOf(events: readonly TableEvent[]) {
  return {
    deviceTime: events.some((each) => each.self_device_time_total > 0),
    deviceMemory: events.some((each) => each.self_device_memory_usage > 0),
    shapes: events.some(({ input_shapes }) => input_shapes !== null && input_shapes.length > 0),
    overloads: events.some(({ overload_name }) => (overload_name ?? '') !== ''),
    nodes: events.some(({ node_id }) => node_id !== -1),
    stacks: events.flatMap(({ stack }) => (stack !== null && stack.length > 0 ? [stack] : [])),
  };
}

/** The table of events; empty without any. Throws an AttributeError for a key that events do not have. */
export function buildTable(list: readonly TableEvent[], options: TableOptions): string {
  if (list.length === 0) return '';
  const features = featuresOf(list);
  const device = list[0]!.use_device;
  if (!device && features.deviceTime) {
    throw new RuntimeError('use_device is None, but there is device performance data.');
  }
  const events = options.sort_by === null ? list : sorted(list, options.sort_by);
  const totals = totalsOf(events);
  const columns = columnsOf(events, features, device, totals, options);
  const stacked = features.stacks.length > 0;
  const line = (cells: readonly string[]): string => columns.map(({ width, left }, i) =>
    (left ? cells[i]!.padEnd(width) : cells[i]!.padStart(width)) + spacing).join('');
  const separator = columns.map(({ width }) => '-'.repeat(width) + spacing).join('');
  const rule = '='.repeat(separator.length - spacing.length);

  const lines: string[] = [];
  if (options.header !== null) lines.push(rule, options.header);
  if (options.top_level_events_only) lines.push(rule, 'This report only display top-level ops statistics');
  lines.push(separator, line(columns.map(({ title }) => title)), separator);
  let rows = 0;
  for (const event of events) {
    if (rows === options.row_limit) break;
    if (options.top_level_events_only && event.cpu_parent !== null) continue;
    rows++;
    lines.push(line(columns.map(({ cell }) => cell(event))));
    if (stacked) lines.push(...furtherLines(event, columns.length, sourceWidth(features.stacks, options), line));
  }
  lines.push(separator, `Self CPU time total: ${formatTime(totals.cpu, options.time_unit)}`);
  if (features.deviceTime) {
    lines.push(`Self ${device!.toUpperCase()} time total: ${formatTime(totals.device, options.time_unit)}`);
  }
  return lines.map((each) => `${each}\n`).join('');
}

function sorted(events: readonly TableEvent[], sort_by: string): TableEvent[] {
  const name = sort_by.replaceAll('cuda', 'device').replaceAll('xpu', 'device').replaceAll('privateuse1', 'device');
  const keyOf = (event: TableEvent): number | string => {
    if (!(name in event)) throw noAttribute(event, name);
    return event[name as keyof TableEvent] as number | string;
  };
  const keyed = events.map((event) => [keyOf(event), event] as const);
  return keyed.sort(([a], [b]) => (a < b ? 1 : a > b ? -1 : 0)).map(([, event]) => event);
}

/** The time of all, on the processor and on the device. */
function totalsOf(events: readonly TableEvent[]): { cpu: number; device: number } {
  let [cpu, device] = [0, 0];
  for (const event of events) {
    cpu += event.self_cpu_time_total;
    // Who times kernels by events of the device keeps them with the operators.
    const counts = event.device_type === DeviceType.CPU ? event.is_legacy
      : devices.has(event.device_type) && !event.is_user_annotation;
    if (counts) device += event.self_device_time_total;
  }
  return { cpu, device };
}

const limited = (width: number, limit: number | null): number => (limit === null ? width : Math.min(width, limit));

function shortened(name: string, limit: number | null): string {
  return limit !== null && name.length >= limit - 3 ? `${name.slice(0, limit - 3)}...` : name;
}

const shapesText = ({ input_shapes }: TableEvent): string => (input_shapes === '' ? '' : py_repr(input_shapes));

const most = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0);

function sourceWidth(stacks: readonly (readonly string[])[], { max_src_column_width }: TableOptions): number {
  return limited(most(stacks.map((stack) => most(stack.map(({ length }) => length)))) + 4, max_src_column_width);
}

/** The end of a line of the program, which says most. */
function trimmed(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = text.slice(text.length - width);
  return end.length > 3 ? `...${end.slice(3)}` : end;
}

function columnsOf(
  events: readonly TableEvent[], features: ReturnType<typeof featuresOf>, device: string | null,
  totals: { cpu: number; device: number }, options: TableOptions,
): Column[] {
  const { max_name_column_width: nameLimit, time_unit } = options;
  const nameWidth = limited(most(events.map(({ key }) => key!.length)) + 4, nameLimit);
  const columns: Column[] = [{ title: 'Name', width: nameWidth, cell: ({ key }) => shortened(key!, nameLimit) }];
  const add = (title: string, cell: Column['cell'], width = columnWidth): void => void columns.push({ title, width, cell });
  if (features.overloads) {
    add('Overload Name', ({ overload_name }) => shortened(overload_name ?? '', nameLimit), nameWidth);
  }
  const time = (read: (event: TableEvent) => number) => (event: TableEvent): string =>
    formatTime(read(event), time_unit);
  add('Self CPU %', (event) =>
    String(event.self_cpu_percent = formatTimeShare(event.self_cpu_time_total, totals.cpu)));
  add('Self CPU', time((event) => event.self_cpu_time_total));
  add('CPU total %', (event) =>
    String(event.total_cpu_percent = event.is_async ? 0 : formatTimeShare(event.cpu_time_total, totals.cpu)));
  add('CPU total', time((event) => event.cpu_time_total));
  add('CPU time avg', time((event) => event.cpu_time));
  const name = device === null ? 'None' : device.toUpperCase();
  if (features.deviceTime) {
    add(`Self ${name}`, time((event) => event.self_device_time_total));
    add(`Self ${name} %`, (event) =>
      (event.total_device_percent = formatTimeShare(event.self_device_time_total, totals.device)));
    add(`${name} total`, time((event) => event.device_time_total));
    add(`${name} time avg`, time((event) => event.device_time));
  }
  if (options.profile_memory) {
    add('CPU Mem', (event) => formatMemory(event.cpu_memory_usage));
    add('Self CPU Mem', (event) => formatMemory(event.self_cpu_memory_usage));
    if (device && features.deviceMemory) {
      add(`${name} Mem`, (event) => formatMemory(event.device_memory_usage));
      add(`Self ${name} Mem`, (event) => formatMemory(event.self_device_memory_usage));
    }
  }
  add('# of Calls', ({ count }) => String(count));
  if (features.nodes) add('Node ID', ({ node_id }) => String(node_id));
  if (features.shapes) {
    const longest = most(events.map((event) => shapesText(event).length));
    const width = limited(longest + 4, options.max_shapes_column_width);
    add('Input Shapes', (event) => shapesText(event).slice(0, width), width);
  }
  return [...columns, ...lastColumns(events, features.stacks, options)];
}

/**
 * Where calls come from, and how much they computed. Where both are shown, PyTorch has each below the other's title,
 * and in its width.
 */
function lastColumns(
  events: readonly TableEvent[], stacks: readonly (readonly string[])[], options: TableOptions,
): Column[] {
  const columns: Column[] = [];
  const cells: Column['cell'][] = [];
  const flops = options.with_flops ? events.map((event) => event.flops ?? 0).filter((each) => each > 0) : [];
  if (stacks.length > 0) {
    const width = sourceWidth(stacks, options);
    const cell = ({ stack }: TableEvent): string => trimmed(stack?.[0] ?? '', width);
    cells.push(cell);
    columns.push({ title: 'Source Location', width, left: true, cell });
  }
  if (flops.length > 0) {
    const [scale, unit] = flopScale(flops.reduce((a, b) => Math.min(a, b)));
    const cell = (event: TableEvent): string =>
      ((event.flops ?? 0) <= 0 ? '--' : formatFixed(event.flops! * scale, 3).padStart(8));
    cells.unshift(cell);
    columns.push({ title: `Total ${unit}`, width: columnWidth, cell });
  }
  return columns.map((column, i) => ({ ...column, cell: cells[i]! }));
}

function flopScale(flops: number): [scale: number, unit: string] {
  const power = Math.max(0, Math.min(Math.log10(flops) / 3, flopUnits.length - 1));
  if (!(power >= 0 && power < flopUnits.length)) {
    throw new AssertionError(`Expected log_flops to be in range [0, ${flopUnits.length}), but got ${power}`);
  }
  return [10 ** (Math.floor(power) * -3), flopUnits[Math.floor(power)]!];
}

/** The lines of a call's stack after its first, and an empty one. PyTorch has them in the last column. */
function furtherLines(
  { stack }: TableEvent, columns: number, width: number, line: (cells: readonly string[]) => string,
): string[] {
  const empty = Array.from({ length: columns - 1 }, () => '');
  return [...(stack ?? []).slice(1).map((entry) => line([...empty, trimmed(entry, width)])), line([...empty, ''])];
}
