"""Plays scenes with torch.nn.Module and writes what came of them, for test/nn/module.test.ts, which plays the same.

    python3 scripts/golden/nn_module.py > test/golden/nn_module.json
"""

import json
import re
from collections import OrderedDict

import torch
from torch import nn

SCENES = {}


def scene(f):
    SCENES[f.__name__] = f
    return f


def failure(f):
    try:
        f()
    except Exception as e:
        message = str(e.args[0]) if isinstance(e, KeyError) else str(e)
        # Classes of JavaScript do not know the module that they come from.
        return [type(e).__name__, re.sub(r"torch\.nn\.modules\.\w+\.", "", message)]
    return "nothing was thrown"


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.fc(x))


class Net(nn.Module):
    """Members of every kind, with one module in two places and one parameter in two."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor([2.0, 3.0]))
        self.blocks = nn.ModuleList([Block(), Block()])
        self.tail = nn.Sequential(OrderedDict([("first", nn.Linear(2, 3)), ("second", nn.Tanh())]))
        self.again = self.blocks[0]
        self.tied = self.scale
        self.register_buffer("mean", torch.zeros(2))
        self.register_buffer("cache", torch.ones(1), persistent=False)
        self.register_buffer("nothing", None)
        self.register_parameter("bias", None)
        self.rest = nn.ParameterList([torch.ones(1), torch.ones(2)])

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.tail(x * self.scale)


class Extra(nn.Linear):
    def get_extra_state(self):
        return torch.tensor(7)

    def set_extra_state(self, state):
        self.found = int(state)


def net():
    torch.manual_seed(0)
    return Net()


@scene
def text():
    kinds = nn.ModuleDict({"a": nn.Linear(1, 2), "b": nn.Sequential()})
    mixed = nn.ModuleList([nn.ReLU(), nn.ReLU(), nn.Linear(1, 1), nn.ReLU(), Block(), Block()])
    holder = nn.Module()
    holder.none = None
    holder.register_module("gone", None)
    holder.add_module("here", nn.Identity())
    values = nn.ParameterDict({"b": torch.ones(2, 3), "a": torch.ones(1, dtype=torch.float64), "c": 3, "d": "x"})
    several = nn.ParameterList([torch.ones(2), torch.ones(2, 3), 5])
    return [str(m) for m in (
        net(), kinds, mixed, holder, values, several, nn.ModuleList(), nn.ModuleDict(), nn.Sequential(nn.Sequential()),
        nn.Sequential(mixed, nn.Dropout()), nn.ParameterList())]


@scene
def names():
    n = net()
    return {
        "parameters": [name for name, _ in n.named_parameters()],
        "prefixed": [name for name, _ in n.named_parameters(prefix="net", recurse=False)],
        "duplicates": [name for name, _ in n.named_parameters(remove_duplicate=False)],
        "buffers": [name for name, _ in n.named_buffers()],
        "modules": [name for name, _ in n.named_modules()],
        "duplicate_modules": [name for name, _ in n.named_modules(prefix="top", remove_duplicate=False)],
        "children": [name for name, _ in n.named_children()],
        "counts": [len(list(n.parameters())), len(list(n.parameters(recurse=False))), len(list(n.buffers())),
                   len(list(n.modules())), len(list(n.children()))],
        "state": list(n.state_dict()),
        "state_below": list(n.state_dict(prefix="net.")),
        "metadata": {k: v["version"] for k, v in n.state_dict()._metadata.items()},
    }


@scene
def names_after_changes():
    n = net()
    n.blocks[1].act = nn.Linear(2, 1, bias=False)
    n.tail = None
    n.mean = torch.ones(3)
    n.bias = nn.Parameter(torch.ones(1))
    n.scale = None
    n.cache = nn.Parameter(torch.zeros(1))
    del n.again
    return {"state": list(n.state_dict()), "modules": [name for name, _ in n.named_modules()], "text": str(n)}


@scene
def refused_names():
    n, p = net(), nn.Parameter(torch.ones(1))
    return [failure(f) for f in (
        lambda: n.register_buffer("a.b", None), lambda: n.register_buffer("", None), lambda: n.register_buffer(3, None),
        lambda: n.register_buffer("scale", torch.ones(1)), lambda: n.register_buffer("x", 3),
        lambda: n.register_parameter("a.b", p), lambda: n.register_parameter("", p), lambda: n.register_parameter(3, p),
        lambda: n.register_parameter("forward", p), lambda: n.register_parameter("x", torch.ones(1)),
        lambda: n.register_parameter("mean", p),
        lambda: n.add_module("a.b", Block()), lambda: n.add_module("", Block()), lambda: n.add_module(3, Block()),
        lambda: n.add_module("mean", Block()), lambda: n.add_module("x", 3),
    )]


@scene
def refused_assignments():
    def assign(name, value):
        def f():
            n = net()
            setattr(n, name, value)
        return failure(f)
    return [assign("scale", torch.ones(1)), assign("scale", 3), assign("scale", "text"), assign("tail", 3.5),
            assign("blocks", torch.ones(1)), assign("mean", 3), assign("scale", nn.Tanh())]


@scene
def paths():
    n = net()
    return {
        "found": [type(n.get_submodule(p)).__name__ for p in ("", "blocks.1.fc", "tail.second")] +
                 [list(n.get_parameter("blocks.0.fc.weight").shape), list(n.get_buffer("mean").shape)],
        "refused": [failure(f) for f in (
            lambda: n.get_submodule("blocks.2"), lambda: n.get_submodule("scale"), lambda: n.get_parameter("mean"),
            lambda: n.get_parameter("none"), lambda: n.get_buffer("scale"), lambda: n.get_buffer("tail.third"),
            lambda: n.set_submodule("", Block()), lambda: n.set_submodule("x.y", Block()),
            lambda: n.set_submodule("tail.third", Block(), strict=True), lambda: n.set_submodule("scale", Block()))],
    }


@scene
def loading():
    n, good = net(), net().state_dict()
    missing, extra, shapes = OrderedDict(good), OrderedDict(good), OrderedDict(good)
    del missing["mean"], missing["tail.first.bias"]
    extra["more"], extra["tail.second.weight"] = torch.ones(1), torch.ones(1)
    shapes["scale"], shapes["blocks.0.fc.weight"] = torch.ones(3), torch.ones(2)
    return {
        "all": str(n.load_state_dict(good)),
        "loose": str(n.load_state_dict({**missing, "more": torch.ones(1)}, strict=False)),
        "refused": [failure(lambda s=s: n.load_state_dict(s)) for s in (
            missing, extra, shapes, {}, {**good, "scale": 3}, {**missing, "x.y": torch.ones(1)}, [1], 3)],
        "loose_shapes": failure(lambda: n.load_state_dict(shapes, strict=False)),
        "int": failure(lambda: nn.Linear(1, 1).load_state_dict({"weight": torch.ones(1, 1)})),
    }


@scene
def loaded_values():
    a, b = nn.Linear(2, 1), nn.Linear(2, 1)
    a.load_state_dict({"weight": torch.tensor([[1, 2]]), "bias": torch.tensor(3.0).reshape(1)})
    weight = a.weight
    b.load_state_dict(a.state_dict(), assign=True)
    kept = b.weight.data_ptr() == a.weight.data_ptr()
    a.load_state_dict({"weight": torch.tensor([[4.0, 5.0]], dtype=torch.float64), "bias": torch.tensor([6.0])})
    scalar = nn.Module()
    scalar.register_buffer("x", torch.tensor(1.0))
    scalar.load_state_dict({"x": torch.tensor([9.0])})
    return [a.weight.tolist(), a.bias.tolist(), a.weight is weight, str(a.weight.dtype), b.weight.tolist(), kept,
            b.weight.requires_grad, type(b.weight).__name__, scalar.x.tolist()]


@scene
def extra_state():
    m = Extra(1, 1)
    state = m.state_dict()
    m.load_state_dict(state)
    plain = nn.Linear(1, 1)
    return [list(state), m.found, failure(lambda: plain.load_state_dict(state)),
            failure(lambda: m.load_state_dict(plain.state_dict()))]


@scene
def state_hooks():
    log = []
    n = Block()
    n.register_state_dict_pre_hook(lambda m, prefix, keep: log.append(["pre", type(m).__name__, prefix, keep]))
    n.fc.register_state_dict_pre_hook(lambda m, prefix, keep: log.append(["pre", type(m).__name__, prefix, keep]))

    def post(m, state, prefix, metadata):
        log.append(["post", prefix, list(state), metadata["version"]])
        state[prefix + "added"] = torch.ones(1)

    n.fc.register_state_dict_post_hook(post)
    state = n.state_dict()

    def before(m, state, prefix, metadata, strict, missing, unexpected, errors):
        log.append(["load", type(m).__name__, prefix, strict, list(state)])
        state.pop(prefix + "added", None)

    def after(m, keys):
        log.append(["loaded", type(m).__name__, list(keys.missing_keys), list(keys.unexpected_keys)])

    n.fc.register_load_state_dict_pre_hook(before)
    n.fc.register_load_state_dict_post_hook(after)
    n.register_load_state_dict_post_hook(after)
    result = failure(lambda: n.load_state_dict(state))

    def forgive(m, keys):
        keys.unexpected_keys.clear()

    n.register_load_state_dict_post_hook(forgive)
    n.load_state_dict(state)
    bad = Block()
    bad.register_state_dict_post_hook(lambda *args: {})
    returning = Block()
    returning.register_load_state_dict_post_hook(lambda *args: 3)
    return [log, list(state), result, failure(bad.state_dict), failure(lambda: returning.load_state_dict(Block().state_dict()))]


@scene
def forward_hooks():
    log = []
    m = nn.Identity()
    x = torch.tensor([1.0, 2.0])
    handles = [
        m.register_forward_pre_hook(lambda mod, args: log.append(["pre 1", args[0].tolist()])),
        m.register_forward_pre_hook(lambda mod, args: (log.append(["pre 2"]), args[0] + 1)[1], prepend=True),
        m.register_forward_hook(lambda mod, args, out: log.append(["post 1", args[0].tolist(), out.tolist()])),
        m.register_forward_hook(lambda mod, args, out: (log.append(["post 2"]), out * 10)[1], prepend=True),
        m.register_forward_pre_hook(lambda mod, args: (args[0] * 2,)),
    ]
    results = [m(x).tolist()]
    for handle in handles[:2]:
        handle.remove()
    results.append(m(x).tolist())
    for handle in handles:
        handle.remove()
    results.append(m(x).tolist())
    return [log, results]


@scene
def keyword_hooks():
    log = []

    class Power(nn.Module):
        def forward(self, x, exponent=1):
            return x ** exponent

    m = Power()
    x = torch.tensor([1.0, 2.0])
    m.register_forward_pre_hook(lambda mod, args, kwargs: (args, {**kwargs, "exponent": kwargs["exponent"] + 1}), with_kwargs=True)
    m.register_forward_hook(lambda mod, args, kwargs, out: log.append([len(args), kwargs, out.tolist()]), with_kwargs=True)
    m.register_forward_hook(lambda mod, args, out: log.append([len(args), out.tolist()]))
    result = m(x, exponent=2).tolist()
    m.register_forward_pre_hook(lambda mod, args, kwargs: 3, with_kwargs=True)
    return [log, result, failure(lambda: m(x, exponent=2))]


@scene
def always_called_hooks():
    log = []

    class Failing(nn.Module):
        def forward(self, x):
            raise ValueError("no")

    m = Failing()
    m.register_forward_hook(lambda mod, args, out: log.append("not called"))
    m.register_forward_hook(lambda mod, args, out: log.append(["always", out]), always_call=True)
    m.register_forward_hook(lambda mod, args, out: 1 / 0, always_call=True)
    return [failure(lambda: m(torch.ones(1))), log]


@scene
def backward_hooks():
    log = []

    def values(grads):
        return [None if g is None else g.tolist() for g in grads]

    class Two(nn.Module):
        def forward(self, a, b, n):
            return a * b, a + n

    m = Two()
    a, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0])
    m.register_full_backward_pre_hook(lambda mod, out: log.append(["pre", values(out)]))
    first = m.register_full_backward_pre_hook(lambda mod, out: (out[0] * 2, out[1]), prepend=True)
    m.register_full_backward_hook(lambda mod, gin, gout: log.append(["hook", values(gin), values(gout)]))
    m.register_full_backward_hook(lambda mod, gin, gout: (gin[0] * 10, *gin[1:]))
    x, y = m(a, b, 3)
    (x.sum() + y.sum()).backward()
    results = [a.grad.tolist()]
    first.remove()
    a.grad = None
    x, _ = m(a, b, 3)
    x.sum().backward()
    results.append(a.grad.tolist())
    m(a.detach() * 1, b, 3)
    linear = nn.Linear(2, 1)
    linear.load_state_dict({"weight": torch.ones(1, 2), "bias": torch.ones(1)})
    linear.register_full_backward_hook(lambda mod, gin, gout: log.append(["no input", values(gin), values(gout)]))
    linear(b).sum().backward()
    wrong = nn.Identity()
    wrong.register_full_backward_hook(lambda mod, gin, gout: (gin[0], gin[0]))
    early = nn.Identity()
    early.register_full_backward_pre_hook(lambda mod, gout: (gout[0], gout[0]))
    useless = nn.Linear(2, 1)
    useless.register_full_backward_hook(lambda mod, gin, gout: (torch.ones(2),))
    return [log, results, linear.weight.grad.tolist(), failure(lambda: wrong(a).sum().backward()),
            failure(lambda: early(a).sum().backward()), failure(lambda: useless(b).sum().backward())]


@scene
def global_hooks():
    log = []
    from torch.nn.modules import module as M
    handles = [
        M.register_module_forward_pre_hook(lambda m, args: log.append(["pre", type(m).__name__])),
        M.register_module_forward_hook(lambda m, args, out: log.append(["post", type(m).__name__, out.tolist()])),
        M.register_module_full_backward_hook(lambda m, gin, gout: log.append(["back", type(m).__name__])),
        M.register_module_full_backward_pre_hook(lambda m, gout: log.append(["pre back", type(m).__name__])),
    ]
    m = nn.Sequential(nn.Identity(), nn.ReLU())
    m.register_forward_hook(lambda mod, args, out: log.append(["own"]))
    m(torch.tensor([-1.0, 2.0], requires_grad=True)).sum().backward()
    for handle in handles:
        handle.remove()
    m(torch.ones(1))
    return log


@scene
def registration_hooks():
    from torch.nn.modules import module as M
    log = []
    handles = [
        M.register_module_parameter_registration_hook(lambda m, name, p: log.append(["parameter", name])),
        M.register_module_buffer_registration_hook(lambda m, name, b: None if b is None else b + 1),
        M.register_module_module_registration_hook(
            lambda m, name, child: nn.Identity() if isinstance(child, nn.ReLU) else None),
    ]
    m = nn.Linear(2, 1)
    m.register_buffer("count", torch.zeros(2))
    m.register_buffer("none", None)
    m.add_module("act", nn.ReLU())
    m.other = nn.ReLU()
    text = str(m)
    for handle in handles:
        handle.remove()
    m.add_module("last", nn.ReLU())
    return [log, m.count.tolist(), m.none, text, str(m)]


@scene
def node_hooks():
    import warnings
    from torch.nn.modules import module as M
    log, warned = [], []
    values = lambda grads: [None if g is None else g.tolist() for g in grads]
    def see(m, gin, gout):
        log.append([type(m).__name__, values(gin), values(gout)])
    def call(m, *args):
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            result = m(*args)
        warned.append([str(w.message) for w in found])
        return result
    a = torch.tensor([-1.0, 2.0], requires_grad=True)
    relu = nn.ReLU()
    handle = relu.register_backward_hook(see)
    both = failure(lambda: relu.register_full_backward_hook(see))
    call(relu, a * 2).sum().backward()
    handle.remove()
    double = nn.Sequential(nn.ReLU(), nn.Tanh())
    double.register_backward_hook(lambda m, gin, gout: (gin[0] * 10,))
    call(double, torch.zeros(2, requires_grad=True) + 1).sum().backward()
    linear = nn.Linear(2, 1)
    linear.load_state_dict({"weight": torch.ones(1, 2), "bias": torch.ones(1)})
    linear.register_full_backward_hook(lambda m, gin, gout: None)
    other = failure(lambda: linear.register_backward_hook(see))

    class Pairs(nn.Module):
        def forward(self, x, k=1):
            return {"first": x * k}
    pairs = Pairs()
    pairs.register_backward_hook(see)
    call(pairs, a, 3)["first"].sum().backward()

    class Two(nn.Module):
        def forward(self, x):
            return x * 2, x * 3
    two = Two()
    two.register_backward_hook(see)
    first, second = call(two, a * 1)
    (first + second).sum().backward()
    with torch.no_grad():
        call(two, a)
    return [log, warned, both, other, a.grad.tolist()]


@scene
def conversions():
    n = nn.Linear(2, 1)
    n.register_buffer("count", torch.tensor(3))
    weight, address = n.weight, n.weight.data_ptr()
    n(torch.ones(2)).sum().backward()
    n.to(torch.float32)
    same = n.weight.data_ptr() == address
    kinds = []
    for convert in (lambda: n.double(), lambda: n.to(torch.bfloat16), lambda: n.half(), lambda: n.to("cpu", torch.float32),
                    lambda: n.to(torch.ones(1, dtype=torch.float64)), lambda: n.float(), lambda: n.type(torch.float64)):
        convert()
        kinds.append([str(n.weight.dtype), str(n.weight.grad.dtype), str(n.count.dtype)])
    meta = nn.Linear(1, 1, device="meta")
    return [same, n.weight is weight, kinds, failure(lambda: n.to(torch.int64)), failure(lambda: meta.to("cpu")),
            str(meta.to_empty(device="cpu").weight.device)]


@scene
def modes_and_gradients():
    n = net()
    n.eval()
    flags = [[m.training for m in n.modules()]]
    n.tail.train()
    flags.append([m.training for m in n.modules()])
    n.requires_grad_(False)
    flags.append([p.requires_grad for p in n.parameters()])
    n.requires_grad_()
    n(torch.ones(2)).sum().backward()
    n.zero_grad(set_to_none=False)
    grads = [[None if p.grad is None else p.grad.abs().sum().item() for p in n.parameters()]]
    n.zero_grad()
    grads.append([p.grad is None for p in n.parameters()])
    seen = []
    n.apply(lambda m: seen.append(type(m).__name__))
    return [flags, grads, seen, failure(lambda: n.train(3)), failure(lambda: nn.Module()(1))]


@scene
def sequential():
    s = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Tanh())
    s.append(nn.Sigmoid())
    s.insert(1, nn.Identity())
    popped = type(s.pop(0)).__name__
    s.extend(nn.Sequential(nn.ELU()))
    s[1] = nn.SELU()
    return {
        "text": str(s), "popped": popped, "length": len(s), "last": str(s[-1]), "part": str(s[1:3]),
        "sum": str(s[:1] + s[:1]), "classes": [type(m).__name__ for m in s],
        "named": str(nn.Sequential(OrderedDict(a=nn.ReLU(), b=nn.Tanh()))[1:]),
        "refused": [failure(f) for f in (lambda: s[7], lambda: s[-8], lambda: s.insert(9, nn.ReLU()),
                                         lambda: nn.Sequential(3), lambda: s + nn.ReLU())],
    }


@scene
def module_list():
    m = nn.ModuleList([nn.Linear(1, 2), nn.ReLU()])
    m.append(nn.Tanh())
    m.insert(1, nn.Identity())
    popped = type(m.pop(0)).__name__
    m.extend([nn.ELU()])
    m[0] = nn.SELU()
    return {
        "text": str(m), "popped": popped, "length": len(m), "part": str(m[1:]), "sum": str(m[:1] + [nn.ReLU()]),
        "classes": [type(x).__name__ for x in m],
        "refused": [failure(f) for f in (lambda: m[7], lambda: m.extend(3), lambda: m.append(3), lambda: m(1))],
    }


@scene
def module_dict():
    d = nn.ModuleDict({"b": nn.ReLU(), "a": nn.Tanh()})
    d["c"] = nn.ELU()
    d.update([["d", nn.SELU()], ("b", nn.GELU())])
    d.update(nn.ModuleDict({"e": nn.Sigmoid()}))
    popped = type(d.pop("a")).__name__
    state = {"text": str(d), "keys": list(d), "items": [[k, type(v).__name__] for k, v in d.items()], "popped": popped,
             "length": len(d), "has": ["c" in d, "a" in d]}
    del d["c"]
    state["after"] = list(d.keys())
    state["refused"] = [failure(f) for f in (
        lambda: d["x"], lambda: d.pop("x"), lambda: d.update(3), lambda: d.update([3]),
        lambda: d.update([["a", nn.ReLU(), 3]]), lambda: nn.ModuleDict({"keys": nn.ReLU()}))]
    d.clear()
    return {**state, "cleared": str(d)}


@scene
def parameter_list():
    p = nn.ParameterList([nn.Parameter(torch.ones(1)), torch.zeros(2)])
    p.append(torch.ones(3))
    p.extend([torch.ones(4)])
    p[0] = torch.zeros(5)
    last = list(p[-1].shape)
    return {
        "text": str(p), "length": len(p), "shapes": [list(x.shape) for x in p], "last": last, "part": str(p[1:3]),
        "names": [name for name, _ in p.named_parameters()],
        "refused": [failure(f) for f in (lambda: p[9], lambda: p.extend(torch.ones(1)), lambda: p.extend(3), lambda: p())],
    }


@scene
def parameter_dict():
    d = nn.ParameterDict({"b": torch.ones(1), "a": torch.zeros(2)})
    d["c"] = torch.ones(3)
    d.update(OrderedDict([("z", torch.ones(1)), ("y", torch.ones(1))]))
    d.setdefault("c", torch.ones(9))
    d.setdefault("w", torch.ones(4))
    popped = list(d.pop("b").shape)
    item = d.popitem()
    state = {"text": str(d), "keys": list(d), "popped": popped, "item": [item[0], list(item[1].shape)], "length": len(d),
             "has": ["c" in d, "b" in d], "get": [d.get("x"), d.get("x", 3), list(d.get("a").shape)],
             "copy": str(d.copy()), "names": [name for name, _ in d.named_parameters()]}
    state["refused"] = [failure(f) for f in (
        lambda: d.pop("x"), lambda: d.update(3), lambda: d.update([["a", torch.ones(1), 3]]), lambda: d(1))]
    d.clear()
    return {**state, "cleared": str(d)}


@scene
def copies():
    import copy
    n = net()
    n.blocks[0].fc.register_forward_hook(lambda m, args, out: out * 0)
    n.eval()
    c = copy.deepcopy(n)
    c.scale.data.fill_(5)
    return [str(c) == str(n), list(c.state_dict()), c.scale is c.tied, c.again is c.blocks[0], n.scale.tolist(),
            c.training, c(torch.ones(2)).detach().tolist() == n(torch.ones(2)).detach().tolist(),
            c.blocks[0](torch.ones(2)).tolist(),
            failure(lambda: copy.deepcopy(n.scale * 2))]


print(json.dumps({name: f() for name, f in SCENES.items()}, indent=1))
