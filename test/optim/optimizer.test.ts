import * as torch from 'nodetorch';
import * as optim from 'nodetorch/optim';
import type { Tensor } from 'nodetorch';
import { expect, test, vi } from 'vitest';
import { errorOf, expectClose, golden, numbersOf, type Options } from './support.js';

const parameter = (...values: number[]): Tensor => torch.tensor(values).requires_grad_();

// Tensors are iterables, which toEqual would compare element by element.
function expectSameObjects(actual: readonly Tensor[], wanted: readonly Tensor[]): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, tensor] of wanted.entries()) expect(actual[i] === tensor).toBe(true);
}

function stepOnce(of: { step(): unknown }, p: Tensor, grad = 1): number {
  p.grad = torch.full_like(p.detach(), grad);
  of.step();
  return p.index(0).item();
}

test('options come by position, by name, or all by name', () => {
  const options = { lr: 0.5, momentum: 0.9 };
  for (const of of [
    new optim.SGD([parameter(1)], 0.5, 0.9),
    new optim.SGD([parameter(1)], 0.5, { momentum: 0.9 }),
    new optim.SGD([parameter(1)], options),
    new optim.SGD({ params: [parameter(1)], ...options }),
  ]) {
    expect(of.defaults).toMatchObject(options);
  }
});

test('options that do not exist, come twice or by a position they have not are TypeErrors', () => {
  const p = [parameter(1)];
  // @ts-expect-error misspelt
  expect(() => new optim.SGD(p, { momentun: 0.9 })).toThrow(
    "SGD.__init__() got an unexpected keyword argument 'momentun'. Did you mean 'momentum'?");
  // @ts-expect-error twice
  expect(() => new optim.SGD(p, 0.1, { lr: 0.1, params: p })).toThrow("got multiple values for argument 'lr'");
  // @ts-expect-error nothing
  expect(() => new optim.SGD()).toThrow("SGD.__init__() missing 1 required positional argument: 'params'");
  // @ts-expect-error a keyword by position
  expect(() => new optim.SGD(p, 0.1, 0, 0, 0, false, true)).toThrow(
    'SGD.__init__() takes from 2 to 7 positional arguments but 8 were given');
});

test('groups have options of their own, and the defaults for the rest', () => {
  const [a, b] = [parameter(1), parameter(1)];
  const of = new optim.SGD([{ params: a, lr: 0.5 }, { params: [b] }], { lr: 0.25 });
  for (const p of [a, b]) p.grad = torch.ones(1);
  of.step();
  expect([a.item(), b.item()]).toEqual([0.5, 0.75]);
  const late = parameter(1);
  of.add_param_group({ params: late, lr: 1, weight_decay: 0.5 });
  expect(stepOnce(of, late)).toBe(-0.5);
  expect(of.param_groups.map(({ lr }) => lr)).toEqual([0.5, 0.25, 1]);
});

test('a group is the object that was given', () => {
  const group = { params: [parameter(1)], lr: 0.5 };
  const of = new optim.SGD([group]);
  expect(of.param_groups[0]).toBe(group);
});

test('named parameters keep their names, in the state and in the text', () => {
  const named = [['w', parameter(1)], ['b', parameter(2)]] as const;
  const of = new optim.SGD(named, { lr: 0.5 });
  expectSameObjects(of.param_groups[0]!.params, [named[0][1], named[1][1]]);
  expect(of.state_dict().param_groups[0]!['param_names']).toEqual(['w', 'b']);
  expect(String(of)).toContain("\n    param_names: ['w', 'b']\n");
  expect(() => of.add_param_group({ params: [parameter(1)] })).toThrow('all optimizer param groups should be ' +
    'with/without names. cannot add param group without names to the optimizer');
  expect(() => new optim.SGD([named[0], parameter(1)] as never)).toThrow(
    'all optimizer params should be with/without names. Some param names are missing');
});

