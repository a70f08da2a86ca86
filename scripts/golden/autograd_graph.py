"""Writes what PyTorch's autograd.graph, .functional, .gradcheck and .anomaly_mode answer, for test/autograd/graph.test.ts.

    python3 scripts/golden/autograd_graph.py > test/golden/autograd_graph.json

A scene is a function here and one of the same name in the test; its value is plain data, or what it throws:
{"error": class, "message": text}. All numbers are exact in binary.
"""

import torch
from support.scenes import SCENES, leaf, print_scenes, scene
from torch.autograd import functional, graph, gradcheck, gradgradcheck
from torch.autograd.gradcheck import get_analytical_jacobian, get_numerical_jacobian


def shown(value):
    if isinstance(value, (tuple, list)):
        return [shown(each) for each in value]
    return value.tolist() if isinstance(value, torch.Tensor) else value


@scene
def saved_tensors_are_packed():
    seen = []
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)

    def pack(x):
        seen.append(["pack", x.tolist(), x.requires_grad])
        return x.tolist()

    def unpack(x):
        seen.append(["unpack", x])
        return torch.tensor(x) * 2

    with graph.saved_tensors_hooks(pack, unpack):
        y = (a * b).exp2()
    y.sum()
    (a * b).sum().backward()
    with graph.saved_tensors_hooks(pack, unpack):
        z = a * b
    z.sum().backward()
    return [seen, a.grad.tolist(), b.grad.tolist()]


@scene
def innermost_hooks_alone():
    seen = []
    a = leaf(1.0, 2.0)
    with graph.saved_tensors_hooks(lambda x: seen.append("outer") or x, lambda x: x):
        with graph.saved_tensors_hooks(lambda x: seen.append("inner") or x, lambda x: x):
            (a * a).sum().backward()
        (a * a).sum().backward()
    return [seen, a.grad.tolist()]


@scene
def unpack_gives_no_tensor():
    a = leaf(1.0)
    with graph.saved_tensors_hooks(lambda x: x, lambda x: 3):
        y = a * a
    y.backward()


@scene
def pack_changes_its_input():
    a = leaf(1.0) * 2
    with graph.saved_tensors_hooks(lambda x: x.mul_(2), lambda x: x):
        a * a


@scene
def hooks_are_disabled():
    with graph.disable_saved_tensors_hooks("not here"):
        with graph.save_on_cpu():
            pass


@scene
def disabled_inside_of_hooks():
    with graph.save_on_cpu():
        with graph.disable_saved_tensors_hooks("not here"):
            pass


@scene
def saved_on_cpu():
    a = leaf(1.0, 2.0)
    with graph.save_on_cpu():
        y = a * a
    y.sum().backward()
    return a.grad.tolist()


@scene
def multi_grad_hook_all():
    seen = []
    a, b = leaf(1.0), leaf(2.0)
    c, d = a * b, a * b
    graph.register_multi_grad_hook((a, b, c, d), lambda grads: seen.append(shown(grads)))
    c.backward(retain_graph=True)
    c.backward(inputs=(a,), retain_graph=True)
    (c + d).backward(retain_graph=True)
    return seen


@scene
def multi_grad_hook_any():
    seen = []
    a, b = leaf(1.0), leaf(2.0)
    c = a * b
    handle = graph.register_multi_grad_hook((a, b, c), lambda grad: seen.append(grad.tolist()), mode="any")
    c.backward(retain_graph=True)
    c.backward(retain_graph=True)
    handle.remove()
    c.backward()
    return seen


@scene
def multi_grad_hook_mode():
    graph.register_multi_grad_hook((leaf(1.0),), lambda grads: None, mode="some")


@scene
def gradient_edges():
    a = leaf(1.0, 2.0)
    b = a * a
    edge = graph.get_gradient_edge(b)
    of_leaf = graph.get_gradient_edge(a)
    c = (b * 3).sum()
    first = torch.autograd.grad(c, [edge, of_leaf], retain_graph=True)
    start = torch.autograd.grad(edge, a, torch.tensor([1.0, 10.0]), retain_graph=True)
    end = graph.get_gradient_edge(c)
    torch.autograd.backward(end, inputs=[of_leaf])
    return [shown(first), shown(start), a.grad.tolist(), edge.node.name(), of_leaf.node.name(), edge.output_nr]


@scene
def edge_without_gradient():
    graph.get_gradient_edge(torch.ones(2))


@scene
def edge_of_another_size():
    a = leaf(1.0, 2.0)
    torch.autograd.grad(graph.get_gradient_edge(a * a), a, torch.ones(3))


@scene
def edge_of_many_numbers():
    a = leaf(1.0, 2.0)
    torch.autograd.grad(graph.get_gradient_edge(a * a), a)


@scene
def inputs_by_name():
    a, b = leaf(1.0), leaf(2.0)
    (a * b).backward(inputs={"a": a})
    return [shown(a.grad), b.grad is None]


