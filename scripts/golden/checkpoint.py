"""Writes what PyTorch's utils.checkpoint answers in small scenes, for test/utils/checkpoint.test.ts.

    python3 scripts/golden/checkpoint.py > test/golden/checkpoint.json

A scene is a function here and one of the same name in the test; its value is plain data, or what it throws:
{"error": class, "message": text}. All numbers are exact in binary.
"""

import torch
from support.scenes import leaf, print_scenes, scene
from torch.autograd import graph
from torch.utils import checkpoint as ckpt
from torch.utils.checkpoint import checkpoint, checkpoint_sequential


def both(run):
    return [run(False), run(True)]


@scene
def counts_and_gradients():
    def run(use_reentrant):
        calls = []
        x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)

        def f(x, w):
            calls.append(torch.is_grad_enabled())
            return (x * w * w).sum()

        y = checkpoint(f, x, w, use_reentrant=use_reentrant)
        y.backward()
        return [calls, y.item(), x.grad.tolist(), w.grad.tolist()]

    return both(run)


@scene
def same_random_numbers():
    def run(use_reentrant):
        seen = []

        def f(x):
            mask = torch.randint(0, 100, (4,))
            seen.append(mask.tolist())
            return x * mask * x

        torch.manual_seed(3)
        x = leaf(1.0, 1.0, 1.0, 1.0)
        y = checkpoint(f, x, use_reentrant=use_reentrant)
        before = torch.randint(0, 100, (1,)).item()
        y.sum().backward()
        after = torch.randint(0, 100, (1,)).item()
        torch.manual_seed(3)
        z = checkpoint(f, x, use_reentrant=use_reentrant, preserve_rng_state=False)
        z.sum().backward()
        return [seen[0] == seen[1], seen[2] == seen[3], before, after]

    return both(run)


@scene
def early_stop():
    seen = []

    def f(x):
        y = x * x
        seen.append("product")
        y = y * x
        seen.append("end")
        return y + 1

    results = []
    for early in (True, False):
        seen.clear()
        x = leaf(2.0)
        checkpoint(f, x, use_reentrant=False, early_stop=early).backward()
        results.append([list(seen), x.grad.tolist()])
    seen.clear()
    with ckpt.set_checkpoint_early_stop(False):
        y = checkpoint(f, leaf(2.0), use_reentrant=False)
    y.backward()
    return [*results, list(seen)]


@scene
def nested():
    calls = []

    def inner(x):
        calls.append("inner")
        return x * x

    def outer(x):
        calls.append("outer")
        return checkpoint(inner, x * 2, use_reentrant=False) * x

    x = leaf(3.0)
    checkpoint(outer, x, use_reentrant=False).backward()
    return [calls, x.grad.tolist()]


