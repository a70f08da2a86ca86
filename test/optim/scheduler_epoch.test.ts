import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { SWALR } from 'nodetorch/optim/swa_utils';
import { expect, test } from 'vitest';

const { lr_scheduler } = optim;
type Optimizer = optim.SGD;

// The rates are PyTorch 2.15's after `step(epoch=3)` of a scheduler that was just made.
const cases: [name: string, make: (o: Optimizer) => unknown, rate: number][] = [
  ['StepLR', (o) => new lr_scheduler.StepLR(o, 1), 0.0010000000000000002],
  ['MultiStepLR', (o) => new lr_scheduler.MultiStepLR(o, [1, 2]), 0.010000000000000002],
  ['ConstantLR', (o) => new lr_scheduler.ConstantLR(o), 0.3333333333333333],
  ['LinearLR', (o) => new lr_scheduler.LinearLR(o), 0.7333333333333334],
  ['ExponentialLR', (o) => new lr_scheduler.ExponentialLR(o, 0.5), 0.125],
  ['PolynomialLR', (o) => new lr_scheduler.PolynomialLR(o), 0.4],
  ['CosineAnnealingLR', (o) => new lr_scheduler.CosineAnnealingLR(o, 10), 0.7938926261462366],
  ['CosineAnnealingWarmRestarts', (o) => new lr_scheduler.CosineAnnealingWarmRestarts(o, 2, 2), 0.8535533905932737],
  ['LambdaLR', (o) => new lr_scheduler.LambdaLR(o, (epoch) => 0.5 ** epoch), 0.125],
  ['MultiplicativeLR', (o) => new lr_scheduler.MultiplicativeLR(o, () => 0.5), 0.5],
  ['CyclicLR', (o) => new lr_scheduler.CyclicLR(o, 0.1, 1, { step_size_up: 4 }), 0.775],
  ['OneCycleLR', (o) => new lr_scheduler.OneCycleLR(o, 1, { total_steps: 10 }), 0.9504846320134737],
  ['SWALR', (o) => new SWALR(o, 0.1), 0.9779754323328191],
];

const optimizer = (): Optimizer => new optim.SGD([nn.Parameter(torch.ones(2))], { lr: 1, momentum: 0.9 });
type Stepping = { step(...args: unknown[]): void; last_epoch: number };

test.each(cases)('%s goes to an epoch given by name or by position', (_, make, rate) => {
  for (const epoch of [{ epoch: 3 }, 3]) {
    const o = optimizer();
    const scheduler = make(o) as Stepping;
    scheduler.step(epoch);
    expect(scheduler.last_epoch).toBe(3);
    expect(o.param_groups[0]!.lr).toBeCloseTo(rate, 12);
  }
  const scheduler = make(optimizer()) as Stepping;
  expect(() => scheduler.step({ epochs: 3 })).toThrow(
    "got an unexpected keyword argument 'epochs'. Did you mean 'epoch'?");
  expect(() => scheduler.step(1, 2)).toThrow('takes from 1 to 2 positional arguments but 3 were given');
  expect(() => scheduler.step(1, { epoch: 2 })).toThrow("got multiple values for argument 'epoch'");
  scheduler.step({ epoch: null });
  expect(scheduler.last_epoch).toBe(1);
});

test('ReduceLROnPlateau takes its measure and epoch by name', () => {
  const scheduler = new lr_scheduler.ReduceLROnPlateau(optimizer());
  scheduler.step({ metrics: 1, epoch: 4 });
  expect(scheduler.last_epoch).toBe(4);
  scheduler.step(1, { epoch: 7 });
  expect(scheduler.last_epoch).toBe(7);
  expect(() => (scheduler as unknown as Stepping).step()).toThrow(
    "ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'");
});

test('schedulers of schedulers take no epoch', () => {
  const o = optimizer();
  const two = (): optim.lr_scheduler.LRScheduler[] =>
    [new lr_scheduler.StepLR(o, 1), new lr_scheduler.ExponentialLR(o, 0.5)];
  for (const scheduler of [new lr_scheduler.SequentialLR(o, two(), [2]), new lr_scheduler.ChainedScheduler(two())]) {
    expect(() => (scheduler as unknown as Stepping).step({ epoch: 3 })).toThrow(
      `${scheduler.constructor.name}.step() got an unexpected keyword argument 'epoch'`);
  }
});
