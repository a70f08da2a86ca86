import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { expect, test } from 'vitest';
import answers from '../golden/profiler.json' with { type: 'json' };

const { profile, ProfilerActivity, record_function, schedule } = torch.profiler;
type Profile = InstanceType<typeof profile>;
type Event = ReturnType<Profile['events']>[number];

const options = { activities: [ProfilerActivity.CPU], record_shapes: true, profile_memory: true, with_flops: true };
torch.set_num_threads(1);

const lenet = () => new nn.Sequential(
  new nn.Conv2d(1, 6, 5, { padding: 2 }), new nn.ReLU(), new nn.MaxPool2d(2), new nn.Conv2d(6, 16, 5), new nn.ReLU(),
  new nn.MaxPool2d(2), new nn.Flatten(), new nn.Linear(400, 120), new nn.ReLU(), new nn.Linear(120, 84), new nn.ReLU(),
  new nn.Linear(84, 10));
const mlp = () => new nn.Sequential(new nn.Linear(5, 7), new nn.Tanh(), new nn.Linear(7, 3));

function steps(
  net: nn.Sequential<torch.Tensor, torch.Tensor>, optimizer: torch.optim.Optimizer, x: torch.Tensor,
  y: torch.Tensor, count = 1,
): Profile {
  const training = (): void => {
    optimizer.zero_grad();
    const loss = nn.functional.cross_entropy(net(x), y);
    loss.backward();
    optimizer.step();
  };
  training();
  return profile(options, (prof) => {
    for (let i = 0; i < count; i++) training();
    return prof;
  });
}

function expressions(): Profile {
  const [x, w] = [torch.ones(3, 4), torch.ones(4, 4, { requires_grad: true })];
  return profile(options, (prof) => {
    const z = record_function('outer', () => {
      const y = x.matmul(w);
      return record_function('inner', 'some arguments', () => torch.relu(y));
    });
    z.sum().backward();
    torch.cat([x, x], 1);
    torch.linalg.inv(torch.eye(3));
    torch.einsum('ij,jk->ik', x, w);
    return prof;
  });
}

const digits = () => [torch.ones(4, 1, 28, 28), torch.tensor([1n, 2n, 3n, 0n])] as const;
const rows = () => [torch.ones(6, 5), torch.tensor([0n, 1n, 2n, 0n, 1n, 2n])] as const;
const scenes: Record<keyof typeof answers.scenes, () => Profile> = {
  'lenet': () => {
    const net = lenet();
    return steps(net, new torch.optim.SGD(net.parameters(), { lr: 0.1 }), ...digits());
  },
  'mlp, momentum': () => {
    const net = mlp();
    return steps(net, new torch.optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 }), ...rows());
  },
  'mlp, Adam': () => {
    const net = mlp();
    return steps(net, new torch.optim.Adam(net.parameters()), ...rows(), 2);
  },
  expressions,
};

/** A call and the calls that it made. */
type Tree = readonly [name: string, shapes: unknown, children: readonly Tree[]];
const treeOf = ({ name, input_shapes, cpu_children }: Event): Tree => [name, input_shapes, cpu_children.map(treeOf)];

/** Numbers among the arguments, which Python turns into tensors for some operators, and V8 not. */
const conversions = new Set(['aten::to', 'aten::_to_copy', 'aten::empty_strided', 'aten::copy_', 'aten::scalar_tensor']);
/** What an optimizer divides by in place here, and into a new tensor in Python. */
const inPlace: Readonly<Record<string, string>> = { 'aten::div': 'aten::div_' };

/**
 * Within a step of an optimizer, in whose lists each operator goes over all parameters: as many of each, by one name.
 */
function withoutConversions(trees: readonly Tree[], inside = false): Tree[] {
  return trees.flatMap((tree) => {
    const [name, shapes, children] = tree;
    if (name.startsWith('Optimizer.step')) return [[name, shapes, withoutConversions(children, true).sort(([a], [b]) => (a < b ? -1 : 1))] as Tree];
    if (!inside) return [tree];
    return conversions.has(name) ? [] : [[inPlace[name] ?? name, null, []] as Tree];
  });
}

