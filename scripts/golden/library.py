"""Writes what torch.library says and gives, for test/library/golden.test.ts.

    python3 scripts/golden/library.py > test/golden/library.json

Each scene with the text of its result, or with the class and the first line of its error.
"""

import json
import re

import torch
from torch import Tensor
from torch.library import Library, custom_op, define, get_kernel, impl, impl_abstract, opcheck
from torch.library import register_autocast, register_autograd, register_fake, register_kernel, register_vmap

numbers = iter(range(1000))
kept = []


def lib(kind="FRAGMENT", ns="gold", key=""):
    kept.append(Library(ns, kind, key))
    return kept[-1]


def op(schema, fn=None, key="CPU", tags=()):
    """Defines an operator by its schema without a name, and gives it."""
    name = f"op{next(numbers)}"
    here = lib()
    here.define(name + schema, tags=tags)
    if fn is not None:
        here.impl(name, fn, key)
    return getattr(torch.ops.gold, name)


def custom(schema, fn, mutates=(), **options):
    return custom_op(f"gold::op{next(numbers)}", fn, mutates_args=list(mutates), schema=schema, **options)


ONE = torch.tensor([1.0, 2.0])


def two(x):
    return x * 2



def leaf():
    return torch.tensor([1.0, 2.0], requires_grad=True)


def grads(fn, *inputs):
    outputs = fn(*inputs)
    outputs = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
    leaves = [each for each in torch.utils._pytree.tree_leaves(inputs) if isinstance(each, Tensor)]
    return [each.tolist() for each in torch.autograd.grad(sum(each.sum() for each in outputs), leaves)]


def squared():
    made = custom("(Tensor x) -> Tensor", lambda x: x * x)
    made.register_autograd(lambda ctx, grad: grad * 2 * ctx.saved_tensors[0],
                           setup_context=lambda ctx, inputs, output: ctx.save_for_backward(*inputs))
    return made


def summed():
    made = custom("(Tensor[] xs, float w) -> Tensor", lambda xs, w: (xs[0] + xs[1]) * w)

    def setup(ctx, inputs, output):
        ctx.w = inputs[1]

    made.register_autograd(lambda ctx, grad: ([grad * ctx.w, grad * ctx.w * 2], None), setup_context=setup)
    return made


def keyword():
    made = custom("(Tensor x, *, float val) -> Tensor", lambda x, val: x * val)

    def setup(ctx, inputs, keyword_only_inputs, output):
        ctx.val = keyword_only_inputs["val"]

    made.register_autograd(lambda ctx, grad: grad * ctx.val, setup_context=setup)
    return made


def split():
    made = custom("(Tensor x) -> (Tensor, Tensor)", lambda x: (x * 3, x * 4))
    made.register_autograd(lambda ctx, a, b: a * 3 + b * 4)
    return made


def many():
    made = custom("(Tensor x) -> Tensor[]", lambda x: [x * 3, x * 4])
    made.register_autograd(lambda ctx, all: all[0] * 3 + all[1] * 4)
    return made


def with_gradients(count):
    made = custom("(Tensor x, Tensor y) -> Tensor", lambda x, y: x * y)
    made.register_autograd(lambda ctx, grad: tuple(grad for _ in range(count)))
    return made


def batched():
    made = custom("(Tensor x, Tensor y) -> Tensor", lambda x, y: x * y)

    @made.register_vmap
    def _(info, in_dims, x, y):
        return x.sum(), None

    return made


def multiplied():
    made = custom("(Tensor x, Tensor y) -> Tensor", lambda x, y: x * y)

    @made.register_vmap
    def _(info, in_dims, x, y):
        x_dim, y_dim = in_dims
        x = x.movedim(x_dim, -1) if x_dim is not None else x.unsqueeze(-1)
        y = y.movedim(y_dim, -1) if y_dim is not None else y.unsqueeze(-1)
        return (x * y).movedim(-1, 0) + info.batch_size, 0

    return made


def cast_op():
    made = custom("(Tensor x, int n) -> Tensor", lambda x, n: x * n)
    made.register_autocast("cpu", torch.bfloat16)
    return made


def factory():
    made = custom("(int n, Device device) -> Tensor", lambda n, device: torch.ones(n), device_types="cpu")
    return made


def in_place(fn):
    return custom("(Tensor(a!) x) -> Tensor(a!)", fn, ["x"], tags=torch.Tag.inplace)


def out_form(fn):
    return custom("(Tensor x, *, Tensor(a!) out) -> Tensor(a!)", fn, ["out"], tags=torch.Tag.out)


