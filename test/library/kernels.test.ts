// What goes into kernels and comes out of them; errors; keys; what a wrong kernel gives.
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { custom_op, fallthrough_kernel, get_kernel, Library, opcheck } from 'nodetorch/library';
import { expect, test } from 'vitest';

type Ctx = torch.autograd.FunctionCtx;

const lib = new Library('kernels', 'DEF');
const ONE = torch.tensor([1, 2]).float();
let numbers = 0;

function define(schema: string, fn?: (...args: never[]) => unknown, key = 'CPU'): (...args: unknown[]) => unknown {
  const name = `op${numbers++}`;
  lib.define(name + schema);
  if (fn !== undefined) lib.impl(name, fn, key);
  return torch.ops['kernels']![name]!;
}

test('arguments come as users see them', () => {
  let got: unknown[] = [];
  const f = define('(Tensor x, Tensor? y, Tensor[] z, Tensor?[] u, int i, SymInt s, float f, bool b, str t, Scalar n, ' +
    'Device d, ScalarType dt, int[] l, float[] fl, MemoryFormat? m=None, Layout? la=None, *, complex c, str? k=None) ' +
    '-> ()', (...args: unknown[]) => void (got = args));
  f(ONE, null, [ONE, ONE], [null, ONE], 1, 2, 3.5, true, 'text', 4, 'cpu', torch.int64, [1, 2], [0.5], torch.channels_last,
    torch.strided, { c: new torch.Complex(1, 2), k: 'named' });
  const [x, y, z, u, ...rest] = got as [Tensor, null, Tensor[], (Tensor | null)[], ...unknown[]];
  expect([x.tolist(), y, z.map((each) => each.tolist()), u.map((each) => each?.tolist())])
    .toEqual([[1, 2], null, [[1, 2], [1, 2]], [undefined, [1, 2]]]);
  expect(rest.slice(0, 6)).toEqual([1, 2, 3.5, true, 'text', 4]);
  expect(rest[6]).toBeInstanceOf(torch.device);
  expect(rest.slice(7, 12)).toEqual([torch.int64, [1, 2], [0.5], torch.channels_last, torch.strided]);
  expect(rest[12]).toMatchObject({ c: { re: 1, im: 2 }, k: 'named' });
});

test('results come as the schema says', () => {
  expect(define('(Tensor x) -> int', () => 2 ** 40)(ONE)).toBe(2 ** 40);
  expect(define('(Tensor x) -> int[]', () => [1, 2])(ONE)).toEqual([1, 2]);
  expect(define('(Tensor x) -> Scalar', () => 2.5)(ONE)).toBe(2.5);
  expect(define('(Tensor x) -> str', () => 'a')(ONE)).toBe('a');
  expect(define('(Tensor x) -> Tensor?', () => null)(ONE)).toBeNull();
  expect(define('(Tensor x) -> ScalarType', () => torch.int8)(ONE)).toBe(torch.int8);
  expect(define('(Tensor x) -> (Tensor, int)', (x: Tensor) => [x, 3])(ONE)).toEqual([expect.anything(), 3]);
});

test('a thrown value arrives as it is', () => {
  const error = new TypeError('mine');
  const f = define('(Tensor x) -> Tensor', () => {
    throw error;
  });
  const caught = (body: () => unknown): unknown => {
    try {
      return body();
    } catch (thrown) {
      return thrown;
    }
  };
  expect(caught(() => f(ONE))).toBe(error);
  expect(caught(() => torch.vmap((x: Tensor) => f(x) as Tensor)(torch.ones(2, 2)))).toBe(error);
  const nothing = define('(Tensor x) -> Tensor', () => {
    throw null;
  });
  expect(caught(() => nothing(ONE))).toBeNull();
  const back = custom_op('kernels::back', (x: Tensor) => x.mul(1), { mutates_args: [], schema: '(Tensor x) -> Tensor' });
  back.register_autograd(() => {
    throw error;
  });
  expect(caught(() => back(ONE.clone().requires_grad_()).sum().backward())).toBe(error);
  expect(ONE.add(1).tolist()).toEqual([2, 3]);
});

