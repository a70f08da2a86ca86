// The scenes of scripts/golden/func.py, by the same names.
import * as torch from 'nodetorch';
import { autograd, nn, type Tensor } from 'nodetorch';
import {
  debug_unwrap, functional_call, functionalize, grad, grad_and_value, hessian, jacfwd, jacrev, jvp, linearize,
  rearrange, replace_all_batch_norm_modules_, stack_module_state, vjp, vmap,
} from 'nodetorch/func';
import { dual_level, exit_dual_level, make_dual, unpack_dual } from 'nodetorch/autograd/forward_ad';

function integers(...shape: number[]): Tensor {
  return torch.arange(shape.reduce((product, size) => product * size, 1), { dtype: torch.float32 }).reshape(shape);
}

const cube = (x: Tensor): Tensor => x.mul(x).mul(x).sum();
const lists = (tensors: readonly Tensor[]): unknown[] => tensors.map((each) => each.tolist());
const ones = (...shape: number[]): Tensor => torch.ones(shape);

function linear(seed = 0): nn.Linear {
  const m = new nn.Linear(2, 2);
  torch.no_grad(() => {
    m.weight.copy_(integers(2, 2).add(seed));
    m.bias!.copy_(integers(2));
  });
  return m;
}

class Doubled extends autograd.Function {
  static override generate_vmap_rule = true;

  static override forward(x: Tensor, k: number): Tensor {
    return x.mul(x).mul(k);
  }
  static setup_context(ctx: autograd.FunctionCtx, [x, k]: [Tensor, number]): void {
    ctx['k'] = k;
    ctx.save_for_backward(x);
    ctx.save_for_forward(x);
  }
  static override backward(ctx: autograd.FunctionCtx, g: Tensor): (Tensor | null)[] {
    const [x] = ctx.saved_tensors as [Tensor];
    return [g.mul(2).mul(x).mul(ctx['k'] as number), null];
  }
  static override jvp(ctx: autograd.FunctionCtx, t: Tensor): Tensor {
    const [x] = ctx.saved_tensors as [Tensor];
    return t.mul(2).mul(x).mul(ctx['k'] as number);
  }
}

class Ruleless extends autograd.Function {
  static override forward(x: Tensor): Tensor {
    return x.mul(3);
  }
  static setup_context(): void {
    // Nothing is kept.
  }
  static override backward(_ctx: autograd.FunctionCtx, g: Tensor): Tensor {
    return g.mul(3);
  }
}

class Ruled extends Ruleless {
  static override vmap(_info: autograd.VmapInfo, in_dims: number[], x: Tensor): [Tensor, number] {
    return [Ruled.apply(x), in_dims[0]!];
  }
}

class Plain extends autograd.Function {
  static override forward(_ctx: autograd.FunctionCtx, x: Tensor): Tensor {
    return x.mul(3);
  }
  static override backward(_ctx: autograd.FunctionCtx, g: Tensor): Tensor {
    return g.mul(3);
  }
}

class Tied extends nn.Module {
  a = nn.Parameter(ones(2));
  b = this.a;

  forward(x: Tensor): Tensor {
    return x.mul(this.a).add(this.b);
  }
}

const scaled = (x: Tensor): Tensor => Doubled.apply(x, 2).sum();

