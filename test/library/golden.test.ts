/** torch.library beside PyTorch's own words and values: scripts/golden/library.py makes the same scenes. */
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import {
  custom_op, define, fallthrough_kernel, get_ctx, get_kernel, impl, impl_abstract, Library, opcheck, register_autocast,
  register_autograd, register_fake, register_kernel, register_vmap, type KernelFunction, type OpIdentifier,
  type TestUtil,
} from 'nodetorch/library';
import { expect, test } from 'vitest';

type Ctx = torch.autograd.FunctionCtx;
type Outcome = string | readonly [name: string, message: string];
type Op = ReturnType<typeof op>;

const golden = JSON.parse(readFileSync(new URL('../golden/library.json', import.meta.url), 'utf8')) as Record<string, Outcome>;

let numbers = 0;
const lib = (kind: 'DEF' | 'IMPL' | 'FRAGMENT' = 'FRAGMENT', ns = 'gold', key = ''): Library => new Library(ns, kind, key);
/** Libraries stay as long as they are reachable. */
const kept: Library[] = [];

function op(schema: string, fn?: KernelFunction, key = 'CPU', tags: readonly torch.Tag[] = []) {
  const name = `op${numbers++}`;
  const here = lib();
  kept.push(here);
  here.define(name + schema, { tags });
  if (fn !== undefined) here.impl(name, fn, key);
  return torch.ops['gold']![name]!;
}

interface Options {
  readonly tags?: torch.Tag;
  readonly device_types?: string;
}
const custom = (schema: string, fn: KernelFunction, mutates: readonly string[] = [], options: Options = {}) =>
  custom_op(`gold::op${numbers++}`, fn as (...args: unknown[]) => unknown, { mutates_args: mutates, schema, ...options });

const ONE = torch.tensor([1, 2]).float();
const two = (x: Tensor): Tensor => x.mul(2);
const leaf = (): Tensor => torch.tensor([1, 2]).float().requires_grad_();
const list = (value: unknown): unknown => (Array.isArray(value) ? value.map(list) : (value as Tensor).tolist());
const lists = (value: unknown): unknown => list(value);

function grads(fn: (...args: never[]) => unknown, ...inputs: Tensor[]): unknown {
  const outputs = [(fn as (...args: unknown[]) => unknown)(...inputs)].flat() as Tensor[];
  const sum = outputs.map((each) => each.sum()).reduce((all, each) => all.add(each));
  return lists(torch.autograd.grad(sum, inputs));
}

function squared() {
  const made = custom('(Tensor x) -> Tensor', (x: Tensor) => x.mul(x));
  made.register_autograd((ctx: Ctx, grad: Tensor) => grad.mul(2).mul(ctx.saved_tensors[0]!), {
    setup_context: (ctx: Ctx, inputs: Tensor[]) => ctx.save_for_backward(...inputs),
  });
  return made as unknown as (x: Tensor) => Tensor;
}
function summed() {
  const made = custom('(Tensor[] xs, float w) -> Tensor', (xs: Tensor[], w: number) => xs[0]!.add(xs[1]!).mul(w));
  made.register_autograd((ctx: Ctx, grad: Tensor) =>
    [[grad.mul(ctx.w as number), grad.mul((ctx.w as number) * 2)], null], {
    setup_context: (ctx: Ctx, inputs: unknown[]) => { ctx.w = inputs[1]; },
  });
  return made;
}
function keyword() {
  const made = custom('(Tensor x, *, float val) -> Tensor', (x: Tensor, { val }: { val: number }) => x.mul(val));
  made.register_autograd((ctx: Ctx, grad: Tensor) => grad.mul(ctx.val as number), {
    setup_context: (ctx: Ctx, _inputs: unknown[], { val }: { val: number }) => { ctx.val = val; },
  });
  return made;
}
function split() {
  const made = custom('(Tensor x) -> (Tensor, Tensor)', (x: Tensor) => [x.mul(3), x.mul(4)]);
  made.register_autograd((_ctx: Ctx, a: Tensor, b: Tensor) => a.mul(3).add(b.mul(4)));
  return made;
}
function many() {
  const made = custom('(Tensor x) -> Tensor[]', (x: Tensor) => [x.mul(3), x.mul(4)]);
  made.register_autograd((_ctx: Ctx, all: Tensor[]) => all[0]!.mul(3).add(all[1]!.mul(4)));
  return made;
}
function withGradients(count: number) {
  const made = custom('(Tensor x, Tensor y) -> Tensor', (x: Tensor, y: Tensor) => x.mul(y));
  made.register_autograd((_ctx: Ctx, grad: Tensor) => Array.from({ length: count }, () => grad));
  return made;
}
function batched() {
  const made = custom('(Tensor x, Tensor y) -> Tensor', (x: Tensor, y: Tensor) => x.mul(y));
  made.register_vmap((_info: unknown, _dims: unknown, x: Tensor) => [x.sum(), null]);
  return made;
}
function multiplied() {
  const made = custom('(Tensor x, Tensor y) -> Tensor', (x: Tensor, y: Tensor) => x.mul(y));
  made.register_vmap((info: { batch_size: number }, dims: (number | null)[], x: Tensor, y: Tensor) => {
    const [a, b] = [x, y].map((each, i) => (dims[i] === null ? each.unsqueeze(-1) : each.movedim(dims[i]!, -1)));
    return [a!.mul(b!).movedim(-1, 0).add(info.batch_size), 0];
  });
  return made;
}
function castOp() {
  const made = custom('(Tensor x, int n) -> Tensor', (x: Tensor, n: number) => x.mul(n));
  made.register_autocast('cpu', torch.bfloat16);
  return made as unknown as (x: Tensor, n: number) => Tensor;
}
const factory = () =>
  custom('(int n, Device device) -> Tensor', (n: number) => torch.ones(n), [], { device_types: 'cpu' });
