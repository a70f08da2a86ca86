import { Worker } from 'node:worker_threads';
import { describe, expect, expectTypeOf, test } from 'vitest';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { functional_call, grad, grad_and_value, hessian, jacrev, jvp, vjp, vmap } from 'nodetorch/func';

const ones = (...shape: number[]): Tensor => torch.ones(shape);

/** Runs the text in a worker, and gives how that ended. */
async function ended(text: string): Promise<number> {
  const worker = new Worker(`import('nodetorch').then((torch) => { ${text} })`, { eval: true });
  return new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));
}

describe('the stack of layers', () => {
  test('is as it was when a function throws, however deep', () => {
    const fail = (): never => {
      throw new RangeError('here');
    };
    const deep = (x: Tensor): Tensor => vmap(grad((y: Tensor) => jvp((_: Tensor) => fail(), [y], [y])[0]))(x);
    expect(() => grad(deep)(ones(2, 2))).toThrow(RangeError);
    expect(torch.ones(2).add(1).tolist()).toEqual([2, 2]);
    expect(grad((x: Tensor) => x.mul(x))(torch.tensor(3)).tolist()).toBe(6);
  });

  test('ends with its thread', async () => {
    expect(await ended('torch.func.grad((x) => { process.exit(3); })(torch.ones(1))')).toBe(3);
    expect(await ended('torch.autograd.forward_ad.enter_dual_level(); process.exit(4)')).toBe(4);
    // The level of forward mode belongs to the process: it is free again.
    expect(jvp((x: Tensor) => x.mul(2), [ones(1)], [ones(1)])[1].tolist()).toEqual([2]);
  });

  test('an async function is no function of tensors', () => {
    expect(() => vmap(async (x: Tensor) => await Promise.resolve(x))(ones(2))).toThrow('must only return Tensors');
  });
});

describe('inside of a transform', () => {
  test('tensors are made from data', () => {
    const f = (x: Tensor): Tensor => x.mul(torch.tensor([1, 2])).add(torch.from_numpy(new Float32Array([3, 4]))).sum();
    expect(grad(f)(ones(2)).tolist()).toEqual([1, 2]);
    expect(vmap(f)(ones(3, 2)).tolist()).toEqual([10, 10, 10]);
  });

  test('arguments that would end the process are refused, of every sample', () => {
    const least = torch.tensor([1, -(2 ** 31)], { dtype: torch.int32 });
    const divide = (x: Tensor): Tensor => x.div(torch.tensor(-1, { dtype: torch.int32 }), { rounding_mode: 'trunc' });
    expect(() => vmap(divide)(least)).toThrow('integer overflow');
    const nan = torch.full([2, 3, 3], NaN);
    expect(() => vmap((x: Tensor) => torch.linalg.eigvals(x))(nan)).toThrow('infs or NaNs');
  });

  test('questions about a tensor need no rule for batches', () => {
    const asked: boolean[] = [];
    vmap((x: Tensor) => {
      asked.push(x.is_floating_point(), x.is_complex(), x.is_conj());
      return x.conj();
    })(ones(2));
    expect(asked).toEqual([true, false, false]);
  });
});

test('what is made without gradients has none, whatever it is made from', () => {
  const x = ones(2).requires_grad_();
  expect(torch.randint_like(x, 5).requires_grad).toBe(false);
  expect(torch.linspace(x.select(0, 0), x.select(0, 1), 3).requires_grad).toBe(false);
});

test('a module is itself again after functional_call, also when forward throws', () => {
  const m = new torch.nn.Linear(2, 2);
  const names = [...m.named_parameters()].map(([name]) => name);
  expect(() => functional_call(m, { weight: ones(2, 3) }, ones(2))).toThrow();
  expect([...m.named_parameters()].map(([name]) => name)).toEqual(names);
  expect(m.weight).toBeInstanceOf(torch.nn.Parameter);
});

test('the types are those of the arguments', () => {
  const loss = (p: { w: Tensor }, x: Tensor): Tensor => p.w.mul(x).sum();
  expectTypeOf(grad(loss)).parameters.toEqualTypeOf<[p: { w: Tensor }, x: Tensor]>();
  expectTypeOf(grad(loss)).returns.toEqualTypeOf<{ w: Tensor }>();
  expectTypeOf(grad(loss, 1)).returns.toEqualTypeOf<Tensor>();
  expectTypeOf(grad(loss, [0, 1])).returns.toEqualTypeOf<[{ w: Tensor }, Tensor]>();
  expectTypeOf(grad_and_value(loss)).returns.toEqualTypeOf<[{ w: Tensor }, Tensor]>();
  expectTypeOf(vmap(loss, [null, 0])).toEqualTypeOf(loss);
  expectTypeOf(hessian((x: Tensor) => x.sum())).returns.toEqualTypeOf<Tensor>();
  expectTypeOf(jacrev((x: Tensor) => x)).returns.toEqualTypeOf<Tensor>();
  expectTypeOf(vjp((x: Tensor) => x, ones(1))[0]).toEqualTypeOf<Tensor>();
});

test('named tuples go through transforms as what they are', () => {
  const x = torch.tensor([[3, 1, 2], [4, 6, 5]]);
  const found = vmap((row: Tensor) => torch.kthvalue(row, 2))(x);
  expect(found.values.tolist()).toEqual([2, 5]);
  expect(found).toBeInstanceOf(torch.kthvalue(x, 2).constructor);
});