@scene
def backward_inside():
    def f(x):
        y = x * x
        (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        return y * g

    x = leaf(1.0, 2.0)
    checkpoint(f, x, use_reentrant=False).sum().backward()
    return x.grad.tolist()


@scene
def retained_graph():
    calls = []

    def f(x):
        calls.append(1)
        return x * x

    x = leaf(3.0)
    y = checkpoint(f, x, use_reentrant=False)
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    y.backward()
    return [len(calls), x.grad.tolist()]


@scene
def shared_by_a_group():
    def run(grouped):
        calls = []

        def f(x, w):
            calls.append(1)
            return x * x, w * w

        x, w = leaf(3.0), leaf(4.0)
        a, b = checkpoint(f, x, w, use_reentrant=False)
        if grouped:
            with ckpt.GraphExecGroup():
                a.backward()
                b.backward()
        else:
            a.backward(retain_graph=True)
            b.backward()
        return [len(calls), x.grad.tolist(), w.grad.tolist()]

    return both(run)


@scene
def group_needs_a_tensor_twice():
    x = leaf(3.0)
    y = checkpoint(lambda x: x * x, x, use_reentrant=False)
    with ckpt.GraphExecGroup():
        y.backward(retain_graph=True)
        y.backward()


@scene
def groups_do_not_nest():
    with ckpt.GraphExecGroup():
        try:
            with ckpt.GraphExecGroup():
                pass
        except RuntimeError as error:
            return str(error).split(". ")[0]


def changing(before, after):
    calls = []

    def f(x):
        calls.append(1)
        return (before if len(calls) == 1 else after)(x)

    return f


@scene
def fewer_tensors():
    x = leaf(1.0, 2.0)
    y = checkpoint(changing(lambda x: (x * x).exp(), lambda x: x.exp()), x, use_reentrant=False)
    y.sum().backward()


@scene
def more_tensors():
    x = leaf(1.0, 2.0)
    f = changing(lambda x: x.exp(), lambda x: (x * x).exp())
    checkpoint(f, x, use_reentrant=False, early_stop=False).sum().backward()


@scene
def other_sizes():
    x = leaf(1.0, 2.0)
    checkpoint(changing(lambda x: x.exp(), lambda x: x[:1].exp()), x, use_reentrant=False).sum().backward()


@scene
def unchecked_sizes():
    x = leaf(1.0, 2.0)
    f = changing(lambda x: x.exp(), lambda x: x.exp() * 2)
    checkpoint(f, x, use_reentrant=False, determinism_check="none").sum().backward()
    return [each > 0 for each in x.grad.tolist()]


@scene
def unknown_check():
    checkpoint(lambda x: x, leaf(1.0), use_reentrant=False, determinism_check="some")


@scene
def options_of_the_other_kind():
    checkpoint(lambda x: x, leaf(1.0), use_reentrant=True, debug=True)


@scene
def names_for_the_reentrant():
    checkpoint(lambda x: x, leaf(1.0), use_reentrant=True, scale=2)


@scene
def gradient_of_the_reentrant():
    x = leaf(1.0)
    torch.autograd.grad(checkpoint(lambda x: x * x, x, use_reentrant=True), x)


@scene
def reentrant_without_gradient():
    x = leaf(1.0)
    checkpoint(lambda x: x.detach(), x, use_reentrant=True).backward()


@scene
def error_of_the_function():
    def f(x):
        raise ValueError("mine")

    checkpoint(f, leaf(1.0), use_reentrant=False)


@scene
def wrapped():
    calls = []

    @checkpoint(use_reentrant=False)
    def f(x):
        calls.append(1)
        return x * x

    x = leaf(3.0)
    f(x).backward()
    return [len(calls), x.grad.tolist()]


@scene
def in_segments():
    calls = []

    def step(name):
        def f(x):
            calls.append(name)
            return x * x

        return f

    x = leaf(2.0)
    y = checkpoint_sequential([step(i) for i in range(5)], 2, x, use_reentrant=False)
    y.backward()
    return [calls, y.item(), x.grad.tolist()]


def matrices():
    return torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True), torch.tensor([[2.0, 0.0], [1.0, 1.0]])


def product(x, y):
    return torch.matmul(torch.matmul(x, y), x) * x


def selective(choice, f=product, **options):
    x, y = matrices()
    out = checkpoint(
        f, x, y, use_reentrant=False, context_fn=lambda: ckpt.create_selective_checkpoint_contexts(choice, **options)
    )
    return x, out


@scene
def selected_operators():
    seen = []

    def policy(ctx, op, *args, **kwargs):
        seen.append([str(op), len(args), ctx.is_recompute, list(ctx.op_output.shape)])
        return op == torch.ops.aten.mm.default

    results = []
    for choice in ([torch.ops.aten.mm.default], policy, lambda *_, **__: ckpt.CheckpointPolicy.PREFER_RECOMPUTE):
        x, out = selective(choice)
        out.sum().backward()
        results.append(x.grad.tolist())
    return [seen, results]


@scene
def selected_twice():
    _, out = selective([torch.ops.aten.mm.default])
    out.sum().backward(retain_graph=True)
    out.sum().backward()


@scene
def selected_and_changed():
    def f(x, y):
        z = torch.mm(x, y)
        out = z.sin()
        z.zero_()
        return out

    def g(x, y):
        z = torch.mm(x, y)
        w = z * x
        z.add_(1)
        return w

    _, out = selective([torch.ops.aten.mm.default], g)
    out.sum().backward()


@scene
def selected_packet():
    ckpt.create_selective_checkpoint_contexts([torch.ops.aten.mm])


@scene
def selected_number():
    ckpt.create_selective_checkpoint_contexts(3)


@scene
def hooks_outside():
    seen = []
    x = leaf(1.0, 2.0)
    with graph.saved_tensors_hooks(lambda x: seen.append(x.tolist()) or x, lambda x: x):
        checkpoint(lambda x: x * x, x, use_reentrant=False).sum().backward()
    return [seen, x.grad.tolist()]


@scene
def detached():
    x = leaf(1.0)
    [y, three, z] = ckpt.detach_variable((x, 3, torch.ones(1)))
    return [y.requires_grad, y.grad_fn is None, three, z.requires_grad]


@scene
def detached_of_one():
    ckpt.detach_variable(torch.ones(1))


print_scenes()
