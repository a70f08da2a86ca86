import * as torch from 'nodetorch';
import { FlopCounterMode, register_flop_formula } from 'nodetorch/utils/flop_counter';
import { ModuleTracker } from 'nodetorch/utils/module_tracker';
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

const { nn } = torch;
const F = nn.functional;
const { aten } = torch.ops as { aten: Record<string, never> };

class LeNet extends nn.Module {
  conv1 = new nn.Conv2d(1, 6, 5);
  conv2 = new nn.Conv2d(6, 16, 5);
  fc1 = new nn.Linear(256, 120);
  fc2 = new nn.Linear(120, 84);
  fc3 = new nn.Linear(84, 10);

  forward(given: torch.Tensor): torch.Tensor {
    let x = F.max_pool2d(F.relu(this.conv1(given)), 2);
    x = F.max_pool2d(F.relu(this.conv2(x)), 2);
    return this.fc3(F.relu(this.fc2(F.relu(this.fc1(torch.flatten(x, 1))))));
  }
}

class Block extends nn.Module {
  conv1: torch.nn.Conv2d;
  bn1: torch.nn.BatchNorm2d;
  conv2: torch.nn.Conv2d;
  bn2: torch.nn.BatchNorm2d;
  down: torch.nn.Sequential;

  constructor(inner: number, outer: number, stride: number) {
    super();
    this.conv1 = new nn.Conv2d(inner, outer, 3, stride, 1, { bias: false });
    this.bn1 = new nn.BatchNorm2d(outer);
    this.conv2 = new nn.Conv2d(outer, outer, 3, 1, 1, { bias: false });
    this.bn2 = new nn.BatchNorm2d(outer);
    this.down = new nn.Sequential(new nn.Conv2d(inner, outer, 1, stride, { bias: false }), new nn.BatchNorm2d(outer));
  }

  forward(x: torch.Tensor): torch.Tensor {
    const out = this.bn2(this.conv2(F.relu(this.bn1(this.conv1(x)))));
    return F.relu(out.add(this.down(x) as torch.Tensor));
  }
}

class Attention extends nn.Module {
  qkv = new nn.Linear(16, 48);
  out = new nn.Linear(16, 16);

  forward(x: torch.Tensor): torch.Tensor {
    const [q, k, v] = this.qkv(x).chunk(3, -1).map((each) => each.reshape(2, 6, 4, 4).transpose(1, 2));
    return this.out(F.scaled_dot_product_attention(q!, k!, v!).transpose(1, 2).reshape(2, 6, 16));
  }
}

type Model = torch.nn.Module & ((...inputs: torch.Tensor[]) => torch.Tensor | readonly torch.Tensor[]);

/** As in scripts/golden/flop_counter.py. */
const models: Record<string, readonly [make: () => unknown, ...shapes: number[][]]> = {
  lenet: [() => new LeNet(), [2, 1, 28, 28]],
  block: [() => new Block(4, 8, 2), [2, 4, 12, 12]],
  lstm: [() => new nn.LSTM(6, 8, 2), [5, 3, 6]],
  gru: [() => new nn.GRU(6, 8, { bidirectional: true }), [5, 3, 6]],
  transformer: [() => new nn.Transformer(16, 2, 2, 1, 32, { batch_first: true }), [2, 6, 16], [2, 4, 16]],
  encoder: [() => new nn.TransformerEncoder(new nn.TransformerEncoderLayer(8, 2, 16, { batch_first: true }), 2),
    [3, 7, 8]],
  attention: [() => new Attention(), [2, 6, 16]],
  transposed: [() => new nn.Sequential(new nn.ConvTranspose1d(3, 5, 4, 2), new nn.Conv1d(5, 6, 3)), [2, 3, 9]],
  groups: [() => new nn.Conv2d(8, 8, 3, { groups: 4 }), [1, 8, 6, 6]],
  bilinear: [() => new nn.Bilinear(3, 4, 5), [2, 3], [2, 4]],
};

