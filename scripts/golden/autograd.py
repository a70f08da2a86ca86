"""Writes what PyTorch's autograd answers in small scenes, for test/autograd/golden.test.ts.

    python3 scripts/golden/autograd.py > test/golden/autograd.json

A scene is a function here and one of the same name in the test; its value is plain data, or what it throws:
{"error": class, "message": text}.
"""

import torch
from support.scenes import leaf, print_scenes, scene
from torch.autograd import Function, grad
from torch.autograd.function import once_differentiable


def names(node, depth):
    if node is None or depth == 0:
        return None if node is None else type(node).__name__
    return [type(node).__name__, [names(each, depth - 1) for each, _ in node.next_functions]]


@scene
def backward_adds_up():
    x = leaf(1.0, 2.0, 3.0)
    (x * x).sum().backward()
    once = x.grad.tolist()
    (x * x).sum().backward()
    return [once, x.grad.tolist()]


@scene
def backward_with_gradient():
    x = leaf(1.0, 2.0)
    (x * x).backward(torch.tensor([10.0, 100.0]))
    return x.grad.tolist()


@scene
def backward_of_leaf():
    x = torch.tensor(2.0, requires_grad=True)
    x.backward()
    return x.grad.tolist()


@scene
def backward_of_several():
    x, y = leaf(1.0), leaf(2.0)
    torch.autograd.backward([(x * y).sum(), (x + y).sum()], [torch.tensor(1.0), torch.tensor(3.0)])
    return [x.grad.tolist(), y.grad.tolist()]


@scene
def backward_casts_gradient():
    x = leaf(1.0, 2.0)
    (x * 2).backward(torch.ones(2, dtype=torch.float64))
    return [x.grad.tolist(), str(x.grad.dtype)]


@scene
def not_scalar():
    (leaf(1.0, 2.0) * 2).backward()


@scene
def no_graph():
    torch.ones(()).backward()


@scene
def complex_scalar():
    torch.ones((), dtype=torch.complex64, requires_grad=True).backward()


@scene
def wrong_shape():
    (leaf(1.0, 2.0) * 2).backward(torch.ones(3, 2))


@scene
def wrong_complexity():
    (leaf(1.0, 2.0) * 2).backward(torch.ones(2, dtype=torch.complex64))


@scene
def too_few_gradients():
    x = leaf(1.0, 2.0)
    torch.autograd.backward([x * 1, x * 2], [torch.ones(2)])


@scene
def second_backward():
    x = leaf(1.0, 2.0)
    loss = (x * x).sum()
    loss.backward()
    loss.backward()


@scene
def retain_graph():
    x = leaf(1.0, 2.0)
    loss = (x * x).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    return x.grad.tolist()


@scene
def create_graph():
    x = leaf(1.0, 2.0, 3.0)
    (first,) = grad((x**3).sum(), x, create_graph=True)
    (second,) = grad(first.sum(), x, create_graph=True)
    (third,) = grad(second.sum(), x)
    return [each.tolist() for each in (first, second, third)]


@scene
def backward_create_graph():
    x = leaf(2.0)
    (x**3).backward(torch.ones(1), create_graph=True)
    return [x.grad.tolist(), x.grad.requires_grad]


@scene
def inputs_only():
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    (x * y).sum().backward(inputs=[x])
    return [x.grad.tolist(), y.grad]


@scene
def inputs_not_leaf():
    x = leaf(1.0, 2.0)
    y = x * 2
    (y * y).sum().backward(inputs=y)
    return [x.grad, y.grad.tolist(), y.retains_grad]


@scene
def inputs_empty():
    (leaf(1.0) * 2).sum().backward(inputs=[])


@scene
def inputs_without_gradient():
    (leaf(1.0) * 2).sum().backward(inputs=[torch.ones(1)])


@scene
def grad_of_several():
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    return [each.tolist() for each in grad([(x * y).sum(), x.sum()], [x, y])]


@scene
def grad_leaves_grad_alone():
    x = leaf(1.0)
    grad((x * 2).sum(), x)
    return x.grad


@scene
def grad_unused():
    x, y = leaf(1.0), leaf(2.0)
    grad((x * 2).sum(), [x, y])


@scene
def grad_allow_unused():
    x, y = leaf(1.0), leaf(2.0)
    first, second = grad((x * 2).sum(), [x, y], allow_unused=True)
    return [first.tolist(), second]


