// torch.nn.utils.prune against PyTorch's (scripts/golden/prune.py).
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as prune from 'nodetorch/nn/utils/prune';
import { describe, expect, test } from 'vitest';

interface State {
  parameters: string[];
  buffers: string[];
  weight: number[];
  bias: number[];
  pruned: boolean;
  masks: number[][];
  hooks: number;
  grad_fn: boolean;
}
type Found = State & { error?: string; text?: string };
type Step = [name: string, args: unknown[], keywords: Record<string, unknown>];
type Layer = [kind: 'Linear' | 'Conv2d', ...sizes: number[]];

const file = new URL('../../golden/prune.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as [Layer, Step[], Found[]][];
const functions = prune as unknown as Record<string, (...args: unknown[]) => unknown>;

function counted([kind, ...sizes]: Layer): nn.Linear {
  const module = new (nn[kind] as unknown as new (...sizes: number[]) => nn.Linear)(...sizes);
  torch.no_grad(() => {
    for (const p of module.parameters()) {
      p.copy_(torch.arange(p.numel()).mul(5).remainder(13).sub(6).view_as(p).div(4));
    }
  });
  return module;
}

function made(value: unknown): unknown {
  return typeof value === 'object' ? torch.tensor((value as { scores: number[] }).scores).view(3, 4) : value;
}

function state(module: nn.Linear): State {
  return {
    parameters: [...module.named_parameters()].map(([name]) => name),
    buffers: [...module.named_buffers()].map(([name]) => name),
    weight: module.weight.flatten().tolist() as number[], bias: module.bias!.tolist() as number[],
    pruned: prune.is_pruned(module), masks: [...module.buffers()].map((b) => b.flatten().tolist() as number[]),
    hooks: hooksOf(module), grad_fn: module.weight.grad_fn !== null,
  };
}

/** One for each tensor that is pruned. */
const hooksOf = (module: nn.Linear): number => [...module.named_buffers()].length;

function found(module: nn.Linear, [name, args, keywords]: Step): Found {
  const [owner, method] = name.split('.') as [string, string?];
  const named = Object.fromEntries(Object.entries(keywords).map(([key, value]) => [key, made(value)]));
  const given = [module, ...args.map(made), ...(Object.keys(named).length > 0 ? [named] : [])];
  try {
    const target = functions[owner] as unknown as Record<string, (...args: unknown[]) => unknown>;
    if (method === undefined) functions[owner]!(...given);
    else target[method]!(...given);
  } catch (error) {
    return { error: (error as Error).name, text: (error as Error).message, ...state(module) };
  }
  return state(module);
}

describe('as PyTorch 2.15', () => {
  const titled = cases.map((one, i) => [`${i} ${JSON.stringify(one.slice(0, 2))}`, one] as const);
  test.each(titled)('%s', (_, [layer, steps, expected]) => {
    torch.manual_seed(7);
    const module = counted(layer);
    expect(steps.map((step) => found(module, step))).toEqual(expected);
  });
});

const pairs = (net: nn.Sequential): [nn.Module, string][] => [[net.at(0), 'weight'], [net.at(1), 'weight']];
const net = (): nn.Sequential => new nn.Sequential(counted(['Linear', 4, 3]), counted(['Linear', 3, 2]));

test('global_unstructured ranks the elements of several parameters together', () => {
  const both = net();
  prune.global_unstructured(pairs(both), prune.L1Unstructured, { amount: 6 });
  const zeros = [...both.buffers()].map((mask) => mask.numel() - Number(mask.sum().item()));
  expect(zeros.reduce((a, b) => a + b)).toBe(6);
  const kept = torch.cat(pairs(both).map(([m]) => (m as nn.Linear).weight.flatten())).abs();
  expect(Number(kept.index(kept.ne(0)).min().item())).toBeGreaterThanOrEqual(0.75);
  prune.global_unstructured(pairs(both), prune.RandomUnstructured, { amount: 0.25 });
  expect(prune.is_pruned(both)).toBe(true);
});

test('global_unstructured by scores, and what it refuses', () => {
  const both = net();
  const [first] = pairs(both) as [[nn.Module, string]];
  const scores = new Map([[first, torch.zeros(3, 4)]]);
  prune.global_unstructured(pairs(both), prune.L1Unstructured, scores, { amount: 12 });
  expect((both.at(0) as nn.Linear).weight.count_nonzero().item()).toBe(0);
  expect(() => prune.global_unstructured(pairs(net()), prune.LnStructured as never, { amount: 1, n: 2 })).toThrow(
    'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method ' +
      "<class 'torch.nn.utils.prune.LnStructured'> of type structured");
  expect(() => prune.global_unstructured(3 as never, prune.L1Unstructured)).toThrow(
    'global_unstructured(): parameters is not an Iterable');
  expect(() => prune.global_unstructured([], prune.L1Unstructured, [] as never)).toThrow(
    'global_unstructured(): importance_scores must be of type dict');
});

test('forward uses the masked weights as they are now, and gradients go to the original', () => {
  const layer = prune.l1_unstructured(counted(['Linear', 4, 3]), 'weight', { amount: 0.5 }) as nn.Linear & {
    weight_orig: nn.Parameter; weight_mask: torch.Tensor;
  };
  torch.no_grad(() => layer.weight_orig.fill_(2));
  const y = layer(torch.ones(1, 4));
  expect(layer.weight.tolist()).toEqual(layer.weight_mask.mul(2).tolist());
  y.sum().backward();
  expect(layer.weight_orig.grad!.tolist()).toEqual(layer.weight_mask.tolist());
  expect([...layer.state_dict().keys()]).toEqual(['bias', 'weight_orig', 'weight_mask']);
});

test('a class of your own, with arguments by name', () => {
  class EveryOther extends prune.BasePruningMethod {
    override PRUNING_TYPE = 'unstructured' as const;
    #start: number;
    constructor({ start = 0 }: { start?: number } = {}) {
      super();
      this.#start = start;
    }
    override compute_mask(_t: torch.Tensor, default_mask: torch.Tensor): torch.Tensor {
      const mask = default_mask.clone();
      mask.view(-1).index_put_([torch.arange(this.#start, mask.numel(), 2)], 0);
      return mask;
    }
  }
  const layer = counted(['Linear', 4, 3]);
  const method = EveryOther.apply(layer, 'bias', { start: 1 });
  expect(method).toBeInstanceOf(EveryOther);
  expect(layer.bias!.ne(0).tolist()).toEqual([true, false, true]);
  expect(method.prune(torch.ones(4)).tolist()).toEqual([1, 0, 1, 0]);
  const container = prune.l1_unstructured(layer, 'bias', 1) && prune.is_pruned(layer);
  expect(container).toBe(true);
  expect(layer.bias!.count_nonzero().item()).toBe(1);
});

test('a container holds methods of one tensor', () => {
  const container = new prune.PruningContainer();
  container._tensor_name = 'a';
  const method = new prune.Identity();
  method._tensor_name = 'b';
  expect(() => container.add_pruning_method(method)).toThrow(
    "Can only add pruning methods acting on the parameter named 'a' to PruningContainer. Found 'b'");
  expect(() => container.add_pruning_method(3 as never)).toThrow('is not a BasePruningMethod subclass');
  method._tensor_name = 'a';
  container.add_pruning_method(method);
  expect([container.length, container.at(0), [...container]]).toEqual([1, method, [method]]);
  expect(() => new prune.Identity().apply_mask(new nn.Linear(1, 1))).toThrow('has to be pruned');
});