/**
 * Whose products of transposed tensors PyTorch takes apart in Python where a mode sees them in inference mode, into
 * `bmm`; libtorch makes `mm` of them, as it does everywhere else, of as many operations.
 */
const otherwise = new Set(['transformer', 'encoder']);

interface Counted {
  counts: Record<string, Record<string, number>>;
  total: number;
}
type Answers = Record<string, Record<'both' | 'forward' | 'inference' | 'eval', Counted> & {
  tracked: { during: [parents: string[], is_bw: boolean][]; after: string[] };
}>;
const answers = JSON.parse(
  readFileSync(new URL('../golden/flop_counter.json', import.meta.url), 'utf8')) as Answers;

const first = (output: torch.Tensor | readonly torch.Tensor[]): torch.Tensor =>
  (output instanceof torch.Tensor ? output : output[0]!);
const countsOf = (counter: FlopCounterMode): Counted => ({
  counts: Object.fromEntries(Array.from(counter.get_flop_counts(), ([name, ops]) =>
    [name, Object.fromEntries(Array.from(ops, ([op, flops]) => [String(op), flops]))])),
  total: counter.get_total_flops(),
});

test.each(Object.keys(models))('%s: operations by module and operator are those of PyTorch', (name) => {
  const [make, ...shapes] = models[name]!;
  const inputs = shapes.map((shape) => torch.ones(shape));
  for (const run of ['both', 'forward', 'inference', 'eval'] as const) {
    const model = make() as Model;
    model.train(run !== 'eval');
    const counter = new FlopCounterMode({ display: false });
    counter.run(() => {
      if (run === 'inference') torch.inference_mode(() => void model(...inputs));
      else if (run === 'eval') torch.no_grad(() => void model(...inputs));
      else {
        const out = first(model(...inputs));
        if (run === 'both') out.sum().backward();
      }
    });
    const [found, wanted] = [countsOf(counter), answers[name]![run]];
    if (run === 'inference' && otherwise.has(name)) expect(found.total).toBe(wanted.total);
    else expect(found, run).toEqual(wanted);
  }
});

test.each(Object.keys(models))('%s: a tracker knows which modules run', (name) => {
  const [make, ...shapes] = models[name]!;
  const model = make() as Model;
  const tracker = new ModuleTracker();
  const during: [string[], boolean][] = [];
  for (const module of model.modules()) {
    module.register_forward_pre_hook(() => void during.push([[...tracker.parents].sort(), tracker.is_bw]));
  }
  tracker.run(() => void model(...shapes.map((shape) => torch.ones(shape))));
  expect({ during, after: [...tracker.parents].sort() }).toEqual(answers[name]!.tracked);
});

test('attention with changed scores is one operator, and counts as attention does', () => {
  const { flex_attention } = torch.nn.attention.flex_attention;
  const [q, k, v] = [torch.ones(2, 4, 6, 8), torch.ones(2, 2, 10, 8), torch.ones(2, 2, 10, 5)];
  const counter = new FlopCounterMode({ display: false });
  counter.run(() => flex_attention(q, k, v, { score_mod: (score) => score.mul(2), enable_gqa: true }));
  expect(countsOf(counter)).toEqual({ counts: { Global: { flex_attention: 12_480 } }, total: 12_480 });
  expect(counter.get_table()).toContain(' - flex_attention');
});

test('a tracker is in backward while hooks of gradients run, and only then', () => {
  using tracker = new ModuleTracker();
  const layer = new nn.Linear(2, 2);
  let seen: unknown[] = [];
  const out = layer(torch.ones(1, 2, { requires_grad: true }));
  out.register_hook(() => void (seen = [tracker.is_bw, [...tracker.parents].sort()]));
  expect(tracker.is_bw).toBe(false);
  out.sum().backward();
  expect(seen).toEqual([true, ['Global', 'Linear']]);
  expect([...tracker.parents]).toEqual(['Global']);
});

