"""Writes what PyTorch's function transforms and forward mode answer in small scenes, for test/func/golden.test.ts.

    python3 scripts/golden/func.py > test/golden/func.json

A scene is a function here and one of the same name in the test; its value is plain data, or what it throws:
{"error": class, "message": text}. The numbers are sums and products of small integers.
"""

import torch
from support.scenes import print_scenes, scene
from torch.autograd import forward_ad
from torch.func import (
    debug_unwrap, functional_call, functionalize, grad, grad_and_value, hessian, jacfwd, jacrev, jvp, linearize, rearrange,
    replace_all_batch_norm_modules_, stack_module_state, vjp, vmap)


def integers(*shape):
    count = 1
    for size in shape:
        count *= size
    return torch.arange(count, dtype=torch.float32).reshape(shape)


def cube(x):
    return (x * x * x).sum()


@scene
def vmap_dims():
    x = integers(2, 3, 4)
    double = lambda x: x * 2
    return [list(vmap(double, i, o)(x).shape) for i in (0, 1, -1) for o in (0, 1, -1)]


@scene
def vmap_trees():
    def f(x, d):
        return {"sum": x + d["y"], "pair": (x, d["y"] * 2)}
    out = vmap(f, (0, {"y": 1}), {"sum": 0, "pair": (1, 0)})(integers(2, 3), {"y": integers(3, 2)})
    return [out["sum"].tolist(), out["pair"][0].tolist(), out["pair"][1].tolist()]


@scene
def vmap_unbatched_output():
    return [vmap(lambda x: torch.ones(2), out_dims=o)(torch.zeros(3)).tolist() for o in (0, 1)]


@scene
def vmap_none_out():
    return vmap(lambda x: (x, 5), out_dims=(0, None))(torch.ones(2))[1]


@scene
def vmap_nested():
    return vmap(vmap(torch.dot))(integers(2, 3, 4), integers(2, 3, 4)).tolist()


@scene
def vmap_chunks():
    seen = []
    out = vmap(lambda x: (seen.append(1), x.sum())[1], chunk_size=2)(integers(5, 2))
    return [len(seen), out.tolist()]


@scene
def vmap_no_inputs():
    vmap(lambda: 1)()


@scene
def vmap_bad_in_dims():
    vmap(lambda x: x, "0")(torch.ones(2))


@scene
def vmap_in_dims_structure():
    vmap(lambda x, y: x, (0, 0, 0))(torch.ones(2), torch.ones(2))


@scene
def vmap_in_dim_range():
    vmap(lambda x: x, 2)(torch.ones(2))


@scene
def vmap_in_dim_of_number():
    vmap(lambda x, y: x, (0, 0))(torch.ones(2), 3)


@scene
def vmap_in_dim_kind():
    vmap(lambda x: x, (1.5,))(torch.ones(2))


@scene
def vmap_sizes_differ():
    vmap(lambda x, y: x)(torch.ones(2), torch.ones(3))


@scene
def vmap_nothing_to_map():
    vmap(lambda x: x, (None,))(torch.ones(2))


@scene
def vmap_output_kind():
    vmap(lambda x: 3)(torch.ones(2))


@scene
def vmap_out_none_of_batch():
    vmap(lambda x: x, out_dims=None)(torch.ones(2))


@scene
def vmap_out_dims_structure():
    vmap(lambda x: (x, x), out_dims=(0, 0, 0))(torch.ones(2))


@scene
def vmap_out_dims_kind():
    vmap(lambda x: x, out_dims="a")(torch.ones(2))


@scene
def vmap_chunk_size():
    vmap(lambda x: x, chunk_size=0)


@scene
def vmap_randomness_kind():
    vmap(lambda x: x, randomness="some")


@scene
def vmap_item():
    vmap(lambda x: x.item())(torch.ones(2))


@scene
def vmap_tolist():
    vmap(lambda x: x.tolist())(torch.ones(2, 2))


@scene
def vmap_numpy():
    vmap(lambda x: x.numpy())(torch.ones(2, 2))


@scene
def vmap_truth():
    vmap(lambda x: torch.is_nonzero(x))(torch.ones(2))


@scene
def vmap_random_error():
    vmap(lambda x: torch.rand(2))(torch.ones(2))


@scene
def vmap_random_same():
    torch.manual_seed(3)
    return vmap(lambda x: torch.randint(0, 100, (3,)), randomness="same")(torch.ones(2)).tolist()


