// What no recording can hold, and what goes wrong in one, is seen: results stay those of the function as it is written.
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { describe, expect, test } from 'vitest';

type Step = (x: torch.Tensor) => torch.Tensor;
const compiled = <F extends (...args: never[]) => unknown>(fn: F): F => torch.compile(fn, { verify: 0 });

/** A step of SGD at the end of which JavaScript runs. */
function stepWith(hook: () => void): Step {
  const net = new nn.Linear(2, 1);
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
  optimizer.register_step_post_hook(hook);
  return compiled((x: torch.Tensor) => {
    optimizer.zero_grad();
    const loss = net(x).sum();
    loss.backward();
    optimizer.step();
    return loss;
  });
}

describe('numbers of JavaScript', () => {
  test('that change are found by the checks of the first replays, and of every `verify`-th', () => {
    let factor = 1;
    const first = torch.compile((x: torch.Tensor) => x.mul(factor));
    const later = torch.compile((x: torch.Tensor) => x.mul(factor), { verify: 2 });
    const x = torch.ones(2);
    first(x);
    for (let i = 0; i < 5; i++) later(x);
    factor = 2;
    expect(() =>
      first(x)).toThrow(/a replay of .* differs from the function itself: result 0: element 0 is 1 against 2/);
    expect(() => [later(x), later(x)]).toThrow(/differs from the function itself/);
  });

  test('among arguments and in fields of modules are part of what a recording holds for', () => {
    class Scaled extends nn.Module {
      factor = 2;
      forward(x: torch.Tensor): torch.Tensor {
        return x.mul(this.factor);
      }
    }
    const module = new Scaled();
    const forward = torch.compile(module, { verify: 0 });
    const x = torch.ones(1);
    expect([2, 2, 5].map((factor) => {
      module.factor = factor;
      return forward(x).item();
    })).toEqual([2, 2, 5]);
    const scale = compiled((y: torch.Tensor, { by }: { by: number }) => y.mul(by));
    expect([2, 2, 3, 2].map((by) => scale(x, { by }).item())).toEqual([2, 2, 3, 2]);
  });

  test('in typed arrays, maps and sets that are arguments count by what they are now', () => {
    const array = new Float32Array([1, 2]);
    const add = compiled((x: torch.Tensor, values: Float32Array) => x.add(torch.tensor(values)));
    const zeros = torch.zeros(2);
    const before = [add(zeros, array), add(zeros, array)].map((each) => each.tolist());
    array[0] = 9;
    expect([...before, add(zeros, array).tolist()]).toEqual([[1, 2], [1, 2], [9, 2]]);
    const map = new Map([['by', 2]]);
    const scale = compiled((x: torch.Tensor, given: Map<string, number>) => x.mul(given.get('by')!));
    const one = torch.ones(1);
    expect([scale(one, map), scale(one, map)].map((each) => each.item())).toEqual([2, 2]);
    map.set('by', 4);
    expect(scale(one, map).item()).toBe(4);
  });
});

test('a tensor that is made of numbers in the function is a new one at each call, with these numbers', () => {
  const fn = compiled((x: torch.Tensor) => torch.tensor([1, 2]).add_(x));
  expect([1, 2, 3, 4].map((k) => fn(torch.full([2], k)).tolist())).toEqual([[2, 3], [3, 4], [4, 5], [5, 6]]);
});

describe('calls within calls', () => {
  test('a function that calls itself is one recording for each depth', () => {
    const power = compiled((x: torch.Tensor, n: number): torch.Tensor => (n === 0 ? x : power(x.mul(2), n - 1)));
    expect([3, 3, 4, 4].map((n) => power(torch.ones(1), n).item())).toEqual([8, 8, 16, 16]);
  });

  test('the JavaScript between the parts of a replay may call compiled functions, also the same one', () => {
    const triple = compiled((x: torch.Tensor) => x.mul(3));
    const seen: number[] = [];
    let depth = 0;
    const step = stepWith(() => {
      seen.push(triple(torch.ones(1)).item());
      if (depth++ === 0) step(torch.ones(1, 2));
      depth--;
    });
    for (let i = 0; i < 3; i++) step(torch.ones(1, 2));
    expect(seen).toEqual([3, 3, 3, 3, 3, 3]);
  });
});