const inPlace = (fn: KernelFunction) =>
  custom('(Tensor(a!) x) -> Tensor(a!)', fn, ['x'], { tags: torch.Tag.inplace });
const outForm = (fn: KernelFunction) =>
  custom('(Tensor x, *, Tensor(a!) out) -> Tensor(a!)', fn, ['out'], { tags: torch.Tag.out });
const withFake = () => {
  const made = custom('(Tensor x) -> Tensor', two);
  made.register_fake((x: Tensor) => x.new_empty([x.shape[1]!, x.shape[0]!]));
  return made;
};
const withCtx = () => {
  const made = custom('(Tensor x) -> Tensor', two);
  made.register_fake(() => get_ctx());
  return made;
};
const fakeOf = (made: (...args: never[]) => unknown): unknown =>
  [...((made as (x: Tensor) => unknown)(torch.empty(2, 3, { device: 'meta' })) as Tensor).shape];

function stale(): void {
  const made = custom('(Tensor(a!) x) -> ()', (x: Tensor): void => void x.mul_(2), ['x']);
  const y = leaf().mul(1);
  const z = y.mul(y);
  torch.no_grad(() => made(y));
  z.sum().backward();
}
function written(): unknown {
  const made = custom('(Tensor(a!) x, Tensor y) -> ()', (x: Tensor, y: Tensor): void => void x.add_(y), ['x']);
  const x = torch.zeros(2);
  const before = x._version;
  made(x, ONE);
  return [x.tolist(), x._version > before];
}
function wrongKey() {
  class Double extends torch.autograd.Function {
    static override forward(_ctx: Ctx, x: Tensor): Tensor {
      return x.mul(2);
    }
    static override backward(_ctx: Ctx, grad: Tensor): Tensor {
      return grad.mul(2);
    }
  }
  return op('(Tensor x) -> Tensor', (x: Tensor) => Double.apply(x));
}
function overridden(): unknown {
  const here = lib('IMPL', 'aten');
  const original = get_kernel('aten::frac', 'CPU');
  here.impl('frac', (keys: torch.DispatchKeySet, x: Tensor) =>
    ((x.tolist() as number[])[0]! > 0 ? (original.call_boxed(keys, x) as Tensor).add(1) : torch.zeros_like(x)), 'CPU',
  { with_keyset: true });
  const found = [1.5, -1.5].map((each) => torch.frac(torch.tensor([each])).tolist());
  here._destroy();
  return [...found, torch.frac(torch.tensor([1.5])).tolist()];
}
function perKey(key: string): unknown {
  const made = op('(Tensor x) -> Tensor', two);
  const here = lib();
  here.impl(made['default']!, (x: Tensor) => x.mul(5), key);
  return list(made(ONE));
}
function destroyed(): Library {
  const here = lib();
  here._destroy();
  return here;
}
function twice(text: string): void {
  const here = lib();
  here.define(text);
  here.define(text);
}
const check = (made: unknown, x: Tensor, test_utils: TestUtil | readonly TestUtil[]): unknown =>
  opcheck(made as Op, [x], { test_utils });
