import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as torch from 'nodetorch';
import { nn, type Tensor, type dtype } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { planned } from '../../dist/nn/functional/linear_cross_entropy/plan.js';
import { referencePython } from '../../scripts/lib/reference.mjs';

type Failure = [kind: string, text: string];
type Fields = Readonly<Record<string, unknown>>;

/** One call, as scripts/golden/linear_cross_entropy.py reads it too. */
interface Case {
  /** Samples, features, classes. */
  readonly shape: readonly [number, number, number];
  readonly dtype?: string;
  readonly single?: boolean;
  readonly probabilities?: boolean;
  readonly target_dtype?: string;
  readonly bias?: boolean;
  readonly weight?: boolean;
  /** How many weights, and how many targets, if not as many as there should be. */
  readonly weights?: number;
  readonly targets?: number;
  readonly reduction?: 'mean' | 'sum' | 'none';
  readonly ignore_index?: number;
  readonly label_smoothing?: number;
  readonly options?: Fields | null;
  /** What needs a gradient: all, unless said. */
  readonly needs?: readonly string[];
  /** Whether backward runs twice. */
  readonly twice?: boolean;
}

interface Golden {
  readonly fields: [Fields, string | { error: Failure }][];
  readonly plans: [
    [Fields, number, number, number, string, boolean], [number, string, string] | { error: Failure },
  ][];
  readonly errors: [Case, Failure][];
  readonly warnings: [Case, string[]][];
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = 'scripts/golden/linear_cross_entropy.py';
const golden = JSON.parse(readFileSync(`${root}/test/golden/linear_cross_entropy.json`, 'utf8')) as Golden;

function decoded(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('torch.')
    ? (torch as unknown as Record<string, unknown>)[value.slice(6)] : value;
}

function optionsOf(fields: Fields): nn.LinearCrossEntropyOptions {
  return new nn.LinearCrossEntropyOptions(
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, decoded(value)])));
}

function answer<T>(fn: () => T): T | { error: Failure } {
  try {
    return fn();
  } catch (error) {
    return { error: [(error as Error).name, (error as Error).message] };
  }
}

function data(seed: number, shape: readonly number[], type: dtype): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return torch.arange(count, { dtype: torch.float64 }).mul(0.37).add(seed).sin().reshape(shape).to(type);
}

function run(each: Case, options = each.options ?? null): { loss: Tensor; leaves: Record<string, Tensor | null> } {
  const [rows, features, classes] = each.shape;
  const type = decoded(each.dtype ?? 'torch.float32') as dtype;
  const needs = each.needs ?? ['input', 'linear_weight', 'linear_bias'];
  const leaves: Record<string, Tensor | null> = {
    input: data(1, each.single ? [features] : [rows, features], type),
    linear_weight: data(2, [classes, features], type),
    linear_bias: each.bias ? data(3, [classes], type) : null,
  };
  for (const [name, leaf] of Object.entries(leaves)) leaf?.requires_grad_(needs.includes(name));
  let target: Tensor;
  if (each.probabilities) {
    target = data(4, [rows, classes], each.target_dtype ? (decoded(each.target_dtype) as dtype) : type).abs();
  } else {
    target = torch.arange(rows).mul(5).remainder(classes);
    if (rows > 1) target.select(0, 1).fill_(each.ignore_index ?? -100);
  }
  const loss = F.linear_cross_entropy(
    leaves['input']!, leaves['linear_weight']!,
    each.single ? target.select(0, 0) : target.narrow(0, 0, each.targets ?? rows), {
      linear_bias: leaves['linear_bias']!,
      weight: each.weight ? data(5, [each.weights ?? classes], type).abs() : null,
      reduction: each.reduction ?? 'mean',
      ignore_index: each.ignore_index ?? null,
      label_smoothing: each.label_smoothing ?? 0,
      options: options === null ? null : optionsOf(options),
    });
  if (loss.requires_grad) {
    const upstream = data(6, [loss.numel()], loss.dtype).reshape(loss.shape);
    loss.backward(upstream, { retain_graph: true });
    if (each.twice) loss.backward(upstream);
  }
  return { loss, leaves };
}

function numbers(tensor: Tensor | null): unknown {
  return tensor && (tensor.detach().double().flatten().tolist() as number[]).map((x) => (Number.isNaN(x) ? 'nan' : x));
}

function values(each: Case): unknown {
  const { loss, leaves } = run(each);
  const there = Object.entries(leaves).filter(([, leaf]) => leaf !== null);
  return {
    dtype: String(loss.dtype),
    loss: numbers(loss),
    grads: Object.fromEntries(there.map(([name, leaf]) => [name, numbers(leaf!.grad)])),
  };
}

