import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { pack_sequence } from 'nodetorch/nn/utils/rnn';
import { describe, expect, test } from 'vitest';
import { messageOf } from '../../pinned_version.js';

// scripts/golden/support/recorded_layers.py says how these are written.
export type Sample = { shape: number[]; head: number[]; dot: number } | null | Sample[];
type Spec = number | boolean | null | Spec[] | {
  shape?: number[]; dtype?: { dtype: string }; below?: number; bools?: boolean; positive?: boolean; signs?: boolean;
  plain?: boolean; packed?: number[]; size?: number; enforce_sorted?: boolean; named?: Record<string, Spec>;
};
interface Outcome {
  output?: Sample;
  error?: [kind: string, message: string];
}
interface Call extends Outcome {
  inputs: Spec[];
  gradients?: Sample[];
  buffers?: Sample[];
  evaluated?: Sample | [kind: string, message: string];
  inferred?: Sample | [kind: string, message: string];
}
interface Case extends Outcome {
  layer: string;
  args: unknown[];
  keywords: Record<string, unknown>;
  text?: string;
  state?: Record<string, Sample & { dtype: string }>;
  calls?: Call[];
}
type Layer = nn.Module & ((...inputs: unknown[]) => unknown);
type LayerClass = new (...args: unknown[]) => Layer;

/** Tests the layers of a golden file against what PyTorch wrote there. */
export function testLayers(golden: string): void {
  const file = new URL(`../../golden/${golden}.json`, import.meta.url);
  const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];
  const titled = cases.map((one) => {
    const named = Object.entries(one.keywords).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return [`${one.layer}(${[...one.args.map((arg) => JSON.stringify(arg)), ...named].join(', ')})`, one] as const;
  });
  describe.each(titled)('%s is as in PyTorch', (_, one) => testLayer(one));
}

function testLayer(one: Case): void {
  if (one.error !== undefined) {
    test('what it refuses', () => expectError(() => layerOf(one), one.error!));
    return;
  }
  test('text, keys and initial values', () => {
    const layer = layerOf(one);
    expect(String(layer)).toBe(one.text);
    const state = layer.state_dict();
    expect([...state.keys()]).toEqual(Object.keys(one.state!));
    for (const [key, { dtype, ...sample }] of Object.entries(one.state!)) {
      const tensor = state.get(key) as Tensor;
      expect(tensor.dtype.toString()).toBe(`torch.${dtype}`);
      expectSample(tensor, sample);
    }
  });
  test('outputs, gradients, buffers and errors', () => {
    const layer = layerOf(one);
    for (const call of one.calls!) {
      expectCall(layer, call);
      layer.eval();
      if (call.evaluated !== undefined) expectOutcome(layer, call.inputs, call.evaluated);
      if (call.inferred !== undefined) torch.no_grad(() => expectOutcome(layer, call.inputs, call.inferred!));
      layer.train();
    }
  });
}

function expectOutcome(layer: Layer, inputs: Spec[], wanted: Sample | [kind: string, message: string]): void {
  if (isError(wanted)) expectError(() => layer(...inputs.map(made)), wanted);
  else expectSample(layer(...inputs.map(made)), wanted);
}

function layerOf({ layer, args, keywords }: Case): Layer {
  torch.manual_seed(0);
  return moduleOf([layer, args, keywords]);
}

function moduleOf([name, args, keywords]: [string, unknown[], Record<string, unknown>]): Layer {
  const Class = (nn as unknown as Record<string, LayerClass>)[name]!;
  const named = Object.entries(keywords).map(([key, value]) => [key, argument(value)]);
  return new Class(...args.map(argument), ...(named.length > 0 ? [Object.fromEntries(named)] : []));
}

function argument(value: unknown): unknown {
  const { dtype, make, module } = (value ?? {}) as {
    dtype?: string; make?: Spec; module?: [string, unknown[], Record<string, unknown>];
  };
  if (dtype !== undefined) return torch[dtype as 'float64'];
  if (make !== undefined) return (made(make) as Tensor).detach();
  return module === undefined ? value : moduleOf(module);
}

