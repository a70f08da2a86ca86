import * as torch from 'nodetorch';
import * as lr_scheduler from 'nodetorch/optim/lr_scheduler';
import type { LRScheduler } from 'nodetorch/optim/lr_scheduler';
import * as swa_utils from 'nodetorch/optim/swa_utils';
import { describe, expect, test, vi } from 'vitest';
import { errorOf, golden, optimizer, type AnyOptimizer, type Options } from './support.js';

type Made = [name: string, options: Options];
type Rates = [rates: number[], momenta: (number | null)[]];
type Schedule = [made: Made, name: string, options: Options, course: Rates[], names: string[]];
type ErrorCase = [name: string, options: Options, kind: string, text: string];

const { metrics, schedules, errors } =
  golden<{ metrics: number[]; schedules: Schedule[]; errors: ErrorCase[] }>('lr_scheduler');

const functions: Record<string, (epoch: number) => number> = {
  halves: (epoch) => 0.5 ** epoch, shrinks: (epoch) => 1 / (1 + epoch), keeps: () => 0.95,
};

function optimizerFor([name, options]: Made): AnyOptimizer {
  const zeros = (count: number): torch.Tensor => torch.zeros(count, { requires_grad: true });
  return optimizer(name, [{ params: [zeros(2)] }, { params: [zeros(1)], lr: 0.02 }], options);
}

/** An option of the golden file (scripts/golden/lr_scheduler.py says what stands for functions and schedulers). */
function optionOf(value: unknown, of: AnyOptimizer): unknown {
  if (Array.isArray(value)) {
    if (typeof value[0] === 'string') return schedulerFor(value[0], value[1] as Options, of);
    return value.map((item) => optionOf(item, of));
  }
  if (typeof value !== 'object' || value === null) return value;
  const { call, schedulers } = value as { call?: string; schedulers?: unknown[] };
  return call === undefined ? schedulers!.map((item) => optionOf(item, of)) : functions[call];
}

type SchedulerClass = new (...args: unknown[]) => LRScheduler;

function schedulerFor(name: string, options: Options, of: AnyOptimizer): LRScheduler {
  const given = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, optionOf(value, of)]));
  const Class = ({ ...lr_scheduler, SWALR: swa_utils.SWALR } as unknown as Record<string, SchedulerClass>)[name]!;
  return name === 'ChainedScheduler' ? new Class(given) : new Class(of, given);
}

function ratesOf({ param_groups }: AnyOptimizer): Rates {
  const momentum = (group: Options): number | null =>
    (group['betas'] as number[] | undefined)?.[0] ?? (group['momentum'] as number | undefined) ?? null;
  return [param_groups.map((group) => group['lr'] as number), param_groups.map(momentum)];
}

function advance(scheduler: LRScheduler, of: AnyOptimizer, from: number, to: number): Rates[] {
  return metrics.slice(from, to).map((metric) => {
    of.step();
    if (scheduler instanceof lr_scheduler.ReduceLROnPlateau) scheduler.step(metric);
    else scheduler.step();
    return ratesOf(of);
  });
}

// The cosine of C and that of V8 differ in the last digit of a double.
function expectRates(actual: Rates[], wanted: Rates[]): void {
  expect(actual).toHaveLength(wanted.length);
  const all = (rates: Rates[]): (number | null)[] => rates.flat(2);
  const [a, w] = [all(actual), all(wanted)];
  for (const [i, number] of w.entries()) {
    if (number === null) expect(a[i]).toBeNull();
    else expect(Math.abs(a[i]! - number), `${a[i]} for ${number}`).toBeLessThanOrEqual(1e-13);
  }
}

const titled = schedules.map((one) => [`${one[0][0]} ${one[1]} ${JSON.stringify(one[2])}`, one] as const);

describe('the rates of each step are those of PyTorch', () => {
  test.each(titled)('%s', (_, [made, name, options, course, names]) => {
    const of = optimizerFor(made);
    const scheduler = schedulerFor(name, options, of);
    expectRates([ratesOf(of)], course.slice(0, 1));
    expectRates(advance(scheduler, of, 0, metrics.length), course.slice(1));
    expect(scheduler.get_last_lr()).toEqual(ratesOf(of)[0]);
    expect(Object.keys(scheduler.state_dict()).sort()).toEqual(names);
  });
});

