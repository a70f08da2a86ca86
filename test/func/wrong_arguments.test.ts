// What transforms say to what is no function and no tensor.
import * as torch from 'nodetorch';
import { IndexError } from 'nodetorch';
import { expect, test } from 'vitest';
import { AttributeError } from '../../dist/values/errors.js';

const { func } = torch;
const wrong = (value: unknown): never => value as never;
const x = torch.ones(2, { requires_grad: true });

test.each<[string, (f: never) => unknown]>([
  ['grad', (f) => wrong(func.grad(f) as unknown)], ['jvp', (f) => func.jvp(f, [x] as never, [x] as never)],
  ['vjp', (f) => func.vjp(f, x as never)], ['linearize', (f) => func.linearize(f, x as never)],
])('%s of what is no function', (_name, transform) => {
  expect(() => {
    const made = transform(wrong(5));
    if (typeof made === 'function') (made as (given: unknown) => unknown)(x);
  }).toThrow(new TypeError("'int' object is not callable"));
});
test.each(['vmap', 'jacrev', 'jacfwd', 'hessian', 'functionalize'] as const)('%s of what is no function', (name) => {
  const made = (func[name] as (f: unknown) => (given: unknown) => unknown)(null);
  expect(() => made(x)).toThrow(new TypeError("'NoneType' object is not callable"));
});

test('linearize gives back what is no tensor as it is', () => {
  const [output, jvp_fn] = func.linearize((_: torch.Tensor) => 5, x);
  expect([output, (jvp_fn as (t: unknown) => unknown)(x)]).toEqual([5, 5]);
  const [, mixed] = func.linearize(((t: torch.Tensor) => [t.mul(3), 5]) as never, x as never);
  const [direction, five] = (mixed as (t: unknown) => [torch.Tensor, number])(torch.ones(2));
  expect([direction.tolist(), five]).toEqual([[3, 3], 5]);
});
test('linearize needs tensors', () => {
  expect(() => func.linearize((t: unknown) => t, 5)).toThrow(new AttributeError("'int' object has no attribute 'new_empty'"));
  const [, jvp_fn] = func.linearize((t: torch.Tensor) => t.mul(2), x);
  expect(() => jvp_fn(wrong(null))).toThrow(new AttributeError("'NoneType' object has no attribute 'shape'"));
});

test.each<[unknown, Error]>([
  ['x', new TypeError('gradients can be either Tensors or None, but got str')],
  [[3], new TypeError('gradients can be either Tensors or None, but got int')],
  [3, new TypeError("'int' object is not iterable")],
  [[], new IndexError('list index out of range')],
])('a batch of gradients is none: %j', (grad_outputs, error) => {
  const options = { grad_outputs: wrong(grad_outputs), is_grads_batched: true };
  expect(() => torch.autograd.grad(x.sum(), x, options)).toThrow(error);
});

test('modules of models', () => {
  expect(() => func.stack_module_state(wrong(null))).toThrow(new TypeError("object of type 'NoneType' has no len()"));
  expect(() => func.stack_module_state([wrong(3)])).toThrow(new AttributeError("'int' object has no attribute 'training'"));
  expect(() => func.functional_call(wrong(null), {}, [])).toThrow(
    new AttributeError("'NoneType' object has no attribute 'named_parameters'"));
});
