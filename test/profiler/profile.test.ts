import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const {
  ExecutionTraceObserver, profile, ProfilerActivity, record_function, tensorboard_trace_handler,
} = torch.profiler;
const folder = mkdtempSync(path.join(os.tmpdir(), 'profiler-'));
const cpu = [ProfilerActivity.CPU];
type Profile = InstanceType<typeof profile>;
const names = (prof: Profile): string[] => prof.events().map(({ name }) => name);
const x = torch.ones(3, 3);

test('using, start and stop, and a function are the same', async () => {
  const held = profile({ activities: cpu });
  const leave = held[Symbol.dispose];
  x.neg();
  leave.call(held);
  x.abs();
  const started = profile({ activities: cpu });
  started.start();
  x.neg();
  started.stop();
  const run = profile({ activities: cpu }, (prof) => {
    x.neg();
    return prof;
  });
  const late = await profile({ activities: cpu }, async (prof) => {
    await Promise.resolve();
    x.neg();
    return prof;
  });
  for (const prof of [held, started, run, late]) expect(names(prof)).toEqual(['aten::neg']);
});

test('a profile ends when its function throws, and another may begin', () => {
  expect(() => profile({ activities: cpu }, () => {
    throw new Error('out');
  })).toThrow('out');
  const outer = profile({ activities: cpu });
  outer.start();
  expect(() => profile({ activities: cpu }).start()).toThrow('Profiler is already enabled on this thread.');
  outer.stop();
  expect(names(profile({ activities: cpu }, (prof) => {
    x.neg();
    return prof;
  }))).toEqual(['aten::neg']);
});

test('ranges: a function, a block, a wrapped function, an async one', async () => {
  const wrapped = record_function('wrapped')(function add(this: void, n: number) {
    x.add(x);
    return n + 1;
  });
  expect(wrapped.name).toBe('add');
  const prof = await profile({ activities: cpu }, async (prof) => {
    expect(record_function('body', () => x.neg().sum().item())).toBe(-9);
    const range = record_function('block');
    const leave = range[Symbol.dispose];
    x.abs();
    leave.call(range);
    expect(wrapped(1)).toBe(2);
    expect(await record_function('async', async () => {
      await Promise.resolve();
      x.sin();
      return 5;
    })).toBe(5);
    return prof;
  });
  const ranges = prof.events().filter(({ is_user_annotation }) => is_user_annotation);
  expect(ranges.map(({ name, cpu_children }) => [name, cpu_children.map((child) => child.name)])).toEqual([
    ['body', ['aten::neg', 'aten::sum', 'aten::item'].slice(0, 2)], ['block', ['aten::abs']], ['wrapped', ['aten::add']],
    ['async', ['aten::sin']],
  ].map(([name, children]) => [name, expect.arrayContaining(children as string[]) as string[]]));
  expect(record_function('no profile', () => 3)).toBe(3);
});

test('stacks are the lines of the program, in tables, files and traces', () => {
  function work(): void {
    x.matmul(x);
  }
  const prof = profile({ activities: cpu, with_stack: true }, (prof) => {
    work();
    return prof;
  });
  const here = /profile\.test\.ts\(\d+\): work$/;
  const { stack } = prof.events().find(({ name }) => name === 'aten::mm')!;
  expect(stack!.some((line) => here.test(line))).toBe(true);
  expect(prof.key_averages({ group_by_stack_n: 1 }).table()).toContain('Source Location');
  const [stacks, trace] = [path.join(folder, 'stacks.txt'), path.join(folder, 'stacks.json.gz')];
  prof.export_stacks(stacks);
  prof.export_chrome_trace(trace);
  expect(readFileSync(stacks, 'utf8').split('\n').some((line) => /:_work(;| \d+$)/.test(line))).toBe(true);
  expect(gunzipSync(readFileSync(trace)).toString()).toContain('Call stack');
  expect(() => profile({ activities: cpu }, (plain) => plain).export_stacks(stacks)).toThrow('requires with_stack=True');
});