describe('a loaded state goes on where it was saved', () => {
  test.each(titled)('%s', (_, [made, name, options, course]) => {
    const first = optimizerFor(made);
    const saved = schedulerFor(name, options, first);
    advance(saved, first, 0, 7);
    const second = optimizerFor(made);
    const loaded = schedulerFor(name, options, second);
    second.load_state_dict(first.state_dict());
    // What JSON makes of it is enough, but for functions and the infinity that a plateau begins with.
    const state = structuredClone(saved.state_dict());
    loaded.load_state_dict(state);
    expectRates(advance(loaded, second, 7, metrics.length), course.slice(8));
  });
});

describe('what cannot be scheduled is refused as in PyTorch', () => {
  test.each(errors.map((one) => [`${one[0]} ${JSON.stringify(one[1])}`, one] as const))(
    '%s', (_, [name, options, kind, text]) => {
      const error = errorOf(() => schedulerFor(name, options, optimizerFor(['SGD', { lr: 0.5, momentum: 0.9 }])));
      expect(error.name).toBe(kind);
      expect(error.message).toBe(text);
    });
});

const parameter = (): torch.Tensor => torch.ones(1, { requires_grad: true });

test('a rate in a tensor stays the same tensor', () => {
  const lr = torch.tensor(0.5);
  const of = new torch.optim.SGD([parameter()], { lr });
  const scheduler = new lr_scheduler.StepLR(of, 1, { gamma: 0.5 });
  of.step();
  scheduler.step();
  expect(of.param_groups[0]!.lr).toBe(lr);
  expect(lr.item()).toBe(0.25);
  expect((scheduler.base_lrs[0] as torch.Tensor).item()).toBe(0.5);
});

test('a step before that of the optimizer is warned of, once', async () => {
  const said = vi.fn();
  process.on('warning', said);
  const early = new lr_scheduler.StepLR(new torch.optim.SGD([parameter()]), 2);
  early.step();
  const of = new torch.optim.SGD([parameter()]);
  const right = new lr_scheduler.StepLR(of, 2);
  of.step();
  right.step();
  await new Promise(setImmediate);
  process.off('warning', said);
  expect(said.mock.calls.map(([warning]) => (warning as Error).message)).toEqual([
    expect.stringMatching(/^Detected call of `lr_scheduler.step\(\)` before `optimizer.step\(\)`/),
  ]);
});

test('a step that was replaced after the scheduler was made is warned of, and so are an epoch and get_lr', async () => {
  const said = vi.fn();
  process.on('warning', said);
  const of = new torch.optim.SGD([parameter()]);
  const scheduler = new lr_scheduler.ExponentialLR(of, 0.5);
  of.step = () => null;
  scheduler.step();
  scheduler.step(4);
  expect(scheduler.get_last_lr()).toEqual([0.001 * 0.5 ** 4]);
  scheduler.get_lr();
  await new Promise(setImmediate);
  process.off('warning', said);
  const texts = said.mock.calls.map(([warning]) => (warning as Error).message);
  expect(texts).toEqual([
    expect.stringMatching(/^Seems like `optimizer.step\(\)` has been overridden/),
    expect.stringMatching(/^The epoch parameter in `scheduler.step\(\)`/),
    expect.stringMatching(/^To get the last learning rate/),
  ]);
});

test('a scheduler of your own gets its attributes before its first rate', () => {
  class Warmup extends lr_scheduler.LRScheduler {
    declare steps: number;
    constructor(of: torch.optim.Optimizer, steps: number) {
      super(of, -1, { steps });
    }
    override get_lr(): number[] {
      return this.base_lrs.map((lr) => (lr as number) * Math.min(1, (this.last_epoch + 1) / this.steps));
    }
  }
  const of = new torch.optim.SGD([parameter()], 1);
  const scheduler = new Warmup(of, 4);
  expect(of.param_groups[0]!.lr).toBe(0.25);
  of.step();
  scheduler.step();
  expect(scheduler.get_last_lr()).toEqual([0.5]);
});

test('lr_lambda objects keep their properties in the state', () => {
  class Decay {
    constructor(public rate: number) {}
    call(epoch: number): number {
      return this.rate ** epoch;
    }
  }
  const decay = new Decay(0.5);
  const scheduler = new lr_scheduler.LambdaLR(new torch.optim.SGD([parameter()]), decay);
  expect(scheduler.state_dict()['lr_lambdas']).toEqual([{ rate: 0.5 }]);
  scheduler.load_state_dict({ ...scheduler.state_dict(), lr_lambdas: [{ rate: 0.25 }] });
  expect(decay.rate).toBe(0.25);
});