def written():
    made = custom("(Tensor(a!) x, Tensor y) -> ()", lambda x, y: None if x.add_(y) is None else None, ["x"])
    x = torch.zeros(2)
    before = x._version
    made(x, ONE)
    return [x.tolist(), x._version > before]


def stale():
    made = custom("(Tensor(a!) x) -> ()", lambda x: None if x.mul_(2) is None else None, ["x"])
    x = leaf()
    y = x * 1
    z = y * y
    with torch.no_grad():
        made(y)
    z.sum().backward()


def autocasted():
    made = cast_op()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return [str(made(ONE, 2).dtype), str(made(ONE.double(), 2).dtype)]


def twice(text):
    here = lib()
    here.define(text)
    here.define(text)


def fake_of(made):
    return list(made(torch.empty(2, 3, device="meta")).shape)


def with_fake():
    made = custom("(Tensor x) -> Tensor", two)
    made.register_fake(lambda x: x.new_empty(x.shape[1], x.shape[0]))
    return made


def with_ctx():
    made = custom("(Tensor x) -> Tensor", two)
    made.register_fake(lambda x: torch.library.get_ctx().new_dynamic_size())
    return made


def check(made, *args, test):
    return opcheck(made, args, test_utils=test)


def mutating():
    return op("(Tensor x) -> Tensor", lambda x: x.mul_(2).clone())


def aliasing():
    return op("(Tensor x) -> Tensor", lambda x: x)


def viewing():
    return op("(Tensor x) -> Tensor", lambda x: x[:1])


def wrong_fake():
    made = op("(Tensor x) -> Tensor", two)
    register_fake(made.default, lambda x: x.new_empty(1))
    return made


def wrong_key():
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            return grad * 2

    return op("(Tensor x) -> Tensor", Double.apply)


def overridden():
    here = lib("IMPL", "aten")
    original = get_kernel("aten::frac", "CPU")
    here.impl("frac", lambda keys, x: original.call_boxed(keys, x) + 1 if x[0] > 0 else torch.zeros_like(x), "CPU",
              with_keyset=True)
    found = [torch.frac(torch.tensor([1.5])).tolist(), torch.frac(torch.tensor([-1.5])).tolist()]
    here._destroy()
    return found + [torch.frac(torch.tensor([1.5])).tolist()]


def per_key(key):
    made = op("(Tensor x) -> Tensor", two)
    lib().impl(made.default, lambda x: x * 5, key)
    return made(ONE).tolist()


def no_formula():
    made = custom("(Tensor x) -> Tensor", two)
    made(leaf()).sum().backward()


def vmapped(made, *args, in_dims=0):
    return torch.vmap(made, in_dims=in_dims)(*args).tolist()