test('what is no result is an error', () => {
  const wrong = (schema: string, value: unknown): (() => unknown) => () => define(`(Tensor x) -> ${schema}`, () => value)(ONE);
  expect(wrong('int', 'a')).toThrow(/kernels::op\d+: what its kernel in JavaScript returned is no int: Unable to cast/);
  expect(wrong('Tensor[]', 3)).toThrow(/is no Tensor\[\]: /);
  expect(wrong('Tensor[]', [3])).toThrow(/is no Tensor\[\]: /);
  expect(wrong('(Tensor, Tensor)', [ONE])).toThrow(/has to return a list of 2 results, and not 1 of them/);
  expect(wrong('(Tensor, Tensor)', 5)).toThrow(/has to return a list of 2 results, and not 5/);
  expect(wrong('Tensor', Promise.resolve(ONE))).toThrow(/its kernel is async/);
  const disposed = torch.ones(1);
  disposed.dispose();
  expect(wrong('Tensor', disposed)).toThrow(/the tensor is disposed/);
});

test('calls that do not fit the schema are refused before the kernel', () => {
  let calls = 0;
  const f = define('(Tensor x, int n) -> Tensor', (x: Tensor) => {
    calls++;
    return x;
  });
  for (const args of [[], [ONE], [ONE, 'a'], [ONE, 1, 2], [ONE, { m: 1 }], [3, 1]]) expect(() => f(...args)).toThrow(TypeError);
  expect(calls).toBe(0);
});

test('a kernel with keys goes on below, and fallthrough hands on', () => {
  const f = define('(Tensor x) -> Tensor', (x: Tensor) => x.mul(2)) as ReturnType<typeof define> & Record<string, never>;
  const name = `op${numbers - 1}`;
  const seen: string[] = [];
  const op = torch.ops['kernels']![name]!['default']!;
  const here = new Library('kernels', 'IMPL', 'AutogradCPU');
  here.impl(name, (keys: torch.DispatchKeySet, x: Tensor) => {
    seen.push(keys.highestPriorityTypeId().name);
    return (op.redispatch(new torch.DispatchKeySet('CPU'), x) as Tensor).add(1);
  }, { with_keyset: true });
  expect((f(ONE) as Tensor).tolist()).toEqual([3, 5]);
  expect(seen).toEqual(['AutogradCPU']);
  here._destroy();
  const through = new Library('kernels', 'IMPL');
  through.impl(name, fallthrough_kernel, 'AutogradCPU');
  expect((f(ONE) as Tensor).tolist()).toEqual([2, 4]);
  through._destroy();
});

test('kernels of other devices than the tensors are refused', () => {
  const meta = torch.empty(2, { device: 'meta' });
  expect(() => get_kernel('aten::sin', 'CPU').call_boxed(new torch.DispatchKeySet('CPU'), meta)).toThrow(/a kernel for .*CPU/);
  const sin = torch.ops['aten']!['sin']!['default']!;
  expect(() => sin.redispatch(new torch.DispatchKeySet('CPU'), meta)).toThrow(/a kernel for .*CPU/);
  const all = torch.DispatchKeySet.from_raw_repr(2n ** 64n - 1n);
  expect(() => sin.redispatch(all, torch.zeros(1))).toThrow(/a kernel for /);
  const dense = new torch.DispatchKeySet('Dense'); // of no device, which is the CPU to libtorch
  expect((sin.redispatch(dense, torch.zeros(1)) as Tensor).item()).toBe(0);
  expect(() => sin.redispatch(dense, meta)).toThrow(/a kernel for /);
});