@scene
def grad_materialized():
    x, y = leaf(1.0), leaf(2.0)
    return [each.tolist() for each in grad((x * 2).sum(), [x, y], materialize_grads=True)]


@scene
def grad_materialized_conflict():
    x = leaf(1.0)
    grad((x * 2).sum(), x, materialize_grads=True, allow_unused=False)


@scene
def grad_named():
    x, y = leaf(1.0), leaf(2.0)
    return {name: each.tolist() for name, each in grad((x * y).sum(), {"x": x, "y": y}).items()}


@scene
def grad_batched():
    x = leaf(1.0, 2.0, 3.0)
    return grad(x**2, x, torch.eye(3), is_grads_batched=True)[0].tolist()


@scene
def grad_without_gradient():
    grad((leaf(1.0) * 2).sum(), torch.ones(1))


@scene
def grad_empty():
    grad((leaf(1.0) * 2).sum(), [])


@scene
def hooks_in_order():
    x = leaf(1.0, 2.0)
    y = x * 3
    seen = []
    y.register_hook(lambda g: seen.append(["first", g.tolist()]))
    y.register_hook(lambda g: g * 2)
    y.register_hook(lambda g: seen.append(["third", g.tolist()]))
    x.register_hook(lambda g: seen.append(["leaf", g.tolist()]))
    y.sum().backward()
    return [seen, x.grad.tolist()]


@scene
def hook_removed():
    x = leaf(1.0)
    handle = x.register_hook(lambda g: g * 100)
    (x * 2).sum().backward()
    handle.remove()
    handle.remove()
    (x * 2).sum().backward()
    return x.grad.tolist()


@scene
def retain_grad_sees_hooks():
    x = leaf(1.0, 2.0)
    y = x * 3
    y.retain_grad()
    y.register_hook(lambda g: g * 5)
    y.sum().backward()
    return [y.grad.tolist(), x.grad.tolist()]


@scene
def grad_mode_in_hooks():
    x = leaf(1.0)
    y = x * 2
    seen = []
    y.register_hook(lambda g: seen.append(torch.is_grad_enabled()))
    y.sum().backward(retain_graph=True)
    y.sum().backward(create_graph=True)
    return seen


@scene
def post_accumulate_hook():
    x = leaf(1.0, 2.0)
    seen = []
    x.register_post_accumulate_grad_hook(lambda p: seen.append([p is x, p.grad.tolist()]))
    x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.mul_(2).tolist()))
    (x * 3).sum().backward()
    return [seen, x.grad.tolist()]


@scene
def node_hooks():
    x = leaf(1.0, 2.0)
    y = x * 3
    seen = []
    y.grad_fn.register_prehook(lambda outputs: (outputs[0] * 10,))
    y.grad_fn.register_hook(lambda inputs, outputs: seen.append([inputs[0].tolist(), outputs[0].tolist()]))
    y.grad_fn.register_hook(lambda inputs, outputs: (inputs[0] + 1, None))
    y.sum().backward()
    return [seen, x.grad.tolist()]


@scene
def hook_without_gradient():
    torch.ones(2).register_hook(print)


@scene
def post_accumulate_hook_not_leaf():
    (leaf(1.0) * 2).register_post_accumulate_grad_hook(print)


@scene
def retain_grad_without_gradient():
    torch.ones(2).retain_grad()


@scene
def graph_names():
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    return names((x * y + x.exp()).sum().grad_fn, 3)


@scene
def node_name():
    x = leaf(1.0)
    accumulate = (x * 2).grad_fn.next_functions[0][0]
    return [(x * 2).grad_fn.name(), accumulate.name(), accumulate.variable is x]


@scene
def printed():
    x = leaf(1.0, 2.0)
    return [str(each) for each in (x, x * 2, x.view(2, 1), (x * 2).detach())]


@scene
def requires_grad_not_leaf():
    (leaf(1.0) * 2).requires_grad = False


@scene
def requires_grad_not_leaf_again():
    (leaf(1.0) * 2).requires_grad = True


@scene
def requires_grad_method_not_leaf():
    return (leaf(1.0) * 2).requires_grad_().requires_grad


@scene
def requires_grad_of_integers():
    torch.ones(2, dtype=torch.int64).requires_grad = True


