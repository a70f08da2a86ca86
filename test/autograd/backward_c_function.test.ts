import * as torch from 'nodetorch';
import { autograd, type Tensor } from 'nodetorch';
import { BackwardCFunction, FunctionMeta } from 'nodetorch/autograd/function';
import { Variable, VariableMeta } from 'nodetorch/autograd/variable';
import { expect, test } from 'vitest';

class Twice extends autograd.Function {
  static override forward(ctx: autograd.FunctionCtx, x: Tensor): Tensor {
    ctx.save_for_backward(x);
    ctx['factor'] = 2;
    return x.mul(2);
  }
  static override backward(ctx: autograd.FunctionCtx, grad: Tensor): Tensor {
    return grad.mul(ctx['factor'] as number);
  }
}

test("the grad_fn of a Function's result is of the class that was derived for it, with what ctx has", () => {
  const x = torch.ones(2, { requires_grad: true });
  const y = Twice.apply(x);
  const node = y.grad_fn as BackwardCFunction;
  expect(node).toBeInstanceOf(BackwardCFunction);
  expect(node).toBeInstanceOf(autograd.graph.Node);
  expect(node).toBeInstanceOf(Twice._backward_cls);
  expect([node.name(), Twice._backward_cls.name, Twice._backward_cls._forward_cls]).toEqual(
    ['TwiceBackward', 'TwiceBackward', Twice]);
  expect(node.saved_tensors.map((each) => each.tolist())).toEqual([[1, 1]]);
  expect(node.needs_input_grad).toEqual([true]);
  expect(node['factor']).toBe(2);
  expect((node.apply(torch.ones(2)) as Tensor).tolist()).toEqual([2, 2]);
  expect(y.mul(3).grad_fn!.next_functions[0]![0]).toBeInstanceOf(BackwardCFunction);
  expect(x.mul(2).grad_fn).not.toBeInstanceOf(BackwardCFunction);
  // What is set here is set for backward.
  node['factor'] = 5;
  y.sum().backward();
  expect(x.grad!.tolist()).toEqual([5, 5]);
  expect(() => node.saved_tensors).toThrow(/second time/);
});

test('classes of Functions are of FunctionMeta, each with its own class of nodes', () => {
  class Other extends Twice {}
  expect(Twice).toBeInstanceOf(FunctionMeta);
  expect(autograd.Function).toBeInstanceOf(FunctionMeta);
  expect(class {}).not.toBeInstanceOf(FunctionMeta);
  expect(Other._backward_cls).not.toBe(Twice._backward_cls);
  expect(Twice._backward_cls).toBe(Twice._backward_cls);
  const hooked = Other.apply(torch.ones(1, { requires_grad: true })).grad_fn!;
  hooked.register_prehook(() => undefined).remove();
});

test('every tensor is a Variable', () => {
  expect(torch.ones(1) instanceof (Variable as unknown as new () => Tensor)).toBe(true);
  expect((1 as unknown) instanceof (Variable as unknown as new () => Tensor)).toBe(false);
  expect(Variable).toBeInstanceOf(VariableMeta);
});

test('what PyTorch keeps of old tensors', () => {
  const x = torch.ones(1);
  expect(x.name).toBe(null);
  expect(x.volatile).toBe(false);
  expect(() => x.reinforce(1)).toThrow(/^reinforce\(\) was removed\.\nUse torch\.distributions instead\./);
});
