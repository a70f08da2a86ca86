// nn.Module against PyTorch's answers (scripts/golden/nn_module.py), and what only TypeScript has.
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import { expect, test } from 'vitest';
import { scenes } from './module_scenes.js';

type Answers = Record<string, unknown>;
const golden = JSON.parse(readFileSync(new URL('../golden/nn_module.json', import.meta.url), 'utf8')) as Answers;

test('both sides play the same scenes', () => {
  expect(Object.keys(scenes).sort()).toEqual(Object.keys(golden).sort());
});

// The numbers are sums and products of small integers, and zeros: the same on every processor.
test.each(Object.keys(golden))('%s is as in PyTorch', (name) => {
  expect(scenes[name]!()).toEqual(golden[name]);
});

class Twice extends nn.Module {
  forward(x: Tensor): Tensor {
    return x.mul(2);
  }
}

test('a module is a function, and an object of its class', () => {
  const module = new Twice();
  expect(typeof module).toBe('function');
  expect(module).toBeInstanceOf(Twice);
  expect(module).toBeInstanceOf(nn.Module);
  expect(module(torch.ones(1)).item()).toBe(2);
  expect(inspect({ module })).toBe('{ module: Twice() }');
  expect(`${module}`).toBe('Twice()');
});

test('private fields, accessors and methods work on a module', () => {
  class Counting extends nn.Module {
    #calls = 0;
    get calls(): number {
      return this.#calls;
    }
    forward(x: Tensor): Tensor {
      this.#calls++;
      return x;
    }
  }
  const module = new Counting();
  module(torch.ones(1));
  module(torch.ones(1));
  expect(module.calls).toBe(2);
});

test('members may be called name and length, which functions have too', () => {
  class Named extends nn.Module {
    override name = new nn.Linear(1, 1);
    override length = nn.Parameter(torch.ones(1));
    forward(x: Tensor): Tensor {
      return this.name(x).mul(this.length);
    }
  }
  const module = new Named();
  expect(Array.from(module.named_parameters(), ([path]) => path)).toEqual(['length', 'name.weight', 'name.bias']);
  const other = new nn.Module();
  other.register_buffer('name', torch.ones(1));
  expect([...other.state_dict().keys()]).toEqual(['name']);
});

test('a field that is declared without a value may be registered', () => {
  class Late extends nn.Module {
    table?: Tensor;
    weight: nn.Parameter | undefined;
    constructor() {
      super();
      this.register_buffer('table', torch.zeros(1));
      this.weight = nn.Parameter(torch.ones(1));
    }
    forward(x: Tensor): Tensor {
      return x;
    }
  }
  expect([...new Late().state_dict().keys()]).toEqual(['weight', 'table']);
});

test('nn.Buffer marks a field as a buffer', () => {
  class Holder extends nn.Module {
    kept = nn.Buffer(torch.ones(1));
    passing = new nn.Buffer(torch.ones(1), { persistent: false });
    forward(x: Tensor): Tensor {
      return x;
    }
  }
  const holder = new Holder();
  expect(Array.from(holder.named_buffers(), ([path]) => path)).toEqual(['kept', 'passing']);
  expect([...holder.state_dict().keys()]).toEqual(['kept']);
  expect(holder.kept).toBeInstanceOf(nn.Buffer);
  expect(torch.ones(1)).not.toBeInstanceOf(nn.Buffer);
  const copy = deepcopy(holder);
  expect([...copy.state_dict().keys()]).toEqual(['kept']);
});

test('an unknown argument names the nearest', () => {
  const untyped = nn.Linear as unknown as new (...args: unknown[]) => unknown;
  expect(() => new untyped(1, 2, { bais: false })).toThrow(
    "Linear.__init__() got an unexpected keyword argument 'bais'. Did you mean 'bias'?");
});

test('parameters come as an iterator that can be gone through once', () => {
  const parameters = new nn.Linear(1, 1).parameters();
  expect([...parameters]).toHaveLength(2);
  expect([...parameters]).toHaveLength(0);
});

test('a hook is taken off at the end of its block', () => {
  const module = new Twice();
  {
    using _handle = module.register_forward_hook((_, __, out) => out.add(1));
    expect(module(torch.ones(1)).item()).toBe(3);
  }
  expect(module(torch.ones(1)).item()).toBe(2);
});

test('training in a synchronous loop keeps memory flat', () => {
  const net = new nn.Sequential(new nn.Linear(64, 256), new nn.ReLU(), new nn.Linear(256, 8));
  const loss = new nn.MSELoss();
  net.register_full_backward_hook(() => {});
  const [x, y] = [torch.ones(64, 64), torch.zeros(64, 8)];
  const step = (): void => {
    net.zero_grad();
    loss(net(x), y).backward();
  };
  for (let i = 0; i < 50; i++) step();
  torch.collect({ major: true });
  const { live_tensors: before } = torch.memory_stats();
  for (let i = 0; i < 400; i++) step();
  torch.collect({ major: true });
  expect(torch.memory_stats().live_tensors).toBeLessThanOrEqual(before + 50);
});
