import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { describe, expect, test } from 'vitest';

const leaf = (...values: number[]): Tensor => torch.tensor(values, { requires_grad: true });

/** What `body` throws, null and undefined included. */
function thrownBy(body: () => unknown): { readonly value: unknown } {
  try {
    body();
  } catch (value) {
    return { value };
  }
  throw new Error('nothing was thrown');
}

class Stopped extends Error {}

describe.each([
  ['an error', new Stopped('here')],
  ['null', null],
  ['undefined', undefined],
  ['a string', 'text'],
  ['a tensor', torch.ones(1)],
])('%s that a callback throws comes out of backward as it is', (_, value) => {
  const fail = (): never => {
    throw value;
  };

  test('from a hook of a tensor', () => {
    const y = leaf(1).mul(2);
    y.register_hook(fail);
    expect(thrownBy(() => y.sum().backward()).value).toBe(value);
    expect(thrownBy(() => torch.autograd.grad(y.sum(), y)).value).toBe(value);
  });

  test('from a hook after accumulation', () => {
    const x = leaf(1);
    x.register_post_accumulate_grad_hook(fail);
    expect(thrownBy(() => x.mul(2).sum().backward()).value).toBe(value);
    expect(x.grad!.tolist()).toEqual([2]);
  });

  test('from hooks of a node', () => {
    const before = leaf(1).mul(2);
    before.grad_fn!.register_prehook(fail);
    expect(thrownBy(() => before.sum().backward()).value).toBe(value);
    const after = leaf(1).mul(2);
    after.grad_fn!.register_hook(fail);
    expect(thrownBy(() => after.sum().backward()).value).toBe(value);
  });

  test('from the backward of a Function', () => {
    class Failing extends torch.autograd.Function {
      static override forward(_ctx: torch.autograd.FunctionCtx, x: Tensor): Tensor {
        return x.mul(2);
      }

      static override backward(): never {
        throw value;
      }
    }
    const y = Failing.apply(leaf(1));
    expect(thrownBy(() => y.sum().backward()).value).toBe(value);
  });

  test('through two backwards, one within the other', () => {
    const outer = leaf(1).mul(2);
    outer.register_hook(() => torch.enable_grad(() => {
      const inner = leaf(1).mul(2);
      inner.register_hook(fail);
      inner.sum().backward();
    }));
    expect(thrownBy(() => outer.sum().backward()).value).toBe(value);
  });
});

test('after a throw everything goes on as before', () => {
  const x = leaf(1, 2);
  const y = x.mul(3);
  const handle = y.register_hook(() => {
    throw new Stopped();
  });
  expect(() => y.sum().backward()).toThrow(Stopped);
  expect(torch.is_grad_enabled()).toBe(true);
  expect(x.grad).toBeNull();
  handle.remove();
  y.sum().backward();
  expect(x.grad!.tolist()).toEqual([3, 3]);
});

test('what a hook gives back must be a tensor that fits', () => {
  const hooked = (result: unknown): Tensor => {
    const y = leaf(1, 2).mul(2);
    y.register_hook((() => result) as () => Tensor);
    return y.sum();
  };
  expect(() => hooked(3).backward()).toThrow(new TypeError("expected Variable, but hook returned 'number'"));
  expect(() => hooked(torch.ones(3)).backward()).toThrow('has changed the size of value');
  expect(() => hooked(torch.ones(2, { dtype: torch.float64 })).backward())
    .toThrow('has changed the type of value (was torch.FloatTensor got torch.DoubleTensor)');
  expect(() => hooked(undefined).backward()).not.toThrow();
  expect(() => leaf(1).register_hook('no function' as unknown as () => void))
    .toThrow(new TypeError('register_hook(): expected a function, not string'));
});

test('a hook that removes itself, or another one, runs once', () => {
  const x = leaf(1);
  const seen: string[] = [];
  const self = x.register_hook(() => {
    seen.push('self');
    self.remove();
    other.remove();
  });
  const other = x.register_hook(() => void seen.push('other'));
  x.mul(2).sum().backward();
  x.mul(2).sum().backward();
  expect(seen).toEqual(['self']);
});

test('a gradient disposed of in its hook is not used by backward after that', () => {
  const x = leaf(1, 2);
  const y = x.mul(3);
  y.register_hook((g) => g.dispose());
  y.sum().backward();
  expect(x.grad!.tolist()).toEqual([3, 3]);
});

test('hooks and Functions made in a scope work after it', () => {
  const x = leaf(1, 2);
  class Squared extends torch.autograd.Function {
    static override forward(ctx: torch.autograd.FunctionCtx, input: Tensor): Tensor {
      ctx.save_for_backward(input);
      return input.mul(input);
    }

    static override backward(ctx: torch.autograd.FunctionCtx, g: Tensor): Tensor {
      return ctx.saved_tensors[0]!.mul(2).mul(g);
    }
  }
  let handle: torch.autograd.RemovableHandle | undefined;
  const loss = torch.scope(() => {
    const y = Squared.apply(x);
    handle = y.register_hook((g) => g.mul(10));
    return y.sum();
  });
  loss.backward();
  expect(x.grad!.tolist()).toEqual([20, 40]);
  expect(() => handle!.remove()).not.toThrow();
});

describe('backward within backward', () => {
  /** Runs `levels` backwards, each in a hook of the one before; gives the number that ran to their end. */
  function nested(levels: number): number {
    const y = leaf(1).mul(2);
    let finished = 0;
    if (levels > 1) y.register_hook(() => void (finished = torch.enable_grad(() => nested(levels - 1))));
    y.sum().backward();
    return finished + 1;
  }

  test('60 levels work, on this thread', () => expect(nested(60)).toBe(60));

  test('100 levels are an error that says so', () => {
    expect(() => nested(100)).toThrow(
      'backward() was called inside backward() 61 levels deep, by hooks or by the backward of custom Functions; ' +
        'at most 60 levels are supported');
    expect(nested(2)).toBe(2);
  });
});
