// The scenes of scripts/golden/autograd_graph.py, by the same names: plain data, or what is thrown.
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { get_analytical_jacobian, get_numerical_jacobian } from 'nodetorch/autograd/gradcheck';

const { Function, functional, grad, gradcheck, gradgradcheck, graph } = torch.autograd;
type FunctionCtx = torch.autograd.FunctionCtx;

const leaf = (...values: number[]): Tensor => torch.tensor(values).requires_grad_();
const doubles = (...values: number[]): Tensor => torch.tensor(values, { dtype: torch.float64 }).requires_grad_();
const numbers = (tensor: Tensor | null): unknown => (tensor === null ? null : tensor.tolist());
const shown = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shown);
  return torch.is_tensor(value) ? value.tolist() : value;
};
const complexes = (): Tensor => torch.complex(torch.tensor([1, 0], { dtype: torch.float64 }),
  torch.tensor([2, -1], { dtype: torch.float64 })).requires_grad_();
const cube = (x: Tensor): Tensor => x.pow(3).sum();
const ones = (...sizes: number[]): Tensor => torch.ones(sizes);

class Wrong extends Function {
  static override forward(_ctx: FunctionCtx, x: Tensor): Tensor {
    return x.mul(2);
  }
  static override backward(_ctx: FunctionCtx, g: Tensor): Tensor {
    return g.mul(4);
  }
}

class Loud extends Function {
  static override forward(_ctx: FunctionCtx, x: Tensor): Tensor {
    return x.mul(1);
  }
  static override backward(_ctx: FunctionCtx, g: Tensor): Tensor {
    return g.add(1);
  }
}

class Unready extends Function {
  static override forward(ctx: FunctionCtx, x: Tensor): Tensor {
    ctx.set_materialize_grads(false);
    return x.mul(1);
  }
  static override backward(_ctx: FunctionCtx, g: Tensor | null): Tensor {
    if (g === null) throw new torch.RuntimeError('no gradient');
    return g;
  }
}

const wrong = (x: Tensor): Tensor => Wrong.apply(x);
const loud = (x: Tensor): Tensor => Loud.apply(x);
const unready = (x: Tensor): Tensor => Unready.apply(x);
const sparse = (...values: number[]): Tensor => doubles(...values).detach().to_sparse().requires_grad_();
const any = (value: unknown): never => value as never;

