// Tensors as properties of a ctx: what backward, and whoever holds the ctx, finds there.
import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { describe, expect, test } from 'vitest';

type Ctx = torch.autograd.FunctionCtx;
type Fill = (ctx: Ctx, x: Tensor, y: Tensor) => void;
type Formula = (ctx: Ctx, g: Tensor) => Tensor;

const leaf = (...values: number[]): Tensor => torch.tensor(values, { requires_grad: true });

/** exp with a ctx filled by the test. */
function filled(fill: Fill, backward: Formula): { apply(x: Tensor): Tensor } {
  class Filled extends torch.autograd.Function {
    static override forward(ctx: Ctx, x: Tensor): Tensor {
      const y = x.exp();
      fill(ctx, x, y);
      return y;
    }

    static override backward(ctx: Ctx, g: Tensor): Tensor {
      return backward(ctx, g);
    }
  }
  return { apply: (x) => Filled.apply(x) };
}

/** Objects that only a ctx refers to are gone after it, and are made again. */
const collect = (): void => torch.collect({ major: true });

/** In a frame of its own, which refers to what was made in it no longer than it runs. */
const made = <T>(make: () => T): T => make();

describe.each([['at once', () => undefined], ['after a collection', collect]])('what forward put there, %s', (_, wait) => {
  test('an input, with its history', () => {
    const seen: unknown[] = [];
    const f = filled((ctx, x) => (ctx['x'] = x), (ctx, g) => {
      const x = ctx['x'] as Tensor;
      seen.push(x.tolist(), x.requires_grad, x.is_leaf, x.grad_fn?.name(), ctx['x'] === x);
      return g.mul(x.exp());
    });
    const w = leaf(1, 2);
    const y = made(() => f.apply(w.mul(3)).sum());
    wait();
    y.backward();
    expect(seen).toEqual([[3, 6], true, false, 'MulBackward0', true]);
    expect(w.grad!.div(torch.tensor([3, 6]).exp()).tolist()).toEqual([3, 3].map((each) => expect.closeTo(each, 4)));
  });

  test('an output, which leads to the Function itself', () => {
    const seen: unknown[] = [];
    const f = filled((ctx, _x, y) => (ctx['y'] = y), (ctx, g) => {
      const y = ctx['y'] as Tensor;
      seen.push(y.requires_grad, y.grad_fn?.name(), y.output_nr, ctx['y'] === y);
      return g.mul(y);
    });
    const x = leaf(0, 1);
    const sum = (): Tensor => f.apply(x.mul(1)).sum();
    const first = made(sum);
    wait();
    const [once] = torch.autograd.grad(first, x, { create_graph: true });
    wait();
    const [twice] = torch.autograd.grad(once!.sum(), x);
    // exp is its own derivative, in any order, if ctx.y has its history.
    for (const found of [once!, twice!]) expect(found.tolist()).toEqual([1, Math.E].map((v) => expect.closeTo(v, 5)));
    expect(seen).toEqual([true, 'FilledBackward', 0, true, true, 'FilledBackward', 0, true]);
  });

  test('views of both', () => {
    const seen: unknown[] = [];
    const f = filled((ctx, x, y) => Object.assign(ctx, { x: x.view(2, 1), y: y.view(2, 1) }), (ctx, g) => {
      const { x, y } = ctx as unknown as Record<'x' | 'y', Tensor>;
      seen.push(x.shape, y.shape, x.requires_grad, y.requires_grad);
      return g.mul(y.view(-1));
    });
    const w = leaf(0, 1);
    const y = made(() => f.apply(w.mul(1)).sum());
    wait();
    y.backward();
    expect(seen).toEqual([[2, 1], [2, 1], true, true]);
    expect(w.grad!.tolist()).toEqual([1, Math.E].map((v) => expect.closeTo(v, 5)));
  });
});

test('the object that the program holds is the one on the ctx', () => {
  const seen: boolean[] = [];
  const f = filled((ctx, x, y) => Object.assign(ctx, { x, y }), (ctx, g) => {
    seen.push(ctx['x'] === x, ctx['y'] === y);
    return g;
  });
  const x = leaf(1).mul(2);
  const y = f.apply(x);
  collect();
  y.sum().backward();
  expect(seen).toEqual([true, true]);
});