test('what cannot be optimized is refused as in PyTorch', () => {
  const p = parameter(1);
  const refused: [unknown, string, string][] = [
    [p, 'TypeError', 'params argument given to the optimizer should be an iterable of Tensors or dicts, but got ' +
      'torch.FloatTensor'],
    [[], 'ValueError', 'optimizer got an empty parameter list'],
    [[1], 'TypeError', 'optimizer can only optimize Tensors, but one of the params is int'],
    [[p.mul(2)], 'ValueError', "can't optimize a non-leaf Tensor"],
    [[{ params: [p] }, { params: [p] }], 'ValueError', 'some parameters appear in more than one parameter group'],
    [[{ params: [p] }, [p]], 'TypeError', "param_group must be a dict, but got <class 'list'>"],
    [5, 'TypeError', "'int' object is not iterable"],
  ];
  for (const [params, kind, text] of refused) {
    const error = errorOf(() => new optim.SGD(params as Tensor[]));
    expect([error.name, error.message]).toEqual([kind, text]);
  }
});

test('a parameter that is there twice is warned of', async () => {
  const said = vi.fn();
  process.on('warning', said);
  const p = parameter(1);
  new optim.SGD([p, p]);
  await new Promise(setImmediate);
  process.off('warning', said);
  expect(said.mock.calls[0]![0]).toMatchObject({
    name: 'UserWarning', message: expect.stringContaining('parameter group with duplicate parameters') as string,
  });
});

test('generators and sets of parameters are iterables like any other', () => {
  const all = [parameter(1), parameter(2)];
  function* parameters(): Generator<Tensor> {
    yield* all;
  }
  expectSameObjects(new optim.Adam(parameters()).param_groups[0]!.params, all);
  expectSameObjects(new optim.Adam(new Set(all)).param_groups[0]!.params, all);
});

test('the closure is evaluated with gradients, also inside no_grad, and its loss is given back', () => {
  const p = parameter(2);
  const of = new optim.SGD([p], 0.25);
  const loss = torch.no_grad(() => of.step(() => {
    of.zero_grad();
    const value = p.mul(p).sum();
    value.backward();
    return value;
  }));
  expect((loss as Tensor).item()).toBe(4);
  expect(p.item()).toBe(1);
  expect(torch.is_grad_enabled()).toBe(true);
  expect(of.step()).toBeNull();
  const failing = (): number => {
    throw new Error('no loss');
  };
  expect(() => of.step(failing)).toThrow('no loss');
  expect(torch.is_grad_enabled()).toBe(true);
});

test('parameters without a gradient stay, and have no state', () => {
  const [a, b] = [parameter(1), parameter(1)];
  const of = new optim.Adam([a, b], { weight_decay: 0.5 });
  stepOnce(of, a);
  expect(b.item()).toBe(1);
  expect([...of.state_dict().state.keys()]).toEqual([0]);
  stepOnce(of, b);
  expect((of.state.get(a)!['step'] as Tensor).item()).toBe(2);
  expect((of.state.get(b)!['step'] as Tensor).item()).toBe(1);
});

test('momentum that begins later begins like the first', () => {
  const [a, b] = [parameter(1), parameter(1)];
  const of = new optim.SGD([a, b], { lr: 1, momentum: 0.5 });
  stepOnce(of, a);
  a.grad = torch.ones(1);
  stepOnce(of, b);
  expect([a.item(), b.item()]).toEqual([-1.5, 0]);
});

test('zero_grad takes gradients off, or fills them with zeros', () => {
  const p = parameter(1, 2);
  const of = new optim.SGD([p]);
  of.zero_grad({ set_to_none: false });
  expect(p.grad).toBeNull();
  p.mul(p).sum().backward();
  const grad = p.grad!;
  of.zero_grad({ set_to_none: false });
  expect(grad.tolist()).toEqual([0, 0]);
  of.zero_grad();
  expect(p.grad).toBeNull();
  p.mul(p).sum().backward({ create_graph: true });
  of.zero_grad(false);
  expect(p.grad!.requires_grad).toBe(false);
  expect(() => of.zero_grad({ set_to_non: false } as never)).toThrow("Did you mean 'set_to_none'?");
});