@scene
def assigned_size():
    leaf(1.0, 2.0).grad = torch.ones(3)


@scene
def assigned_device():
    leaf(1.0, 2.0).grad = torch.ones(2, device="meta")


@scene
def assigned_self():
    x = leaf(1.0)
    x.grad = x


@scene
def assigned():
    x = leaf(1.0)
    x.grad = torch.tensor([5.0])
    (x * 2).sum().backward()
    added = x.grad.tolist()
    x.grad = None
    return [added, x.grad]


@scene
def leaf_in_place():
    leaf(1.0).add_(1)


@scene
def changed_in_place():
    x = leaf(1.0, 2.0)
    y = x.exp()
    y.add_(1)
    y.sum().backward()


@scene
def data_is_out_of_sight():
    x = leaf(1.0, 2.0)
    y = x * x
    x.data.mul_(10)
    y.sum().backward()
    return x.grad.tolist()


@scene
def modes():
    seen = [torch.is_grad_enabled()]
    with torch.no_grad():
        seen.append(torch.is_grad_enabled())
        with torch.enable_grad():
            seen.append(torch.is_grad_enabled())
            with torch.set_grad_enabled(False):
                seen.append(torch.is_grad_enabled())
            seen.append(torch.is_grad_enabled())
        with torch.inference_mode():
            seen.append([torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.ones(1).is_inference()])
            with torch.inference_mode(False):
                seen.append([torch.is_grad_enabled(), torch.is_inference_mode_enabled()])
        seen.append(torch.is_grad_enabled())
    seen.append(torch.is_grad_enabled())
    return seen


@scene
def inference_tensor_in_autograd():
    with torch.inference_mode():
        y = torch.ones(1)
    leaf(1.0) * y


@scene
def inference_tensor_requires_grad():
    with torch.inference_mode():
        y = torch.ones(1)
    y.requires_grad = True


@scene
def anomaly():
    with torch.autograd.detect_anomaly():
        x = leaf(0.0)
        (x / x).sum().backward()