const vmapped = (made: unknown, inputs: Tensor[], in_dims: unknown = 0): unknown =>
  list(torch.vmap(made as (...args: Tensor[]) => Tensor, in_dims as number)(...inputs));
const first = (made: Op): OpIdentifier => made['default']!;
const any = (value: unknown): never => value as never;

const here: Readonly<Record<string, () => unknown>> = {
  kind: () => new Library('gold', any('NEW')),
  reserved: () => new Library('prim', 'DEF'),
  repr: () => String(new Library('gold', 'IMPL', 'CPU')),
  'second DEF': () => new Library('aten', 'DEF'),
  'unknown key': () => new Library('gold', 'IMPL', 'Nowhere'),
  destroyed: () => destroyed().define('late(Tensor x) -> Tensor'),
  'destroyed impl': () => destroyed().impl('late', two, 'CPU'),
  'define gives': () => ['named(Tensor x) -> Tensor', 'named.over(Tensor x, int n) -> Tensor'].map((each) => lib().define(each)),
  'no schema': () => lib().define('what'),
  'no return': () => lib().define('bad(Tensor x)'),
  'unknown type': () => lib().define('bad(Tensr x) -> Tensor'),
  unclosed: () => lib().define('bad(Tensor x -> Tensor'),
  twice: () => twice('double(Tensor x) -> Tensor'),
  'define in IMPL': () => lib('IMPL').define('bad(Tensor x) -> Tensor'),
  'alias analysis': () => lib().define('bad(Tensor x) -> Tensor', 'PURE_FUNCTION'),
  'other namespace': () => lib().define('other::bad(Tensor x) -> Tensor'),
  'own namespace': () => lib().define('gold::good(Tensor x) -> Tensor'),
  'out without': () => op('(Tensor x) -> Tensor', undefined, '', [torch.Tag.out]),
  'out by position': () => op('(Tensor x, Tensor(a!) out) -> Tensor(a!)', undefined, '', [torch.Tag.out]),
  'out list': () => op('(Tensor x, *, Tensor(a!)[] out) -> Tensor', undefined, '', [torch.Tag.out]),
  'out returns nothing': () => op('(Tensor x, *, Tensor(a!) out) -> ()', undefined, '', [torch.Tag.out]),
  'out returns new': () => op('(Tensor x, *, Tensor(a!) out) -> Tensor', undefined, '', [torch.Tag.out]),
  'out returns other': () => op('(Tensor x, *, Tensor(a!) out) -> Tensor(b!)', undefined, '', [torch.Tag.out]),
  'inplace without arguments': () => op('() -> Tensor', undefined, '', [torch.Tag.inplace]),
  'inplace reads': () => op('(Tensor x) -> Tensor', undefined, '', [torch.Tag.inplace]),
  'inplace list': () => op('(Tensor(a!)[] x) -> Tensor', undefined, '', [torch.Tag.inplace]),
  'inplace returns nothing': () => op('(Tensor(a!) x) -> ()', undefined, '', [torch.Tag.inplace]),
  'inplace returns int': () => op('(Tensor(a!) x) -> int', undefined, '', [torch.Tag.inplace]),
  'inplace returns new': () => op('(Tensor(a!) x) -> Tensor', undefined, '', [torch.Tag.inplace]),
  'inplace returns other': () => op('(Tensor(a!) x) -> Tensor(b!)', undefined, '', [torch.Tag.inplace]),
  'inplace more': () => op('(Tensor(a!) x, Tensor(b!) y) -> Tensor(a!)', undefined, '', [torch.Tag.inplace]),
  'impl of no function': () => lib().impl('f', any(3), 'CPU'),
  'impl of no name': () => lib().impl(any(3), two, 'CPU'),
  'impl at no key': () => lib().impl('f', two, 'Nowhere'),
  'impl again': () => lib().impl(first(op('(Tensor x) -> Tensor', two)) as never, two, 'CPU', { allow_override: false }),
  'meta of undefined': () => lib().impl('undefined', two, 'Meta'),
  'meta of composite': () => lib('IMPL', 'aten').impl('softmax.int', two, 'Meta'),
  'fallback elsewhere': () => lib('IMPL').fallback(two, 'CPU'),
  'fallback without key': () => lib('IMPL', '_').fallback(two),
  fallthrough: () => fallthrough_kernel(),
  'no kernel': () => op('(Tensor x) -> Tensor')(ONE),
  'undefined attribute': () => register_autograd('gold::undefined', two),
  'undefined overload': () => register_vmap('aten::add.Nothing', two),
  values: () => list(op('(Tensor x, float s=2.0) -> Tensor', (x: Tensor, s: number) => x.mul(s))(ONE)),
  given: () => list(op('(Tensor x, float s=2.0) -> Tensor', (x: Tensor, s: number) => x.mul(s))(ONE, 3)),
  named: () => list(op('(Tensor x, *, int n) -> Tensor', (x: Tensor, { n }: { n: number }) => x.mul(n))(ONE, { n: 4 })),
  several: () => list(op('(Tensor x) -> (Tensor, Tensor)', (x: Tensor) => [x, x.add(1)])(ONE)),
  'list of tensors': () => list(op('(Tensor[] x) -> Tensor[]', (x: Tensor[]) => [x[1], x[0]])([ONE, ONE.add(1)])),
  numbers: () => op('(Tensor x) -> (int, float, bool)', () => [1, 2.5, true])(ONE),
  nothing: () => op('(Tensor x) -> ()', () => null)(ONE),
  optional: () => list(op('(Tensor x, Tensor? y=None) -> Tensor', (x: Tensor, y: Tensor | null) => y ?? x)(ONE)),
  ints: () => list(op('(Tensor x, int[] n, bool b, str s) -> Tensor', (x: Tensor, n: number[], b: boolean, s: string) =>
    (b && s === 'a' ? x.mul(n[0]! + n[1]!) : x))(ONE, [1, 2], true, 'a')),
  'composite gradient': () => grads(op('(Tensor x) -> Tensor', (x: Tensor) => x.mul(x), 'CompositeImplicitAutograd'), leaf()),
  'at CPU': () => perKey('CPU'),
  'at AutogradCPU': () => perKey('AutogradCPU'),
  'returns a number': () => op('(Tensor x) -> Tensor', () => 3)(ONE),
  'returns a text': () => op('(Tensor x) -> Tensor', () => 'a')(ONE),
  'returns something': () => op('(Tensor x) -> ()', (x: Tensor) => x)(ONE),
  overridden,
  'get_kernel of nothing': () => get_kernel('gold::undefined', 'CPU'),
  'get_kernel of a number': () => get_kernel(any(3), 'CPU'),
  'get_kernel at no key': () => get_kernel('aten::sin', 'Nowhere'),
  'define without namespace': () => define('f', '(Tensor x) -> Tensor'),
  'define with a name': () => define('gold::f', 'f(Tensor x) -> Tensor'),
  'define of a number': () => define(any(3), '(Tensor x) -> Tensor'),
  'impl for devices': () => {
    define('gold::by_device', '(Tensor x) -> Tensor');
    impl('gold::by_device', 'cpu', two);
    return list(torch.ops['gold']!['by_device']!(ONE));
  },
  'impl for a device': () => impl('gold::by_device', 'cpu:0', two),
  'impl for nothing': () => impl('gold::by_device', 'nowhere', two),
  'register of a number': () => register_kernel(any(3), 'cpu', two),
  'register_fake again': () => {
    const made = op('(Tensor x) -> Tensor', two);
    const other = lib();
    other.impl(made['default']!, two, 'Meta');
    register_fake(first(made), two, { allow_override: false });
    return other;
  },
  'register_fake of composite': () => register_fake(first(op('(Tensor x) -> Tensor', two, 'CompositeImplicitAutograd')), two),
  'register_fake of undefined': () => register_fake('gold::undefined', two),
  impl_abstract: () => {
    const made = op('(Tensor x) -> Tensor', two);
    impl_abstract(first(made), (x: Tensor) => x.new_empty([x.shape[1]!, x.shape[0]!]));
    return fakeOf(made);
  },
  'register_autograd of writing': () => register_autograd(first(op('(Tensor(a!) x) -> Tensor')), two),
  'register_autograd of named': () => register_autograd(first(op('(Tensor x, *, Tensor y) -> Tensor')), two),
  'register_vmap of named': () => register_vmap(first(op('(Tensor x, *, Tensor y) -> Tensor')), two),
  'register_autocast nowhere': () => register_autocast(first(op('(Tensor x) -> Tensor')), 'meta', torch.float16),
  custom: () => list(custom('(Tensor x) -> Tensor', two)(ONE)),
  'custom repr': () => String(custom_op('gold::shown', two, { mutates_args: [], schema: '(Tensor x) -> Tensor' })),
  'custom mutates': () => custom('(Tensor(a!) x) -> ()', two),
  'custom does not mutate': () => custom('(Tensor x) -> Tensor', two, ['x']),
  'custom named tensor': () => custom('(Tensor x, *, Tensor y) -> Tensor', two),
  'custom schema': () => custom('(Tensor x)', two),
  'custom replaced': () => [two, (x: Tensor) => x.mul(3)].map((fn) =>
    list(custom_op('gold::again', fn, { mutates_args: [], schema: '(Tensor x) -> Tensor' })(ONE))),
  'custom for cpu': () => list(custom('(Tensor x) -> Tensor', two, [], { device_types: 'cpu' })(ONE)),
  'custom aliases': () => custom('(Tensor x) -> Tensor', (x: Tensor) => x)(ONE),
  'custom view': () => custom('(Tensor x) -> Tensor', (x: Tensor) => x.narrow(0, 0, 1))(ONE),
  'custom results alias': () => custom('(Tensor x) -> (Tensor, Tensor)', (x: Tensor) => {
    const y = x.mul(2);
    return [y, y];
  })(ONE),
  'custom list aliases': () => custom('(Tensor[] x) -> Tensor', (x: Tensor[]) => x[0])([ONE]),
  'custom allowed view': () => list(custom('(Tensor(a) x) -> Tensor(a)', (x: Tensor) => x.narrow(0, 0, 1))(ONE)),
  'in place': () => list(inPlace((x: Tensor) => x.mul_(2))(torch.ones(2))),
  'in place returns new': () => inPlace(two)(torch.ones(2)),
  out: () => list(outForm((x: Tensor, { out }: { out: Tensor }) => out.copy_(x.mul(2)))(ONE, { out: torch.zeros(2) })),
  'out returns another': () => outForm(two)(ONE, { out: torch.zeros(2) }),
  'out with gradients': () => outForm((x: Tensor, { out }: { out: Tensor }) => out.copy_(x))(leaf(), { out: torch.zeros(2) }),
  'out with a formula': () => outForm(two).register_autograd(two),
  writes: written,
  'backward finds out': stale,
  'without tensors': () => custom('(int n) -> Tensor', (n: number) => torch.ones(n), [], { device_types: 'cpu' }),
  factory: () => list(factory()(2, torch.device('cpu'))),
  'factory elsewhere': () => factory()(2, torch.device('meta')),
  fake: () => fakeOf(withFake()),
  'no fake': () => fakeOf(custom('(Tensor x) -> Tensor', two)),
  'fake in place': () => fakeOf(inPlace(two)),
  get_ctx: () => get_ctx(),
  'get_ctx inside': () => fakeOf(withCtx()),
  gradient: () => grads(squared(), leaf()),
  'gradient of lists': () => grads((a: Tensor, b: Tensor) => summed()([a, b], 2), leaf(), leaf()),
  'gradient of named': () => grads((x: Tensor) => keyword()(x, { val: 3 }), leaf()),
  'gradient of several': () => grads(split(), leaf()),
  'gradient of a list': () => grads(many(), leaf()),
  grad_fn: () => squared()(leaf()).grad_fn!.name().slice(0, 24),
  'no gradient': () => squared()(ONE).requires_grad,
  'no formula': () => (custom('(Tensor x) -> Tensor', two)(leaf()) as Tensor).sum().backward(),
  'too few gradients': () => grads(withGradients(1), leaf(), leaf()),
  'too many gradients': () => grads(withGradients(3), leaf(), leaf()),
  'formula of writing': () => custom('(Tensor(a!) x) -> ()', two, ['x']).register_autograd(two),
  'formula of nothing': () => custom('(Tensor x) -> ()', two).register_autograd(two),
  transformed: () => list(torch.func.grad((x: Tensor) => squared()(x).sum())(ONE)),
  vmap: () => vmapped(multiplied(), [torch.ones(3, 2), torch.arange(6).float().reshape(2, 3)], [0, 1]),
  'vmap of one': () => vmapped(multiplied(), [torch.ones(3, 2), ONE], [0, null]),
  'vmap of all': () => vmapped(batched(), [torch.ones(3, 2), torch.ones(3, 2)]),
  'vmap without a rule': () => vmapped(custom('(Tensor x) -> Tensor', two), [torch.ones(3, 2)]),
  'vmap of one value': () => {
    const made = custom('(Tensor x) -> Tensor', two);
    made.register_vmap((_info: unknown, _dims: unknown, x: Tensor) => x);
    return vmapped(made, [torch.ones(3, 2)]);
  },
  autocast: () => torch.autocast('cpu', { dtype: torch.bfloat16 }, () => {
    const made = castOp();
    return [ONE, ONE.double()].map((each) => String(made(each, 2).dtype));
  }),
  'autocast off': () => String(castOp()(ONE, 2).dtype),
  'autocast nowhere': () => custom('(Tensor x) -> Tensor', two).register_autocast('meta', torch.float16),
  opcheck: () => check(squared(), leaf(), ['test_schema', 'test_autograd_registration']),
  'opcheck finds writing': () => check(op('(Tensor x) -> Tensor', (x: Tensor) => x.mul_(2).clone()), ONE.clone(), 'test_schema'),
  'opcheck finds inputs': () => check(op('(Tensor x) -> Tensor', (x: Tensor) => x), ONE, 'test_schema'),
  'opcheck finds views': () => check(op('(Tensor x) -> Tensor', (x: Tensor) => x.narrow(0, 0, 1)), ONE, 'test_schema'),
  'opcheck finds the key': () => check(wrongKey(), leaf(), 'test_autograd_registration'),
  'opcheck finds the shape': () => {
    const made = op('(Tensor x) -> Tensor', two);
    register_fake(first(made), (x: Tensor) => x.new_empty([1]));
    return check(made, ONE, 'test_faketensor');
  },
  'opcheck finds no fake': () => check(custom('(Tensor x) -> Tensor', two), ONE, 'test_faketensor'),
  'opcheck of a number': () => opcheck(any(3), []),
  'opcheck of overloads': () => opcheck(torch.ops['aten']!['t_copy']!, [ONE]),
  'opcheck of no test': () => opcheck(squared() as never, [ONE], { test_utils: any('test_nothing') }),
  'opcheck rtol alone': () => opcheck(squared() as never, [ONE], { rtol: 0.1 }),
};