const reductions = ['mean', 'sum', 'none'] as const;
/** Every policy, dtype, reduction and kind of target, with more classes than features and with fewer. */
const cases: Case[] = ([
  { options: {} },
  { options: { batch_chunk_size: 3 }, weight: true, bias: true },
  { options: { acc_policy: 'accurate', batch_chunk_size: 4 }, bias: true },
  { options: { acc_policy: 'compact', acc_dtype: 'torch.float32' }, bias: true, weight: true },
  { options: { acc_policy: 'compact', chunking_method: 'aspect_ratio:2' }, weight: true },
] as const).flatMap((base) => ['torch.float32', 'torch.bfloat16', 'torch.float16'].flatMap((type) =>
  reductions.flatMap((reduction) => [false, true].map((probabilities): Case => ({
    ...base, dtype: type, reduction, probabilities,
    shape: (reduction === 'sum') === probabilities ? [7, 4, 11] : [7, 9, 5],
  })))));
cases.push(
  ...reductions.flatMap((reduction): Case[] => [
    { shape: [1, 4, 6], single: true, options: {}, reduction, bias: true },
    {
      shape: [6, 4, 6], options: { allow_retain_graph: true, batch_chunk_size: 4 }, reduction, twice: true, bias: true,
    },
    { shape: [0, 4, 6], options: { batch_chunk_size: 2 }, reduction },
    { shape: [0, 4, 6], options: {}, reduction, probabilities: true },
    { shape: [6, 4, 6], options: {}, reduction, needs: [] },
    { shape: [6, 4, 6], options: { batch_chunk_size: 4 }, reduction, needs: ['linear_weight'], dtype: 'torch.float16' },
    { shape: [6, 4, 6], options: { batch_chunk_size: 4 }, reduction, needs: ['input'], dtype: 'torch.bfloat16' },
    { shape: [6, 4, 6], options: {}, reduction, needs: ['linear_bias'], bias: true, ignore_index: 9 },
  ]),
  { shape: [9, 3, 8], options: { batch_chunk_size: 2 }, ignore_index: 2, dtype: 'torch.float64', weight: true },
  { shape: [60, 10, 130], options: {}, weight: true },
  { shape: [60, 10, 130], options: {}, dtype: 'torch.bfloat16' },
);

// The matrices are too small to share, and threads that wait for each other are slow on a busy machine.
const threads = torch.get_num_threads();
beforeAll(() => torch.set_num_threads(1));
afterAll(() => torch.set_num_threads(threads));

const python = referencePython();