describe('errors', () => {
  test('in the middle of a recording leave nothing behind', () => {
    let bad = true;
    const fn = compiled((x: torch.Tensor) => {
      const y = x.mul(2);
      if (bad) throw new Error('not yet');
      return y;
    });
    expect(() => fn(torch.ones(2))).toThrow('not yet');
    bad = false;
    expect([fn(torch.ones(2)), fn(torch.full([2], 3))].map((each) => each.tolist())).toEqual([[2, 2], [6, 6]]);
  });

  test('of an operator in a replay are those that the operator throws', () => {
    const pick = (x: torch.Tensor, at: torch.Tensor): torch.Tensor => x.index_select(0, at).mul(2);
    const fn = compiled(pick);
    const at = (i: number): torch.Tensor => torch.tensor([i], { dtype: torch.int64 });
    const x = torch.ones(3);
    for (const i of [0, 1]) fn(x, at(i));
    expect(() => fn(x, at(7))).toThrow('index out of range');
    expect(fn(x, at(2)).item()).toBe(2);
  });

  test('in the JavaScript between the parts of a replay let the next call begin anew', () => {
    let bad = false;
    const step = stepWith(() => {
      if (bad) throw new Error('from the hook');
    });
    for (let i = 0; i < 2; i++) step(torch.ones(1, 2));
    bad = true;
    expect(() => step(torch.ones(1, 2))).toThrow('from the hook');
    bad = false;
    expect(Number.isFinite(step(torch.ones(1, 2)).item())).toBe(true);
  });
});

describe('tensors from outside', () => {
  test('that are disposed make a call throw as it would without torch.compile', () => {
    const w = torch.ones(2);
    const fn = compiled((x: torch.Tensor) => x.mul(w));
    for (let i = 0; i < 3; i++) fn(torch.ones(2));
    w.dispose();
    expect(() => fn(torch.ones(2))).toThrow(/mul\(\): argument 'other' .*is a disposed Tensor/);
  });

  test('are read as they are: new data, another shape, values of a typed array', () => {
    const array = new Float32Array([1, 2]);
    const [shared, w] = [torch.from_numpy(array), torch.ones(2)];
    const fn = compiled((x: torch.Tensor) => x.mul(w).add(shared));
    for (let i = 0; i < 2; i++) fn(torch.ones(1));
    array[1] = 5;
    expect(fn(torch.ones(1)).tolist()).toEqual([2, 6]);
    w.data = torch.tensor([[1], [2]]);
    expect(fn(torch.ones(1)).tolist()).toEqual([[2, 6], [3, 7]]);
  });

  test('whose requires_grad changes are recorded anew', () => {
    const w = torch.ones(2, { requires_grad: true });
    const fn = compiled((x: torch.Tensor) => x.mul(w));
    const needs = [true, true, false, false, true].map((value) => {
      w.requires_grad_(value);
      return fn(torch.ones(2)).requires_grad;
    });
    expect(needs).toEqual([true, true, false, false, true]);
  });

  test('of modules may be replaced, and modules as well', () => {
    const net = new nn.Sequential(new nn.Linear(2, 1, { bias: false }));
    const fn = compiled((x: torch.Tensor) => net(x));
    const set = (value: number): number => {
      torch.no_grad(() => (net.at(0) as nn.Linear).weight.fill_(value));
      return fn(torch.ones(1, 2)).item();
    };
    expect([set(1), set(1)]).toEqual([2, 2]);
    (net.at(0) as nn.Linear).weight = new nn.Parameter(torch.full([1, 2], 3));
    expect(fn(torch.ones(1, 2)).item()).toBe(6);
    net.append(new nn.ReLU());
    expect(set(-1)).toBe(0);
  });
});

describe('results', () => {
  test('that are arguments, the same tensor twice, views or tensors from outside are these', () => {
    const w = torch.ones(2);
    const fn = compiled((x: torch.Tensor) => {
      const y = x.mul(2);
      return { given: x, twice: [y, y], view: x.view(-1), w, count: 3 };
    });
    fn(torch.ones(2));
    const x = torch.ones(2);
    const { given, twice, view, w: same, count } = fn(x);
    view.fill_(7);
    expect([given === x, twice[0] === twice[1], same === w, count, x.tolist()]).toEqual([true, true, true, 3, [7, 7]]);
  });

  test('of which some are not used give gradients to nobody else', () => {
    const [w, v] = [torch.ones(2, { requires_grad: true }), torch.ones(2, { requires_grad: true })];
    const fn = compiled((x: torch.Tensor) => [x.mul(w), x.mul(v)] as const);
    fn(torch.ones(2));
    fn(torch.ones(2))[0].sum().backward();
    expect([w.grad!.tolist(), v.grad]).toEqual([[1, 1], null]);
  });

  test('of asynchronous functions and generators come from the function as it is written', async () => {
    const later = compiled(async (x: torch.Tensor) => {
      const y = x.mul(2);
      await Promise.resolve();
      return y.add(1);
    });
    const each = compiled(function* (x: torch.Tensor) {
      yield x.mul(2);
      yield x.mul(3);
    });
    for (let i = 0; i < 3; i++) {
      expect((await later(torch.full([1], i))).item()).toBe(2 * i + 1);
      expect([...each(torch.full([1], i))].map((one) => one.item())).toEqual([2 * i, 3 * i]);
    }
  });

  test('whose shape depends on values follow the values', () => {
    const fns: Step[] = [
      (x) => x.nonzero(), (x) => x.masked_select(x.gt(0)), (x) => x.index(x.gt(0)),
      (x) => torch.unique(x) as torch.Tensor,
      (x) => (x.sum().item() > 0 ? x.mul(2) : x.mul(-1)), (x) => [...x].reduce((sum, row) => sum.add(row)),
    ];
    for (const fn of fns) {
      const replayed = compiled(fn);
      for (const values of [[1, -1, 0], [1, 2, 3], [-1, -1, -2]]) {
        expect(torch.equal(replayed(torch.tensor(values)), fn(torch.tensor(values)))).toBe(true);
      }
    }
  });

  test('of operators that fill memory in loops of their own are right', () => {
    const pool = compiled((x: torch.Tensor) => nn.functional.max_pool1d(x, 2));
    const values = [1, 2, 3].map((k) => pool(torch.arange(4).view(1, 1, 4).mul(k).to(torch.float32)).tolist());
    expect(values).toEqual([[[[1, 3]]], [[[2, 6]]], [[[3, 9]]]]);
  });
});

