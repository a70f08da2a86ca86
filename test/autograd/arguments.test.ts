import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { expect, test } from 'vitest';

const leaf = (...values: number[]): Tensor => torch.tensor(values, { requires_grad: true });

/** As a program without types would call it. */
const untyped = (fn: (...args: never[]) => unknown, ...args: unknown[]) => (): unknown =>
  (fn as (...args: unknown[]) => unknown)(...args);

test('wrong arguments are TypeErrors that name what came', () => {
  const loss = leaf(1).mul(2).sum();
  const { backward, grad } = torch.autograd;
  expect(untyped(backward, [3])).toThrow(new TypeError('backward(): expected Tensors, but got number'));
  expect(untyped(backward)).toThrow("backward() missing 1 required positional argument: 'tensors'");
  expect(untyped(backward, loss, [true])).toThrow(
    new TypeError('gradients can be either Tensors or None, but got boolean'));
  expect(untyped(backward, loss, { retain_grap: true })).toThrow(
    "backward() got an unexpected keyword argument 'retain_grap'. Did you mean 'retain_graph'?");
  expect(() => loss.backward({ inputs: 3 as unknown as Tensor })).toThrow(
    'all inputs have to be Tensors or GradientEdges, but got number');
  expect(untyped(grad, loss)).toThrow("grad() missing 1 required positional argument: 'inputs'");
  expect(untyped(grad, loss, [leaf(1), null])).toThrow('but got null');
  expect(untyped(grad, 'loss', leaf(1))).toThrow('grad(): expected Tensors as outputs, but got string');
  expect(untyped(grad, loss, 3)).toThrow('but got number');
});

test('assigned gradients must be tensors', () => {
  const x = leaf(1);
  expect(() => (x.grad = 3 as unknown as Tensor)).toThrow(
    new TypeError('assigned grad expected to be a Tensor or None but got grad of type number'));
  expect(() => (x.grad = torch.ones(1, { dtype: torch.float64 }))).toThrow(
    "attempting to assign a gradient with dtype 'double' to a tensor with grad_dtype 'Float'");
  expect(() => (x.requires_grad = 3 as unknown as boolean)).toThrow('requires_grad must be a bool');
});

test('a batch of gradients needs a batch', () => {
  const x = leaf(1, 2);
  expect(() => torch.autograd.grad(x.mul(2), x, { is_grads_batched: true }))
    .toThrow('grad can be implicitly created only for scalar outputs');
  expect(() => torch.autograd.grad(x.mul(2), x, { grad_outputs: torch.ones(0, 2), is_grads_batched: true }))
    .toThrow('index 0 is out of bounds for dimension 0 with size 0');
  expect(() => torch.autograd.grad(x.mul(2), x, { grad_outputs: torch.tensor(1), is_grads_batched: true }))
    .toThrow('invalid index of a 0-dim tensor');
});

test('disposed tensors are errors, not crashes', () => {
  const x = leaf(1);
  const loss = x.mul(2).sum();
  loss.dispose();
  expect(() => loss.backward()).toThrow('disposed');
  expect(() => loss.grad).toThrow('disposed');
  expect(() => loss.register_hook(() => null)).toThrow('disposed');
  expect(() => torch.autograd.grad(x.mul(2).sum(), [x, loss])).toThrow('disposed');
});

class Kept extends torch.autograd.Function {
  static override forward(ctx: torch.autograd.FunctionCtx, x: Tensor): Tensor {
    ctx.save_for_backward(x);
    kept = ctx;
    return x.mul(2);
  }

  static override backward(_ctx: torch.autograd.FunctionCtx, g: Tensor): Tensor {
    return g.mul(2);
  }
}
let kept: torch.autograd.FunctionCtx | undefined;

test('a ctx that is kept answers as long as its graph lives', () => {
  const x = leaf(1, 2);
  const y = Kept.apply(x);
  expect(kept!.saved_tensors.map((each) => each.tolist())).toEqual([[1, 2]]);
  expect(kept!.needs_input_grad).toEqual([true]);
  y.sum().backward();
  expect(() => kept!.saved_tensors).toThrow('Trying to backward through the graph a second time');

  const z = Kept.apply(x);
  z.dispose();
  expect(() => kept!.saved_tensors).toThrow('Trying to backward through the graph a second time');
});

test('what forward saves must be tensors', () => {
  const { Function: Custom } = torch.autograd;
  const marking = (mark: (ctx: torch.autograd.FunctionCtx) => void) => (): Tensor => {
    class Marking extends Custom {
      static override forward(ctx: torch.autograd.FunctionCtx, x: Tensor): Tensor {
        mark(ctx);
        return x.mul(2);
      }
    }
    return Marking.apply(leaf(1));
  };
  const three = 3 as unknown as Tensor;
  expect(marking((ctx) => ctx.save_for_backward(three))).toThrow(
    new TypeError('save_for_backward can only save variables, but argument 0 is of type number'));
  expect(marking((ctx) => ctx.mark_dirty(three))).toThrow(
    'mark_dirty can only accept variables, but argument 0 is of type number');
  expect(marking((ctx) => ctx.mark_non_differentiable(three))).toThrow(
    'mark_non_differentiable only accepts variable arguments, but got number');
  expect(marking((ctx) => ctx.mark_dirty(leaf(1)))).toThrow(
    'Some elements marked as dirty during the forward method were not returned as output.');
});

test('an error in forward leaves no mode behind', () => {
  class Failing extends torch.autograd.Function {
    static override forward(): Tensor {
      throw new RangeError('forward');
    }
  }
  expect(() => Failing.apply()).toThrow(RangeError);
  expect(torch.is_grad_enabled()).toBe(true);
});