SCENES = {
    # A library
    "kind": lambda: Library("gold", "NEW"),
    "reserved": lambda: Library("prim", "DEF"),
    "repr": lambda: str(Library("gold", "IMPL", "CPU")),
    "second DEF": lambda: Library("aten", "DEF"),
    "unknown key": lambda: Library("gold", "IMPL", "Nowhere"),
    "destroyed": lambda: (here := lib(), here._destroy(), here.define("late(Tensor x) -> Tensor")),
    "destroyed impl": lambda: (here := lib(), here._destroy(), here.impl("late", two, "CPU")),
    # Schemas
    "define gives": lambda: [lib().define("named(Tensor x) -> Tensor"), lib().define("named.over(Tensor x, int n) -> Tensor")],
    "no schema": lambda: lib().define("what"),
    "no return": lambda: lib().define("bad(Tensor x)"),
    "unknown type": lambda: lib().define("bad(Tensr x) -> Tensor"),
    "unclosed": lambda: lib().define("bad(Tensor x -> Tensor"),
    "twice": lambda: twice("double(Tensor x) -> Tensor"),
    "define in IMPL": lambda: lib("IMPL").define("bad(Tensor x) -> Tensor"),
    "alias analysis": lambda: lib().define("bad(Tensor x) -> Tensor", "PURE_FUNCTION"),
    "other namespace": lambda: lib().define("other::bad(Tensor x) -> Tensor"),
    "own namespace": lambda: lib().define("gold::good(Tensor x) -> Tensor"),
    "out without": lambda: op("(Tensor x) -> Tensor", tags=torch.Tag.out),
    "out by position": lambda: op("(Tensor x, Tensor(a!) out) -> Tensor(a!)", tags=torch.Tag.out),
    "out list": lambda: op("(Tensor x, *, Tensor(a!)[] out) -> Tensor", tags=torch.Tag.out),
    "out returns nothing": lambda: op("(Tensor x, *, Tensor(a!) out) -> ()", tags=torch.Tag.out),
    "out returns new": lambda: op("(Tensor x, *, Tensor(a!) out) -> Tensor", tags=torch.Tag.out),
    "out returns other": lambda: op("(Tensor x, *, Tensor(a!) out) -> Tensor(b!)", tags=torch.Tag.out),
    "inplace without arguments": lambda: op("() -> Tensor", tags=torch.Tag.inplace),
    "inplace reads": lambda: op("(Tensor x) -> Tensor", tags=torch.Tag.inplace),
    "inplace list": lambda: op("(Tensor(a!)[] x) -> Tensor", tags=torch.Tag.inplace),
    "inplace returns nothing": lambda: op("(Tensor(a!) x) -> ()", tags=torch.Tag.inplace),
    "inplace returns int": lambda: op("(Tensor(a!) x) -> int", tags=torch.Tag.inplace),
    "inplace returns new": lambda: op("(Tensor(a!) x) -> Tensor", tags=torch.Tag.inplace),
    "inplace returns other": lambda: op("(Tensor(a!) x) -> Tensor(b!)", tags=torch.Tag.inplace),
    "inplace more": lambda: op("(Tensor(a!) x, Tensor(b!) y) -> Tensor(a!)", tags=torch.Tag.inplace),
    # Kernels
    "impl of no function": lambda: lib().impl("f", 3, "CPU"),
    "impl of no name": lambda: lib().impl(3, two, "CPU"),
    "impl at no key": lambda: lib().impl("f", two, "Nowhere"),
    "impl again": lambda: (made := op("(Tensor x) -> Tensor", two),
                           lib().impl(made.default, two, "CPU", allow_override=False))[0],
    "meta of undefined": lambda: lib().impl("undefined", two, "Meta"),
    "meta of composite": lambda: lib("IMPL", "aten").impl("softmax.int", two, "Meta"),
    "fallback elsewhere": lambda: lib("IMPL").fallback(two, "CPU"),
    "fallback without key": lambda: lib("IMPL", "_").fallback(two),
    "fallthrough": torch.library.fallthrough_kernel,
    "no kernel": lambda: str(op("(Tensor x) -> Tensor")(ONE)),
    "undefined attribute": lambda: register_autograd("gold::undefined", two),
    "undefined overload": lambda: (op("(Tensor x) -> Tensor"), register_vmap("aten::add.Nothing", two))[0],
    "values": lambda: op("(Tensor x, float s=2.0) -> Tensor", lambda x, s=2.0: x * s)(ONE).tolist(),
    "given": lambda: op("(Tensor x, float s=2.0) -> Tensor", lambda x, s=2.0: x * s)(ONE, 3).tolist(),
    "named": lambda: op("(Tensor x, *, int n) -> Tensor", lambda x, n: x * n)(ONE, n=4).tolist(),
    "several": lambda: [each.tolist() for each in op("(Tensor x) -> (Tensor, Tensor)", lambda x: (x, x + 1))(ONE)],
    "list of tensors": lambda: [each.tolist() for each in op("(Tensor[] x) -> Tensor[]", lambda x: [x[1], x[0]])([ONE, ONE + 1])],
    "numbers": lambda: op("(Tensor x) -> (int, float, bool)", lambda x: (1, 2.5, True))(ONE),
    "nothing": lambda: op("(Tensor x) -> ()", lambda x: None)(ONE),
    "optional": lambda: op("(Tensor x, Tensor? y=None) -> Tensor", lambda x, y=None: x if y is None else y)(ONE).tolist(),
    "ints": lambda: op("(Tensor x, int[] n, bool b, str s) -> Tensor", lambda x, n, b, s: x * sum(n) if b and s == "a" else x)(ONE, [1, 2], True, "a").tolist(),
    "composite gradient": lambda: grads(op("(Tensor x) -> Tensor", lambda x: x * x, "CompositeImplicitAutograd"), leaf()),
    "at CPU": lambda: per_key("CPU"),
    "at AutogradCPU": lambda: per_key("AutogradCPU"),
    "returns a number": lambda: op("(Tensor x) -> Tensor", lambda x: 3)(ONE),
    "returns a text": lambda: op("(Tensor x) -> Tensor", lambda x: "a")(ONE),
    "returns something": lambda: op("(Tensor x) -> ()", lambda x: x)(ONE),
    "overridden": overridden,
    "get_kernel of nothing": lambda: get_kernel("gold::undefined", "CPU"),
    "get_kernel of a number": lambda: get_kernel(3, "CPU"),
    "get_kernel at no key": lambda: get_kernel("aten::sin", "Nowhere"),
    # Functions of the module
    "define without namespace": lambda: define("f", "(Tensor x) -> Tensor"),
    "define with a name": lambda: define("gold::f", "f(Tensor x) -> Tensor"),
    "define of a number": lambda: define(3, "(Tensor x) -> Tensor"),
    "impl for devices": lambda: (define("gold::by_device", "(Tensor x) -> Tensor"), impl("gold::by_device", "cpu", two),
                                 torch.ops.gold.by_device(ONE).tolist())[2],
    "impl for a device": lambda: impl("gold::by_device", "cpu:0", two),
    "impl for nothing": lambda: impl("gold::by_device", "nowhere", two),
    "register of a number": lambda: register_kernel(3, "cpu", two),
    "register_fake again": lambda: (made := op("(Tensor x) -> Tensor", two), lib().impl(made.default, two, "Meta"),
                                    register_fake(made.default, two, allow_override=False))[0],
    "register_fake of composite": lambda: (made := op("(Tensor x) -> Tensor", two, "CompositeImplicitAutograd"),
                                           register_fake(made.default, two))[0],
    "register_fake of undefined": lambda: register_fake("gold::undefined", two),
    "impl_abstract": lambda: (made := op("(Tensor x) -> Tensor", two),
                              impl_abstract(made.default, lambda x: x.new_empty(x.shape[1], x.shape[0])),
                              fake_of(made))[2],
    "register_autograd of writing": lambda: register_autograd(op("(Tensor(a!) x) -> Tensor").default, two),
    "register_autograd of named": lambda: register_autograd(op("(Tensor x, *, Tensor y) -> Tensor").default, two),
    "register_vmap of named": lambda: register_vmap(op("(Tensor x, *, Tensor y) -> Tensor").default, two),
    "register_autocast nowhere": lambda: register_autocast(op("(Tensor x) -> Tensor").default, "meta", torch.float16),
    # Custom operators
    "custom": lambda: custom("(Tensor x) -> Tensor", two)(ONE).tolist(),
    "custom repr": lambda: str(custom_op("gold::shown", two, mutates_args=(), schema="(Tensor x) -> Tensor")),
    "custom mutates": lambda: custom("(Tensor(a!) x) -> ()", two),
    "custom does not mutate": lambda: custom("(Tensor x) -> Tensor", two, ["x"]),
    "custom named tensor": lambda: custom("(Tensor x, *, Tensor y) -> Tensor", two),
    "custom schema": lambda: custom("(Tensor x)", two),
    "custom replaced": lambda: [custom_op("gold::again", fn, mutates_args=(), schema="(Tensor x) -> Tensor")(ONE).tolist()
                                for fn in (two, lambda x: x * 3)],
    "custom for cpu": lambda: custom("(Tensor x) -> Tensor", two, device_types="cpu")(ONE).tolist(),
    "custom aliases": lambda: custom("(Tensor x) -> Tensor", lambda x: x)(ONE),
    "custom view": lambda: custom("(Tensor x) -> Tensor", lambda x: x[:1])(ONE),
    "custom results alias": lambda: custom("(Tensor x) -> (Tensor, Tensor)", lambda x: (y := x * 2, y))(ONE),
    "custom list aliases": lambda: custom("(Tensor[] x) -> Tensor", lambda x: x[0])([ONE]),
    "custom allowed view": lambda: custom("(Tensor(a) x) -> Tensor(a)", lambda x: x[:1])(ONE).tolist(),
    "in place": lambda: in_place(lambda x: x.mul_(2))(torch.ones(2)).tolist(),
    "in place returns new": lambda: in_place(two)(torch.ones(2)),
    "out": lambda: out_form(lambda x, out: out.copy_(x * 2))(ONE, out=torch.zeros(2)).tolist(),
    "out returns another": lambda: out_form(lambda x, out: x * 2)(ONE, out=torch.zeros(2)),
    "out with gradients": lambda: out_form(lambda x, out: out.copy_(x * 2))(leaf(), out=torch.zeros(2)),
    "out with a formula": lambda: out_form(lambda x, out: out).register_autograd(two),
    "writes": written,
    "backward finds out": stale,
    "without tensors": lambda: custom("(int n) -> Tensor", lambda n: torch.ones(n), device_types="cpu"),
    "factory": lambda: factory()(2, torch.device("cpu")).tolist(),
    "factory elsewhere": lambda: factory()(2, torch.device("meta")),
    # Tensors without data
    "fake": lambda: fake_of(with_fake()),
    "no fake": lambda: fake_of(custom("(Tensor x) -> Tensor", two)),
    "fake in place": lambda: fake_of(in_place(two)),
    "get_ctx": torch.library.get_ctx,
    "get_ctx inside": lambda: fake_of(with_ctx()),
    # Gradients
    "gradient": lambda: grads(squared(), leaf()),
    "gradient of lists": lambda: grads(lambda a, b: summed()([a, b], 2.0), leaf(), leaf()),
    "gradient of named": lambda: grads(lambda x: keyword()(x, val=3.0), leaf()),
    "gradient of several": lambda: grads(split(), leaf()),
    "gradient of a list": lambda: grads(many(), leaf()),
    "grad_fn": lambda: type(squared()(leaf()).grad_fn).__name__[:24],
    "no gradient": lambda: squared()(ONE).requires_grad,
    "no formula": no_formula,
    "too few gradients": lambda: grads(with_gradients(1), leaf(), leaf()),
    "too many gradients": lambda: grads(with_gradients(3), leaf(), leaf()),
    "formula of writing": lambda: custom("(Tensor(a!) x) -> ()", two, ["x"]).register_autograd(two),
    "formula of nothing": lambda: custom("(Tensor x) -> ()", two).register_autograd(two),
    "transformed": lambda: torch.func.grad(lambda x: squared()(x).sum())(ONE).tolist(),
    # Batches
    "vmap": lambda: vmapped(multiplied(), torch.ones(3, 2), torch.arange(6.0).reshape(2, 3), in_dims=(0, 1)),
    "vmap of one": lambda: vmapped(multiplied(), torch.ones(3, 2), ONE, in_dims=(0, None)),
    "vmap of all": lambda: vmapped(batched(), torch.ones(3, 2), torch.ones(3, 2)),
    "vmap without a rule": lambda: vmapped(custom("(Tensor x) -> Tensor", two), torch.ones(3, 2)),
    "vmap of one value": lambda: vmapped((made := custom("(Tensor x) -> Tensor", two), made.register_vmap(lambda info, dims, x: x))[0],
                                         torch.ones(3, 2)),
    # Autocast
    "autocast": autocasted,
    "autocast off": lambda: str(cast_op()(ONE, 2).dtype),
    "autocast nowhere": lambda: custom("(Tensor x) -> Tensor", two).register_autocast("meta", torch.float16),
    # opcheck
    "opcheck": lambda: check(squared(), leaf(), test=("test_schema", "test_autograd_registration")),
    "opcheck finds writing": lambda: check(mutating(), ONE.clone(), test="test_schema"),
    "opcheck finds inputs": lambda: check(aliasing(), ONE, test="test_schema"),
    "opcheck finds views": lambda: check(viewing(), ONE, test="test_schema"),
    "opcheck finds the key": lambda: check(wrong_key(), leaf(), test="test_autograd_registration"),
    "opcheck finds the shape": lambda: check(wrong_fake(), ONE, test="test_faketensor"),
    "opcheck finds no fake": lambda: check(custom("(Tensor x) -> Tensor", two), ONE, test="test_faketensor"),
    "opcheck of a number": lambda: opcheck(3, ()),
    "opcheck of overloads": lambda: opcheck(torch.ops.aten.t_copy, (ONE,)),
    "opcheck of no test": lambda: opcheck(squared(), (ONE,), test_utils="test_nothing"),
    "opcheck rtol alone": lambda: opcheck(squared(), (ONE,), rtol=0.1),
}


def outcome(scene):
    try:
        return repr(scene())
    except Exception as error:
        text = next((line for line in str(error).splitlines() if line), "")
        # Numbers of operators and lines go on counting; modules have paths.
        text = re.sub(r"\bop\d+\b", "op#", text)
        text = re.sub(r"\(with implementation in .*?\): ", "(with implementation in ...): ", text)
        text = re.sub(r"block at [^ )]+:\d+", "block at ...", text)
        text = re.sub(r"\(/[^)]*\.py:\d+\)", "(...)", text)
        text = re.sub(r"registered at [^ ]+\.py:\d+", "registered at ...", text)
        return [type(error).__name__, text]


print(json.dumps({name: outcome(scene) for name, scene in SCENES.items()}, indent=0))