test('where stacks are wanted, calls of modules are events as well', () => {
  const { nn } = torch;
  const net = new nn.Sequential(new nn.Linear(4, 4), new nn.ReLU(), new nn.Linear(4, 2));
  const input = torch.ones(1, 4);
  const run = (with_stack: boolean) => profile({ activities: cpu, with_stack }, (prof) => {
    for (let i = 0; i < 2; i++) net(input);
    return prof;
  });
  const prof = run(true);
  const calls = prof.events().filter(({ is_python_function }) => is_python_function);
  const once = ['Sequential_0', 'Linear_0', 'ReLU_0', 'Linear_1'].map((name) => `nn.Module: ${name}`);
  expect(calls.map(({ name }) => name)).toEqual([...once, ...once]);
  expect(calls.slice(0, 4).map(({ cpu_children }) => cpu_children.map(({ name }) => name))).toEqual(
    [once.slice(1), ['aten::linear'], ['aten::relu'], ['aten::linear']]);
  const keys = (functions: boolean) =>
    prof.key_averages({ include_python_functions: functions }).filter(({ key }) => key!.startsWith('nn.Module'));
  expect(keys(false)).toEqual([]);
  expect(keys(true).map(({ key, count }) => [key, count])).toEqual(once.map((name) => [name, 2]));
  const trace = path.join(folder, 'modules.json');
  prof.export_chrome_trace(trace);
  interface Shown { cat?: string; name: string; args: object }
  const { traceEvents } = JSON.parse(readFileSync(trace, 'utf8')) as { traceEvents: Shown[] };
  const found = traceEvents.filter(({ cat }) => cat === 'python_function');
  expect(found.map(({ name }) => name)).toEqual([...once, ...once]);
  expect(found[3]!.args).toMatchObject({ 'Python id': 3, 'Python parent id': 0, 'Python module id': 1 });
  expect(run(false).events().some(({ name }) => name.startsWith('nn.Module'))).toBe(false);
  const hooked = profile({ activities: cpu, with_stack: true }, (inner) => {
    const handle = net.register_forward_pre_hook(() => undefined);
    expect(() => net(torch.ones(1, 3))).toThrow('mat1 and mat2');
    handle.remove();
    return inner;
  });
  expect(hooked.events().filter(({ is_python_function }) => is_python_function).length).toBe(2);
});

test('metadata, ids and handlers', () => {
  const log = path.join(folder, 'log');
  const prof = profile({
    activities: cpu, on_trace_ready: tensorboard_trace_handler(log, 'worker', true),
    custom_trace_id_callback: () => 'an id',
  });
  prof.preset_metadata_json('preset', '[1]');
  prof.start();
  prof.add_metadata('text', 'a word');
  prof.add_metadata_json('json', '{"a": 2}');
  x.neg();
  prof.stop();
  expect(prof.get_trace_id()).toBe('an id');
  const [file] = readdirSync(log);
  expect(file).toMatch(/^worker\.\d{19}\.pt\.trace\.json\.gz$/);
  const trace = JSON.parse(gunzipSync(readFileSync(path.join(log, file!))).toString()) as Record<string, unknown>;
  expect([trace['preset'], trace['text'], trace['json'], trace['trace_id']]).toEqual([[1], 'a word', { a: 2 }, 'an id']);
});