test('the table is PyTorch\'s, down to the depth that is asked for', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const net = new nn.Sequential(
      new nn.Conv2d(1, 6, 5), new nn.ReLU(), new nn.Flatten(), new nn.Linear(6 * 24 * 24, 10));
    const counter = new FlopCounterMode({ depth: 1 });
    counter.run(() => (net(torch.ones(2, 1, 28, 28)) as torch.Tensor).sum().backward());
    expect(log.mock.calls).toEqual([[[
      'Module                             FLOP    % Total',
      '----------------------------  ---------  ---------',
      'Sequential                    1105.920K    100.00%',
      ' - aten.convolution            345.600K     31.25%',
      ' - aten.addmm                  138.240K     12.50%',
      ' - aten.mm                     276.480K     25.00%',
      ' - aten.convolution_backward   345.600K     31.25%',
    ].join('\n')]]);
    expect(counter.get_table({ depth: 2 }).split('\n')[7]).toBe(' Sequential.0                   691.200K     62.50%');
    const empty = new FlopCounterMode();
    empty.run(() => void torch.ones(2).add(1));
    expect(log.mock.calls[1]).toEqual([
      'Module      FLOP    % Total\n--------  ------  ---------\nGlobal         0         0%']);
    const loose = new FlopCounterMode({ display: false });
    loose.run(() => {
      void torch.mm(torch.ones(3, 4), torch.ones(4, 5));
      void new nn.Linear(4, 5)(torch.ones(3, 4));
    });
    expect(loose.get_table()).toBe([
      'Module            FLOP    % Total', '--------------  ------  ---------', 'Global             240    100.00%',
      ' - aten.mm         120     50.00%', ' - aten.addmm      120     50.00%', ' Linear            120     50.00%',
      '  - aten.addmm     120     50.00%'].join('\n'));
  } finally {
    log.mockRestore();
  }
});

test('operators get formulas, once for all, or for one counter', () => {
  const count = (counter: FlopCounterMode): number => {
    counter.run(() => void F.elu(torch.ones(3, 4)));
    return counter.get_total_flops();
  };
  const quiet = { display: false } as const;
  expect(count(new FlopCounterMode(quiet))).toBe(0);
  const custom_mapping = new Map([[aten['elu']!, (shape: readonly number[]) => 2 * shape[0]! * shape[1]!]]);
  expect(count(new FlopCounterMode({ ...quiet, custom_mapping: custom_mapping as never }))).toBe(24);
  const formula = (x: torch.Tensor, options: { out_val: torch.Tensor }): number => x.numel() + options.out_val.numel();
  const given = register_flop_formula(aten['cosh']!, { get_raw: true })(formula as never);
  expect(given).toBe(formula);
  const counter = new FlopCounterMode(quiet);
  counter.run(() => void torch.ones(5).cosh());
  expect(counter.get_total_flops()).toBe(10);
  expect(() => register_flop_formula(aten['cosh']!)(formula as never)).toThrow('duplicate registrations for aten.cosh');
  expect(() => register_flop_formula(3 as never)(formula as never)).toThrow(
    "or HigherOrderOperator, got 3 which is of type <class 'int'>");
  expect(() => register_flop_formula((aten['cosh'] as unknown as { default: never }).default)(formula as never)).toThrow(
    "got aten.cosh.default which is of type <class 'torch._ops.OpOverload'>");
  expect(String(counter.get_unsupported_ops())).toBe('Counter()');
});

test('a counter may begin again, not twice at once, and holds to the end of a block', () => {
  const counter = new FlopCounterMode({ display: false });
  const product = (): torch.Tensor => torch.mm(torch.ones(2, 3), torch.ones(3, 4));
  counter.run(product);
  expect(counter.get_total_flops()).toBe(48);
  {
    using _ = counter;
    product();
    product();
    expect(() => counter.run(product)).toThrow(torch.AssertionError);
  }
  product();
  expect(counter.get_total_flops()).toBe(96);
});