@scene
def vmap_random_different():
    torch.manual_seed(3)
    return vmap(lambda x: torch.randint(0, 100, (3,)), randomness="different")(torch.ones(2)).tolist()


@scene
def vmap_random_in_chunks():
    torch.manual_seed(3)
    same = vmap(lambda x: torch.randint(0, 100, (2,)), randomness="same", chunk_size=1)(torch.ones(3)).tolist()
    torch.manual_seed(3)
    return [same, vmap(lambda x: torch.randint(0, 100, (2,)), randomness="different", chunk_size=2)(torch.ones(3)).tolist()]


@scene
def vmap_backward():
    vmap(lambda x: x.sum().backward())(torch.ones(2, 2, requires_grad=True))


@scene
def grad_once_twice_thrice():
    x = torch.tensor(2.0)
    return [grad(cube)(x).item(), grad(grad(cube))(x).item(), grad(grad(grad(cube)))(x).item()]


@scene
def grad_argnums():
    f = lambda x, y: (x * y * y).sum()
    x, y = integers(2), integers(2) + 3
    first, both = grad(f, argnums=1)(x, y), grad(f, argnums=(1, 0))(x, y)
    return [first.tolist(), [g.tolist() for g in both], grad(f, argnums=-1)(x, y).tolist()]


@scene
def grad_of_tree():
    out = grad(lambda p, x: (p["w"] * x + p["b"][0]).sum())({"w": integers(2), "b": [torch.tensor(1.0)]}, integers(2))
    return [out["w"].tolist(), out["b"][0].tolist()]


@scene
def grad_aux():
    g, aux = grad(lambda x: (cube(x), {"double": x * 2}), has_aux=True)(integers(3))
    return [g.tolist(), aux["double"].tolist()]


@scene
def grad_value():
    g, v = grad_and_value(cube)(integers(3))
    g2, (v2, aux) = grad_and_value(lambda x: (cube(x), x), has_aux=True)(integers(3))
    return [g.tolist(), v.item(), g2.tolist(), v2.item(), aux.tolist()]


@scene
def grad_unused():
    return grad(lambda x, y: y.sum() * 1)(integers(2), integers(2)).tolist()


@scene
def grad_no_grad_inside():
    def f(x):
        with torch.no_grad():
            c = x * x
        return (x * 3 - c).sum()
    outer = grad(f)(integers(2))
    with torch.no_grad():
        inner = grad(f)(integers(2))
    return [outer.tolist(), inner.tolist()]


@scene
def grad_in_inference_mode():
    with torch.inference_mode():
        g = grad(cube)(integers(3))
    return [g.tolist(), g.is_inference()]


@scene
def grad_outside_graph():
    x = integers(3).requires_grad_()
    g = grad(cube)(x)
    g.sum().backward()
    return [g.requires_grad, x.grad.tolist()]


@scene
def grad_not_a_tensor():
    grad(lambda x: 3)(integers(2))


@scene
def grad_not_a_scalar():
    grad(lambda x: x)(integers(2))


@scene
def grad_of_integers():
    grad(lambda x: x.sum())(torch.tensor([1, 2]))


@scene
def grad_of_number():
    grad(lambda x, y: x.sum(), argnums=1)(integers(2), 3)


@scene
def grad_argnum_range():
    grad(cube, argnums=1)(integers(2))


@scene
def grad_argnums_empty():
    grad(cube, argnums=())(integers(2))


@scene
def grad_argnums_twice():
    grad(lambda x, y: (x * y).sum(), argnums=(0, 0))(integers(2), integers(2))


@scene
def grad_aux_shape():
    grad(lambda x: x.sum(), has_aux=True)(integers(2))


@scene
def grad_requires_grad():
    grad(lambda x: x.requires_grad_().sum())(integers(2))


@scene
def grad_retain_grad():
    grad(lambda x: ((x * 2).retain_grad(), x.sum())[1])(integers(2))


@scene
def grad_backward():
    grad(lambda x: (x.sum().backward(), x.sum())[1])(integers(2))


@scene
def per_sample_gradients():
    w, x, t = integers(3), integers(2, 3), torch.tensor([1.0, 2.0])
    loss = lambda w, x, t: ((x * w).sum() - t) ** 2
    return vmap(grad(loss), (None, 0, 0))(w, x, t).tolist()


@scene
def grad_of_vmap():
    return grad(lambda x: vmap(lambda r: (r * r).sum())(x).sum())(integers(2, 2)).tolist()


