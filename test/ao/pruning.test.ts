// torch.ao.pruning against PyTorch's (scripts/golden/ao_pruning.py).
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as pruning from 'nodetorch/ao/pruning';
import { module_contains_param, swap_module } from 'nodetorch/ao/pruning/sparsifier/utils';
import { deepcopy } from 'nodetorch/copy';
import { describe, expect, test, vi } from 'vitest';
import answers from '../golden/ao_pruning.json' with { type: 'json' };

type Case = [name: string, keywords: Record<string, unknown>, config: unknown, steps: string[], found: unknown[]];
type Schedule = [name: string, keywords: Record<string, unknown>, calls: number, found: unknown];
type Anything = new (...args: unknown[]) => pruning.BaseSparsifier;

const classes = pruning as unknown as Record<string, Anything>;

class Net extends nn.Module {
  body = new nn.Sequential(new nn.Linear(8, 6), new nn.ReLU(), new nn.Linear(6, 4));
  head = new nn.Linear(6, 5);
}

function counted(): Net {
  const net = new Net();
  torch.no_grad(() => {
    for (const p of net.parameters()) {
      p.copy_(torch.arange(p.numel()).mul(37).remainder(101).sub(50).view_as(p).div(8));
    }
  });
  return net;
}

const masks = (sparsifier: pruning.BaseSparsifier): unknown => Object.fromEntries(
  Object.entries(sparsifier.state).map(([name, { mask }]) => [name, mask!.to(torch.int64).tolist()]));

function done(sparsifier: pruning.BaseSparsifier, net: Net, step: string): unknown {
  switch (step) {
    case 'step':
      sparsifier.step();
      return masks(sparsifier);
    case 'text':
      return String(sparsifier);
    case 'state': {
      const { state, groups } = sparsifier.state_dict();
      return [Object.keys(state).sort(), groups, [...net.state_dict().keys()].sort()];
    }
    case 'squash':
      sparsifier.squash_mask();
      return [[...net.state_dict().keys()].sort(), net.head.weight.tolist(), net.head._get_name()];
    case 'keep':
      sparsifier.squash_mask(['sparsity_level'], { head: ['zeros_per_block'] });
      return (net.head as unknown as { sparse_params: unknown }).sparse_params;
    case 'keep unknown':
      return sparsifier.squash_mask({ params_to_keep: ['nothing'] });
    default:
      return sparsifier.convert(net);
  }
}

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return { error: (error as Error).name, text: (error as Error).message };
  }
}