/** What a function says when it throws. */
function said(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

export const scenes: Record<string, () => unknown> = {
  vmap_dims: () => [0, 1, -1].flatMap((i) =>
    [0, 1, -1].map((o) => [...vmap((x: Tensor) => x.mul(2), i, o)(integers(2, 3, 4)).shape])),
  vmap_trees: () => {
    const f = (x: Tensor, d: { y: Tensor }) => ({ sum: x.add(d.y), pair: [x, d.y.mul(2)] as [Tensor, Tensor] });
    const { sum, pair } = vmap(f, [0, { y: 1 }], { sum: 0, pair: [1, 0] })(integers(2, 3), { y: integers(3, 2) });
    return [sum.tolist(), ...lists(pair)];
  },
  vmap_unbatched_output: () => [0, 1].map((o) =>
    vmap((_: Tensor) => ones(2), { out_dims: o })(torch.zeros(3)).tolist()),
  vmap_none_out: () => vmap((x: Tensor): [Tensor, number] => [x, 5], { out_dims: [0, null] })(ones(2))[1],
  vmap_nested: () =>
    vmap(vmap((a: Tensor, b: Tensor) => torch.dot(a, b)))(integers(2, 3, 4), integers(2, 3, 4)).tolist(),
  vmap_chunks: () => {
    let seen = 0;
    const out = vmap((x: Tensor) => {
      seen += 1;
      return x.sum();
    }, { chunk_size: 2 })(integers(5, 2));
    return [seen, out.tolist()];
  },
  vmap_no_inputs: () => vmap(() => 1)(),
  vmap_bad_in_dims: () => vmap((x: Tensor) => x, '0' as never)(ones(2)),
  vmap_in_dims_structure: () => vmap((x: Tensor, _y: Tensor) => x, [0, 0, 0])(ones(2), ones(2)),
  vmap_in_dim_range: () => vmap((x: Tensor) => x, 2)(ones(2)),
  vmap_in_dim_of_number: () => vmap((x: Tensor, _y: number) => x, [0, 0])(ones(2), 3),
  vmap_in_dim_kind: () => vmap((x: Tensor) => x, [1.5])(ones(2)),
  vmap_sizes_differ: () => vmap((x: Tensor, _y: Tensor) => x)(ones(2), ones(3)),
  vmap_nothing_to_map: () => vmap((x: Tensor) => x, [null])(ones(2)),
  vmap_output_kind: () => vmap((_: Tensor) => 3)(ones(2)),
  vmap_out_none_of_batch: () => vmap((x: Tensor) => x, { out_dims: null })(ones(2)),
  vmap_out_dims_structure: () => vmap((x: Tensor) => [x, x], { out_dims: [0, 0, 0] })(ones(2)),
  vmap_out_dims_kind: () => vmap((x: Tensor) => x, { out_dims: 'a' as never })(ones(2)),
  vmap_chunk_size: () => vmap((x: Tensor) => x, { chunk_size: 0 }),
  vmap_randomness_kind: () => vmap((x: Tensor) => x, { randomness: 'some' as never }),
  vmap_item: () => vmap((x: Tensor) => x.item())(ones(2)),
  vmap_tolist: () => vmap((x: Tensor) => x.tolist())(ones(2, 2)),
  vmap_numpy: () => vmap((x: Tensor) => x.numpy())(ones(2, 2)),
  vmap_truth: () => vmap((x: Tensor) => torch.is_nonzero(x))(ones(2)),
  vmap_random_error: () => vmap((_: Tensor) => torch.rand(2))(ones(2)),
  vmap_random_same: () => {
    torch.manual_seed(3);
    return vmap((_: Tensor) => torch.randint(0, 100, [3]), { randomness: 'same' })(ones(2)).tolist();
  },
  vmap_random_different: () => {
    torch.manual_seed(3);
    return vmap((_: Tensor) => torch.randint(0, 100, [3]), { randomness: 'different' })(ones(2)).tolist();
  },
  vmap_random_in_chunks: () => {
    const draw = (_: Tensor): Tensor => torch.randint(0, 100, [2]);
    torch.manual_seed(3);
    const same = vmap(draw, { randomness: 'same', chunk_size: 1 })(ones(3)).tolist();
    torch.manual_seed(3);
    return [same, vmap(draw, { randomness: 'different', chunk_size: 2 })(ones(3)).tolist()];
  },
  vmap_backward: () => vmap((x: Tensor) => x.sum().backward())(ones(2, 2).requires_grad_()),
  grad_once_twice_thrice: () => {
    const x = torch.tensor(2);
    return [grad(cube)(x).item(), grad(grad(cube))(x).item(), grad(grad(grad(cube)))(x).item()];
  },
  grad_argnums: () => {
    const f = (x: Tensor, y: Tensor): Tensor => x.mul(y).mul(y).sum();
    const [x, y] = [integers(2), integers(2).add(3)];
    return [grad(f, 1)(x, y).tolist(), lists(grad(f, [1, 0])(x, y)), (grad(f, -1 as number)(x, y)).tolist()];
  },
  grad_of_tree: () => {
    const f = (p: { w: Tensor; b: Tensor[] }, x: Tensor): Tensor => p.w.mul(x).add(p.b[0]!).sum();
    const { w, b } = grad(f)({ w: integers(2), b: [torch.tensor(1)] }, integers(2));
    return [w.tolist(), b[0]!.tolist()];
  },
  grad_aux: () => {
    const f = (x: Tensor): [Tensor, { double: Tensor }] => [cube(x), { double: x.mul(2) }];
    const [g, aux] = grad(f, { has_aux: true })(integers(3));
    return [g.tolist(), aux.double.tolist()];
  },
  grad_value: () => {
    const [g, v] = grad_and_value(cube)(integers(3));
    const f = (x: Tensor): [Tensor, Tensor] => [cube(x), x];
    const [g2, [v2, aux]] = grad_and_value(f, { has_aux: true })(integers(3));
    return [g.tolist(), v.item(), g2.tolist(), v2.item(), aux.tolist()];
  },
  grad_unused: () => grad((_x: Tensor, y: Tensor) => y.sum().mul(1))(integers(2), integers(2)).tolist(),
  grad_no_grad_inside: () => {
    const f = (x: Tensor): Tensor => {
      const c = torch.no_grad(() => x.mul(x));
      return x.mul(3).sub(c).sum();
    };
    return [grad(f)(integers(2)).tolist(), torch.no_grad(() => grad(f)(integers(2))).tolist()];
  },
  grad_in_inference_mode: () => {
    const g = torch.inference_mode(() => grad(cube)(integers(3)));
    return [g.tolist(), g.is_inference()];
  },
  grad_outside_graph: () => {
    const x = integers(3).requires_grad_();
    const g = grad(cube)(x);
    g.sum().backward();
    return [g.requires_grad, x.grad!.tolist()];
  },
  grad_not_a_tensor: () => grad((_: Tensor) => 3 as never)(integers(2)),
  grad_not_a_scalar: () => grad((x: Tensor) => x)(integers(2)),
  grad_of_integers: () => grad((x: Tensor) => x.sum())(torch.tensor([1, 2], { dtype: torch.int64 })),
  grad_of_number: () => grad((x: Tensor, _y: number) => x.sum(), 1)(integers(2), 3),
  grad_argnum_range: () => grad(cube, 1 as number)(integers(2)),
  grad_argnums_empty: () => grad(cube, [])(integers(2)),
  grad_argnums_twice: () => grad((x: Tensor, y: Tensor) => x.mul(y).sum(), [0, 0])(integers(2), integers(2)),
  grad_aux_shape: () => grad(((x: Tensor) => x.sum()) as never, { has_aux: true })(integers(2) as never),
  grad_requires_grad: () => grad((x: Tensor) => x.requires_grad_().sum())(integers(2)),
  grad_retain_grad: () => grad((x: Tensor) => {
    x.mul(2).retain_grad();
    return x.sum();
  })(integers(2)),
  grad_backward: () => grad((x: Tensor) => {
    x.sum().backward();
    return x.sum();
  })(integers(2)),
  per_sample_gradients: () => {
    const loss = (w: Tensor, x: Tensor, t: Tensor): Tensor => x.mul(w).sum().sub(t).pow(2);
    return vmap(grad(loss), [null, 0, 0])(integers(3), integers(2, 3), torch.tensor([1, 2])).tolist();
  },
  grad_of_vmap: () => grad((x: Tensor) => vmap((r: Tensor) => r.mul(r).sum())(x).sum())(integers(2, 2)).tolist(),
  vjp_pull: () => {
    const f = (x: Tensor, y: Tensor): [Tensor, { s: Tensor }] => [x.mul(y), { s: x.sum() }];
    const [out, pull] = vjp(f, integers(2), integers(2).add(1));
    return [out[0].tolist(), ...lists(pull([ones(2), { s: torch.tensor(3) }]))];
  },
  vjp_aux: () => {
    const [out, pull, aux] = vjp((x: Tensor): [Tensor, Tensor] => [x.mul(2), x], integers(2), { has_aux: true });
    return [out.tolist(), pull(ones(2))[0].tolist(), (aux as Tensor).tolist()];
  },
  vjp_cotangent_shape: () => vjp((x: Tensor) => [x, x], integers(2))[1](ones(2)),
  vjp_of_integers: () => vjp((x: Tensor) => x.long(), integers(2)),
  vjp_nothing: () => vjp((_: Tensor) => null, integers(2)),
  vjp_number: () => vjp((x: Tensor) => [x, 3], integers(2)),
  jvp_push: () => {
    const f = (x: Tensor, y: Tensor): [Tensor, Tensor] => [x.mul(y), x.sum()];
    const [out, t] = jvp(f, [integers(2), integers(2).add(1)], [ones(2), ones(2)]);
    return [out[0].tolist(), ...lists(t)];
  },
  jvp_aux: () =>
    lists(jvp((x: Tensor): [Tensor, Tensor] => [x.mul(x), x], [integers(2)], [ones(2)], { has_aux: true })),
  jvp_independent: () => lists(jvp((_: Tensor) => ones(2), [integers(2)], [ones(2)])),
  jvp_strict: () => jvp((_: Tensor) => ones(2), [integers(2)], [ones(2)], { strict: true }),
  jvp_primals_kind: () => jvp((x: Tensor) => x, integers(2) as never, [ones(2)] as never),
  jvp_structure: () => jvp((x: Tensor) => x, [integers(2)], [ones(2), ones(2)] as never),
  jvp_no_tensor: () => jvp((x: number | Tensor) => x, [3.5], [ones(2)]),
  jvp_nested: () => {
    const f = (x: Tensor): Tensor => jvp(cube, [x], [ones()])[1];
    return jvp(f, [torch.tensor(2)], [torch.tensor(1)]).map((each) => each.item());
  },
  jacobians: () => {
    const f = (x: Tensor): Tensor => x.mul(x);
    return lists([
      jacrev(f)(integers(3)), jacfwd(f)(integers(3)), jacrev(f, { chunk_size: 2 })(integers(3)),
      jacrev(f, { chunk_size: 1 })(integers(3)),
    ]);
  },
  jacobian_argnums: () => {
    const f = (x: Tensor, y: Tensor): [Tensor, Tensor] => [x.mul(y), y.sum()];
    const args: [Tensor, Tensor] = [integers(2), integers(2).add(1)];
    const flat = (out: unknown): unknown => (out as Tensor[][]).map(lists);
    return [
      flat(jacrev(f, [0, 1])(...args)), flat(jacfwd(f, [0, 1])(...args)), lists(jacrev(f, 1)(...args) as Tensor[]),
    ];
  },
  jacobian_aux: () => {
    const f = (x: Tensor): [Tensor, Tensor] => [x.mul(x), x.add(1)];
    return [jacrev(f, { has_aux: true })(integers(2)), jacfwd(f, { has_aux: true })(integers(2))].map(lists);
  },
  jacobian_of_tree: () => {
    const out = jacrev((p: { a: Tensor; b: Tensor }) => p.a.mul(p.b))({ a: integers(2), b: integers(2).add(1) });
    const { a, b } = out as unknown as { a: Tensor; b: Tensor };
    return { a: a.tolist(), b: b.tolist() };
  },
  jacrev_complex: () => jacrev((x: Tensor) => x)(torch.ones(2, { dtype: torch.complex64 })),
  jacfwd_complex_output: () => jacfwd((x: Tensor) => torch.complex(x, x))(ones(2)),
  jacrev_chunk_size: () => jacrev((x: Tensor) => x, { chunk_size: 0 }),
  hessian_of_cube: () => hessian(cube)(integers(3)).tolist(),
  hessian_argnums: () => {
    const out = hessian((x: Tensor, y: Tensor) => x.mul(y).mul(y).sum(), [0, 1])(integers(2), integers(2).add(1));
    return out.map(lists);
  },
  linearized: () => {
    const x = integers(2);
    const [out, push] = linearize((a: Tensor) => a.mul(a), x);
    x.add_(100);
    return lists([out, push(ones(2)), vmap(push)(torch.eye(2))]);
  },
  linearized_shape: () => linearize((x: Tensor) => x.mul(x), integers(2))[1](ones(3)),
  linearized_dtype: () => linearize((x: Tensor) => x.mul(x), integers(2))[1](torch.ones(2, { dtype: torch.float64 })),
  linearized_structure: () =>
    linearize((x: Tensor) => x.mul(x), integers(2))[1](...([ones(2), ones(2)] as unknown as [Tensor])),
  functionalized: () => {
    const f = (x: Tensor): Tensor => {
      const b = x.view(-1);
      b.add_(1);
      return b.mul(2);
    };
    const [a, b] = [integers(2, 2), integers(2, 2)];
    const first = functionalize(f)(a);
    return lists([first, a, functionalize(f, { remove: 'mutations_and_views' })(b), b]);
  },
  functionalize_remove: () => functionalize((x: Tensor) => x, { remove: 'views' as never }),
  unwrapped: () => {
    const seen: Tensor[] = [];
    vmap(grad((x: Tensor) => {
      seen.push(debug_unwrap(x), debug_unwrap(x, { recurse: false }));
      return x.sum();
    }))(integers(2, 3));
    return seen.map((each) => [...each.shape]);
  },
  wrappers_print: () => {
    const texts: string[] = [];
    vmap(grad((x: Tensor) => {
      texts.push(String(x));
      return x.sum();
    }))(integers(2, 3));
    functionalize((x: Tensor) => {
      texts.push(String(x.mul(2)));
    })(integers(2));
    const kept: Tensor[] = [];
    grad((x: Tensor) => {
      kept.push(x);
      return x.sum();
    })(integers(2));
    return [...texts, String(kept[0])];
  },
  escaped_batch: () => {
    const kept: Tensor[] = [];
    vmap((x: Tensor) => {
      kept.push(x);
      return x;
    })(integers(2));
    return kept[0]!.add(1);
  },
  escaped_gradient: () => {
    const kept: Tensor[] = [];
    grad((x: Tensor) => {
      kept.push(x.mul(2));
      return x.sum();
    })(integers(2));
    return kept[0]!.add(1).tolist();
  },
  grad_tolist: () => {
    const seen: unknown[] = [];
    grad((x: Tensor) => {
      seen.push(x.mul(2).tolist());
      return x.sum();
    })(integers(2));
    return seen[0];
  },
  call_with_others: () => {
    const m = linear();
    const out = functional_call(m, { weight: ones(2, 2) }, ones(2));
    return [out.tolist(), m(ones(2)).tolist(), m.weight.requires_grad];
  },
  call_with_two_dicts: () =>
    functional_call(linear(), [{ weight: ones(2, 2) }, { bias: torch.zeros(2) }], [ones(2)]).tolist(),
  call_gradient: () => {
    const m = linear();
    const p = Object.fromEntries([...m.named_parameters()].map(([name, each]) => [name, each.detach()]));
    const g = grad((q: Record<string, Tensor>, x: Tensor) => functional_call(m, q, x).sum())(p, ones(2));
    return Object.fromEntries(Object.entries(g).map(([name, each]) => [name, each.tolist()]));
  },
  call_strict: () => functional_call(linear(), { weigh: ones(2, 2) }, ones(2), null, { strict: true }),
  call_repeated: () => functional_call(linear(), [{ weight: ones(2, 2) }, { weight: ones(2, 2) }], ones(2)),
  call_not_a_dict: () => functional_call(linear(), 3 as never, ones(2)),
  call_tied: () => {
    const m = new Tied();
    return [
      functional_call(m, { a: torch.zeros(2) }, ones(2)).tolist(),
      functional_call(m, { a: torch.zeros(2) }, ones(2), null, { tie_weights: false }).tolist(),
      said(() => functional_call(m, { a: torch.zeros(2), b: ones(2) }, ones(2))),
    ];
  },
  stacked_models: () => {
    const models = [linear(), linear(1)];
    const [params, buffers] = stack_module_state(models);
    const out = vmap(
      (p: Record<string, Tensor>, b: Record<string, Tensor>, x: Tensor) => functional_call(models[0]!, [p, b], x),
      [0, 0, null])(params, buffers, ones(2));
    return [out.tolist(), params['weight']!.requires_grad, params['weight']!.is_leaf, Object.keys(buffers)];
  },
  stack_nothing: () => stack_module_state([]),
  stack_modes: () => stack_module_state([linear(), linear().eval()]),
  stack_classes: () => stack_module_state([linear(), new nn.ReLU()]),
  batch_norm_replaced: () => {
    const norm = new nn.BatchNorm1d(2);
    replace_all_batch_norm_modules_(new nn.Sequential(norm, new nn.Linear(2, 2)));
    return [norm.running_mean === null, norm.num_batches_tracked === null, norm.track_running_stats];
  },
  rearranged: () => {
    const x = integers(2, 3, 4);
    return lists([
      rearrange(x, 'a b c -> c (a b)'), rearrange(x, 'a b (c d) -> (a c) b d', { c: 2 }),
      rearrange(x, 'a ... -> ... a'), rearrange(x, 'a b c -> a 1 (c b)'),
    ]);
  },
  rearrange_stack: () => rearrange([ones(2), torch.zeros(2)], 'n c -> c n').tolist(),
  rearrange_dims: () => rearrange(integers(2, 3), 'a b c -> a b c'),
  rearrange_brackets: () => rearrange(integers(2, 3), 'a (b -> a b'),
  rearrange_arrow: () => rearrange(integers(2, 3), 'a b'),
  rearrange_duplicate: () => rearrange(integers(2, 3), 'a a -> a'),
  dual_numbers: () => {
    let x!: Tensor;
    const seen = dual_level(() => {
      x = make_dual(integers(3), ones(3));
      const { primal, tangent } = unpack_dual(x.mul(x));
      return [primal.tolist(), tangent!.tolist(), String(x), unpack_dual(integers(2)).tangent === null];
    });
    return [...seen, unpack_dual(x).tangent === null];
  },
  dual_text: () => dual_level(() => String(unpack_dual(make_dual(integers(2), ones(2))))),
  dual_without_level: () => make_dual(integers(2), ones(2)),
  dual_of_integers: () => dual_level(() => make_dual(torch.tensor([1, 2], { dtype: torch.int64 }), ones(2))),
  dual_tangent_kind: () => dual_level(() => make_dual(ones(2), torch.tensor([1, 2], { dtype: torch.int64 }))),
  dual_nested: () => dual_level(() => dual_level(() => null)),
  dual_wrong_level: () => exit_dual_level({ level: 3 }),
  dual_shapes_differ: () => dual_level(() => make_dual(ones(2), ones(3))),
  function_in_transforms: () => {
    const x = integers(2, 2);
    const twice = (a: Tensor): Tensor => Doubled.apply(a, 2);
    return [
      grad(scaled)(x).tolist(), vmap((a: Tensor, k: number) => Doubled.apply(a, k), [0, null])(x, 2).tolist(),
      vmap(grad(scaled))(x).tolist(), lists(jvp(scaled, [x], [ones(2, 2)])),
      grad((a: Tensor) => grad(scaled)(a).sum())(x).tolist(), jacrev(twice)(integers(2)).tolist(),
      jacfwd(twice)(integers(2)).tolist(),
    ];
  },
  function_with_rule: () => [
    vmap((x: Tensor) => Ruled.apply(x))(integers(3)).tolist(),
    vmap(grad((x: Tensor) => Ruled.apply(x).sum()))(integers(2, 2)).tolist(),
  ],
  function_forward_mode: () => dual_level(() =>
    lists(unpack_dual(Doubled.apply(make_dual(integers(2), ones(2)), 3)) as readonly Tensor[])),
  function_without_setup: () => grad((x: Tensor) => Plain.apply(x).sum())(integers(2)),
  function_without_rule: () => vmap((x: Tensor) => Ruleless.apply(x))(integers(2)),
  function_without_jvp: () => jvp((x: Tensor) => Ruleless.apply(x), [integers(2)], [ones(2)]),
};
