// torch.optim.functional against PyTorch's (scripts/golden/optim_functional.py), and swapping states in.
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as functional from 'nodetorch/optim/functional';
import { describe, expect, test } from 'vitest';

type Values = (number | number[] | number[][] | null)[];
type Lists = Record<string, Values>;
type Case = [name: string, lists: Lists, keywords: object, after: Lists | { error: string; text: string }];

const file = new URL('../golden/optim_functional.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];
const functions = functional as unknown as Record<string, (...args: unknown[]) => void>;

function tensors(key: string, values: Values): unknown[] {
  // Counters that are floats in Python are tensors there; whole numbers stay what they are.
  if (key === 'state_steps' && JSON.stringify(values) === '[1,2]') return values;
  return values.map((value) => (value === null ? null : torch.tensor(value as number)));
}

describe('as PyTorch 2.15', () => {
  test.each(cases.map((one, i) => [`${i} ${one[0]}`, one] as const))('%s', (_, [name, lists, keywords, after]) => {
    const made = Object.entries(lists).map(([key, values]) => tensors(key, values));
    const run = (): void => {
      functions[name]!(...made, keywords);
      functions[name]!(...made, keywords);
    };
    if ('error' in after) {
      expect(run).toThrow(expect.objectContaining({ name: after.error, message: after.text }) as Error);
      return;
    }
    run();
    for (const [i, [key, values]] of Object.entries(after).entries()) {
      const found = made[i]!;
      expect([key, found.length]).toEqual([key, values.length]);
      for (const [k, value] of values.entries()) {
        if (value === null) expect(found[k]).toBeNull();
        else torch.testing.assert_close(found[k], torch.tensor(value as number));
      }
    }
  });
});

test('gradients of the parameters are as they were', () => {
  const p = torch.ones(2);
  p.grad = torch.full([2], 7);
  const keywords = { lr: 0.5, weight_decay: 0, momentum: 0, dampening: 0, nesterov: false, maximize: false };
  functional.sgd([p], [torch.ones(2)], [], keywords);
  expect([p.tolist(), p.grad.tolist()]).toEqual([[0.5, 0.5], [7, 7]]);
});

test('muon and sparse_adam step over lists', () => {
  const w = torch.eye(3);
  functional.muon([w], [torch.eye(3)], [torch.zeros(3, 3)], {
    lr: 0.1, weight_decay: 0, momentum: 0.9, nesterov: true, ns_coefficients: [3.4445, -4.775, 2.0315], ns_steps: 5,
    eps: 1e-7, adjust_lr_fn: null, has_complex: false,
  });
  expect(w.index(0, 0).item()).toBeLessThan(1);
  const e = torch.ones(3, 1);
  const grad = torch.sparse_coo_tensor([[1]], [[2]], [3, 1]).float();
  functional.sparse_adam([e], [grad], [torch.zeros(3, 1)], [torch.zeros(3, 1)], [1], {
    eps: 1e-8, beta1: 0.9, beta2: 0.999, lr: 0.5, maximize: false,
  });
  torch.testing.assert_close(e, torch.tensor([[1], [0.5], [1]]));
});

describe('swap_in_optimizer_params_and_state', () => {
  function trained(): { net: nn.Linear; optimizer: optim.Adam } {
    const net = new nn.Linear(2, 1);
    const optimizer = new optim.Adam(net.parameters(), { lr: 0.5 });
    net(torch.ones(1, 2)).sum().backward();
    optimizer.step();
    return { net, optimizer };
  }
  const others = (net: nn.Linear): Record<string, torch.Tensor> =>
    Object.fromEntries([...net.named_parameters()].map(([name, p]) => {
      const other = p.detach().clone().requires_grad_();
      other.grad = torch.ones_like(p);
      return [name, other];
    }));

  test('steps are made on what is swapped in, and what was there comes back', () => {
    const { net, optimizer } = trained();
    const before = net.weight.tolist();
    const state = optimizer.state.get(net.weight);
    const swapped = others(net);
    optim.swap_in_optimizer_params_and_state(optimizer, swapped, optimizer.state_dict(), () => {
      expect(optimizer.param_groups[0]!.params[0]).toBe(swapped['weight']);
      optimizer.step();
    });
    expect(net.weight.tolist()).toEqual(before);
    expect(swapped['weight']!.tolist()).not.toEqual(before);
    expect(optimizer.param_groups[0]!.params[0]).toBe(net.weight);
    expect(optimizer.state.get(net.weight)).toBe(state);
  });

  test('it comes back when the body throws, and at the end of a block', () => {
    const { net, optimizer } = trained();
    const dict = optimizer.state_dict();
    expect(() => optim.swap_in_optimizer_params_and_state(optimizer, others(net), dict, () => {
      throw new Error('no');
    })).toThrow('no');
    expect(optimizer.param_groups[0]!.params[0]).toBe(net.weight);
    {
      using _ = optim.swap_in_optimizer_params_and_state(optimizer, others(net), dict);
      expect(optimizer.param_groups[0]!.params[0]).not.toBe(net.weight);
    }
    expect(optimizer.param_groups[0]!.params[0]).toBe(net.weight);
  });

  test('refuses what does not fit, in the words of PyTorch', () => {
    const { net, optimizer } = trained();
    const dict = optimizer.state_dict();
    const swap = (parameters: Record<string, torch.Tensor>, state: object): unknown =>
      optim.swap_in_optimizer_params_and_state(optimizer, parameters, state, () => null);
    const words = 'swap_in_optimizer_params_and_state requires ';
    const fresh = new optim.SGD(net.parameters());
    expect(() => optim.swap_in_optimizer_params_and_state(fresh, {}, dict, () => null)).toThrow(
      `${words}initialized optimizer state.`);
    expect(() => swap({}, dict)).toThrow(
      `${words}the explicit parameter state to match optimizer.param_groups ordering.`);
    expect(() => swap(others(net), { ...dict, param_groups: [] })).toThrow(
      'swapin_optim_state has a different number of parameter groups than the live optimizer.');
    expect(() => swap(others(net), { ...dict, param_groups: [{ params: [0] }] })).toThrow(
      'swapin_optim_state param group 0 has a different number of params than the live optimizer param group.');
    expect(() => swap(others(net), { ...dict, param_groups: [{ params: [0, 1] }] })).toThrow(
      'param group keys to exactly match the live optimizer group keys for group 0. Keys only in swap-in: []. ');
    expect(() => swap(others(net), { ...dict, state: new Map([[7, {}]]) })).toThrow('got extra keys [7].');
  });
});

test('optimizers are reached by the files in which PyTorch has them', () => {
  expect([optim.adam.Adam, optim.sgd.SGD, optim.lbfgs.LBFGS]).toEqual([optim.Adam, optim.SGD, optim.LBFGS]);
  expect([optim.adam.adam, optim.adamw.adamw, optim.rprop.rprop]).toEqual(
    [functional.adam, functional.adamw, functional.rprop]);
  expect(optim.functional).toBe(functional);
  expect(optim.optimizer.Optimizer).toBe(optim.Optimizer);
});