const tuples = (given: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(
  Object.entries(given).map(([name, value]) =>
    [name, Array.isArray(value) ? Object.freeze([...value as unknown[]]) : value]));

describe('sparsifiers, as PyTorch 2.15', () => {
  const titled = (answers.sparsifiers as Case[]).map(
    (one, i) => [`${i} ${JSON.stringify(one.slice(0, 4))}`, one] as const);
  test.each(titled)('%s', (_, [name, keywords, config, steps, expected]) => {
    const net = counted();
    const begun = attempt(() => {
      const sparsifier = new classes[name]!(tuples(keywords));
      sparsifier.prepare(net, config as pruning.SparsityConfig[] | null);
      return sparsifier;
    });
    const found = begun instanceof pruning.BaseSparsifier
      ? steps.map((step) => attempt(() => done(begun, net, step))) : [begun];
    expect(found).toEqual(expected);
  });
});

describe('schedules, as PyTorch 2.15', () => {
  const titled = (answers.schedules as Schedule[]).map(
    (one, i) => [`${i} ${one[0]} ${JSON.stringify(one[1])}`, one] as const);
  test.each(titled)('%s', (_, [name, keywords, calls, expected]) => {
    const sparsifier = new pruning.WeightNormSparsifier({ sparsity_level: 0.8 });
    sparsifier.prepare(counted(), null);
    const found = attempt(() => {
      const scheduler = name === 'LambdaSL' ? new pruning.LambdaSL(sparsifier, (epoch) => 0.95 ** epoch)
        : new pruning.CubicSL(sparsifier, keywords);
      const levels = [scheduler.get_last_sl()];
      for (let i = 0; i < calls; i++) {
        sparsifier.step();
        scheduler.step();
        levels.push(scheduler.get_last_sl());
      }
      const { sl_lambdas: _lambdas, ...state } = scheduler.state_dict();
      return [levels, state, calls === 3 ? String(scheduler) : null];
    });
    if (name === 'LambdaSL') {
      const [levels] = found as [number[][]];
      const [wanted] = expected as [number[][]];
      levels.flat().forEach((level, i) => expect(level).toBeCloseTo(wanted.flat()[i]!, 14));
    } else {
      expect(found).toEqual(expected);
    }
  });
});

test('masks are on while a model trains, and go into the weights in the end', () => {
  torch.manual_seed(0);
  const net = new nn.Sequential(new nn.Linear(8, 8), new nn.ReLU(), new nn.Linear(8, 2));
  const sparsifier = new pruning.WeightNormSparsifier({ sparsity_level: 0.5, sparse_block_shape: [1, 2] });
  sparsifier.prepare(net, [{ tensor_fqn: '0.weight' }]);
  const scheduler = new pruning.LambdaSL(sparsifier, (epoch) => Math.min(1, epoch / 2));
  const optimizer = new torch.optim.SGD(net.parameters(), { lr: 0.1 });
  for (let i = 0; i < 4; i++) {
    optimizer.zero_grad();
    net(torch.randn(4, 8)).square().mean().backward();
    optimizer.step();
    sparsifier.step();
    scheduler.step();
  }
  expect(scheduler.get_last_sl()).toEqual([0.5]);
  expect((net.at(0) as nn.Linear).weight.eq(0).sum().item()).toBe(32);
  sparsifier.squash_mask();
  expect([...net.state_dict().keys()].sort()).toEqual(['0.bias', '0.weight', '2.bias', '2.weight']);
  expect((net.at(0) as nn.Linear).weight.eq(0).sum().item()).toBe(32);
});

test('a state goes into another model that was prepared', () => {
  const [net, other] = [counted(), counted()];
  const sparsifier = new pruning.WeightNormSparsifier();
  sparsifier.prepare(net, null);
  sparsifier.step();
  const before = masks(sparsifier);
  const second = new pruning.WeightNormSparsifier();
  expect(() => new pruning.WeightNormSparsifier().load_state_dict(deepcopy(sparsifier.state_dict()))).toThrow(
    "'WeightNormSparsifier' object has no attribute 'model'");
  second.prepare(other, null);
  second.load_state_dict(deepcopy(sparsifier.state_dict()));
  expect(second.groups[0]!.module).toBe(other.head);
  expect(other.head.weight.tolist()).toEqual(net.head.weight.tolist());
  expect(masks(sparsifier)).toEqual(before);
});

class SparseLinear extends nn.Module {
  weight: torch.Tensor;
  constructor(weight: torch.Tensor) {
    super();
    this.weight = weight;
  }
  static from_dense(dense: nn.Module): SparseLinear {
    return new SparseLinear((dense as nn.Linear).weight.detach().to_sparse());
  }
}

test('modules with masks become modules of another class', () => {
  const net = counted();
  const sparsifier = new pruning.NearlyDiagonalSparsifier({ nearliness: 1 });
  sparsifier.prepare(net, [{ tensor_fqn: 'head.weight' }]);
  sparsifier.step();
  const told = vi.fn();
  net.head.register_forward_pre_hook(() => told());
  expect([net.head, net.body.at(0)].map((each) => module_contains_param(each, pruning.FakeSparsity))).toEqual(
    [true, false]);
  const converted = sparsifier.convert(net, new Map([[nn.Linear, SparseLinear]])) as Net;
  expect(converted).not.toBe(net);
  expect(converted.head).toBeInstanceOf(SparseLinear);
  expect(converted.body.at(0)).toBeInstanceOf(nn.Linear);
  expect(converted.head.weight._nnz()).toBe(5);
  expect(net.head).toBeInstanceOf(nn.Linear);
  expect(swap_module(net.body, new Map())).toBe(net.body);
});

test('paths lead to modules and back', () => {
  const net = counted();
  expect(pruning.module_to_fqn(net, net.body.at(2))).toBe('body.2');
  expect([pruning.module_to_fqn(net, net), pruning.module_to_fqn(net, new nn.ReLU())]).toEqual(['', null]);
  expect(pruning.fqn_to_module(net, 'body.2')).toBe(net.body.at(2));
  expect([pruning.fqn_to_module(net, ''), pruning.fqn_to_module(net, 'body.9.weight')]).toEqual([net, null]);
  expect(pruning.get_arg_info_from_tensor_fqn(net, 'head.weight')).toEqual({
    module_fqn: 'head', module: net.head, tensor_name: 'weight', tensor_fqn: 'head.weight',
  });
});

test('a mask of another shape, and what is no sparsifier', () => {
  const linear = new nn.Linear(2, 2);
  expect(() => new pruning.FakeSparsity(torch.ones(3))(linear.weight)).toThrow(
    'mask shape (torch.Size([3])) must match x shape (torch.Size([2, 2]))');
  expect(new pruning.FakeSparsity(torch.ones(3)).state_dict().size).toBe(0);
  expect(() => new pruning.BaseScheduler(linear as never)).toThrow(
    'Linear is not an instance of torch.ao.pruning.BaseSparsifier');
  expect(torch.ao.pruning.scheduler.base_scheduler.BaseScheduler).toBe(pruning.BaseScheduler);
  expect(torch.ao.pruning.sparsifier.weight_norm_sparsifier.WeightNormSparsifier).toBe(pruning.WeightNormSparsifier);
});