function expectCall(layer: Layer, call: Call): void {
  torch.manual_seed(1);
  const inputs = call.inputs.map(made);
  layer.zero_grad();
  if (call.error !== undefined) {
    expectError(() => layer(...inputs), call.error);
    return;
  }
  const output = layer(...inputs);
  expectSample(output, call.output!);
  for (const t of tensorsIn(output)) {
    if (!t.requires_grad) continue;
    const weights = torch.arange(t.numel(), { dtype: t.dtype }).cos().reshape(t.shape);
    t.mul(weights).sum().backward({ retain_graph: true });
  }
  const leaves = tensorsIn(inputs).filter((t) => t.is_leaf && t.requires_grad);
  expectSample([...leaves, ...layer.parameters()].map((t) => t.grad), call.gradients!);
  expectSample([...layer.buffers()], call.buffers!);
}

/** The value that an input stands for. */
function made(spec: Spec): unknown {
  if (typeof spec !== 'object' || spec === null) return spec;
  if (Array.isArray(spec)) return spec.map(made);
  if (spec.named !== undefined) {
    return Object.fromEntries(Object.entries(spec.named).map(([name, value]) => [name, made(value)]));
  }
  if (spec.packed !== undefined) {
    const steps = spec.packed.map((length, i) => (made({ shape: [length, spec.size!] }) as Tensor).add(i));
    return pack_sequence(steps, { enforce_sorted: spec.enforce_sorted });
  }
  const count = spec.shape!.reduce((product, size) => product * size, 1);
  if (spec.below !== undefined) {
    const numbers = torch.arange(count).mul(7).remainder(spec.below).reshape(spec.shape!);
    return spec.bools ? numbers.eq(0) : numbers;
  }
  const values = torch.arange(count, { dtype: torch.float64 }).mul(0.7).add(1).sin();
  const dtype = spec.dtype === undefined ? torch.float32 : torch[spec.dtype.dtype as 'float64'];
  const chosen = spec.signs ? values.sign() : spec.positive ? values.abs() : values;
  return chosen.to(dtype).reshape(spec.shape!).requires_grad_(!spec.plain);
}

function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof torch.Tensor) return [value];
  return Array.isArray(value) ? value.flatMap(tensorsIn) : [];
}

export function expectSample(actual: unknown, wanted: Sample): void {
  if (wanted === null) {
    expect(actual).toBeNull();
  } else if (Array.isArray(wanted)) {
    expect(Array.isArray(actual)).toBe(true);
    expect(actual).toHaveLength(wanted.length);
    wanted.forEach((item, i) => expectSample((actual as unknown[])[i], item));
  } else {
    const tensor = (actual as Tensor).detach();
    expect([...tensor.shape]).toEqual(wanted.shape);
    const flat = tensor.double().reshape(-1);
    const weights = torch.arange(flat.numel(), { dtype: torch.float64 }).cos();
    // The order of a sum, and so its last digits, depend on the processor.
    expectNear(flat.index(':4').tolist() as number[], wanted.head, 1e-5);
    const scale = Math.max(1, flat.abs().sum().item() as number);
    expectNear([flat.mul(weights).sum().item() as number], [wanted.dot], 1e-5 * scale);
  }
}

function expectNear(actual: readonly number[], wanted: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(wanted.length);
  actual.forEach((value, i) => {
    if (Object.is(value, wanted[i])) return;
    expect(Math.abs(value - wanted[i]!), `${value} for ${wanted[i]}`).toBeLessThanOrEqual(
      tolerance + 1e-5 * Math.abs(wanted[i]!));
  });
}

function isError(value: unknown): value is [kind: string, message: string] {
  return Array.isArray(value) && typeof value[0] === 'string';
}

function expectError(body: () => unknown, [kind, message]: [kind: string, message: string]): void {
  let error: unknown;
  try {
    body();
  } catch (thrown) {
    error = thrown;
  }
  const { name, message: said } = (error ?? {}) as Partial<Error>;
  expect([name, said]).toEqual([kind, messageOf(message)]);
}
