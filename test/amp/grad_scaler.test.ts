// Scenarios of scripts/golden/grad_scaler.py: what a scaler does, and what optimizers become.
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import { GradScaler, OptState, type Outputs, type ScaledOptimizer } from 'nodetorch/amp/grad_scaler';
import { describe, expect, test } from 'vitest';

type Given = readonly number[] | { dtype: 'float32' | 'float64' | 'bfloat16' | 'float16'; values: readonly number[] };
type OptimizerRow = [name: 'SGD' | 'Adam', options: Record<string, unknown>, params: readonly Given[]];
type Came = { result?: unknown; error?: [string, string]; now?: unknown };
type Scenario = [
  name: string, scaler: Record<string, unknown>, optimizers: readonly OptimizerRow[],
  steps: readonly [[what: string, ...args: unknown[]], Came][],
];

const scenarios = JSON.parse(
  readFileSync(new URL('../golden/grad_scaler.json', import.meta.url), 'utf8')) as readonly Scenario[];

const special: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: NaN };
const number = (value: unknown): number => (typeof value === 'string' ? special[value]! : (value as number));

/** As the golden file has it. */
function sent(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof torch.Tensor) return sent(value.tolist());
  if (Array.isArray(value)) return value.map(sent);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  }
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sent(item)]));
}

/** Lists of numbers as lists of tensors of one element. */
function tensors(value: unknown, inList = false): unknown {
  if (Array.isArray(value)) return value.map((item) => tensors(item, true));
  return typeof value === 'number' && inList ? torch.tensor(value) : value;
}

class Scene {
  readonly params: Tensor[][];
  readonly optimizers: (ScaledOptimizer & { zero_grad(): void })[];
  readonly scaler: GradScaler;

  constructor(scaler: Record<string, unknown>, optimizers: readonly OptimizerRow[]) {
    this.params = optimizers.map(([, , params]) => params.map((given) => {
      const { dtype, values } = 'dtype' in given ? given : { dtype: 'float32' as const, values: given };
      return torch.tensor(values, { dtype: torch[dtype] }).requires_grad_();
    }));
    this.optimizers = optimizers.map(([name, options], i) =>
      new (torch.optim[name] as typeof torch.optim.SGD)(this.params[i]!, options));
    this.scaler = new GradScaler('cpu', scaler);
  }

  do(what: string, ...args: unknown[]): unknown {
    const { scaler } = this;
    const optimizer = this.optimizers[args[0] as number]!;
    const params = this.params[args[0] as number]!;
    switch (what) {
      case 'backward': {
        const sums = params.map((p) => p.square().sum());
        scaler.scale(sums.slice(1).reduce((a, b) => a.add(b), sums[0]!).mul(0.5)).backward();
        return null;
      }
      case 'zero_grad': return optimizer.zero_grad();
      case 'grad':
        for (const [i, p] of params.entries()) {
          const values = (args[1] as (unknown[] | null)[])[i]!;
          p.grad = values === null ? null : torch.tensor(values.map(number), { dtype: p.dtype });
        }
        return null;
      case 'gradients': return params.map((p) => p.grad);
      case 'clip': return torch.nn.utils.clip_grad_value_(params, args[1] as number);
      case 'closure': return scaler.step(optimizer, ...([{ closure: () => 0 }] as never[]));
      case 'own scale': optimizer.grad_scale = torch.tensor(args[1] as number); return null;
      case 'load': return scaler.load_state_dict(args[0] as never);
      case 'scale': return scaler.scale(tensors(args[0]) as Outputs as Tensor[]);
      case 'update': {
        const [given] = args as [number | { tensor: number[]; grad?: boolean } | undefined];
        if (typeof given !== 'object') return given === undefined ? scaler.update() : scaler.update(given);
        return scaler.update(torch.tensor(given.tensor, { requires_grad: given.grad ?? false }));
      }
      case 'step': return scaler.step(optimizer);
      case 'unscale_': return scaler.unscale_(optimizer);
      default: return (scaler as unknown as Record<string, (...args: unknown[]) => unknown>)[what]!(...args);
    }
  }

  now(): unknown {
    return [this.scaler.state_dict(), this.params, this.params.map((params) => params.map((p) => p.grad))];
  }
}

function attempt(make: () => unknown): Came {
  try {
    return { result: sent(make()) };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: [name, message] };
  }
}

/** Numbers within rounding, for formulas that divide; all else as it is. */
function near(value: unknown): unknown {
  if (typeof value === 'number') return expect.closeTo(value, 5) as unknown;
  if (Array.isArray(value)) return value.map(near);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, near(item)]));
}

test('there are scenarios', () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(40);
});

describe('a gradient scaler does what PyTorch does', () => {
  test.each(scenarios)('%s', (_, scaler, optimizers, steps) => {
    let scene: Scene | undefined;
    const made = attempt(() => void (scene = new Scene(scaler, optimizers)));
    if (scene === undefined) {
      expect(made).toEqual(steps[0]![1]);
      return;
    }
    const rounds = optimizers.some(([name]) => name !== 'SGD');
    for (const [[what, ...args], wanted] of steps) {
      const came = { ...attempt(() => scene!.do(what, ...args)), now: sent(scene.now()) };
      expect([what, came]).toEqual([what, rounds ? near(wanted) : wanted]);
    }
  });
});