test('hooks run around the step, those of all optimizers outside', () => {
  const ran: string[] = [];
  const p = parameter(1);
  const of = new optim.SGD([p], 1);
  const handles = [
    optim.register_optimizer_step_pre_hook(() => void ran.push('global pre')),
    of.register_step_pre_hook((_, args) => void ran.push(`pre ${args.length}`)),
    of.register_step_post_hook((optimizer) => void ran.push(`post ${optimizer === of}`)),
    optim.register_optimizer_step_post_hook(() => void ran.push('global post')),
  ];
  stepOnce(of, p);
  expect(ran).toEqual(['global pre', 'pre 1', 'post true', 'global post']);
  for (const handle of handles) handle.remove();
  stepOnce(of, p);
  expect(ran).toHaveLength(4);
});

test('a hook before the step may give other arguments', () => {
  const of = new optim.SGD([parameter(1)], 1);
  const handle = of.register_step_pre_hook((optimizer) => [[optimizer, () => 5], {}]);
  expect(of.step(() => 7)).toBe(5);
  handle.remove();
  of.register_step_pre_hook(() => 3 as never);
  expect(errorOf(() => of.step()).message).toBe(
    'SGD.step must return None or a tuple of (new_args, new_kwargs), but got int.');
});

test('hooks see and change states that are saved and loaded', () => {
  const p = parameter(1);
  const of = new optim.SGD([p], { lr: 0.5 });
  const ran: string[] = [];
  of.register_state_dict_pre_hook(() => void ran.push('second'));
  of.register_state_dict_pre_hook(() => void ran.push('first'), { prepend: true });
  of.register_state_dict_post_hook((_, dict) => ({ ...dict, extra: 1 }));
  of.register_load_state_dict_pre_hook((_, dict) => ({
    ...dict, param_groups: dict.param_groups.map((group) => ({ ...group, lr: 2 })),
  }));
  of.register_load_state_dict_post_hook(() => void ran.push('loaded'));
  const dict = of.state_dict();
  expect(dict).toHaveProperty('extra', 1);
  of.load_state_dict(dict);
  expect(ran).toEqual(['first', 'second', 'loaded']);
  expect(of.param_groups[0]!.lr).toBe(2);
});