function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  return `{${Object.entries(value).map(([name, each]) => `'${name}': ${repr(each)}`).join(', ')}}`;
}

function outcome(scene: () => unknown): Outcome {
  try {
    return repr(scene());
  } catch (error) {
    const { name, message } = error as Error;
    const text = (message.split('\n').find((line) => line !== '') ?? '').replace(/\bop\d+\b/g, 'op#')
      .replace(/\(with implementation in .*?\): /, '(with implementation in ...): ').replace(/block at [^ )]+:\d+/, 'block at ...')
      .replace(/\(\/[^)]*\.\w+:\d+\)/g, '(...)').replace(/registered at [^ ]+\.[mt]s:\d+/g, 'registered at ...');
    return [name, text];
  }
}

/** Tuples are lists here, and floats have no point where they are whole. */
const asHere = (text: string): string => (text.startsWith("'") ? text
  : text.replaceAll('(', '[').replaceAll(')', ']').replaceAll(',]', ']').replace(/(\d)\.0\b/g, '$1'));

test('every scene of PyTorch is here', () => {
  expect(Object.keys(here)).toEqual(Object.keys(golden));
});

test.each(Object.keys(golden))('%s', (name) => {
  const wanted = golden[name]!;
  expect(outcome(here[name]!)).toEqual(typeof wanted === 'string' ? asHere(wanted) : wanted);
});
