import * as torch from 'nodetorch';
import { describe, expect, test } from 'vitest';

const x = torch.ones(2);
const plus = (a: torch.Tensor): torch.Tensor => a.add(1);
const minus = (a: torch.Tensor): torch.Tensor => a.neg();

describe('torch.cond', () => {
  test('runs one branch', () => {
    expect(torch.cond(torch.tensor(true), plus, minus, [x]).tolist()).toEqual([2, 2]);
    expect(torch.cond(torch.tensor([0]), plus, minus, [x]).tolist()).toEqual([-1, -1]);
    expect(torch.cond(true, () => 3, () => 4)).toBe(3);
    expect(torch.cond(0, () => 3, () => 4)).toBe(4);
    expect(torch.cond(x.sum().gt(5), { true_fn: plus, false_fn: minus, operands: [x] }).tolist()).toEqual([-1, -1]);
  });

  test('gradients flow through the branch that ran', () => {
    const a = torch.tensor([2, 3]).to(torch.float32).requires_grad_();
    torch.cond(a.sum().gt(0), (t: torch.Tensor) => t.mul(t), minus, [a]).sum().backward();
    expect(a.grad!.tolist()).toEqual([4, 6]);
  });

  test('refuses what PyTorch 2.15 refuses, in its words', () => {
    const operands = 'Expect operands to be a tuple of possibly nested dict/list/tuple that only consists of tensor leaves, ';
    expect(() => torch.cond(torch.tensor([true, false]), plus, minus, [x])).toThrow(
      new torch.RuntimeError('Expected pred to be bool or single-element tensor, but got tensor([ True, False]).'));
    expect(() => torch.cond('a' as never, plus, minus, [x])).toThrow('Expected pred to be bool or tensor, but got a.');
    expect(() => torch.cond(torch.tensor(true), 3 as never, minus, [x])).toThrow('Expect both branches to be callable.');
    expect(() => torch.cond(torch.tensor(true), plus, minus, [1])).toThrow(`${operands}but got (1,).`);
    expect(() => torch.cond(torch.tensor(true), plus, minus, x as never)).toThrow(`${operands}but got tensor([1., 1.]).`);
  });
});

describe('torch.while_loop', () => {
  test('carries tensors and numbers', () => {
    const [i, y] = torch.while_loop((n: number) => n < 3, (n: number, a: torch.Tensor) => [n + 1, a.mul(2)] as const,
      [0, x] as readonly [number, torch.Tensor]);
    expect([i, y.tolist()]).toEqual([3, [8, 8]]);
  });

  test('carries what lies in objects, and takes a tensor for a list of one', () => {
    const [{ a }] = torch.while_loop((d: { a: torch.Tensor }) => d.a.sum().lt(5),
      (d: { a: torch.Tensor }) => [{ a: d.a.add(1) }] as const, [{ a: x }] as readonly [{ a: torch.Tensor }]);
    expect(a.tolist()).toEqual([3, 3]);
    expect(torch.while_loop((t: torch.Tensor) => t.sum().lt(5), plus, [x]).map((t) => t.tolist())).toEqual([[3, 3]]);
  });

  test('gives copies when it never runs', () => {
    const [y] = torch.while_loop(() => false, plus, [x]);
    expect(y).not.toBe(x);
    expect(y!.tolist()).toEqual(x.tolist());
  });

  test('gradients flow through all rounds', () => {
    const a = torch.tensor([2]).to(torch.float32).requires_grad_();
    const [y] = torch.while_loop((t: torch.Tensor) => t.sum().lt(100), (t: torch.Tensor) => [t.mul(t)], [a]);
    y!.backward(torch.ones(1));
    expect(a.grad!.tolist()).toEqual([1024]);
  });

  test('refuses what PyTorch 2.15 refuses', () => {
    const on = (t: torch.Tensor): torch.Tensor => t.sum().lt(5);
    expect(() => torch.while_loop(3 as never, plus, [x])).toThrow(
      new torch.RuntimeError('Expect cond_fn and body_fn to be callable.'));
    expect(() => torch.while_loop((t: torch.Tensor) => t.lt(5), plus, [x])).toThrow(
      'cond_fn must return a boolean scalar tensor or a boolean but got tensor([True, True])');
    expect(() => torch.while_loop(() => 1 as never, plus, [x])).toThrow('a boolean scalar tensor or a boolean but got 1');
    expect(() => torch.while_loop(on, (t: torch.Tensor) => [t.add(1), t] as never, [x])).toThrow(
      'body_fn should return the same number of elements as carried_inputs, got 2 vs 1');
    expect(() => torch.while_loop(on, (t: torch.Tensor) => [torch.cat([t, t])], [x])).toThrow(
      'Expected body_fn_output and carried_inputs to have same metadata but found:\n' +
        "pair[0] differ in 'shape: torch.Size([4]) vs torch.Size([2])'");
    expect(() => torch.while_loop(on, plus as never, ['s'])).toThrow("['s'] can only be of");
    expect(() => torch.while_loop(on, () => 's' as never, [x])).toThrow("body_fn should return a tuple but got <class 'str'>");
  });
});
