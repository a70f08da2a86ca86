// The scenes of scripts/golden/autograd.py, by the same names: plain data, or what is thrown.
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';

const { Function, grad, once_differentiable } = torch.autograd;
type Node = torch.autograd.Node;
type FunctionCtx = torch.autograd.FunctionCtx;

function leaf(...values: number[]): Tensor {
  return torch.tensor(values, { requires_grad: true });
}

/** The first of the gradients, where there must be one. */
function only([first]: (Tensor | null)[]): Tensor {
  if (first === null || first === undefined) throw new Error('no gradient');
  return first;
}

function gradOf(tensor: Tensor): unknown {
  return tensor.grad === null ? null : tensor.grad.tolist();
}

type Names = string | null | [string, Names[]];

function names(node: Node | null, depth: number): Names {
  if (node === null) return null;
  const name = node.toString().slice(1).split(' ')[0]!;
  if (depth === 0) return name;
  return [name, node.next_functions.map(([next]) => names(next, depth - 1))];
}

class Scaled extends Function {
  static override forward(ctx: FunctionCtx, x: Tensor, factor: number): Tensor {
    ctx['factor'] = factor;
    return x.mul(factor);
  }

  static override backward(ctx: FunctionCtx, g: Tensor): (Tensor | null)[] {
    return [g.mul(ctx['factor'] as number), null];
  }
}

class Cubed extends Function {
  static override forward(ctx: FunctionCtx, x: Tensor): Tensor {
    ctx.save_for_backward(x);
    return x.pow(3);
  }

  static override backward(ctx: FunctionCtx, g: Tensor): Tensor {
    const [x] = ctx.saved_tensors;
    return g.mul(3).mul(x!.pow(2));
  }
}

class Doubled extends Function {
  static override forward(ctx: FunctionCtx, x: Tensor): Tensor {
    ctx.mark_dirty(x);
    x.mul_(2);
    return x;
  }

  static override backward(_ctx: FunctionCtx, g: Tensor): Tensor {
    return g.mul(2);
  }
}

class WithSetup extends Function {
  static override forward(x: Tensor, factor: number): Tensor {
    return x.mul(factor);
  }

  static setup_context(ctx: FunctionCtx, inputs: [Tensor, number], output: Tensor): void {
    const [x, factor] = inputs;
    ctx['factor'] = factor;
    ctx.save_for_backward(x, output);
  }

  static override backward(ctx: FunctionCtx, g: Tensor): (Tensor | null)[] {
    const [x, output] = ctx.saved_tensors;
    return [g.mul(ctx['factor'] as number).add(x!.mul(0).mul(output!)), null];
  }
}

