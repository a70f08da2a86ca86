// torch.compile and operators with kernels in JavaScript: these run at each call, and values are those of the function.
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { custom_op, Library } from 'nodetorch/library';
import { expect, test } from 'vitest';

let calls = 0;
const lib = new Library('compiled', 'DEF');
lib.define('counted(Tensor x, float s=1.0) -> Tensor');
lib.impl('counted', (x: Tensor, s: number) => {
  calls++;
  return torch.tensor((x.tolist() as number[]).map((each) => each * s + calls)).float();
}, 'CPU');
lib.define('made_of(Tensor x) -> Tensor');
lib.impl('made_of', (x: Tensor) => x.mul(x).add(1));
const { counted, made_of } = torch.ops['compiled'] as Record<string, (...args: unknown[]) => Tensor>;

const squared = custom_op('compiled::squared', (x: Tensor) => x.mul(x), { mutates_args: [], schema: '(Tensor x) -> Tensor' });
squared.register_autograd((ctx: torch.autograd.FunctionCtx, grad: Tensor) => grad.mul(2).mul(ctx.saved_tensors[0]!), {
  setup_context: (ctx: torch.autograd.FunctionCtx, inputs: Tensor[]) => ctx.save_for_backward(...inputs),
});

test('a kernel runs at each call, with the values of that call', () => {
  const f = torch.compile((x: Tensor) => counted!(x.mul(2), 3).sub(1));
  calls = 0;
  for (let i = 1; i <= 6; i++) expect(f(torch.tensor([i, 10]).float()).tolist()).toEqual([6 * i + i - 1, 60 + i - 1]);
  expect(calls).toBe(6);
});

test('with fullgraph it is refused, and explain says why', () => {
  const f = (x: Tensor): Tensor => counted!(x).add(1);
  const why = 'compiled::counted has a kernel in JavaScript, which no replay can call';
  expect(() => torch.compile(f, { fullgraph: true })(torch.ones(2))).toThrow(why);
  expect(torch._dynamo.explain(f)(torch.ones(2)).break_reasons[0]!.reason).toBe(why);
});

test('modules around it are replayed', () => {
  const [first, last] = [new nn.Linear(2, 2), new nn.Linear(2, 1)];
  const f = (x: Tensor): Tensor => last(squared(first(x)));
  const compiled = torch.compile(f);
  for (let i = 0; i < 5; i++) {
    const x = torch.randn(3, 2);
    expect(torch.equal(compiled(x), f(x))).toBe(true);
  }
});

test('gradients are those of the function', () => {
  const f = torch.compile((x: Tensor) => squared(x.mul(3)).sum());
  for (let i = 1; i <= 5; i++) {
    const x = torch.tensor([i]).float().requires_grad_();
    f(x).backward();
    expect(x.grad!.tolist()).toEqual([18 * i]);
  }
});

test('a function of operators is recorded, and its operators replayed', () => {
  const f = torch.compile((x: Tensor) => made_of!(x).mul(2), { fullgraph: true });
  for (let i = 0; i < 6; i++) expect(f(torch.tensor([i, 2]).float()).tolist()).toEqual([2 * (i * i + 1), 10]);
});

test('an operator of libtorch that is overridden is no part of a recording', () => {
  const over = new Library('aten', 'IMPL');
  over.impl('trunc', (x: Tensor) => {
    calls++;
    return x.mul(0).add(calls);
  }, 'CPU');
  const f = torch.compile((x: Tensor) => x.trunc().add(1));
  calls = 0;
  for (let i = 1; i <= 5; i++) expect(f(torch.tensor([7.5])).item()).toBe(i + 1);
  over._destroy();
  expect(torch.compile((x: Tensor) => x.trunc().add(1))(torch.tensor([7.5])).item()).toBe(8);
});