@scene
def vjp_pull():
    out, pull = vjp(lambda x, y: (x * y, {"s": x.sum()}), integers(2), integers(2) + 1)
    a, b = pull((torch.ones(2), {"s": torch.tensor(3.0)}))
    return [out[0].tolist(), a.tolist(), b.tolist()]


@scene
def vjp_aux():
    out, pull, aux = vjp(lambda x: (x * 2, x), integers(2), has_aux=True)
    return [out.tolist(), pull(torch.ones(2))[0].tolist(), aux.tolist()]


@scene
def vjp_cotangent_shape():
    vjp(lambda x: (x, x), integers(2))[1](torch.ones(2))


@scene
def vjp_of_integers():
    vjp(lambda x: x.long(), integers(2))


@scene
def vjp_nothing():
    vjp(lambda x: None, integers(2))


@scene
def vjp_number():
    vjp(lambda x: (x, 3), integers(2))


@scene
def jvp_push():
    out, t = jvp(lambda x, y: (x * y, x.sum()), (integers(2), integers(2) + 1), (torch.ones(2), torch.ones(2)))
    return [out[0].tolist(), t[0].tolist(), t[1].tolist()]


@scene
def jvp_aux():
    out, t, aux = jvp(lambda x: (x * x, x), (integers(2),), (torch.ones(2),), has_aux=True)
    return [out.tolist(), t.tolist(), aux.tolist()]


@scene
def jvp_independent():
    return [t.tolist() for t in jvp(lambda x: torch.ones(2), (integers(2),), (torch.ones(2),))]


@scene
def jvp_strict():
    jvp(lambda x: torch.ones(2), (integers(2),), (torch.ones(2),), strict=True)


@scene
def jvp_primals_kind():
    jvp(lambda x: x, integers(2), (torch.ones(2),))


@scene
def jvp_structure():
    jvp(lambda x: x, (integers(2),), (torch.ones(2), torch.ones(2)))


@scene
def jvp_no_tensor():
    jvp(lambda x: x, (3.0,), (torch.ones(2),))


@scene
def jvp_nested():
    f = lambda x: jvp(cube, (x,), (torch.ones(()),))[1]
    return [each.item() for each in jvp(f, (torch.tensor(2.0),), (torch.tensor(1.0),))]


@scene
def jacobians():
    f = lambda x: x * x
    return [jacrev(f)(integers(3)).tolist(), jacfwd(f)(integers(3)).tolist(), jacrev(f, chunk_size=2)(integers(3)).tolist(),
            jacrev(f, chunk_size=1)(integers(3)).tolist()]


@scene
def jacobian_argnums():
    f = lambda x, y: (x * y, y.sum())
    args = integers(2), integers(2) + 1
    flat = lambda out: [[g.tolist() for g in each] for each in out]
    return [flat(jacrev(f, argnums=(0, 1))(*args)), flat(jacfwd(f, argnums=(0, 1))(*args)),
            [g.tolist() for g in jacrev(f, argnums=1)(*args)]]


@scene
def jacobian_aux():
    f = lambda x: (x * x, x + 1)
    return [[each.tolist() for each in j(f, has_aux=True)(integers(2))] for j in (jacrev, jacfwd)]


@scene
def jacobian_of_tree():
    out = jacrev(lambda p: p["a"] * p["b"])({"a": integers(2), "b": integers(2) + 1})
    return {key: value.tolist() for key, value in out.items()}


@scene
def jacrev_complex():
    jacrev(lambda x: x)(torch.ones(2, dtype=torch.complex64))


@scene
def jacfwd_complex_output():
    jacfwd(lambda x: torch.complex(x, x))(torch.ones(2))


@scene
def jacrev_chunk_size():
    jacrev(lambda x: x, chunk_size=0)


@scene
def hessian_of_cube():
    return hessian(cube)(integers(3)).tolist()


@scene
def hessian_argnums():
    out = hessian(lambda x, y: (x * y * y).sum(), argnums=(0, 1))(integers(2), integers(2) + 1)
    return [[block.tolist() for block in row] for row in out]


@scene
def linearized():
    x = integers(2)
    out, push = linearize(lambda x: x * x, x)
    x.add_(100)
    return [out.tolist(), push(torch.ones(2)).tolist(), vmap(push)(torch.eye(2)).tolist()]


@scene
def linearized_shape():
    linearize(lambda x: x * x, integers(2))[1](torch.ones(3))


