// What is C++ in PyTorch says of which kind an argument must be; what is Python there complains when it uses one.
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import { plain } from '../../dist/arguments/kinds.js';
import { expected, itemsOf, sequenceOf, toInt, withAttribute } from '../../dist/arguments/python_objects.js';
import { Signature } from '../../dist/arguments/signature.js';

const { cuda, backends } = torch;
const t = torch.ones(2);

const takes = (text: string) => (...given: unknown[]): unknown => new Signature(text as never, plain).list(given);

test('a kind that a text names is wanted, another one is a TypeError, and a default always fits', () => {
  const check = takes('f(a: int, b: str | None, c: bool = False, d: Sequence[Tensor] = None, *, e: float = 1.0)');
  expect(check(1, 'b', true, [t], { e: 2.5 })).toEqual([1, 'b', true, [t], 2.5]);
  expect(check(2n ** 70n, null, false, null)).toEqual([2n ** 70n, null, false, null, 1]);
  expect(() => check(1.5, null)).toThrow("f(): argument 'a' (position 1) must be int, not float");
  expect(() => check(true, null)).toThrow("f(): argument 'a' (position 1) must be int, not bool");
  expect(() => check(1, 3)).toThrow("f(): argument 'b' (position 2) must be str, not int");
  expect(() => check(1, null, 'no')).toThrow("f(): argument 'c' (position 3) must be bool, not str");
  expect(() => check(1, null, false, [3])).toThrow(
    "f(): argument 'd' (position 4) must be tuple of Tensors, but found element of type int at pos 0");
  expect(() => check(1, null, { e: 'e' })).toThrow("f(): argument 'e' must be float, not str");
});

test('a kind that only a class has is left to who takes it', () => {
  expect(takes('f(a: CudaDevice, b: int | DeviceLike)')(3, [])).toEqual([3, []]);
});

test('arguments of CUDA that are of another kind are TypeErrors that name them', () => {
  const not = (body: (value: never) => unknown, value: unknown, words: string): void => {
    expect(() => body(value as never)).toThrow(TypeError);
    expect(() => body(value as never)).toThrow(words);
  };
  not((msg) => cuda.nvtx.mark(msg), 0, "mark(): argument 'msg' (position 1) must be str, not int");
  not((msg) => cuda.nvtx.range_push(msg), [], "range_push(): argument 'msg' (position 1) must be str, not list");
  not((msg) => cuda.nvtx.range_start(msg), 1.5, "range_start(): argument 'msg' (position 1) must be str, not float");
  not((id) => cuda.nvtx.range_end(id), 'x', "range_end(): argument 'range_id' (position 1) must be int, not str");
  not((id) => cuda.check_error(id), null, "check_error(): argument 'res' (position 1) must be int, not NoneType");
  not((id) => new cuda.CudaError(id), 'x', "CudaError(): argument 'code' (position 1) must be int, not str");
  not((address) => cuda.caching_allocator_delete(address), 'x',
    "caching_allocator_delete(): argument 'mem_ptr' (position 1) must be int, not str");
  not((params) => backends.cuda.can_use_flash_attention(params), null,
    "can_use_flash_attention(): argument 'params' (position 1) must be SDPAParams, not null");
  not((query) => new backends.cuda.SDPAParams(query, t, t, null, 0, false, false), 3,
    "SDPAParams(): argument 'query' (position 1) must be Tensor, not int");
  not((stream_id) => torch.Stream({ stream_id, device_index: 0, device_type: 1 }), 'a',
    "Stream(): argument 'stream_id' must be int, not str");
  not((device_index) => torch.Stream(1, device_index, 1), 'a',
    "Stream(): argument 'device_index' (position 2) must be int, not str");
  not((out) => cuda.comm.broadcast(t, { out }), 3, "broadcast(): argument 'out' must be tuple of Tensors, not int");
  not((dim) => cuda.comm.gather([t], dim), 'x', "gather(): argument 'dim' (position 2) must be int, not str");
  not((sizes) => cuda.comm.scatter(t, [0], sizes), 'x',
    "scatter(): argument 'chunk_sizes' (position 3) must be tuple of ints, not str");
  not((args) => cuda.make_graphed_callables((x: torch.Tensor) => x, args), 5,
    "make_graphed_callables(): argument 'sample_args' (position 2) must be tuple of Tensors, not int");
  not((body) => cuda.stream(null, body), [], 'stream(): expected a function to run in the mode, not list');
  not((body) => torch.cpu.stream(null, body), 3, 'stream(): expected a function to run in the mode, not int');
});

test('what Python says of objects that are not what is wanted', () => {
  expect(withAttribute(t, 'is_cuda')).toBe(t);
  expect(() => withAttribute(null, 'is_cuda')).toThrow("'NoneType' object has no attribute 'is_cuda'");
  expect(() => withAttribute({}, 'is_cuda')).toThrow("'dict' object has no attribute 'is_cuda'");
  expect(itemsOf('ab')).toEqual(['a', 'b']);
  expect(() => itemsOf(3 as never)).toThrow("'int' object is not iterable");
  expect(() => itemsOf(torch.tensor(3))).toThrow('iteration over a 0-d tensor');
  expect(() => sequenceOf(null)).toThrow("'NoneType' object is not subscriptable");
  expect([toInt('-1_000'), toInt(2.9), toInt(true), toInt(torch.tensor(3)), toInt(2n ** 70n)]).toEqual(
    [-1000n, 2n, 1n, 3n, 2n ** 70n]);
  expect(() => toInt(t)).toThrow('only one element tensors can be converted to Python scalars');
  expect(() => toInt(NaN)).toThrow(torch.ValueError);
  expect(() => toInt(-Infinity)).toThrow('cannot convert float infinity to integer');
  expect(expected('set', 'int', 3)).toBe(3);
  expect(() => expected('set', 'bool', null)).toThrow('set expects a bool, but got NoneType');
  expect(() => expected('set', 'string', 1.5)).toThrow('set expects a string, but got float');
});