test('a kernel that was taken from its operator refuses', () => {
  const name = `op${numbers}`;
  define('(Tensor x) -> Tensor');
  const here = new Library('kernels', 'IMPL');
  here.impl(name, (x: Tensor) => x.mul(7), 'CPU');
  const kernel = get_kernel(`kernels::${name}`, 'CPU');
  const keys = new torch.DispatchKeySet('CPU');
  expect((kernel.call_boxed(keys, ONE) as Tensor).tolist()).toEqual([7, 14]);
  here._destroy();
  expect(() => kernel.call_boxed(keys, ONE)).toThrow(/invalidated/);
});

test('a fallback sees every operator without a kernel', () => {
  const here = new Library('_', 'IMPL');
  const name = `op${numbers}`;
  const f = define('(Tensor x, int n) -> Tensor');
  here.fallback((op: unknown, x: Tensor, n: number) => {
    expect(String(op)).toBe(`kernels.${name}.default`);
    return x.mul(n);
  }, 'QuantizedCPU');
  const q = torch.quantize_per_tensor(ONE, 1, 0, torch.quint8);
  expect(() => f(q, 2)).toThrow();
  here._destroy();
});

test('a library of all namespaces defines nothing', () => {
  const here = new Library('_', 'IMPL');
  expect(() => here.impl('sin', (x: Tensor) => x, 'CPU')).toThrow(/fallbacks, and kernels of no operator/);
  expect(() => here.define('f(Tensor x) -> Tensor')).toThrow(/defines no operators/);
  here._destroy();
});

test('set_kernel_enabled', () => {
  const f = custom_op('kernels::enabled', (x: Tensor) => x.mul(0), { mutates_args: [], schema: '(Tensor x) -> Tensor' });
  f.register_kernel('cpu', (x: Tensor) => x.mul(3));
  expect(f(ONE).tolist()).toEqual([3, 6]);
  f.set_kernel_enabled('cpu', false, () => expect(f(ONE).tolist()).toEqual([0, 0]));
  expect(f(ONE).tolist()).toEqual([3, 6]);
});

test('custom operators in every order of arguments, and without a schema', () => {
  const options = { mutates_args: [], schema: '(Tensor x) -> Tensor' };
  const two = (x: Tensor): Tensor => x.mul(2);
  const made = [
    custom_op('kernels::first', two, options), custom_op('kernels::second', options, two),
    custom_op('kernels::third', options)(two),
  ];
  for (const each of made) expect(each(ONE).tolist()).toEqual([2, 4]);
  expect(() => custom_op('kernels::fourth', two, { mutates_args: [] } as never)).toThrow(/no types that a schema/);
  expect(() => custom_op('no_namespace', two, options)).toThrow(/"namespace::name", but got no_namespace/);
});

test('opcheck runs all of its tests, gradients under torch.compile among them', () => {
  const f = custom_op('kernels::cube', (x: Tensor) => x.pow(3), { mutates_args: [], schema: '(Tensor x) -> Tensor' });
  f.register_fake((x: Tensor) => torch.empty_like(x));
  f.register_autograd((ctx: Ctx, grad: Tensor) => grad.mul(3).mul(ctx.saved_tensors[0]!.square()), {
    setup_context: (ctx: Ctx, inputs: Tensor[]) => ctx.save_for_backward(...inputs),
  });
  const results = opcheck(f, [torch.randn(3).requires_grad_()], { test_utils: 'ALL' });
  expect(new Set(Object.values(results))).toEqual(new Set(['SUCCESS']));
  expect(torch.autograd.gradcheck(f, [torch.randn(3, { dtype: torch.float64 }).requires_grad_()])).toBe(true);
  let calls = 0;
  const unsteady = custom_op('kernels::unsteady', (x: Tensor) => x.add(calls++), {
    mutates_args: [], schema: '(Tensor x) -> Tensor',
  });
  const found = opcheck(unsteady, [ONE], { test_utils: ['test_aot_dispatch_static'], raise_exception: false });
  expect(String(found.test_aot_dispatch_static)).toMatch(/Outputs of the operator are different/);
});
