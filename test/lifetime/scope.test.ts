import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const dead = (tensor: torch.Tensor): void => void expect(() => tensor.sum()).toThrow('is a disposed Tensor');

test('a scope frees what was made in it and keeps its result', () => {
  let inner!: torch.Tensor;
  const outer = torch.ones(2);
  const result = torch.scope(() => {
    inner = outer.add(1);
    return inner.mul(2);
  });
  dead(inner);
  expect(result.tolist()).toEqual([4, 4]);
  expect(outer.tolist()).toEqual([1, 1]);
});

test.each<[string, () => unknown, (result: never) => torch.Tensor]>([
  ['an array', () => [1, torch.ones(2)], (r: torch.Tensor[]) => r[1]],
  ['nested arrays', () => [[[torch.ones(2)]]], (r: torch.Tensor[][][]) => r[0][0][0]],
  ['an object', () => ({ a: { b: torch.ones(2) } }), (r: { a: { b: torch.Tensor } }) => r.a.b],
  ['a map', () => new Map([['a', torch.ones(2)]]), (r: Map<string, torch.Tensor>) => r.get('a')!],
  ['the keys of a map', () => new Map([[torch.ones(2), 1]]), (r: Map<torch.Tensor, number>) => [...r.keys()][0]],
  ['a set', () => new Set([torch.ones(2)]), (r: Set<torch.Tensor>) => [...r][0]],
  ['a tuple of results', () => torch.sort(torch.ones(2)), (r: { values: torch.Tensor }) => r.values],
])('tensors survive in %s', (_, body, find) => {
  const result = torch.scope(body);
  torch.scope(() => torch.zeros(2));
  expect(find(result as never).tolist()).toEqual([1, 1]);
});

test('a result that holds itself, or nests without end, is looked through once', () => {
  const cycle: unknown[] = [torch.ones(2)];
  cycle.push(cycle);
  expect((torch.scope(() => cycle)[0] as torch.Tensor).tolist()).toEqual([1, 1]);
  let deep: unknown = torch.ones(2);
  const inner = torch.scope(() => {
    const made = torch.ones(3);
    deep = made;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    return deep;
  });
  for (let i = 0; i < 100_000; i++) deep = (deep as unknown[])[0];
  expect(inner).toBeInstanceOf(Array);
  expect((deep as torch.Tensor).tolist()).toEqual([1, 1, 1]);
});

test('scopes nest: what leaves the inner one belongs to the outer one', () => {
  let middle!: torch.Tensor;
  const result = torch.scope(() => {
    middle = torch.scope(() => torch.ones(2).add(1));
    expect(middle.tolist()).toEqual([2, 2]);
    return middle.mul(3);
  });
  dead(middle);
  expect(result.tolist()).toEqual([6, 6]);
});

