import * as torch from 'nodetorch';
import { autograd, type Tensor } from 'nodetorch';
import { describe, expect, test } from 'vitest';

const { grad } = autograd;

describe('is_grads_batched', () => {
  test('gives for each gradient of the batch what it gives alone, by one backward', () => {
    const x = torch.arange(3).double().requires_grad_();
    const y = x.pow(2).mul(3);
    const starts = torch.eye(3, { dtype: torch.float64 });
    let calls = 0;
    y.grad_fn!.register_hook(() => {
      calls++;
    });
    const [all] = grad(y, x, { grad_outputs: starts, is_grads_batched: true, retain_graph: true });
    expect(calls).toBe(1);
    expect(all!.tolist()).toEqual([[0, 0, 0], [0, 6, 0], [0, 0, 12]]);
    const [twice] = grad(y, x, { grad_outputs: starts, is_grads_batched: true, create_graph: true });
    expect(grad(twice!.sum(), x)[0]!.tolist()).toEqual([6, 6, 6]);
  });

  test('gives null for what is not used, and zeros for materialize_grads', () => {
    const [x, z] = [torch.ones(2, { requires_grad: true }), torch.ones(2, { requires_grad: true })];
    const options = { grad_outputs: torch.ones(4, 2), is_grads_batched: true, retain_graph: true };
    const y = x.mul(2);
    expect(grad(y, [x, z], { ...options, allow_unused: true })[1]).toBe(null);
    expect(grad(y, [x, z], { ...options, materialize_grads: true })[1]!.tolist()).toEqual([0, 0]);
  });

  test('throws what PyTorch throws', () => {
    const x = torch.ones(2, { requires_grad: true });
    const y = x.mul(2);
    const batched = (output: Tensor, start?: Tensor): unknown =>
      grad(output, x, { grad_outputs: start, is_grads_batched: true, retain_graph: true });
    expect(() => batched(y, torch.ones(4, 3))).toThrow(
      'If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. The ' +
        'sizes of the remaining dimensions are expected to match the shape of corresponding output, but a mismatch was ' +
        'detected: grad_output[0] has a shape of torch.Size([4, 3]) and output[0] has a shape of torch.Size([2]). If ' +
        'you only want some tensors in `grad_output` to be considered batched, consider using vmap.');
    expect(() => batched(y)).toThrow('grad can be implicitly created only for scalar outputs');
    expect(() => batched(y.sum())).toThrow(/Got in_dim=0 for some input, but that input is a Tensor of dimensionality 0/);
    expect(() => grad([y, y.mul(2)], x, {
      grad_outputs: [torch.ones(4, 2), torch.ones(3, 2)], is_grads_batched: true,
    })).toThrow('vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [4, 3]');
  });

  test('runs a custom Function once for the whole batch, whose numbers it cannot read', () => {
    const seen: number[][] = [];
    class Square extends autograd.Function {
      static override forward(ctx: autograd.FunctionCtx, x: Tensor): Tensor {
        ctx.save_for_backward(x);
        return x.mul(x);
      }
      static override backward(ctx: autograd.FunctionCtx, start: Tensor): Tensor {
        seen.push([...start.shape]);
        expect(() => start.sum().item()).toThrow();
        expect(() => start.tolist()).toThrow();
        expect(() => String(start)).not.toThrow(TypeError);
        return start.mul(ctx.saved_tensors[0]!).mul(2);
      }
    }
    const x = torch.tensor([1, 2, 3]).double().requires_grad_();
    const [all] = grad(Square.apply(x), x, {
      grad_outputs: torch.eye(3, { dtype: torch.float64 }), is_grads_batched: true,
    });
    expect(all!.tolist()).toEqual([[2, 0, 0], [0, 4, 0], [0, 0, 6]]);
    expect(seen).toEqual([[3]]);
  });
});

describe('vectorize computes all rows at once', () => {
  const f = (x: Tensor, y: Tensor): Tensor => x.mul(y).add(x.pow(3));
  const [x, y] = [torch.tensor([1, 2]).double(), torch.tensor([3, 4]).double()];
  const plain = autograd.functional.jacobian(f as never, [x, y]) as Tensor[];

  test.each(['reverse-mode', 'forward-mode'])('jacobian, %s', (strategy) => {
    const rows = autograd.functional.jacobian(f as never, [x, y], { vectorize: true, strategy }) as Tensor[];
    expect(rows.map((each) => each.tolist())).toEqual(plain.map((each) => each.tolist()));
  });

  test.each(['reverse-mode', 'forward-mode'])('hessian, %s', (outer_jacobian_strategy) => {
    const cube = (z: Tensor): Tensor => z.pow(3).sum();
    const found = autograd.functional.hessian(cube as never, x, { vectorize: true, outer_jacobian_strategy }) as Tensor;
    expect(found.tolist()).toEqual([[6, 0], [0, 12]]);
  });

  test('in forward mode the function runs once', () => {
    let calls = 0;
    const counted = (z: Tensor): Tensor => {
      calls++;
      return z.mul(z);
    };
    autograd.functional.jacobian(counted as never, torch.ones(4), { vectorize: true, strategy: 'forward-mode' });
    expect(calls).toBe(1);
  });
});

test('gradcheck finds a backward that does not take batches', () => {
  class Broken extends autograd.Function {
    static override forward(_ctx: autograd.FunctionCtx, x: Tensor): Tensor {
      return x.mul(2);
    }
    static override backward(_ctx: autograd.FunctionCtx, start: Tensor): Tensor {
      return torch.tensor(start.tolist() as number[], { dtype: start.dtype }).mul(2);
    }
  }
  const x = torch.rand(3, { dtype: torch.float64, requires_grad: true });
  const check = (f: (x: Tensor) => Tensor): boolean =>
    autograd.gradcheck(f as never, [x], { check_batched_grad: true });
  expect(check((z) => z.mul(2).sin())).toBe(true);
  expect(() => check((z) => Broken.apply(z))).toThrow(/While computing batched gradients, got: /);
  const forward = { check_forward_ad: true, check_batched_forward_grad: true };
  expect(autograd.gradcheck(((z: Tensor) => z.sin()) as never, [x], forward)).toBe(true);
});
