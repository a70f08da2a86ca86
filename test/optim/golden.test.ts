import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { describe, expect, test } from 'vitest';
import { errorOf, expectClose, golden, numbersOf, optimizer, run, start, type Options } from './support.js';

type StepCase = [
  name: string, options: Options, type: string, values: number[][], text: string, states: [string, string][],
  names: string[],
];
interface SavedTensor {
  tensor: number[];
  shape: number[];
  dtype: string;
}
interface SavedState {
  state: Record<string, Record<string, unknown>>;
  param_groups: (Options & { params: number[] })[];
}
type LoadCase = [name: string, options: Options, state: SavedState, values: number[][]];
type ErrorCase = [name: string, options: Options, kind: string, text: string];

const { steps, loaded, errors } =
  golden<{ steps: StepCase[]; loaded: LoadCase[]; errors: ErrorCase[] }>('optim');

const titleOf = (name: string, options: Options, type = ''): string => `${name} ${JSON.stringify(options)} ${type}`;

describe('a hundred steps are those of PyTorch', () => {
  test.each(steps.map((one) => [titleOf(one[0], one[1], one[2]), one] as const))('%s', (_, [name, options, type, ...wanted]) => {
    const [values, text, states, names] = wanted;
    const params = start(name, torch[type as 'float32']);
    const made = optimizer(name, params, options);
    expect(String(made)).toBe(text);
    run(params, made, 0, 100);
    for (const [i, p] of params.entries()) {
      expectClose(numbersOf(p.detach().flatten().narrow(0, 0, Math.min(5, p.numel()))), values[i]!, type);
    }
    const dict = made.state_dict();
    const state = (dict.state.get(0) ?? {}) as Record<string, Tensor>;
    expect(Object.entries(state).map(([key, value]) => [key, value.dtype.name])).toEqual(states);
    expect(Object.keys(dict.param_groups[0]!)).toEqual(names);
  });
});

function isSaved(value: unknown): value is SavedTensor {
  return typeof value === 'object' && value !== null && 'tensor' in value;
}

/** The tensors of a golden file, as torch.load would make them. */
function restored(value: unknown): unknown {
  if (isSaved(value)) {
    const type = torch[value.dtype as 'float32'];
    return torch.tensor(value.tensor, { dtype: type }).reshape(value.shape);
  }
  if (Array.isArray(value)) return value.map(restored);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, restored(item)]));
}

function expectSame(actual: unknown, wanted: unknown): void {
  if (isSaved(wanted)) {
    const tensor = actual as Tensor;
    expect([...tensor.shape]).toEqual(wanted.shape);
    expect(tensor.dtype.name).toBe(wanted.dtype);
    expectClose(numbersOf(tensor), wanted.tensor);
  } else if (typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)) {
    expect(Object.keys(actual as object)).toEqual(Object.keys(wanted));
    for (const [key, value] of Object.entries(wanted)) expectSame((actual as Options)[key], value);
  } else {
    expect(actual).toEqual(wanted);
  }
}

describe('the state after ten steps', () => {
  const titled = loaded.map((one) => [titleOf(one[0], one[1]), one] as const);

  test.each(titled)('is what PyTorch saves: %s', (_, [name, options, saved]) => {
    const params = start(name);
    const made = optimizer(name, params, options);
    run(params, made, 0, 10);
    const { state, param_groups } = made.state_dict();
    expect([...state.keys()]).toEqual(Object.keys(saved.state).map(Number));
    for (const [key, value] of Object.entries(saved.state)) expectSame(state.get(Number(key)), value);
    const names = (groups: readonly object[]): string[][] => groups.map((group) => Object.keys(group));
    expect(names(param_groups)).toEqual(names(saved.param_groups));
    expect(param_groups).toEqual(saved.param_groups);
  });

  test.each(titled)('goes on from what PyTorch saved: %s', (_, [name, options, saved, values]) => {
    const params = start(name);
    run(params, optimizer(name, params, options), 0, 10);
    // Other options than the saved ones, which loading has to replace.
    const other = optimizer(name, params, { lr: 0.3 });
    other.load_state_dict(restored(saved));
    run(params, other, 10, 20);
    for (const [i, p] of params.entries()) expectClose(numbersOf(p), values[i]!);
  });
});

describe('options that cannot be used are refused as in PyTorch', () => {
  test.each(errors.map((one) => [titleOf(one[0], one[1]), one] as const))('%s', (_, [name, options, kind, text]) => {
    const lr = Array.isArray(options['lr']) ? { lr: torch.tensor(options['lr'] as number[]) } : {};
    const error = errorOf(() => {
      const params = start(name);
      run(params, optimizer(name, params, { ...options, ...lr }), 0, 1);
    });
    expect(error.name).toBe(kind);
    expect(error.message).toBe(text);
  });
});