@scene
def mutation_is_allowed():
    with graph.allow_mutation_on_saved_tensors():
        a = leaf(1.0, 2.0)
        b = a.clone()
        out = (b**2).sum()
        b.zero_()
        out.backward()
        return [a.grad.tolist(), b.tolist()]


@scene
def mutation_through_a_view():
    with graph.allow_mutation_on_saved_tensors():
        a = leaf(1.0, 2.0, 3.0)
        b = a.clone()
        out = (b * b).sum()
        b.view(3).add_(1)
        out.backward()
        return a.grad.tolist()


@scene
def mutation_does_not_nest():
    with graph.allow_mutation_on_saved_tensors():
        with graph.allow_mutation_on_saved_tensors():
            pass


@scene
def mutation_context_has_ended():
    with graph.allow_mutation_on_saved_tensors():
        a = leaf(1.0, 2.0)
        out = (a.clone() ** 2).sum()
    out.backward()


@scene
def version_is_incremented():
    a = leaf(1.0, 2.0)
    b = a.clone()
    out = b * b
    before = b._version
    graph.increment_version(b)
    after = b._version
    try:
        out.sum().backward()
    except RuntimeError as error:
        return [before, after, "modified by an inplace operation" in str(error)]


@scene
def nodes_are_seen():
    seen = []
    a = leaf(1.0, 2.0)
    with graph.node_creation_hook(lambda node: seen.append(node.name())):
        (a * 2).exp()
    return seen


@scene
def callback_after_backward():
    seen = []
    a = leaf(1.0)

    def hook(grad):
        graph.queue_callback(lambda: seen.append("after"))
        seen.append("hook")

    a.register_hook(hook)
    (a * 2).backward()
    return seen


@scene
def callback_outside_of_backward():
    graph.queue_callback(lambda: None)


@scene
def memory_budget():
    graph.region_activation_memory_budget(0.5)


@scene
def memory_budget_of_two():
    graph.region_activation_memory_budget(2.0)


@scene
def node_metadata():
    a = leaf(1.0)
    b = a * 2
    b.grad_fn.metadata["key"] = 7
    return [b.grad_fn.metadata["key"], list((a * 2).grad_fn.metadata.keys())]


def cube(x):
    return x.pow(3).sum()


@scene
def jacobians():
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([3.0])
    return [
        shown(functional.jacobian(lambda x: x * x, x)),
        shown(functional.jacobian(lambda x, y: x * y, (x, y))),
        shown(functional.jacobian(lambda x, y: (x * y, x.sum()), (x, y))),
        shown(functional.jacobian(lambda x, y: (x * y, x.sum()), (x, y), vectorize=True)),
        shown(functional.jacobian(lambda x: x * 2, x, vectorize=True, strategy="forward-mode")),
        shown(functional.jacobian(lambda x: torch.ones(2), x)),
    ]


@scene
def hessians():
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([3.0])
    return [
        shown(functional.hessian(cube, x)),
        shown(functional.hessian(lambda x, y: (x * x * y).sum(), (x, y))),
        shown(functional.hessian(cube, x, vectorize=True)),
        shown(functional.hessian(cube, x, vectorize=True, outer_jacobian_strategy="forward-mode")),
    ]


@scene
def products():
    x, v = torch.tensor([1.0, 2.0]), torch.tensor([1.0, 10.0])
    return [
        shown(functional.vjp(lambda x: x * x, x, v)),
        shown(functional.jvp(lambda x: x * x, x, v)),
        shown(functional.vhp(cube, x, v)),
        shown(functional.hvp(cube, x, v)),
        shown(functional.vjp(lambda x: x.sum(), x)),
        shown(functional.jvp(lambda x: x * 2, torch.tensor([3.0]))),
    ]


@scene
def with_graph():
    x = leaf(1.0, 2.0)
    jac = functional.jacobian(lambda x: x * x * x, x, create_graph=True)
    jac.sum().backward()
    _, product = functional.vjp(lambda x: x * x, torch.ones(2), torch.ones(2))
    return [x.grad.tolist(), jac.requires_grad, product.requires_grad]


def refuses(call):
    @scene
    def one():
        call()

    return one