test('a scope that throws frees everything and lets the error through', () => {
  const made: torch.Tensor[] = [];
  for (const thrown of [new Error('mine'), null, undefined, 'text']) {
    let caught: unknown = 'nothing';
    try {
      torch.scope(() => {
        made.push(torch.ones(2));
        throw thrown;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
  }
  made.forEach(dead);
});

test('a result that throws while it is looked through frees everything', () => {
  let made!: torch.Tensor;
  expect(() => torch.scope(() => {
    made = torch.ones(2);
    return { get trap(): never { throw new Error('mine'); } };
  })).toThrow('mine');
  dead(made);
});

test('an async body is refused and its tensors are freed', async () => {
  let made!: torch.Tensor;
  let promise: Promise<void> | undefined;
  expect(() => torch.scope(() => (promise = (async () => {
    made = torch.ones(2);
    await Promise.resolve();
  })()))).toThrow('the function is async');
  await promise;
  dead(made);
});

test('a view of the memory lives on after its tensor', () => {
  const view = torch.scope(() => torch.ones(1000).numpy());
  for (let i = 0; i < 50; i++) torch.scope(() => torch.zeros(1000));
  torch.collect({ major: true });
  expect(view.every((x) => x === 1)).toBe(true);
});

test.each<[string, (p: torch.Tensor[]) => torch.optim.Optimizer]>([
  ['Adam', (p) => new torch.optim.Adam(p)],
  ['Adam, foreach', (p) => new torch.optim.Adam(p, { foreach: true })],
  ['Adam, fused', (p) => new torch.optim.Adam(p, { fused: true })],
  ['SGD with momentum', (p) => new torch.optim.SGD(p, { lr: 0.1, momentum: 0.9 })],
  ['LBFGS', (p) => new torch.optim.LBFGS(p)],
  ['Rprop', (p) => new torch.optim.Rprop(p)],
  ['Adagrad, whose state is there before the first step', (p) => new torch.optim.Adagrad(p)],
  ['a tensor for a learning rate', (p) => new torch.optim.AdamW(p, { lr: torch.tensor(0.1), capturable: false })],
])('the state of an optimizer outlives the scopes of its steps: %s', (_, make) => {
  const train = (scoped: boolean): unknown => {
    const weight = torch.ones(3, { requires_grad: true });
    const run = (body: () => unknown): void => void (scoped ? torch.scope(() => void body()) : body());
    let optimizer!: torch.optim.Optimizer;
    run(() => (optimizer = make([weight])));
    for (let i = 0; i < 3; i++) {
      run(() => optimizer.step(() => {
        optimizer.zero_grad();
        const loss = weight.mul(2).pow(2).sum();
        loss.backward();
        return loss;
      }));
    }
    run(() => optimizer.load_state_dict(optimizer.state_dict()));
    return [weight.tolist(), String(optimizer.state_dict().state)];
  };
  expect(train(true)).toEqual(train(false));
});

test('what the library keeps for all is made outside of scopes', () => {
  const step = (): void => {
    const weight = torch.ones(3, { dtype: torch.float64, requires_grad: true });
    weight.sum().backward();
    new torch.optim.Adam([weight], { foreach: true }).step();
    new torch.optim.NAdam([weight]).step();
  };
  torch.scope(step);
  step();
});

test('modules outlive the scope that they are made, changed or computed in', () => {
  const { nn } = torch;
  let net!: torch.nn.Sequential;
  torch.scope(() => {
    net = new nn.Sequential(new nn.Linear(2, 2), new nn.BatchNorm1d(2), nn.utils.weight_norm(new nn.Linear(2, 2)));
  });
  torch.scope(() => net.double());
  torch.scope(() => net.load_state_dict(net.state_dict(), { assign: true }));
  const x = torch.ones(3, 2, { dtype: torch.float64 });
  torch.scope(() => net(x).sum().backward());
  expect([...net.parameters()].every((p) => p.grad?.dtype === torch.float64)).toBe(true);
  expect((net.at(2) as torch.nn.Linear).weight.shape).toEqual([2, 2]);
  class Scaled extends nn.Module {
    scale = torch.full([2], 3);
    forward(input: torch.Tensor): torch.Tensor {
      return input.mul(this.scale);
    }
  }
  expect(torch.scope(() => new Scaled()).forward(torch.ones(2)).tolist()).toEqual([3, 3]);
});

test('a scheduler with tensors for rates outlives scopes', () => {
  const weight = torch.ones(3, { requires_grad: true });
  const optimizer = new torch.optim.SGD([weight], { lr: torch.tensor(1) });
  const scheduler = torch.scope(() => new torch.optim.lr_scheduler.StepLR(optimizer, 1));
  for (let i = 0; i < 2; i++) {
    torch.scope(() => {
      optimizer.step();
      scheduler.step();
    });
  }
  expect((scheduler.get_last_lr()[0] as torch.Tensor).item()).toBeCloseTo(0.01, 6);
});

test('what a ctx keeps for backward outlives the scope of forward', () => {
  class Scaled extends torch.autograd.Function {
    static override forward(ctx: torch.autograd.FunctionCtx, x: torch.Tensor): torch.Tensor {
      ctx['factor'] = torch.ones(2).mul(2);
      ctx['list'] = [torch.ones(2).mul(3)];
      return x.mul(6);
    }
    static override backward(ctx: torch.autograd.FunctionCtx, grad: torch.Tensor): torch.Tensor {
      return grad.mul(ctx['factor'] as torch.Tensor).mul((ctx['list'] as torch.Tensor[])[0]!);
    }
  }
  const weight = torch.ones(2, { requires_grad: true });
  torch.scope(() => Scaled.apply(weight).sum()).backward();
  expect(weight.grad!.tolist()).toEqual([6, 6]);
});

test('gradients made in a scope stay with the leaf that holds them', () => {
  const weight = torch.ones(2).requires_grad_();
  torch.scope(() => weight.mul(3).sum().backward());
  torch.scope(() => weight.mul(3).sum().backward());
  expect(weight.grad!.tolist()).toEqual([6, 6]);
});