class Scaled(Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x * factor

    @staticmethod
    def backward(ctx, g):
        return g * ctx.factor, None


class Cubed(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


@scene
def function_values():
    x = leaf(1.0, 2.0)
    y = Scaled.apply(x, 4)
    y.sum().backward()
    return [y.tolist(), x.grad.tolist(), str(y), y.grad_fn.name()]


@scene
def function_extra_nones():
    class Extra(Scaled):
        @staticmethod
        def backward(ctx, g):
            return g, None, None, None

    x = leaf(1.0)
    Extra.apply(x, 4).sum().backward()
    return x.grad.tolist()


@scene
def function_without_gradient():
    seen = []

    class Watch(Scaled):
        @staticmethod
        def forward(ctx, x, factor):
            seen.append([list(ctx.needs_input_grad), torch.is_grad_enabled()])
            return x * factor

    y = Watch.apply(torch.ones(1), 2)
    z = Watch.apply(leaf(1.0), 2)
    with torch.no_grad():
        w = Watch.apply(leaf(1.0), 2)
    return [seen, y.requires_grad, z.requires_grad, w.requires_grad]


@scene
def function_double_backward():
    x = leaf(2.0, 3.0)
    (first,) = grad(Cubed.apply(x).sum(), x, create_graph=True)
    (second,) = grad(first.sum(), x)
    return [first.tolist(), second.tolist()]


@scene
def function_second_backward():
    x = leaf(2.0)
    loss = Cubed.apply(x).sum()
    loss.backward()
    loss.backward()


@scene
def function_saved_input_changed():
    x = leaf(2.0)
    y = x * 1
    z = Cubed.apply(y)
    y.mul_(2)
    z.sum().backward()


@scene
def function_saves_output():
    class Exp(Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y, None)
            return y

        @staticmethod
        def backward(ctx, g):
            y, nothing = ctx.saved_tensors
            assert nothing is None
            return g * y

    x = leaf(0.0, 1.0)
    (first,) = grad(Exp.apply(x).sum(), x, create_graph=True)
    (second,) = grad(first.sum(), x)
    return [first.tolist(), second.tolist()]


@scene
def function_several_outputs():
    seen = []

    class Split(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, x * 3, "text"

        @staticmethod
        def backward(ctx, first, second, text):
            seen.append([None if g is None else g.tolist() for g in (first, second, text)])
            return first * 2 + second * 3

    x = leaf(1.0, 2.0)
    a, b, c = Split.apply(x)
    a.sum().backward(retain_graph=True)
    (a + b).sum().backward()
    return [c, seen, x.grad.tolist()]


@scene
def function_no_materialized_grads():
    seen = []

    class Split(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, first, second):
            seen.append([first is None, second is None])
            return first

    x = leaf(1.0)
    Split.apply(x)[0].sum().backward()
    return [seen, x.grad.tolist()]


@scene
def function_non_differentiable():
    class Sort(Function):
        @staticmethod
        def forward(ctx, x):
            values, indices = x.sort()
            rounded = values.round()
            ctx.mark_non_differentiable(indices, rounded)
            ctx.save_for_backward(indices)
            return values, indices, rounded

        @staticmethod
        def backward(ctx, g, _, __):
            (indices,) = ctx.saved_tensors
            return torch.zeros_like(g).index_add_(0, indices, g)

    x = leaf(3.0, 1.0, 2.0)
    values, indices, rounded = Sort.apply(x)
    (values * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    return [indices.tolist(), rounded.requires_grad, values.requires_grad, x.grad.tolist()]


class Doubled(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        x.mul_(2)
        return x

    @staticmethod
    def backward(ctx, g):
        return g * 2


@scene
def function_in_place():
    x = leaf(1.0, 2.0)
    y = x.clone()
    version = y._version
    z = Doubled.apply(y)
    z.sum().backward()
    return [z is y, y._version - version, y.tolist(), x.grad.tolist(), y.grad_fn.name()]


@scene
def function_in_place_of_leaf():
    Doubled.apply(leaf(1.0))


@scene
def function_in_place_of_view():
    x = leaf(1.0, 2.0)
    y = x.clone()
    Doubled.apply(y[:1])
    y.sum().backward()
    return [y.tolist(), x.grad.tolist()]


@scene
def function_returns_input():
    class Same(Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 7

    x = leaf(1.0)
    y = Same.apply(x)
    y.sum().backward()
    return [y is x, y.tolist(), x.grad.tolist()]


class WithSetup(Function):
    @staticmethod
    def forward(x, factor):
        return x * factor

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, ctx.factor = inputs
        ctx.save_for_backward(x, output)

    @staticmethod
    def backward(ctx, g):
        x, output = ctx.saved_tensors
        return g * ctx.factor + 0 * x * output, None


@scene
def function_setup_context():
    x = leaf(1.0, 2.0)
    y = WithSetup.apply(x, 5)
    y.sum().backward()
    return [y.tolist(), x.grad.tolist()]


@scene
def function_setup_context_returns_input():
    class Same(WithSetup):
        @staticmethod
        def forward(x, factor):
            return x

    Same.apply(leaf(1.0), 5)


@scene
def function_vjp():
    class Named(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def vjp(ctx, g):
            return g * 2

    x = leaf(1.0)
    Named.apply(x).sum().backward()
    return x.grad.tolist()


@scene
def function_wrong_number():
    class Wrong(Scaled):
        @staticmethod
        def backward(ctx, g):
            return g

    Wrong.apply(leaf(1.0), 2).sum().backward()


@scene
def function_gradient_of_number():
    class Wrong(Scaled):
        @staticmethod
        def backward(ctx, g):
            return g, g

    Wrong.apply(leaf(1.0), 2).sum().backward()


@scene
def function_wrong_shape():
    class Wrong(Scaled):
        @staticmethod
        def backward(ctx, g):
            return torch.ones(3), None

    Wrong.apply(leaf(1.0, 2.0), 2).sum().backward()


@scene
def function_without_backward():
    class Half(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    Half.apply(leaf(1.0)).sum().backward()


@scene
def function_without_forward():
    Function.apply(leaf(1.0))


@scene
def function_once_differentiable():
    class Once(Cubed):
        @staticmethod
        @once_differentiable
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 3 * x**2

    x = leaf(2.0)
    Once.apply(x).sum().backward()
    seen = x.grad.tolist()
    start = torch.ones(1, requires_grad=True)
    (first,) = grad(Once.apply(x), x, start, create_graph=True)
    try:
        first.sum().backward()
    except RuntimeError as error:
        return [seen, first.tolist(), first.requires_grad, str(error)]


print_scenes()