REFUSED = {
    "no_tensor": lambda: functional.jacobian(lambda x: x, 3),
    "no_tensor_in_list": lambda: functional.vjp(lambda x, y: x, (torch.ones(1), 3)),
    "output_is_none": lambda: functional.jacobian(lambda x: None, torch.ones(2)),
    "v_is_missing": lambda: functional.vjp(lambda x: x, torch.ones(2)),
    "v_is_missing_jvp": lambda: functional.jvp(lambda x: x, torch.ones(2)),
    "v_is_missing_hvp": lambda: functional.hvp(cube, torch.ones(2)),
    "v_of_another_size": lambda: functional.vjp(lambda x: x * 2, torch.ones(2), torch.ones(3)),
    "v_of_another_number": lambda: functional.jvp(lambda x, y: x, (torch.ones(2), torch.ones(2)), torch.ones(2)),
    "strict_output": lambda: functional.jacobian(lambda x: torch.ones(2), torch.ones(2), strict=True),
    "strict_input": lambda: functional.jacobian(lambda x, y: x * 2, (torch.ones(2), torch.ones(2)), strict=True),
    "strict_graph": lambda: functional.vjp(lambda x: x * 2, leaf(1.0), leaf(1.0), create_graph=True, strict=True),
    "strict_hessian": lambda: functional.hessian(lambda x: x.sum(), torch.ones(2), strict=True),
    "strict_vectorized": lambda: functional.jacobian(lambda x: x * 2, torch.ones(2), strict=True, vectorize=True),
    "several_outputs": lambda: functional.hessian(lambda x: (x.sum(), x.sum()), torch.ones(2)),
    "several_elements": lambda: functional.hvp(lambda x: x * 2, torch.ones(2), torch.ones(2)),
    "strategy": lambda: functional.jacobian(lambda x: x, torch.ones(2), strategy="sideways"),
    "strategy_graph": lambda: functional.jacobian(
        lambda x: x, torch.ones(2), strategy="forward-mode", create_graph=True
    ),
    "strategy_slow": lambda: functional.jacobian(lambda x: x, torch.ones(2), strategy="forward-mode"),
}
for name, call in REFUSED.items():
    SCENES["refused_" + name] = call


class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g * 4


class Loud(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1

    @staticmethod
    def backward(ctx, g):
        return g + 1


class Unready(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 1

    @staticmethod
    def backward(ctx, g):
        if g is None:
            raise RuntimeError("no gradient")
        return g


def doubles(*values):
    return leaf(*values, dtype=torch.float64)


@scene
def gradcheck_verdicts():
    x, z = doubles(0.5, -0.25), leaf(1 + 2j, -1j, dtype=torch.complex128)
    wrong = Wrong.apply
    return [
        gradcheck(torch.sin, x),
        gradcheck(torch.sin, x, fast_mode=True),
        gradcheck(torch.sin, z),
        gradcheck(torch.abs, z, fast_mode=True),
        gradcheck(lambda a, b: (a * b, a.sum()), (x, doubles(2.0, 3.0))),
        gradcheck(torch.sin, x, check_forward_ad=True, check_batched_grad=True, check_batched_forward_grad=True),
        gradcheck(torch.sin, z, check_forward_ad=True, fast_mode=True),
        gradgradcheck(torch.sin, x),
        gradgradcheck(torch.sin, z, fast_mode=True),
        gradgradcheck(torch.sin, x, check_fwd_over_rev=True),
        gradcheck(wrong, x, raise_exception=False),
        gradcheck(wrong, x, raise_exception=False, fast_mode=True),
        gradcheck(Loud.apply, x, raise_exception=False),
        gradcheck(torch.round, doubles(0.25, -0.25)),
        gradcheck(lambda s: torch.sparse.sum(s), doubles(1.0, 0.0, 2.0).detach().to_sparse().requires_grad_(), masked=True),
        gradcheck(lambda s: s.to_dense(masked_grad=False), doubles(1.0, 0.0).detach().to_sparse().requires_grad_()),
        gradcheck(
            lambda s: s.to_dense(masked_grad=False),
            torch.eye(2, dtype=torch.float64).to_sparse_csr().requires_grad_(), fast_mode=True,
        ),
    ]


GRADCHECK = {
    "nothing_to_check": lambda: gradcheck(torch.sin, torch.ones(2)),
    "wrong": lambda: gradcheck(Wrong.apply, doubles(0.5)),
    "loud": lambda: gradcheck(Loud.apply, doubles(0.5)),
    "unready": lambda: gradcheck(Unready.apply, doubles(0.5)),
    "stride_0": lambda: gradcheck(torch.sin, torch.ones(1, dtype=torch.float64).expand(2).requires_grad_()),
    "sparse_output": lambda: gradcheck(lambda x: x.to_sparse(), doubles(1.0)),
    "nan": lambda: gradcheck(lambda x: (x * 0).sqrt(), doubles(1.0)),
    "half_complex": lambda: gradgradcheck(lambda x: x.to(torch.complex32), doubles(1.0), fast_mode=True),
    "no_mode": lambda: gradcheck(torch.sin, doubles(1.0), check_backward_ad=False),
    "batched": lambda: gradcheck(
        torch.sin, doubles(1.0), check_backward_ad=False, check_forward_ad=True, check_batched_grad=True
    ),
    "batched_forward": lambda: gradcheck(torch.sin, doubles(1.0), check_batched_forward_grad=True),
    "twice_no_mode": lambda: gradgradcheck(torch.sin, doubles(1.0), check_rev_over_rev=False),
}
for name, call in GRADCHECK.items():
    SCENES["gradcheck_" + name] = call


@scene
def old_jacobians():
    x = doubles(1.0, 2.0)
    numerical = get_numerical_jacobian(lambda inputs: inputs[0] * 2, (x,), eps=0.5)
    analytical = get_analytical_jacobian((x,), x * 2)
    return [shown(numerical), shown(analytical)]


print_scenes(shown)