/** V8's collector says when memory is freed outside of operators. */
const memory = '[memory]';

test.each(Object.keys(scenes) as (keyof typeof scenes)[])('%s: the operators of PyTorch, and what each called', (name) => {
  const events = scenes[name]().events();
  const expected = answers.scenes[name];
  const mine = events.filter((event) => event.cpu_parent === null && event.name !== memory).map(treeOf);
  const simple = name === 'lenet' || name === 'expressions';
  expect(simple ? mine : withoutConversions(mine)).toEqual(
    simple ? expected.tree : withoutConversions(expected.tree as unknown as Tree[]));
});

test.each(['lenet', 'expressions'] as const)('%s: as many calls, operations, bytes, scopes and dtypes', (name) => {
  const prof = scenes[name]();
  const expected = answers.scenes[name];
  const averages = prof.key_averages().filter(({ key }) => key !== memory);
  const by = (read: (each: (typeof averages)[number]) => number): Record<string, number> =>
    Object.fromEntries(averages.map((each) => [each.key!, read(each)]));
  const positive = (numbers: Record<string, number>): Record<string, number> =>
    Object.fromEntries(Object.entries(numbers).filter(([, value]) => value > 0));
  const without = <T>(named: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(named).filter(([key]) => key !== memory));
  expect(by(({ count }) => count)).toEqual(without(expected.counts));
  expect(positive(by(({ flops }) => flops ?? 0))).toEqual(expected.flops);
  // What the engine frees depends on what the program still refers to: operators alone.
  const ofOperators = (named: Record<string, number>): Record<string, number> =>
    Object.fromEntries(Object.entries(named).filter(([key]) => key.startsWith('aten::')));
  expect(ofOperators(positive(by(({ cpu_memory_usage }) => cpu_memory_usage)))).toEqual(ofOperators(expected.memory));
  const events = prof.events().filter((event) => event.name !== memory);
  expect(Object.fromEntries(events.map((event) => [event.name, event.scope]))).toEqual(without(expected.scopes));
  // An option that is not given is none here, and a flag of Python's there.
  const tensors = (dtypes: unknown): unknown[] => (dtypes as string[]).map((each) => (each === 'Scalar' ? '' : each));
  const typed = events.filter((event) => event.input_dtypes!.length > 0);
  expect(Object.fromEntries(typed.map((event) => [event.name, tensors(event.input_dtypes)]))).toEqual(
    Object.fromEntries(Object.entries(expected.dtypes).map(([key, dtypes]) => [key, tensors(dtypes)])));
});

test('a trace has what PyTorch\'s has', () => {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'profiler-')), 'trace.json');
  expressions().export_chrome_trace(file);
  const trace = JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: Record<string, unknown>[] };
  const operator = trace.traceEvents.find(({ name }) => name === 'aten::mm')!['args'] as Record<string, unknown>;
  expect({
    keys: Object.keys(trace).sort(),
    kinds: [...new Set(trace.traceEvents.map(({ ph, cat }) => `${String(ph)} ${String(cat ?? 'None')}`))].sort(),
    arguments: Object.keys(operator).sort(), shapes: operator['Input Dims'], types: operator['Input type'],
  }).toEqual(answers.chrome);
});

test('cycles of schedules hand over what PyTorch\'s do', () => {
  const cycles = answers.cycles as [Record<string, number>, boolean, unknown, number, string][];
  const made = cycles.map(([plan, acc_events]) => {
    const log: number[][] = [];
    const prof = profile({
      activities: [ProfilerActivity.CPU], schedule: schedule(plan as never), acc_events,
      on_trace_ready: (ready) => {
        const counts = Object.fromEntries(ready.key_averages().map(({ key, count }) => [key, count]));
        log.push([ready.step_num, counts['ProfilerStep*'] ?? 0, counts['aten::add'] ?? 0]);
      },
    });
    prof.__enter__();
    for (let i = 0; i < 9; i++) {
      torch.ones(2).add(torch.ones(2));
      prof.step();
    }
    prof.__exit__();
    return [plan, acc_events, log, prof.step_num, prof.current_action.name];
  });
  expect(made).toEqual(answers.cycles);
});
