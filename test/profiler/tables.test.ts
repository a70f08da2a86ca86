import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import answers from '../golden/profiler.json' with { type: 'json' };
import { given } from './given.js';

const { EventList, FunctionEventAvg, MemRecordsAcc } = torch.autograd.profiler_util;
const { profile, ProfilerAction, ProfilerActivity, schedule } = torch.profiler;

const averages = (options: Parameters<ReturnType<typeof given>['key_averages']>[0] = {}, kind = {}) =>
  given(kind).key_averages(options as never);

const tables: Record<string, () => string> = {
  'averages': () => averages().table(),
  'averages, sorted': () => averages().table({ sort_by: 'cpu_time_total', row_limit: 3 }),
  'averages, by self time in ms': () => averages().table({ sort_by: 'self_cpu_time_total', time_unit: 'ms' }),
  'averages, by count': () => averages().table({ sort_by: 'count', time_unit: 's', header: 'A header' }),
  'averages, unknown unit': () => averages().table({ time_unit: 'fortnights' }),
  'averages, by shapes': () => averages({ group_by_input_shapes: true } as never).table({ max_shapes_column_width: 20 }),
  'averages, by stacks': () => averages({ group_by_stack_n: 2 } as never).table({ max_src_column_width: 40 }),
  'averages, by one line': () => averages({ group_by_stack_n: 1 } as never).table({ max_src_column_width: null }),
  'averages, by overloads': () => averages({ group_by_overload_name: true } as never).table(),
  'averages, with functions': () => averages({ include_python_functions: true } as never).table(),
  'averages, wide names': () => averages().table({ max_name_column_width: null }),
  'averages, narrow names': () => averages().table({ max_name_column_width: 12 }),
  'memory': () => averages({}, { memory: true }).table({ sort_by: 'cpu_memory_usage' }),
  'memory, own': () => averages({}, { memory: true }).table({ sort_by: 'self_cpu_memory_usage' }),
  'flops': () => averages({}, { flops: true }).table(),
  'flops and stacks': () =>
    averages({ group_by_stack_n: 3, group_by_input_shapes: true } as never, { flops: true }).table(),
  'events': () => given().table(),
  'events at the top': () => given().table({ top_level_events_only: true }),
  'all rows': () => given().table({ row_limit: -1 }),
  'no rows': () => given().table({ row_limit: 0 }),
  'device': () => averages({}, { use_device: 'cuda', memory: true }).table({ sort_by: 'self_cuda_time_total' }),
  'device, events': () => given({ use_device: 'cuda' }).table({ sort_by: 'cuda_time_total', row_limit: 4 }),
  'empty': () => new EventList([]).table(),
  'str': () => String(averages()),
};

test('every table of PyTorch is made', () => expect(Object.keys(tables)).toEqual(Object.keys(answers.tables)));

test.each(Object.keys(tables))('table: %s', (name) => {
  expect(tables[name]!()).toBe(answers.tables[name as keyof typeof answers.tables]);
});

test('texts of events, trees, files of lists', () => {
  const events = given({ memory: true });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'profiler-'));
  const file = path.join(folder, 'file');
  const read = (): string => readFileSync(file, 'utf8');
  events.export_stacks(file, 'self_cpu_time_total');
  const stacks = read();
  given({ use_device: 'cuda' }).export_chrome_trace(file);
  const records = [30, 10, 20, 20, 40].map((start_ns): [{ start_ns: number }, boolean] => [{ start_ns }, false]);
  expect({
    'event': String(events[0]), 'average': String(events.key_averages(true)[0]), 'total': String(events.total_average()),
    'self_cpu_time_total': events.self_cpu_time_total, 'metrics': events.supported_export_stacks_metrics(),
    'names': events.map(({ name }) => name), 'parents': events.map(({ cpu_parent }) => cpu_parent?.name ?? null),
    'backward stack': events[5]!.stack, 'times': events.map((each) => each.cpu_time_total_str),
    'self': events.map((each) => [each.self_cpu_time_total, each.self_cpu_memory_usage]),
    'device event': String(given({ use_device: 'cuda' }).at(-1)),
    'device average': String(given({ use_device: 'cuda' }).key_averages()[1]),
    stacks, 'chrome': read(), 'records': [...new MemRecordsAcc(records).in_interval(15, 30)].map(([{ start_ns }]) => start_ns),
  }).toEqual(answers.texts);
});

const cpu = ProfilerActivity.CPU;
const errors: Record<string, () => unknown> = {
  'unknown key': () => averages().table({ sort_by: 'nonsense' }),
  'metric': () => given().export_stacks('/nowhere', 'nonsense'),
  'other key': () => new FunctionEventAvg().add(given()[0]!).add(given()[1]!),
  'no event': () => given()[0]!.append_cpu_child(3 as never),
  'parent': () => given()[0]!.set_cpu_parent(3 as never),
  'device child': () => given()[0]!.append_cpu_child(given({ use_device: 'cuda' }).at(-1)!),
  'device kernel': () => given({ use_device: 'cuda' }).at(-1)!.append_kernel('k', 0, 1),
  'not built': () => new EventList([]).key_averages(),
  'twice': () => profile({ activities: [cpu, cpu] }),
  'none': () => profile({ activities: [] }),
  'activity': () => profile({ activities: ['CPU' as never] }),
  'not started': () => profile().events(),
  'not started averages': () => profile().key_averages(),
  'not started trace': () => profile().export_chrome_trace('x'),
  'not started stop': () => profile().stop(),
  'schedule': () => schedule({ wait: -1, warmup: 0, active: 1 }),
  'schedule step': () => schedule({ wait: 0, warmup: 1, active: 1 })(-1),
  'schedule missing': () => schedule({ wait: 0 } as never),
  'stopped': () => profile({ schedule: () => ProfilerAction.DEVICE_STOPPED }),
  'no activities': () => torch.autograd.profiler.profile({ use_cpu: false, use_kineto: true }),
  'timeout': () => torch.autograd.profiler.profile({ post_processing_timeout_s: -1 }),
  'device only': () => torch.autograd.profiler.profile({ use_cpu: false }),
};

test('every error of PyTorch is asked for', () => expect(Object.keys(errors)).toEqual(Object.keys(answers.errors)));

test.each(Object.keys(errors))('error: %s', (name) => {
  const { error, text } = answers.errors[name as keyof typeof answers.errors];
  let thrown: unknown;
  try {
    errors[name]!();
  } catch (caught) {
    thrown = caught;
  }
  expect(thrown).toMatchObject({ name: error, message: text });
});

test('schedules say what PyTorch\'s say', () => {
  for (const [plan, actions] of answers.schedules as [Record<string, number>, string[]][]) {
    const decide = schedule(plan as never);
    expect(actions.map((_, step) => decide(step).name)).toEqual(actions);
  }
});

test('kinds print as in Python', () => {
  expect([String(cpu), cpu.__repr__(), String(ProfilerAction.RECORD), String(torch.profiler.DeviceType.CPU)])
    .toEqual(['ProfilerActivity.CPU', '<ProfilerActivity.CPU: 0>', 'ProfilerAction.RECORD', 'DeviceType.CPU']);
});