test('a ctx with tensors is written, listed and emptied like any object', () => {
  let ctx!: Ctx;
  const f = filled((c, x, y) => {
    ctx = c;
    Object.assign(c, { x, n: 5, y });
  }, (c, g) => {
    c['x'] = 'other';
    return g;
  });
  const y = f.apply(leaf(1).mul(2));
  expect(Object.keys(ctx)).toEqual(['needs_input_grad', 'x', 'n', 'y']);
  expect({ ...ctx }['x']).toBe(ctx['x']);
  expect('x' in ctx && Object.hasOwn(ctx, 'x')).toBe(true);
  expect(inspect(ctx)).toMatch(/^FunctionCtx \{\n {2}needs_input_grad: \[ true \],\n {2}x: tensor\(\[2\.\]/);
  expect(Object.keys(JSON.parse(JSON.stringify(ctx)) as object)).toEqual(['needs_input_grad', 'x', 'n', 'y']);
  delete ctx['y'];
  expect(Object.keys(ctx)).toEqual(['needs_input_grad', 'x', 'n']);
  expect(ctx['y']).toBeUndefined();
  y.sum().backward();
  expect(ctx['x']).toBe('other');
  ctx['x'] = y;
  expect(ctx['x']).toBe(y);
});

test('properties of other kinds are left as they are', () => {
  let ctx!: Ctx;
  const hidden = Symbol('hidden');
  const f = filled((c, x, y) => {
    ctx = c;
    Object.defineProperty(c, 'fixed', { value: x });
    Object.defineProperty(c, hidden, { value: x, configurable: true });
    Object.assign(c, { list: [x, y], get: () => x });
    Object.freeze(c);
  }, (_c, g) => g);
  const x = leaf(1).mul(2);
  const y = f.apply(x);
  expect([ctx['fixed'], Reflect.get(ctx, hidden), (ctx['get'] as () => Tensor)()]).toEqual([x, x, x].map(() => expect.anything()));
  expect(ctx['fixed']).toBe(x);
  expect((ctx['list'] as Tensor[])[1]).toBe(y);
  expect(() => y.sum().backward()).not.toThrow();
});

test('after backward() the properties stay, and only saved_tensors are freed', () => {
  let ctx!: Ctx;
  const f = filled((c, x) => {
    ctx = c;
    c.save_for_backward(x);
    c['x'] = x;
  }, (_c, g) => g);
  const y = f.apply(leaf(1).mul(2)).sum();
  y.backward();
  collect();
  expect((ctx['x'] as Tensor).grad_fn?.name()).toBe('MulBackward0');
  expect(() => ctx.saved_tensors).toThrow('backward through the graph a second time');
});

test('a ctx that outlives its graph has the values, and says that the history is gone', () => {
  let ctx!: Ctx;
  const f = filled((c, x, y) => {
    ctx = c;
    Object.assign(c, { x, y, plain: x.detach() });
  }, (_c, g) => g);
  made(() => f.apply(leaf(1, 2).mul(2)).sum().backward());
  collect();
  const { x, y, plain } = ctx as unknown as Record<'x' | 'y' | 'plain', Tensor>;
  expect(x.tolist()).toEqual([2, 4]);
  expect(y.log().tolist()).toEqual([2, 4].map((each) => expect.closeTo(each, 5)));
  expect([x.requires_grad, y.requires_grad, plain.requires_grad]).toEqual([true, true, false]);
  expect(() => x.sum().backward()).toThrow('has lost its history');
  expect(() => y.sum().backward()).toThrow('has lost its history');
});

test('tensors on a ctx belong to no scope', () => {
  const f = filled((ctx, x) => (ctx['x'] = x), (ctx, g) => g.mul((ctx['x'] as Tensor).exp()));
  const w = leaf(0);
  const y = torch.scope(() => f.apply(w.mul(1)).sum());
  y.backward();
  expect(w.grad!.item()).toBe(1);
});
