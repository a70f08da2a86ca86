import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import type { dtype, Tensor } from 'nodetorch';
import { expect } from 'vitest';

export type Options = Record<string, unknown>;

/** What the tests need of an optimizer of any class. */
export interface AnyOptimizer {
  param_groups: Record<string, unknown>[];
  step(closure?: () => Tensor | number): Tensor | number | null;
  zero_grad(set_to_none?: boolean): void;
  state_dict(): { state: Map<unknown, unknown>; param_groups: Record<string, unknown>[] };
  load_state_dict(state: unknown): void;
}
type OptimizerClass = new (params: unknown, options?: Options) => AnyOptimizer;

export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8')) as T;
}

export function optimizer(name: string, params: unknown, options: Options = {}): AnyOptimizer {
  const Class = (torch.optim as unknown as Record<string, OptimizerClass>)[name]!;
  return new Class(params, options);
}

/** A number for each element, exact in every dtype of the tests (scripts/golden/optim.py has the same). */
function pattern(count: number, value: (i: number) => number, shape: readonly number[], type: dtype): Tensor {
  return torch.tensor(Array.from({ length: count }, (_, i) => value(i))).reshape([...shape]).to(type);
}

const shapes = [[3], [2, 5], [17]];
const matrices = [[2, 5], [4, 3]];

export function start(name: string, type: dtype = torch.float32): Tensor[] {
  return (name === 'Muon' ? matrices : shapes).map((shape, k) => {
    const count = shape.reduce((a, b) => a * b);
    return pattern(count, (i) => (((i * 5 + k * 11) % 13) - 6) / 4, shape, type).requires_grad_();
  });
}

export function setGrads(params: readonly Tensor[], step: number): void {
  for (const [k, p] of params.entries()) {
    const value = (i: number): number => (((i * 7 + step * 13 + k * 29) % 17) - 8) / 8;
    p.grad = pattern(p.numel(), value, p.shape, p.dtype).add(p.detach().mul(0.125));
  }
}

export function run(params: readonly Tensor[], made: AnyOptimizer, from: number, to: number): void {
  for (let step = from; step < to; step++) {
    setGrads(params, step);
    made.step();
  }
}

/** The elements of a tensor; the parts of complex numbers one after the other. */
export function numbersOf(tensor: Tensor): number[] {
  const real = tensor.is_complex() ? torch.view_as_real(tensor.detach()) : tensor.detach();
  return real.double().flatten().tolist() as number[];
}

// Processors differ in the last digit of each step, and steps of Adam do not shrink with it: a hundred steps with other
// kernels differ by up to 1.4 millionths (Adafactor). Half-size types hold two or three digits; their operators round
// after each step.
const tolerances: Record<string, number> = { float64: 1e-9, float32: 1e-5, complex64: 1e-5, bfloat16: 0.05 };

export function expectClose(actual: readonly number[], wanted: readonly number[], type = 'float32'): void {
  expect(actual).toHaveLength(wanted.length);
  const tolerance = tolerances[type]!;
  for (const [i, number] of wanted.entries()) {
    const error = Math.abs(actual[i]! - number);
    const most = tolerance * Math.max(1, Math.abs(number));
    expect(error, `element ${i}: ${actual[i]} for ${number}`).toBeLessThanOrEqual(most);
  }
}

/** The error that a function throws. */
export function errorOf(body: () => unknown): Error {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