test('states of other groups are refused', () => {
  const of = new optim.SGD([parameter(1)]);
  const two = new optim.SGD([{ params: [parameter(1)] }, { params: [parameter(1)] }]);
  expect(errorOf(() => of.load_state_dict(two.state_dict())).message).toBe(
    'loaded state dict has a different number of parameter groups');
  const longer = new optim.SGD([parameter(1), parameter(1)]);
  const error = errorOf(() => of.load_state_dict(longer.state_dict()));
  expect([error.name, error.message]).toEqual(['ValueError',
    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"]);
});

test('a loaded state has the dtype of its parameter, but for the counter; options are copies', () => {
  const p = parameter(1, 2);
  const of = new optim.Adam([p], { lr: torch.tensor(0.5) });
  stepOnce(of, p);
  const q = torch.ones(2, { dtype: torch.float64 }).requires_grad_();
  const other = new optim.Adam([q]);
  other.load_state_dict(of.state_dict());
  const state = other.state.get(q) as Record<string, Tensor>;
  expect(state['exp_avg']!.dtype).toBe(torch.float64);
  expect(state['step']!.dtype).toBe(torch.float32);
  const lr = other.param_groups[0]!.lr as Tensor;
  lr.fill_(0.25);
  expect((of.param_groups[0]!.lr as Tensor).item()).toBe(0.5);
});

test('what older versions saved is completed', () => {
  const p = parameter(1);
  const of = new optim.AdamW([p]);
  stepOnce(of, p);
  const { state, param_groups } = of.state_dict();
  const { foreach: _, fused: __, decoupled_weight_decay: ___, ...group } = param_groups[0]!;
  of.load_state_dict({ state: { 0: { ...(state.get(0) as object), step: 3 } }, param_groups: [group] });
  expect(of.param_groups[0]).toMatchObject({ foreach: null, fused: null, decoupled_weight_decay: true });
  expect((of.state.get(p)!['step'] as Tensor).item()).toBe(3);
});

test('an optimizer of your own needs a step only', () => {
  class SignDescent extends optim.Optimizer<{ lr: number }> {
    constructor(params: optim.ParamsT<{ lr: number }>, lr: number) {
      super(params, { lr });
    }
    override step(): null {
      torch.no_grad(() => {
        for (const { params, lr } of this.param_groups) for (const p of params) p.sub_(p.grad!.sign().mul(lr));
      });
      return null;
    }
  }
  const p = parameter(1);
  const of = new SignDescent([p], 0.25);
  let steps = 0;
  of.register_step_post_hook(() => void steps++);
  expect(stepOnce(of, p, -3)).toBe(1.25);
  expect(steps).toBe(1);
  expect(String(of)).toBe('SignDescent (\nParameter Group 0\n    lr: 0.25\n)');
  expect(() => new optim.Optimizer([p], {}).step()).toThrow(torch.NotImplementedError);
});

test('console.log shows the text of Python', async () => {
  const { inspect } = await import('node:util');
  const of = new optim.Adam([{ params: [parameter(1)] }, { params: [parameter(1)], lr: torch.tensor(0.01) }]);
  expect(inspect(of)).toBe(String(of));
  expect(String(of)).toContain('    lr: 0.009999999776482582\n    maximize: False\n');
});

test('gradients flow through a differentiable step', () => {
  for (const [name, make] of Object.entries({
    SGD: (p: Tensor, lr: Tensor) => new optim.SGD([p], { lr, momentum: 0.9, weight_decay: 0.1, differentiable: true }),
    Adam: (p: Tensor, lr: Tensor) => new optim.Adam([p], { lr, amsgrad: true, differentiable: true }),
    RMSprop: (p: Tensor, lr: Tensor) => new optim.RMSprop([p], { lr, centered: true, differentiable: true }),
    Adagrad: (p: Tensor, lr: Tensor) => new optim.Adagrad([p], { lr, differentiable: true }),
  })) {
    const after = (rate: number, steps = 2): { p: Tensor; lr: Tensor } => {
      const lr = torch.tensor(rate, { dtype: torch.float64 }).requires_grad_();
      const p = torch.tensor([1, -2, 3], { dtype: torch.float64 }).requires_grad_().mul(1).clone();
      p.retain_grad();
      const of = make(p, lr);
      for (let i = 1; i <= steps; i++) {
        p.grad = torch.tensor([0.5, 0.25, -1], { dtype: torch.float64 }).mul(i);
        of.step();
      }
      return { p, lr };
    };
    const { p, lr } = after(0.1);
    p.sum().backward();
    const slope = (after(0.1 + 1e-6).p.sum().item() - after(0.1 - 1e-6).p.sum().item()) / 2e-6;
    expect(Math.abs(lr.grad!.item() - slope), name).toBeLessThan(1e-6);
  }
});

test('sparse gradients go into SGD, Adagrad and SparseAdam, and are refused elsewhere', () => {
  const sparse = (): Tensor => torch.sparse_coo_tensor(torch.tensor([[0, 2, 0]]).long(), torch.tensor([1, 2, 3]), [3]);
  for (const make of [
    (p: Tensor) => new optim.SGD([p], 0.1), (p: Tensor) => new optim.Adagrad([p], 0.1),
  ]) {
    const [a, b] = [parameter(1, 2, 3), parameter(1, 2, 3)];
    const [of, other] = [make(a), make(b)];
    for (let step = 0; step < 3; step++) {
      a.grad = sparse();
      of.step();
      b.grad = sparse().to_dense();
      other.step();
    }
    expect(torch.allclose(a, b)).toBe(true);
  }
  const p = parameter(1, 2, 3);
  const lazy = new optim.SparseAdam([p], 0.1);
  p.grad = sparse();
  lazy.step();
  // The first step of Adam is lr in the direction of each gradient; rows without one stay.
  expect(numbersOf(p).map((x) => Number(x.toFixed(4)))).toEqual([0.9, 2, 2.9]);
  p.grad = torch.ones(3);
  expect(() => lazy.step()).toThrow('SparseAdam does not support dense gradients, please consider Adam instead');
  const of = new optim.Adam([p]);
  p.grad = sparse();
  expect(() => of.step()).toThrow('Adam does not support sparse gradients, please consider SparseAdam instead');
});

test('gradients that lie otherwise in memory than their parameters step the same, also fused', () => {
  for (const options of [{}, { fused: true }]) {
    const [a, b] = [torch.ones(2, 3).requires_grad_(), torch.ones(2, 3).requires_grad_()];
    const grad = torch.arange(6).float().reshape(3, 2).t();
    a.grad = grad;
    b.grad = grad.contiguous();
    for (const p of [a, b]) new optim.Adam([p], { lr: 0.5, eps: 1, ...options }).step();
    expect(a.tolist()).toEqual(b.tolist());
  }
});

test('fused kernels leave out a step whose gradients were infinite', () => {
  const p = parameter(1, 1);
  const of = new optim.Adam([p], { fused: true });
  of.grad_scale = torch.tensor(2);
  of.found_inf = torch.tensor(1);
  stepOnce(of, p);
  expect(p.tolist()).toEqual([1, 1]);
  expect((of.state.get(p)!['step'] as Tensor).item()).toBe(0);
  of.found_inf = torch.tensor(0);
  stepOnce(of, p);
  expect((of.state.get(p)!['step'] as Tensor).item()).toBe(1);
  const plain = new optim.Adam([p]);
  plain.grad_scale = torch.tensor([2]);
  expect(() => stepOnce(plain, p)).toThrow('Expected grad_scale and found_inf to be None');
});

test('steps leave no tensors behind', () => {
  const params = Array.from({ length: 10 }, () => torch.randn(100).requires_grad_());
  const of = new optim.AdamW(params, { amsgrad: true });
  const steps = (count: number): void => {
    for (let step = 0; step < count; step++) {
      for (const p of params) p.grad = torch.ones(100);
      of.step();
    }
    torch.collect({ major: true });
  };
  steps(100);
  const { live_tensors } = torch.memory_stats();
  steps(100);
  // Some numbers of the formula stay in tensors, 64 at most; one tensor left by each step would be more.
  expect(torch.memory_stats().live_tensors).toBeLessThanOrEqual(live_tensors + 64);
});

type Valley = [options: Options, steps: number, place: number[], evaluations: number, iterations: number];

test.each(golden<{ lbfgs: Valley[] }>('optim').lbfgs)('LBFGS goes down a valley as PyTorch does: %j', (...wanted) => {
  const [options, steps, place, evaluations, iterations] = wanted;
  const p = torch.tensor([-1.5, 2], { dtype: torch.float64 }).requires_grad_();
  const of = new optim.LBFGS([p], options);
  const sign = options['maximize'] ? -1 : 1;
  for (let step = 0; step < steps; step++) {
    of.step(() => {
      of.zero_grad();
      const [x, y] = [p.index(0), p.index(1)];
      const loss = x.neg().add(1).square().add(y.sub(x.square()).square().mul(10)).mul(sign);
      loss.backward();
      return loss;
    });
  }
  expect(of.state.get(p)).toMatchObject({ func_evals: evaluations, n_iter: iterations });
  expectClose(numbersOf(p), place);
});

test('LBFGS needs a closure, one group, and knows one line search', () => {
  expect(() => new optim.LBFGS([parameter(1)]).step()).toThrow(
    "LBFGS.step() missing 1 required positional argument: 'closure'");
  expect(() => new optim.LBFGS([{ params: [parameter(1)] }, { params: [parameter(1)] }])).toThrow(
    "LBFGS doesn't support per-parameter options (parameter groups)");
  const p = parameter(1);
  const of = new optim.LBFGS([p], { line_search_fn: 'golden' as never });
  expect(() => of.step(() => {
    const loss = p.square().sum();
    loss.backward();
    return loss;
  })).toThrow("only 'strong_wolfe' is supported");
});