test('only a trace, overload names, functions of the legacy module', () => {
  const { _ExperimentalConfig } = torch.profiler;
  const traceOnly = new _ExperimentalConfig({ trace_only: true });
  const only = profile({ activities: cpu, experimental_config: traceOnly }, (prof) => {
    x.neg();
    return prof;
  });
  expect(() => only.events()).toThrow('events() is not available when trace_only=True');
  const withNames = new _ExperimentalConfig({ capture_overload_names: true });
  const named = profile({ activities: cpu, experimental_config: withNames }, (prof) => {
    x.add(x);
    return prof;
  });
  expect(named.events().map(({ name, overload_name }) => [name, overload_name])).toEqual([['aten::add', 'Tensor']]);
  const plain = torch.autograd.profiler.profile((prof) => {
    x.neg();
    return prof;
  });
  expect(plain.key_averages().map(({ key, count }) => [key, count])).toEqual([['aten::neg', 1]]);
  expect([plain.total_average().count, plain.self_cpu_time_total > 0]).toEqual([1, true]);
  expect(String(torch.autograd.profiler.profile())).toBe('<unfinished torch.autograd.profile>');
  torch.autograd.profiler.emit_itt(() => x.neg());
  expect(() => torch.autograd.profiler.emit_nvtx(() => x.neg())).toThrow(/CUDA|NVIDIA|accelerator/);
});

test('an execution trace has every operator with its arguments', () => {
  const file = path.join(folder, 'execution.json');
  const observer = new ExecutionTraceObserver();
  observer.register_callback(file);
  expect([observer.is_registered, observer.is_running(), observer.get_output_file_path()]).toEqual([true, false, file]);
  const beside = path.join(folder, 'execution_resources');
  const places = [false, true, false].map((create) =>
    ExecutionTraceObserver.get_resources_dir_for_et_path(file, create));
  expect(places).toEqual([null, beside, beside]);
  profile({ activities: cpu, execution_trace_observer: observer }, () => x.add(x));
  expect([observer.is_registered, existsSync(file)]).toEqual([false, true]);
  const trace = JSON.parse(readFileSync(file, 'utf8')) as { nodes: { name: string; inputs: { shapes: unknown } }[] };
  expect(trace.nodes.find(({ name }) => name === 'aten::add')!.inputs.shapes).toEqual([[3, 3], [3, 3], []]);
});

test('a compiled function: its replay is a range, with its operators in it', async () => {
  const f = torch.compile((a: torch.Tensor) => record_function('inside', () => a.matmul(a).exp().mul(2).sum()));
  for (let i = 0; i < 6; i++) f(x);
  const prof = profile({ activities: cpu }, (prof) => {
    f(x);
    return prof;
  });
  const [region] = prof.events().filter(({ name }) => name === 'Torch-Compiled Region');
  expect(region!.cpu_children.length).toBeGreaterThan(0);
  expect(names(prof)).toContain('aten::mm');
  expect(names(prof)).not.toContain('inside');
  await Promise.resolve();
});

test('workers profile themselves, and a profile does not see them', async () => {
  const program = `const { parentPort } = require('node:worker_threads');
    import('nodetorch').then((torch) => {
      const { profile, ProfilerActivity } = torch.profiler;
      const prof = profile({ activities: [ProfilerActivity.CPU] }, (prof) => { torch.ones(2).neg(); return prof; });
      parentPort.postMessage(prof.events().map(({ name }) => name));
    });`;
  const run = (): Promise<string[]> => new Promise((resolve, reject) => {
    const worker = new Worker(program, { eval: true });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  expect(await run()).toContain('aten::neg');
  const prof = await profile({ activities: cpu }, async (prof) => {
    await new Promise<void>((resolve, reject) => {
      const worker = new Worker("import('nodetorch').then((torch) => torch.ones(2).cos())", { eval: true });
      worker.once('exit', () => resolve());
      worker.once('error', reject);
    });
    return prof;
  });
  expect(names(prof)).not.toContain('aten::cos');
});

test('many profiles leave nothing behind', () => {
  const options = { activities: cpu, profile_memory: true, record_shapes: true };
  const once = (): void => void profile(options, () => x.add(x)).sum();
  for (let i = 0; i < 500; i++) once();
  torch.collect(true);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 300; i++) once();
  torch.collect(true);
  expect(process.memoryUsage().rss - before).toBeLessThan(24e6);
});