describe('what else is on', () => {
  test('hooks on arguments are called by backward() alone', () => {
    let calls = 0;
    const fn = compiled((x: torch.Tensor) => x.mul(2).sum());
    const z = torch.ones(2, { requires_grad: true }).mul(1);
    z.register_hook(() => void calls++);
    const loss = [fn(z), fn(z)][1]!;
    expect(calls).toBe(0);
    loss.backward();
    expect(calls).toBe(1);
    const kept = torch.ones(2, { requires_grad: true }).mul(1);
    kept.retain_grad();
    fn(kept);
    expect(kept.grad).toBeNull();
  });

  test('transforms, inference mode, hooks on saved tensors and custom Functions do as without torch.compile', () => {
    class Odd extends torch.autograd.Function {
      static override forward(_ctx: object, x: torch.Tensor): torch.Tensor {
        return x.mul(2);
      }
      static override backward(_ctx: object, gradient: torch.Tensor): torch.Tensor {
        return gradient.mul(7);
      }
    }
    const square = compiled((x: torch.Tensor) => x.mul(x).sum());
    const rows = compiled((x: torch.Tensor) => torch.func.vmap((row: torch.Tensor) =>
      row.mul(2).sum())(x) as torch.Tensor);
    const odd = compiled((x: torch.Tensor) => (Odd.apply(x) as torch.Tensor).sum());
    for (let i = 0; i < 3; i++) {
      const x = torch.ones(3, { requires_grad: true });
      square(x);
      expect((torch.func.grad((y: torch.Tensor) => square(y))(torch.ones(3)) as torch.Tensor).tolist()).toEqual([2, 2,
        2]);
      expect(rows(torch.ones(2, 3)).tolist()).toEqual([6, 6]);
      odd(x).backward();
      expect(x.grad!.tolist()).toEqual([7, 7, 7]);
      expect(torch.inference_mode(() => square(torch.ones(3)).is_inference())).toBe(true);
      let packed = 0;
      torch.autograd.graph.saved_tensors_hooks((t: torch.Tensor) => (packed++, t), (t) => t as torch.Tensor,
        () => square(x));
      expect(packed).toBe(2);
    }
  });

  test('random numbers are those of the stream, and seeds that are set inside hold', () => {
    const noisy = compiled((x: torch.Tensor) => x.add(torch.randn(2)));
    const seeded = compiled((x: torch.Tensor) => {
      torch.manual_seed(1);
      return x.add(torch.randn(2));
    });
    const zeros = torch.zeros(2);
    for (let i = 0; i < 3; i++) {
      torch.manual_seed(i);
      const [a, b] = [noisy(zeros), noisy(zeros)];
      torch.manual_seed(i);
      expect([torch.equal(a, torch.randn(2)), torch.equal(b, torch.randn(2))]).toEqual([true, true]);
      expect(torch.equal(seeded(zeros), seeded(zeros))).toBe(true);
    }
  });

  test('graphs are freed by backward(), and changed inputs are seen, as without torch.compile', () => {
    const square = compiled((x: torch.Tensor) => x.mul(x));
    const leaf = torch.ones(2, { requires_grad: true });
    square(leaf);
    const once = square(leaf).sum();
    once.backward();
    expect(() => once.backward()).toThrow('Trying to backward through the graph a second time');
    const z = leaf.mul(1);
    const late = square(z).sum();
    torch.no_grad(() => z.add_(1));
    expect(() => late.backward()).toThrow('has been modified by an inplace operation');
  });
});