export const scenes: Record<string, () => unknown> = {
  saved_tensors_are_packed() {
    const seen: unknown[] = [];
    const [a, b] = [leaf(1, 2), leaf(3, 4)];
    const pack = (x: Tensor): unknown => {
      seen.push(['pack', x.tolist(), x.requires_grad]);
      return x.tolist();
    };
    const unpack = (x: number[]): Tensor => {
      seen.push(['unpack', x]);
      return torch.tensor(x).mul(2);
    };
    graph.saved_tensors_hooks(pack, unpack, () => a.mul(b).exp2()).sum();
    a.mul(b).sum().backward();
    graph.saved_tensors_hooks(pack, unpack, () => a.mul(b)).sum().backward();
    return [seen, numbers(a.grad), numbers(b.grad)];
  },
  innermost_hooks_alone() {
    const seen: string[] = [];
    const a = leaf(1, 2);
    const hooks = (name: string, body: () => void): void => graph.saved_tensors_hooks((x) => {
      seen.push(name);
      return x;
    }, (x: Tensor) => x, body);
    hooks('outer', () => {
      hooks('inner', () => a.mul(a).sum().backward());
      a.mul(a).sum().backward();
    });
    return [seen, numbers(a.grad)];
  },
  unpack_gives_no_tensor() {
    const a = leaf(1);
    graph.saved_tensors_hooks((x) => x, () => any(3), () => a.mul(a)).backward();
  },
  pack_changes_its_input() {
    const a = leaf(1).mul(2);
    graph.saved_tensors_hooks((x) => x.mul_(2), (x: Tensor) => x, () => a.mul(a));
  },
  hooks_are_disabled: () => graph.disable_saved_tensors_hooks('not here', () => graph.save_on_cpu(() => null)),
  disabled_inside_of_hooks: () => graph.save_on_cpu(() => graph.disable_saved_tensors_hooks('not here', () => null)),
  saved_on_cpu() {
    const a = leaf(1, 2);
    graph.save_on_cpu(() => a.mul(a)).sum().backward();
    return numbers(a.grad);
  },
  multi_grad_hook_all() {
    const seen: unknown[] = [];
    const [a, b] = [leaf(1), leaf(2)];
    const [c, d] = [a.mul(b), a.mul(b)];
    graph.register_multi_grad_hook([a, b, c, d], (grads: (Tensor | null)[]) => void seen.push(grads.map(numbers)));
    c.backward({ retain_graph: true });
    c.backward({ inputs: [a], retain_graph: true });
    c.add(d).backward({ retain_graph: true });
    return seen;
  },
  multi_grad_hook_any() {
    const seen: unknown[] = [];
    const [a, b] = [leaf(1), leaf(2)];
    const c = a.mul(b);
    const handle = graph.register_multi_grad_hook(
      [a, b, c], (grad: Tensor) => void seen.push(grad.tolist()), { mode: 'any' });
    c.backward({ retain_graph: true });
    c.backward({ retain_graph: true });
    handle.remove();
    c.backward();
    return seen;
  },
  multi_grad_hook_mode: () => graph.register_multi_grad_hook([leaf(1)], () => undefined, { mode: 'some' }),
  gradient_edges() {
    const a = leaf(1, 2);
    const b = a.mul(a);
    const edge = graph.get_gradient_edge(b);
    const ofLeaf = graph.get_gradient_edge(a);
    const c = b.mul(3).sum();
    const first = grad(c, [edge, ofLeaf], { retain_graph: true });
    const start = grad(edge, a, torch.tensor([1, 10]).to(torch.float32), { retain_graph: true });
    torch.autograd.backward(graph.get_gradient_edge(c), { inputs: [ofLeaf] });
    return [shown(first), shown(start), numbers(a.grad), edge.node.name(), ofLeaf.node.name(), edge.output_nr];
  },
  edge_without_gradient: () => graph.get_gradient_edge(ones(2)),
  edge_of_another_size() {
    const a = leaf(1, 2);
    grad(graph.get_gradient_edge(a.mul(a)), a, ones(3));
  },
  edge_of_many_numbers() {
    const a = leaf(1, 2);
    grad(graph.get_gradient_edge(a.mul(a)), a);
  },
  inputs_by_name() {
    const [a, b] = [leaf(1), leaf(2)];
    a.mul(b).backward({ inputs: { a } });
    return [numbers(a.grad), b.grad === null];
  },
  mutation_is_allowed: () => graph.allow_mutation_on_saved_tensors(() => {
    const a = leaf(1, 2);
    const b = a.clone();
    const out = b.pow(2).sum();
    b.zero_();
    out.backward();
    return [numbers(a.grad), b.tolist()];
  }),
  mutation_through_a_view: () => graph.allow_mutation_on_saved_tensors(() => {
    const a = leaf(1, 2, 3);
    const b = a.clone();
    const out = b.mul(b).sum();
    b.view(3).add_(1);
    out.backward();
    return numbers(a.grad);
  }),
  mutation_does_not_nest: () =>
    graph.allow_mutation_on_saved_tensors(() => graph.allow_mutation_on_saved_tensors(() => null)),
  mutation_context_has_ended() {
    const out = graph.allow_mutation_on_saved_tensors(() => leaf(1, 2).clone().pow(2).sum());
    out.backward();
  },
  version_is_incremented() {
    const b = leaf(1, 2).clone();
    const out = b.mul(b);
    const before = b._version;
    graph.increment_version(b);
    const after = b._version;
    try {
      out.sum().backward();
    } catch (error) {
      return [before, after, (error as Error).message.includes('modified by an inplace operation')];
    }
    return null;
  },
  nodes_are_seen() {
    const seen: string[] = [];
    const a = leaf(1, 2);
    graph.node_creation_hook((node) => void seen.push(node.name()), () => a.mul(2).exp());
    return seen;
  },
  callback_after_backward() {
    const seen: string[] = [];
    const a = leaf(1);
    a.register_hook(() => {
      graph.queue_callback(() => seen.push('after'));
      seen.push('hook');
    });
    a.mul(2).backward();
    return seen;
  },
  callback_outside_of_backward: () => graph.queue_callback(() => undefined),
  memory_budget: () => graph.region_activation_memory_budget(0.5),
  memory_budget_of_two: () => graph.region_activation_memory_budget(2),
  node_metadata() {
    const a = leaf(1);
    const b = a.mul(2);
    b.grad_fn!.metadata['key'] = 7;
    return [b.grad_fn!.metadata['key'], Object.keys(a.mul(2).grad_fn!.metadata)];
  },
  jacobians() {
    const [x, y] = [torch.tensor([1, 2]).to(torch.float32), torch.tensor([3]).to(torch.float32)];
    const two = (x: Tensor, y: Tensor): Tensor[] => [x.mul(y), x.sum()];
    return [
      functional.jacobian((x: Tensor) => x.mul(x), x),
      functional.jacobian((x: Tensor, y: Tensor) => x.mul(y), [x, y]),
      functional.jacobian(two, [x, y]),
      functional.jacobian(two, [x, y], { vectorize: true }),
      functional.jacobian((x: Tensor) => x.mul(2), x, { vectorize: true, strategy: 'forward-mode' }),
      functional.jacobian(() => ones(2), x),
    ].map(shown);
  },
  hessians() {
    const [x, y] = [torch.tensor([1, 2]).to(torch.float32), torch.tensor([3]).to(torch.float32)];
    return [
      functional.hessian(cube, x),
      functional.hessian((x: Tensor, y: Tensor) => x.mul(x).mul(y).sum(), [x, y]),
      functional.hessian(cube, x, { vectorize: true }),
      functional.hessian(cube, x, { vectorize: true, outer_jacobian_strategy: 'forward-mode' }),
    ].map(shown);
  },
  products() {
    const [x, v] = [torch.tensor([1, 2]).to(torch.float32), torch.tensor([1, 10]).to(torch.float32)];
    const square = (x: Tensor): Tensor => x.mul(x);
    return [
      functional.vjp(square, x, v), functional.jvp(square, x, v), functional.vhp(cube, x, v),
      functional.hvp(cube, x, v), functional.vjp((x: Tensor) => x.sum(), x),
      functional.jvp((x: Tensor) => x.mul(2), torch.tensor([3]).to(torch.float32)),
    ].map(shown);
  },
  with_graph() {
    const x = leaf(1, 2);
    const jac = functional.jacobian((x: Tensor) => x.mul(x).mul(x), x, { create_graph: true }) as Tensor;
    jac.sum().backward();
    const [, product] = functional.vjp((x: Tensor) => x.mul(x), ones(2), ones(2));
    return [numbers(x.grad), jac.requires_grad, (product as Tensor).requires_grad];
  },
  refused_no_tensor: () => functional.jacobian((x: Tensor) => x, any(3)),
  refused_no_tensor_in_list: () => functional.vjp((x: Tensor) => x, [ones(1), any(3)]),
  refused_output_is_none: () => functional.jacobian(() => any(null), ones(2)),
  refused_v_is_missing: () => functional.vjp((x: Tensor) => x, ones(2)),
  refused_v_is_missing_jvp: () => functional.jvp((x: Tensor) => x, ones(2)),
  refused_v_is_missing_hvp: () => functional.hvp(cube, ones(2)),
  refused_v_of_another_size: () => functional.vjp((x: Tensor) => x.mul(2), ones(2), ones(3)),
  refused_v_of_another_number: () => functional.jvp((x: Tensor) => x, [ones(2), ones(2)], ones(2)),
  refused_strict_output: () => functional.jacobian(() => ones(2), ones(2), { strict: true }),
  refused_strict_input: () => functional.jacobian((x: Tensor) => x.mul(2), [ones(2), ones(2)], { strict: true }),
  refused_strict_graph: () =>
    shown(functional.vjp((x: Tensor) => x.mul(2), leaf(1), leaf(1), { create_graph: true, strict: true })),
  refused_strict_hessian: () => functional.hessian((x: Tensor) => x.sum(), ones(2), { strict: true }),
  refused_strict_vectorized: () =>
    functional.jacobian((x: Tensor) => x.mul(2), ones(2), { strict: true, vectorize: true }),
  refused_several_outputs: () => functional.hessian((x: Tensor) => [x.sum(), x.sum()], ones(2)),
  refused_several_elements: () => functional.hvp((x: Tensor) => x.mul(2), ones(2), ones(2)),
  refused_strategy: () => functional.jacobian((x: Tensor) => x, ones(2), { strategy: 'sideways' }),
  refused_strategy_graph: () =>
    functional.jacobian((x: Tensor) => x, ones(2), { strategy: 'forward-mode', create_graph: true }),
  refused_strategy_slow: () => functional.jacobian((x: Tensor) => x, ones(2), { strategy: 'forward-mode' }),
  gradcheck_verdicts() {
    const [x, z] = [doubles(0.5, -0.25), complexes()];
    const sin = (x: Tensor): Tensor => x.sin();
    return [
      gradcheck(sin, x),
      gradcheck(sin, x, { fast_mode: true }),
      gradcheck(sin, z),
      gradcheck((x: Tensor) => x.abs(), z, { fast_mode: true }),
      gradcheck((a: Tensor, b: Tensor) => [a.mul(b), a.sum()], [x, doubles(2, 3)]),
      gradcheck(sin, x, { check_forward_ad: true, check_batched_grad: true, check_batched_forward_grad: true }),
      gradcheck(sin, z, { check_forward_ad: true, fast_mode: true }),
      gradgradcheck(sin, x),
      gradgradcheck(sin, z, { fast_mode: true }),
      gradgradcheck(sin, x, { check_fwd_over_rev: true }),
      gradcheck(wrong, x, { raise_exception: false }),
      gradcheck(wrong, x, { raise_exception: false, fast_mode: true }),
      gradcheck(loud, x, { raise_exception: false }),
      gradcheck((x: Tensor) => x.round(), doubles(0.25, -0.25)),
      gradcheck((s: Tensor) => torch.sparse.sum(s), sparse(1, 0, 2), { masked: true }),
      gradcheck((s: Tensor) => s.to_dense({ masked_grad: false }), sparse(1, 0)),
      gradcheck((s: Tensor) => s.to_dense({ masked_grad: false }),
        torch.eye(2, { dtype: torch.float64 }).to_sparse_csr().requires_grad_(), { fast_mode: true }),
    ];
  },
  gradcheck_nothing_to_check: () => gradcheck((x: Tensor) => x.sin(), ones(2)),
  gradcheck_wrong: () => gradcheck(wrong, doubles(0.5)),
  gradcheck_loud: () => gradcheck(loud, doubles(0.5)),
  gradcheck_unready: () => gradcheck(unready, doubles(0.5)),
  gradcheck_stride_0: () =>
    gradcheck((x: Tensor) => x.sin(), torch.ones([1], { dtype: torch.float64 }).expand([2]).requires_grad_()),
  gradcheck_sparse_output: () => gradcheck((x: Tensor) => x.to_sparse(), doubles(1)),
  gradcheck_nan: () => gradcheck((x: Tensor) => x.mul(0).sqrt(), doubles(1)),
  gradcheck_half_complex: () => gradgradcheck((x: Tensor) => x.to(torch.complex32), doubles(1), { fast_mode: true }),
  gradcheck_no_mode: () => gradcheck((x: Tensor) => x.sin(), doubles(1), { check_backward_ad: false }),
  gradcheck_batched: () => gradcheck((x: Tensor) => x.sin(), doubles(1), {
    check_backward_ad: false, check_forward_ad: true, check_batched_grad: true,
  }),
  gradcheck_batched_forward: () => gradcheck((x: Tensor) => x.sin(), doubles(1), { check_batched_forward_grad: true }),
  gradcheck_twice_no_mode: () => gradgradcheck((x: Tensor) => x.sin(), doubles(1), { check_rev_over_rev: false }),
  old_jacobians() {
    const x = doubles(1, 2);
    const numerical = get_numerical_jacobian((inputs: Tensor[]) => inputs[0]!.mul(2), [x], { eps: 0.5 });
    return [shown(numerical), shown(get_analytical_jacobian([x], x.mul(2)))];
  },
};