test('an iterable of outputs is scaled as it is read', () => {
  const scaler = new GradScaler('cpu', { init_scale: 4 });
  const scaled = scaler.scale(new Set([torch.tensor(1), torch.tensor(2)])) as Iterable<Tensor>;
  expect(Array.isArray(scaled)).toBe(false);
  expect([...scaled].map((each) => each.item())).toEqual([4, 8]);
});

test('sparse gradients are unscaled by their values', () => {
  const p = torch.ones([3]).requires_grad_();
  const optimizer = new torch.optim.SGD([p], { lr: 1 });
  const scaler = new GradScaler('cpu', { init_scale: 4 });
  scaler.scale(torch.tensor(1));
  p.grad = torch.sparse_coo_tensor(torch.tensor([[0, 2]], { dtype: torch.int64 }), torch.tensor([4, 8]), [3]);
  scaler.step(optimizer);
  scaler.update();
  expect(p.tolist()).toEqual([0, 1, -1]);
});

test('the arguments and the result of a step are those of the optimizer', () => {
  const p = torch.ones([1]).requires_grad_();
  const optimizer = new torch.optim.SGD([p], { lr: 1 });
  const scaler = new GradScaler('cpu', { enabled: false });
  expect(scaler.step(optimizer, () => 7)).toBe(7);
  expect(new GradScaler('cpu').is_enabled()).toBe(true);
});

test('an optimizer that unscales by itself gets the scale and what was found, for the length of a step', () => {
  const p = torch.ones([1]).requires_grad_();
  const seen: unknown[] = [];
  const own: ScaledOptimizer = {
    param_groups: [{ params: [p] }], _step_supports_amp_scaling: true,
    step() {
      seen.push(own.grad_scale?.item(), own.found_inf?.item());
      return 'done';
    },
  };
  const scaler = new GradScaler('cpu', { init_scale: 4 });
  scaler.scale(p.sum()).backward();
  expect(scaler.step(own)).toBe('done');
  expect(seen).toEqual([4, 0]);
  expect([own.grad_scale, own.found_inf]).toEqual([null, null]);
});

test('a state that torch.save has written is loaded again', () => {
  const scaler = new GradScaler('cpu', { init_scale: 8, growth_interval: 1 });
  const copy = new GradScaler('cpu');
  scaler.scale(torch.tensor(1));
  copy.load_state_dict(scaler.state_dict());
  expect(copy.state_dict()).toEqual({
    scale: 8, growth_factor: 2, backoff_factor: 0.5, growth_interval: 1, _growth_tracker: 0,
  });
});

test('a copy goes on by itself, and is made between iterations', () => {
  const p = torch.ones([1]).requires_grad_();
  const optimizer = new torch.optim.SGD([p], { lr: 1 });
  const scaler = new GradScaler('cpu', { init_scale: 8, growth_interval: 2 });
  scaler.scale(p.sum()).backward();
  scaler.step(optimizer);
  expect(() => deepcopy(scaler)).toThrow('A GradScaler instance may only be pickled at the beginning of an iteration, ' +
    'or at the end after scaler.update().');
  scaler.update();
  const copy = deepcopy(scaler);
  expect(copy.state_dict()).toEqual(scaler.state_dict());
  scaler.update(2);
  expect(copy.get_scale()).toBe(8);
  expect(deepcopy(new GradScaler('cpu', { enabled: false })).is_enabled()).toBe(false);
});

test('without CUDA a scaler for it is not enabled', () => {
  const none = torch.cuda.amp.common.amp_definitely_not_available();
  expect(torch.cuda.amp.amp_definitely_not_available()).toBe(none);
  expect(none).toBe(!torch.cuda.is_available());
  expect(new torch.cuda.amp.GradScaler().is_enabled()).toBe(!none);
  expect(new torch.cuda.amp.grad_scaler.GradScaler(2, { enabled: false }).get_scale()).toBe(1);
});

test('a scaler is there by all its paths', () => {
  expect(torch.GradScaler).toBe(torch.amp.GradScaler);
  expect(torch.amp.grad_scaler.GradScaler).toBe(torch.amp.GradScaler);
  expect(OptState).toEqual({ READY: 0, UNSCALED: 1, STEPPED: 2 });
  for (const module of [torch.cuda.amp, torch.cpu.amp]) {
    expect(new module.GradScaler()).toBeInstanceOf(torch.amp.GradScaler);
  }
  expect(new torch.cpu.amp.GradScaler(8).get_scale()).toBe(8);
});

test('tensors that a scaler holds are freed by no scope', () => {
  const p = torch.ones([1]).requires_grad_();
  const optimizer = new torch.optim.SGD([p], { lr: 1, fused: true });
  const scaler = new GradScaler('cpu', { init_scale: 4 });
  torch.scope(() => scaler.scale(p.sum()).backward());
  torch.scope(() => scaler.unscale_(optimizer));
  torch.scope(() => void scaler.step(optimizer));
  torch.scope(() => scaler.update());
  expect(scaler.state_dict()).toMatchObject({ scale: 4, _growth_tracker: 1 });
  expect(p.tolist()).toEqual([0]);
});

test('a state that lacks something is a KeyError, and changes nothing', () => {
  const scaler = new GradScaler('cpu', { init_scale: 8 });
  expect(() => scaler.load_state_dict({ scale: 2 } as never)).toThrow('growth_factor');
  expect(scaler.get_scale()).toBe(8);
});