@scene
def linearized_dtype():
    linearize(lambda x: x * x, integers(2))[1](torch.ones(2, dtype=torch.float64))


@scene
def linearized_structure():
    linearize(lambda x: x * x, integers(2))[1](torch.ones(2), torch.ones(2))


@scene
def functionalized():
    def f(x):
        b = x.view(-1)
        b.add_(1)
        return b * 2
    a, b = integers(2, 2), integers(2, 2)
    return [functionalize(f)(a).tolist(), a.tolist(), functionalize(f, remove="mutations_and_views")(b).tolist(), b.tolist()]


@scene
def functionalize_remove():
    functionalize(lambda x: x, remove="views")


@scene
def unwrapped():
    seen = []
    vmap(grad(lambda x: (seen.append(debug_unwrap(x)), seen.append(debug_unwrap(x, recurse=False)), x.sum())[2]))(integers(2, 3))
    return [list(seen[0].shape), list(seen[1].shape)]


@scene
def wrappers_print():
    texts = []
    vmap(grad(lambda x: (texts.append(str(x)), x.sum())[1]))(integers(2, 3))
    functionalize(lambda x: texts.append(str(x * 2)))(integers(2))
    kept = []
    grad(lambda x: (kept.append(x), x.sum())[1])(integers(2))
    return [*texts, str(kept[0])]


@scene
def escaped_batch():
    kept = []
    vmap(lambda x: (kept.append(x), x)[1])(integers(2))
    return kept[0] + 1


@scene
def escaped_gradient():
    kept = []
    grad(lambda x: (kept.append(x * 2), x.sum())[1])(integers(2))
    return (kept[0] + 1).tolist()


@scene
def grad_tolist():
    seen = []
    grad(lambda x: (seen.append((x * 2).tolist()), x.sum())[1])(integers(2))
    return seen[0]


def linear(seed=0):
    m = torch.nn.Linear(2, 2)
    with torch.no_grad():
        m.weight.copy_(integers(2, 2) + seed)
        m.bias.copy_(integers(2))
    return m


@scene
def call_with_others():
    m = linear()
    out = functional_call(m, {"weight": torch.ones(2, 2)}, torch.ones(2))
    return [out.tolist(), m(torch.ones(2)).tolist(), m.weight.requires_grad]


@scene
def call_with_two_dicts():
    return functional_call(linear(), ({"weight": torch.ones(2, 2)}, {"bias": torch.zeros(2)}), (torch.ones(2),)).tolist()


@scene
def call_gradient():
    m = linear()
    p = {name: each.detach() for name, each in m.named_parameters()}
    g = grad(lambda p, x: functional_call(m, p, x).sum())(p, torch.ones(2))
    return {name: each.tolist() for name, each in g.items()}


@scene
def call_strict():
    functional_call(linear(), {"weigh": torch.ones(2, 2)}, torch.ones(2), strict=True)


@scene
def call_repeated():
    functional_call(linear(), ({"weight": torch.ones(2, 2)}, {"weight": torch.ones(2, 2)}), torch.ones(2))


@scene
def call_not_a_dict():
    functional_call(linear(), 3, torch.ones(2))


