import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import * as swa_utils from 'nodetorch/optim/swa_utils';
import { expect, test } from 'vitest';
import { expectClose, numbersOf } from './support.js';

/** A layer whose weights are set to one number after the other, and the average after each. */
function averages(averaged: swa_utils.AveragedModel, model: nn.Linear, values: number[]): number[] {
  return values.map((value) => {
    torch.no_grad(() => model.weight.fill_(value));
    averaged.update_parameters(model);
    return (averaged.module as nn.Linear).weight.index(0, 0).item();
  });
}

test('the average of a model is the mean of its weights so far, unless a function says otherwise', () => {
  const values = [1, 2, 6, 3];
  const means = [1, 1.5, 3, 3];
  const fading = [1, 1.5, 3.75, 3.375];
  const cases: [object, number[]][] = [
    [{}, means],
    [{ avg_fn: swa_utils.get_swa_avg_fn() }, means],
    [{ multi_avg_fn: swa_utils.get_swa_multi_avg_fn() }, means],
    [{ avg_fn: swa_utils.get_ema_avg_fn(0.5) }, fading],
    [{ multi_avg_fn: swa_utils.get_ema_multi_avg_fn(0.5) }, fading],
  ];
  for (const [options, wanted] of cases) {
    const model = new nn.Linear(3, 2);
    const averaged = new swa_utils.AveragedModel(model, options);
    expectClose(averages(averaged, model, values), wanted);
    expect(averaged.n_averaged.item()).toBe(4);
    // A copy: the model's own weights are as they were set.
    expect(model.weight.index(0, 0).item()).toBe(3);
  }
});

test('an averaged model is called as the model is, and saves its weights under module', () => {
  const model = new nn.Linear(3, 2);
  const averaged = new swa_utils.AveragedModel(model);
  const x = torch.ones(1, 3);
  expect(torch.equal((averaged as unknown as (x: Tensor) => Tensor)(x), model(x))).toBe(true);
  expect([...averaged.state_dict().keys()]).toEqual(['n_averaged', 'module.weight', 'module.bias']);
});

test('buffers are those of the model, or averages too', () => {
  for (const use_buffers of [false, true]) {
    const model = new nn.BatchNorm1d(2);
    const averaged = new swa_utils.AveragedModel(model, { use_buffers });
    for (const value of [1, 3]) {
      model.running_mean!.fill_(value);
      model.num_batches_tracked!.fill_(value);
      averaged.update_parameters(model);
    }
    const copy = averaged.module as nn.BatchNorm1d;
    expect(copy.running_mean!.tolist()).toEqual(use_buffers ? [2, 2] : [3, 3]);
    expect(copy.num_batches_tracked!.item()).toBe(use_buffers ? 2 : 3);
  }
});

test('update_bn makes the running statistics means over all batches', () => {
  const norm = new nn.BatchNorm1d(2);
  const model = new nn.Sequential(norm);
  model.eval();
  const batches = [[torch.tensor([[1, 2], [3, 4]]), 0], [torch.tensor([[5, 6], [5, 10]]), 1]];
  swa_utils.update_bn(batches, model);
  expectClose(numbersOf(norm.running_mean!), [3.5, 5.5]);
  expectClose(numbersOf(norm.running_var!), [1, 5]);
  expect(norm.momentum).toBe(0.1);
  expect(norm.training).toBe(false);
});

test('what cannot be averaged is refused as in PyTorch', () => {
  expect(() => swa_utils.get_ema_avg_fn(1.5)).toThrow(
    'Invalid decay value 1.5 provided. Please provide a value in [0,1] range.');
  const both = { avg_fn: swa_utils.get_swa_avg_fn(), multi_avg_fn: swa_utils.get_swa_multi_avg_fn() };
  expect(() => new swa_utils.AveragedModel(new nn.Linear(1, 1), both)).toThrow(
    'Only one of avg_fn and multi_avg_fn should be provided');
});