export const scenes: Record<string, () => unknown> = {
  backward_adds_up() {
    const x = leaf(1, 2, 3);
    x.mul(x).sum().backward();
    const once = gradOf(x);
    x.mul(x).sum().backward();
    return [once, gradOf(x)];
  },
  backward_with_gradient() {
    const x = leaf(1, 2);
    x.mul(x).backward(torch.tensor([10, 100]));
    return gradOf(x);
  },
  backward_of_leaf() {
    const x = torch.tensor(2, { requires_grad: true });
    x.backward();
    return gradOf(x);
  },
  backward_of_several() {
    const [x, y] = [leaf(1), leaf(2)];
    torch.autograd.backward([x.mul(y).sum(), x.add(y).sum()], [torch.tensor(1), torch.tensor(3)]);
    return [gradOf(x), gradOf(y)];
  },
  backward_casts_gradient() {
    const x = leaf(1, 2);
    x.mul(2).backward({ gradient: torch.ones(2, { dtype: torch.float64 }) });
    return [gradOf(x), `${x.grad!.dtype}`];
  },
  not_scalar: () => leaf(1, 2).mul(2).backward(),
  no_graph: () => torch.ones([]).backward(),
  complex_scalar: () => torch.ones([], { dtype: torch.complex64, requires_grad: true }).backward(),
  wrong_shape: () => leaf(1, 2).mul(2).backward(torch.ones(3, 2)),
  wrong_complexity: () => leaf(1, 2).mul(2).backward(torch.ones(2, { dtype: torch.complex64 })),
  too_few_gradients() {
    const x = leaf(1, 2);
    torch.autograd.backward([x.mul(1), x.mul(2)], { grad_tensors: [torch.ones(2)] });
  },
  second_backward() {
    const x = leaf(1, 2);
    const loss = x.mul(x).sum();
    loss.backward();
    loss.backward();
  },
  retain_graph() {
    const x = leaf(1, 2);
    const loss = x.mul(x).sum();
    loss.backward({ retain_graph: true });
    loss.backward();
    return gradOf(x);
  },
  create_graph() {
    const x = leaf(1, 2, 3);
    const first = only(grad(x.pow(3).sum(), x, { create_graph: true }));
    const second = only(grad(first.sum(), x, { create_graph: true }));
    const third = only(grad(second.sum(), x));
    return [first, second, third].map((each) => each.tolist());
  },
  backward_create_graph() {
    const x = leaf(2);
    x.pow(3).backward(torch.ones(1), { create_graph: true });
    return [gradOf(x), x.grad!.requires_grad];
  },
  inputs_only() {
    const [x, y] = [leaf(1, 2), leaf(3, 4)];
    x.mul(y).sum().backward({ inputs: [x] });
    return [gradOf(x), gradOf(y)];
  },
  inputs_not_leaf() {
    const x = leaf(1, 2);
    const y = x.mul(2);
    y.mul(y).sum().backward({ inputs: y });
    return [gradOf(x), gradOf(y), y.retains_grad];
  },
  inputs_empty: () => leaf(1).mul(2).sum().backward({ inputs: [] }),
  inputs_without_gradient: () => leaf(1).mul(2).sum().backward({ inputs: [torch.ones(1)] }),
  grad_of_several() {
    const [x, y] = [leaf(1, 2), leaf(3, 4)];
    return grad([x.mul(y).sum(), x.sum()], [x, y]).map((each) => each.tolist());
  },
  grad_leaves_grad_alone() {
    const x = leaf(1);
    grad(x.mul(2).sum(), x);
    return gradOf(x);
  },
  grad_unused() {
    const [x, y] = [leaf(1), leaf(2)];
    grad(x.mul(2).sum(), [x, y]);
  },
  grad_allow_unused() {
    const [x, y] = [leaf(1), leaf(2)];
    const [first, second] = grad(x.mul(2).sum(), [x, y], { allow_unused: true });
    return [first!.tolist(), second];
  },
  grad_materialized() {
    const [x, y] = [leaf(1), leaf(2)];
    return grad(x.mul(2).sum(), [x, y], { materialize_grads: true }).map((each) => each.tolist());
  },
  grad_materialized_conflict() {
    const x = leaf(1);
    grad(x.mul(2).sum(), x, { materialize_grads: true, allow_unused: false });
  },
  grad_named() {
    const [x, y] = [leaf(1), leaf(2)];
    const found = grad(x.mul(y).sum(), { x, y });
    return { x: found.x!.tolist(), y: found.y!.tolist() };
  },
  grad_batched() {
    const x = leaf(1, 2, 3);
    return only(grad(x.pow(2), x, torch.eye(3), { is_grads_batched: true })).tolist();
  },
  grad_without_gradient: () => grad(leaf(1).mul(2).sum(), torch.ones(1)),
  grad_empty: () => grad(leaf(1).mul(2).sum(), []),

  hooks_in_order() {
    const x = leaf(1, 2);
    const y = x.mul(3);
    const seen: unknown[] = [];
    y.register_hook((g) => void seen.push(['first', g.tolist()]));
    y.register_hook((g) => g.mul(2));
    y.register_hook((g) => void seen.push(['third', g.tolist()]));
    x.register_hook((g) => void seen.push(['leaf', g.tolist()]));
    y.sum().backward();
    return [seen, gradOf(x)];
  },
  hook_removed() {
    const x = leaf(1);
    const handle = x.register_hook((g) => g.mul(100));
    x.mul(2).sum().backward();
    handle.remove();
    handle.remove();
    x.mul(2).sum().backward();
    return gradOf(x);
  },
  retain_grad_sees_hooks() {
    const x = leaf(1, 2);
    const y = x.mul(3);
    y.retain_grad();
    y.register_hook((g) => g.mul(5));
    y.sum().backward();
    return [gradOf(y), gradOf(x)];
  },
  grad_mode_in_hooks() {
    const y = leaf(1).mul(2);
    const seen: boolean[] = [];
    y.register_hook(() => void seen.push(torch.is_grad_enabled()));
    y.sum().backward({ retain_graph: true });
    y.sum().backward({ create_graph: true });
    return seen;
  },
  post_accumulate_hook() {
    const x = leaf(1, 2);
    const seen: unknown[] = [];
    x.register_post_accumulate_grad_hook((p) => seen.push([p.data_ptr() === x.data_ptr(), gradOf(p)]));
    x.register_post_accumulate_grad_hook((p) => seen.push(p.grad!.mul_(2).tolist()));
    x.mul(3).sum().backward();
    return [seen, gradOf(x)];
  },
  node_hooks() {
    const x = leaf(1, 2);
    const y = x.mul(3);
    const seen: unknown[] = [];
    const node = y.grad_fn!;
    node.register_prehook((outputs) => [outputs[0]!.mul(10)]);
    node.register_hook((inputs, outputs) => void seen.push([inputs[0]!.tolist(), outputs[0]!.tolist()]));
    node.register_hook((inputs) => [inputs[0]!.add(1), null]);
    y.sum().backward();
    return [seen, gradOf(x)];
  },
  hook_without_gradient: () => torch.ones(2).register_hook(() => null),
  post_accumulate_hook_not_leaf: () => leaf(1).mul(2).register_post_accumulate_grad_hook(() => undefined),
  retain_grad_without_gradient: () => torch.ones(2).retain_grad(),
  graph_names() {
    const [x, y] = [leaf(1, 2), leaf(3, 4)];
    return names(x.mul(y).add(x.exp()).sum().grad_fn, 3);
  },
  node_name() {
    const x = leaf(1);
    const y = x.mul(2);
    const accumulate = y.grad_fn!.next_functions[0]![0]!;
    return [y.grad_fn!.name(), accumulate.name(), accumulate.variable!.data_ptr() === x.data_ptr()];
  },
  printed() {
    const x = leaf(1, 2);
    return [x, x.mul(2), x.view(2, 1), x.mul(2).detach()].map(String);
  },
  requires_grad_not_leaf: () => (leaf(1).mul(2).requires_grad = false),
  requires_grad_not_leaf_again: () => (leaf(1).mul(2).requires_grad = true),
  requires_grad_method_not_leaf: () => leaf(1).mul(2).requires_grad_().requires_grad,
  requires_grad_of_integers: () => (torch.ones(2, { dtype: torch.int64 }).requires_grad = true),
  assigned_size: () => (leaf(1, 2).grad = torch.ones(3)),
  assigned_device: () => (leaf(1, 2).grad = torch.ones(2, { device: 'meta' })),
  assigned_self() {
    const x = leaf(1);
    x.grad = x;
  },
  assigned() {
    const x = leaf(1);
    x.grad = torch.tensor([5]);
    x.mul(2).sum().backward();
    const added = gradOf(x);
    x.grad = null;
    return [added, gradOf(x)];
  },
  leaf_in_place: () => leaf(1).add_(1),
  changed_in_place() {
    const y = leaf(1, 2).exp();
    y.add_(1);
    y.sum().backward();
  },
  data_is_out_of_sight() {
    const x = leaf(1, 2);
    const y = x.mul(x);
    x.data.mul_(10);
    y.sum().backward();
    return gradOf(x);
  },

  modes() {
    const seen: unknown[] = [torch.is_grad_enabled()];
    const note = (): number => seen.push(torch.is_grad_enabled());
    torch.no_grad(() => {
      note();
      torch.enable_grad(() => {
        note();
        torch.set_grad_enabled(false, note);
        note();
      });
      torch.inference_mode(() => {
        seen.push([torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.ones(1).is_inference()]);
        torch.inference_mode(false, () => seen.push([torch.is_grad_enabled(), torch.is_inference_mode_enabled()]));
      });
      note();
    });
    note();
    return seen;
  },
  inference_tensor_in_autograd: () => leaf(1).mul(torch.inference_mode(() => torch.ones(1))),
  inference_tensor_requires_grad: () => (torch.inference_mode(() => torch.ones(1)).requires_grad = true),
  anomaly: () => torch.autograd.detect_anomaly(() => {
    const x = leaf(0);
    x.div(x).sum().backward();
  }),

  function_values() {
    const x = leaf(1, 2);
    const y = Scaled.apply(x, 4);
    y.sum().backward();
    return [y.tolist(), gradOf(x), String(y), y.grad_fn!.name()];
  },
  function_extra_nones() {
    class Extra extends Scaled {
      static override backward(_ctx: FunctionCtx, g: Tensor): (Tensor | null)[] {
        return [g, null, null, null];
      }
    }
    const x = leaf(1);
    Extra.apply(x, 4).sum().backward();
    return gradOf(x);
  },
  function_without_gradient() {
    const seen: unknown[] = [];
    class Watch extends Scaled {
      static override forward(ctx: FunctionCtx, x: Tensor, factor: number): Tensor {
        seen.push([ctx.needs_input_grad, torch.is_grad_enabled()]);
        return x.mul(factor);
      }
    }
    const y = Watch.apply(torch.ones(1), 2);
    const z = Watch.apply(leaf(1), 2);
    const w = torch.no_grad(() => Watch.apply(leaf(1), 2));
    return [seen, y.requires_grad, z.requires_grad, w.requires_grad];
  },
  function_double_backward() {
    const x = leaf(2, 3);
    const first = only(grad(Cubed.apply(x).sum(), x, { create_graph: true }));
    return [first.tolist(), only(grad(first.sum(), x)).tolist()];
  },
  function_second_backward() {
    const loss = Cubed.apply(leaf(2)).sum();
    loss.backward();
    loss.backward();
  },
  function_saved_input_changed() {
    const y = leaf(2).mul(1);
    const z = Cubed.apply(y);
    y.mul_(2);
    z.sum().backward();
  },
  function_saves_output() {
    class Exp extends Function {
      static override forward(ctx: FunctionCtx, x: Tensor): Tensor {
        const y = x.exp();
        ctx.save_for_backward(y, null);
        return y;
      }

      static override backward(ctx: FunctionCtx, g: Tensor): Tensor {
        const [y, nothing] = ctx.saved_tensors;
        if (nothing !== null) throw new Error('null was not saved as null');
        return g.mul(y!);
      }
    }
    const x = leaf(0, 1);
    const first = only(grad(Exp.apply(x).sum(), x, { create_graph: true }));
    return [first.tolist(), only(grad(first.sum(), x)).tolist()];
  },
  function_several_outputs() {
    const seen: unknown[] = [];
    class Split extends Function {
      static override forward(_ctx: FunctionCtx, x: Tensor): [Tensor, Tensor, string] {
        return [x.mul(2), x.mul(3), 'text'];
      }

      static override backward(_ctx: FunctionCtx, ...[first, second, text]: (Tensor | null)[]): Tensor {
        seen.push([first, second, text].map((each) => each && each.tolist()));
        return first!.mul(2).add(second!.mul(3));
      }
    }
    const x = leaf(1, 2);
    const [a, b, c] = Split.apply(x);
    a.sum().backward({ retain_graph: true });
    a.add(b).sum().backward();
    return [c, seen, gradOf(x)];
  },
  function_no_materialized_grads() {
    const seen: unknown[] = [];
    class Split extends Function {
      static override forward(ctx: FunctionCtx, x: Tensor): [Tensor, Tensor] {
        ctx.set_materialize_grads(false);
        return [x.mul(2), x.mul(3)];
      }

      static override backward(_ctx: FunctionCtx, first: Tensor | null, second: Tensor | null): Tensor | null {
        seen.push([first === null, second === null]);
        return first;
      }
    }
    const x = leaf(1);
    Split.apply(x)[0].sum().backward();
    return [seen, gradOf(x)];
  },
  function_non_differentiable() {
    class Sort extends Function {
      static override forward(ctx: FunctionCtx, x: Tensor): [Tensor, Tensor, Tensor] {
        const [values, indices] = x.sort();
        const rounded = values.round();
        ctx.mark_non_differentiable(indices, rounded);
        ctx.save_for_backward(indices);
        return [values, indices, rounded];
      }

      static override backward(ctx: FunctionCtx, g: Tensor): Tensor {
        const [indices] = ctx.saved_tensors;
        return torch.zeros_like(g).index_add_(0, indices!, g);
      }
    }
    const x = leaf(3, 1, 2);
    const [values, indices, rounded] = Sort.apply(x);
    values.mul(torch.tensor([1, 10, 100])).sum().backward();
    return [indices.tolist(), rounded.requires_grad, values.requires_grad, gradOf(x)];
  },
  function_in_place() {
    const x = leaf(1, 2);
    const y = x.clone();
    const version = y._version;
    const z = Doubled.apply(y);
    z.sum().backward();
    return [z === y, y._version - version, y.tolist(), gradOf(x), y.grad_fn!.name()];
  },
  function_in_place_of_leaf: () => Doubled.apply(leaf(1)),
  function_in_place_of_view() {
    const x = leaf(1, 2);
    const y = x.clone();
    Doubled.apply(y.index(':1'));
    y.sum().backward();
    return [y.tolist(), gradOf(x)];
  },
  function_returns_input() {
    class Same extends Function {
      static override forward(_ctx: FunctionCtx, x: Tensor): Tensor {
        return x;
      }

      static override backward(_ctx: FunctionCtx, g: Tensor): Tensor {
        return g.mul(7);
      }
    }
    const x = leaf(1);
    const y = Same.apply(x);
    y.sum().backward();
    return [y === x, y.tolist(), gradOf(x)];
  },
  function_setup_context() {
    const x = leaf(1, 2);
    const y = WithSetup.apply(x, 5);
    y.sum().backward();
    return [y.tolist(), gradOf(x)];
  },
  function_setup_context_returns_input() {
    class Same extends WithSetup {
      static override forward(x: Tensor, _factor: number): Tensor {
        return x;
      }
    }
    Same.apply(leaf(1), 5);
  },
  function_vjp() {
    class Named extends Function {
      static override forward(_ctx: FunctionCtx, x: Tensor): Tensor {
        return x.mul(2);
      }

      static vjp(_ctx: FunctionCtx, g: Tensor): Tensor {
        return g.mul(2);
      }
    }
    const x = leaf(1);
    Named.apply(x).sum().backward();
    return gradOf(x);
  },
  function_wrong_number() {
    class Wrong extends Scaled {
      static override backward(_ctx: FunctionCtx, g: Tensor): (Tensor | null)[] {
        return [g];
      }
    }
    Wrong.apply(leaf(1), 2).sum().backward();
  },
  function_gradient_of_number() {
    class Wrong extends Scaled {
      static override backward(_ctx: FunctionCtx, g: Tensor): (Tensor | null)[] {
        return [g, g];
      }
    }
    Wrong.apply(leaf(1), 2).sum().backward();
  },
  function_wrong_shape() {
    class Wrong extends Scaled {
      static override backward(): (Tensor | null)[] {
        return [torch.ones(3), null];
      }
    }
    Wrong.apply(leaf(1, 2), 2).sum().backward();
  },
  function_without_backward() {
    class Half extends Function {
      static override forward(_ctx: FunctionCtx, x: Tensor): Tensor {
        return x.mul(2);
      }
    }
    Half.apply(leaf(1)).sum().backward();
  },
  function_without_forward: () => (Function as unknown as { apply(x: Tensor): unknown }).apply(leaf(1)),
  function_once_differentiable() {
    class Once extends Cubed {
      static override backward = once_differentiable((ctx: FunctionCtx, g: Tensor) => {
        const [x] = ctx.saved_tensors;
        return g.mul(3).mul(x!.pow(2));
      });
    }
    const x = leaf(2);
    Once.apply(x).sum().backward();
    const seen = gradOf(x);
    const start = torch.ones(1, { requires_grad: true });
    const first = only(grad(Once.apply(x), x, start, { create_graph: true }));
    try {
      return first.sum().backward();
    } catch (error) {
      return [seen, first.tolist(), first.requires_grad, (error as Error).message];
    }
  },
};