@scene
def call_tied():
    class Tied(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.a = torch.nn.Parameter(torch.ones(2))
            self.b = self.a

        def forward(self, x):
            return x * self.a + self.b
    m = Tied()
    both = functional_call(m, {"a": torch.zeros(2)}, torch.ones(2)).tolist()
    one = functional_call(m, {"a": torch.zeros(2)}, torch.ones(2), tie_weights=False).tolist()
    try:
        functional_call(m, {"a": torch.zeros(2), "b": torch.ones(2)}, torch.ones(2))
    except ValueError as error:
        return [both, one, str(error)]


@scene
def stacked_models():
    models = [linear(), linear(1)]
    params, buffers = stack_module_state(models)
    out = vmap(lambda p, b, x: functional_call(models[0], (p, b), x), (0, 0, None))(params, buffers, torch.ones(2))
    return [out.tolist(), params["weight"].requires_grad, params["weight"].is_leaf, list(buffers)]


@scene
def stack_nothing():
    stack_module_state([])


@scene
def stack_modes():
    stack_module_state([linear(), linear().eval()])


@scene
def stack_classes():
    stack_module_state([linear(), torch.nn.ReLU()])


@scene
def batch_norm_replaced():
    m = replace_all_batch_norm_modules_(torch.nn.Sequential(torch.nn.BatchNorm1d(2), torch.nn.Linear(2, 2)))
    return [m[0].running_mean is None, m[0].num_batches_tracked is None, m[0].track_running_stats]


@scene
def rearranged():
    x = integers(2, 3, 4)
    return [rearrange(x, p, **lengths).tolist() for p, lengths in (
        ("a b c -> c (a b)", {}), ("a b (c d) -> (a c) b d", {"c": 2}), ("a ... -> ... a", {}), ("a b c -> a 1 (c b)", {}))]


@scene
def rearrange_stack():
    return rearrange([torch.ones(2), torch.zeros(2)], "n c -> c n").tolist()


@scene
def rearrange_dims():
    rearrange(integers(2, 3), "a b c -> a b c")


@scene
def rearrange_brackets():
    rearrange(integers(2, 3), "a (b -> a b")


@scene
def rearrange_arrow():
    rearrange(integers(2, 3), "a b")


@scene
def rearrange_duplicate():
    rearrange(integers(2, 3), "a a -> a")


@scene
def dual_numbers():
    with forward_ad.dual_level() as level:
        x = forward_ad.make_dual(integers(3), torch.ones(3))
        y = forward_ad.unpack_dual(x * x)
        text = str(x)
        plain = forward_ad.unpack_dual(integers(2)).tangent
    return [y.primal.tolist(), y.tangent.tolist(), text, plain is None, forward_ad.unpack_dual(x).tangent is None]


@scene
def dual_text():
    with forward_ad.dual_level():
        return repr(forward_ad.unpack_dual(forward_ad.make_dual(integers(2), torch.ones(2))))


@scene
def dual_without_level():
    forward_ad.make_dual(integers(2), torch.ones(2))


@scene
def dual_of_integers():
    with forward_ad.dual_level():
        forward_ad.make_dual(torch.tensor([1, 2]), torch.ones(2))


@scene
def dual_tangent_kind():
    with forward_ad.dual_level():
        forward_ad.make_dual(torch.ones(2), torch.tensor([1, 2]))


@scene
def dual_nested():
    with forward_ad.dual_level():
        with forward_ad.dual_level():
            pass


@scene
def dual_wrong_level():
    forward_ad.exit_dual_level(level=3)


@scene
def dual_shapes_differ():
    with forward_ad.dual_level():
        forward_ad.make_dual(torch.ones(2), torch.ones(3))


class Doubled(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x, k):
        return x * x * k

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, ctx.k = inputs
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 2 * x * ctx.k, None

    @staticmethod
    def jvp(ctx, t, _):
        (x,) = ctx.saved_tensors
        return t * 2 * x * ctx.k


class Ruled(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x * 3

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, g):
        return g * 3

    @staticmethod
    def vmap(info, in_dims, x):
        return Ruled.apply(x), in_dims[0]


class Plain(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 3

    @staticmethod
    def backward(ctx, g):
        return g * 3


class Ruleless(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x * 3

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, g):
        return g * 3


@scene
def function_in_transforms():
    f = lambda x: Doubled.apply(x, 2).sum()
    x = integers(2, 2)
    return [grad(f)(x).tolist(), vmap(Doubled.apply, (0, None))(x, 2).tolist(), vmap(grad(f))(x).tolist(),
            [each.tolist() for each in jvp(f, (x,), (torch.ones(2, 2),))], grad(lambda x: grad(f)(x).sum())(x).tolist(),
            jacrev(lambda x: Doubled.apply(x, 2))(integers(2)).tolist(), jacfwd(lambda x: Doubled.apply(x, 2))(integers(2)).tolist()]


@scene
def function_with_rule():
    return [vmap(Ruled.apply)(integers(3)).tolist(), vmap(grad(lambda x: Ruled.apply(x).sum()))(integers(2, 2)).tolist()]


@scene
def function_forward_mode():
    with forward_ad.dual_level():
        out = forward_ad.unpack_dual(Doubled.apply(forward_ad.make_dual(integers(2), torch.ones(2)), 3))
    return [out.primal.tolist(), out.tangent.tolist()]


@scene
def function_without_setup():
    grad(lambda x: Plain.apply(x).sum())(integers(2))


@scene
def function_without_rule():
    vmap(Ruleless.apply)(integers(2))


@scene
def function_without_jvp():
    jvp(Ruleless.apply, (integers(2),), (torch.ones(2),))


print_scenes()