it.skipIf(python === undefined)('losses and gradients in chunks have the bits of PyTorch', () => {
  const input = JSON.stringify(cases);
  const text = execFileSync(
    python!, ['-W', 'ignore', script, 'values'], { cwd: root, input, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const wanted = JSON.parse(text) as unknown[];
  expect(wanted).toHaveLength(cases.length);
  cases.forEach((each, i) => expect(values(each), JSON.stringify(each)).toEqual(wanted[i]));
}, 300_000);

it('losses and gradients in chunks are about those of the whole', () => {
  // Without chunks, float16 rounds more.
  for (const each of cases.filter(({ dtype: type, shape }) => type !== 'torch.float16' && shape[0] > 0)) {
    const [chunked, whole] = [run(each), run({ ...each, options: null })];
    const tolerance = each.dtype === 'torch.bfloat16' ? { rtol: 0.05, atol: 0.05 } : { rtol: 1e-4, atol: 1e-5 };
    const close = (a: Tensor, b: Tensor): void =>
      expect(torch.allclose(a.double(), b.double(), tolerance), JSON.stringify(each)).toBe(true);
    expect(chunked.loss.dtype).toBe(whole.loss.dtype);
    close(chunked.loss, whole.loss);
    for (const [name, leaf] of Object.entries(chunked.leaves)) {
      const other = whole.leaves[name]?.grad ?? null;
      if (other === null) expect(leaf?.grad ?? null).toBeNull();
      else close(leaf!.grad!, other);
    }
  }
}, 300_000);

describe('LinearCrossEntropyOptions', () => {
  it.each(golden.fields)('%j has the text, or the error, of PyTorch', (fields, wanted) => {
    expect(answer(() => String(optionsOf(fields)))).toEqual(wanted);
  });

  it('takes its fields by position too, and keeps them', () => {
    const options = new nn.LinearCrossEntropyOptions(true, 4, { acc_dtype: torch.float32 });
    expect({ ...options }).toEqual({
      allow_retain_graph: true, batch_chunk_size: 4, chunking_method: 'auto', acc_policy: 'auto',
      acc_dtype: torch.float32,
    });
    // @ts-expect-error read-only
    expect(() => (options.batch_chunk_size = 2)).toThrow(TypeError);
    expect(() => new nn.LinearCrossEntropyOptions(1 as unknown as boolean)).toThrow("'allow_retain_graph'");
    expect(nn.modules.LinearCrossEntropyOptions).toBe(nn.LinearCrossEntropyOptions);
  });

  it.each(golden.plans)('%j are cut as PyTorch cuts them', (call, wanted) => {
    const [fields, batches, features, classes, type, probabilities] = call;
    const made = answer(() => planned(optionsOf(fields), {
      batches, features, classes, dtype: decoded(type) as dtype, device: torch.device('cpu'), probabilities,
    }));
    const text = 'error' in made ? made : [made.rows, made.compact ? 'compact' : 'accurate', String(made.acc_dtype)];
    expect(text).toEqual(wanted);
  });
});

it.each(golden.errors)('%j fails as in PyTorch', (each, wanted) => {
  expect(answer(() => run(each))).toEqual({ error: wanted });
});

it.each(golden.warnings)('%j has the warnings of PyTorch', (each, wanted) => {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    run({ ...each, needs: [] });
    expect(emit.mock.calls.map(([text]) => text)).toEqual(wanted);
  } finally {
    emit.mockRestore();
  }
});

it('a backward with options runs once, unless they allow more', () => {
  const twice = (options: Fields): void => void run({ shape: [6, 4, 9], options, twice: true });
  expect(() => twice({})).toThrow(
    'linear_cross_entropy chunked backward called twice; retain_graph=True / double backward are not supported.');
  expect(() => twice({ allow_retain_graph: true })).not.toThrow();
});

it('gradients of gradients are not there, and a plain object is no options', () => {
  const [x, w, target] = [data(1, [6, 4], torch.float32), data(2, [9, 4], torch.float32), torch.arange(6)];
  x.requires_grad_();
  const options = new nn.LinearCrossEntropyOptions();
  const losses = F.linear_cross_entropy(x, w, target, { reduction: 'none', options });
  expect(() => torch.autograd.grad(losses.square().sum(), [x], { create_graph: true }))
    .toThrow("functions with out=... arguments don't support automatic differentiation");
  expect(String(losses)).toContain('linear_cross_entropy_batch_chunked_no_reduction_default');
  const plain = { batch_chunk_size: 2 } as nn.LinearCrossEntropyOptions;
  expect(() => F.linear_cross_entropy(x, w, target, { options: plain })).toThrow(
    "argument 'options' must be LinearCrossEntropyOptions, not Object");
});

it('the tensors of a chunk are freed with it', () => {
  const [x, w] = [data(1, [200, 4], torch.float32), data(2, [9, 4], torch.float32)];
  const target = torch.zeros(200).long();
  const options = new nn.LinearCrossEntropyOptions({ batch_chunk_size: 1 });
  w.requires_grad_();
  for (const reduction of ['sum', 'none'] as const) {
    const before = torch.memory_stats().live_tensors;
    F.linear_cross_entropy(x, w, target, { reduction, options }).sum().backward();
    expect(torch.memory_stats().live_tensors - before).toBeLessThan(100);
  }
});

it('the module hands its options on', () => {
  const options = new nn.LinearCrossEntropyOptions({ batch_chunk_size: 2 });
  const loss = new nn.LinearCrossEntropyLoss(4, 9, { bias: true, reduction: 'sum', options });
  expect(loss.options).toBe(options);
  expect(new nn.LinearCrossEntropyLoss(4, 9).options).toBeNull();
  expect(loss.extra_repr()).toBe(
    'in_features=4, num_classes=9, out_features=(), bias=True, reduction=sum, ignore_index=None, label_smoothing=0.0, ' +
      `options=${String(options)}`);
  expect([...loss.state_dict().keys()]).toEqual(['linear.weight', 'linear.bias']);
  const [x, target] = [data(1, [6, 4], torch.float32), torch.arange(6)];
  const { weight, bias } = loss.linear;
  const whole = F.linear_cross_entropy(x, weight, target, { linear_bias: bias, reduction: 'sum' });
  const chunked = loss(x, target);
  expect(String(chunked)).toContain('linear_cross_entropy_batch_chunked_default');
  expect(torch.allclose(chunked, whole)).toBe(true);
});

it('in pieces it has a formula for backward only, as in PyTorch: forward mode passes it by', () => {
  const options = new nn.LinearCrossEntropyOptions({ batch_chunk_size: 2 });
  const [x, w, target] = [data(1, [6, 4], torch.float32), data(2, [9, 4], torch.float32), torch.arange(6)];
  const { dual_level, make_dual, unpack_dual } = torch.autograd.forward_ad;
  for (const reduction of ['mean', 'none'] as const) {
    const plain = F.linear_cross_entropy(x, w, target, { reduction, options });
    dual_level(() => {
      const dual = make_dual(x, torch.ones_like(x));
      const { primal, tangent } = unpack_dual(F.linear_cross_entropy(dual, w, target, { reduction, options }));
      expect(tangent).toBeNull();
      expect(torch.equal(primal, plain)).toBe(true);
      expect(() => F.linear_cross_entropy(dual, w.clone().requires_grad_(), target, { reduction, options }))
        .toThrow('You must implement the jvp function for custom autograd.Function to use it with forward mode AD.');
    });
  }
});
