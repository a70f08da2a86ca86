"""The suite `ops`: PyTorch's table of operators, torch.testing._internal.common_methods_invocations.op_db.

Forms: function (with gradients and second gradients by autograd.grad, and the printed text), method (with gradients by
backward), inplace, out (a buffer to be resized, a strided one, one of a wrong dtype), alias, keywords and method
keywords (everything by name), error (error_inputs). What Python itself refuses is an expectation as well: the error.
`call` has {path} or {method} to say what is called, null where a table on the other side knows (suites/counterparts.mjs),
and {args, kwargs}, {cotangents, cotangents2} for gradients, {out} for out=.
"""

import dataclasses
import functools
import inspect
import itertools
import math

import torch
from encode import Unencodable, error_of, name_of
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.opinfo.core import _getattr_qual

DTYPES = "float32 float64 int64 bool bfloat16 complex64 float16".split()
ERRORS = "errors"
SEED = 1234


FUNCTIONS = {}
MAKERS = {
    torch.nn.PairwiseDistance: lambda module: {"p": module.norm, "eps": module.eps, "keepdim": module.keepdim},
}
if hasattr(torch.nn, "LinearCrossEntropyOptions"):  # not in the older PyTorch of the window
    MAKERS[torch.nn.LinearCrossEntropyOptions] = lambda options: {
        f.name: getattr(options, f.name) for f in dataclasses.fields(options) if f.init}


def entries(options):
    chosen = options.get("dtype") or f"float32,{ERRORS}"
    device = options.get("device", "cpu")
    for dtype in [*DTYPES, ERRORS] if chosen == "all" else chosen.split(","):
        for op in op_db:
            name = op.full_name
            if dtype == ERRORS:
                if op.error_inputs_func is not None:
                    yield name, dtype, functools.partial(fill_errors, op, options)
            elif getattr(torch, dtype) in op.supported_dtypes(device):
                yield name, dtype, functools.partial(fill, op, getattr(torch, dtype), options)


def public_path(op):
    """Where a user finds the function, or None for a lambda of the table."""
    function = op.op
    if isinstance(function, (torch._ops.OpOverload, torch._ops.OpOverloadPacket)):
        return f"ops.{function}"
    try:
        return op.name if _getattr_qual(torch, op.name) is function else None
    except AttributeError:
        return None


def whole_floats_as_ints(value):
    """JavaScript has one kind of number: 2.0 is 2 there, and an int to PyTorch. So Python is asked about the int as well."""
    if type(value) is float and math.isfinite(value) and value == int(value):
        return int(value)
    if type(value) in (list, tuple):
        return type(value)(whole_floats_as_ints(item) for item in value)
    if type(value) is dict:
        return {key: whole_floats_as_ints(item) for key, item in value.items()}
    return value


def tensors_in(value):
    """The tensors of nested arguments or results, in order; the other side's order is the same."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item)


def leaves_in(value):
    found = []
    for tensor in tensors_in(value):
        if tensor.requires_grad and not any(tensor is other for other in found):
            found.append(tensor)
    return found


def copied(value, memo=None):
    """Arguments again, over memory of their own, with the same strides, offsets and identities."""
    memo = {} if memo is None else memo
    if isinstance(value, torch.Tensor):
        if id(value) not in memo:
            if value.layout != torch.strided or value.device.type == "meta":
                made = value.detach().clone()
            else:
                made = torch.empty(0, dtype=value.dtype, device=value.device)
                storage = value.detach().untyped_storage()
                if storage._cdata not in memo:
                    memo[storage._cdata] = storage, storage.clone()
                made.set_(memo[storage._cdata][1], value.storage_offset(), value.shape, value.stride())
                if value.is_conj():
                    made = made.conj()
                if value.is_neg():
                    made = torch._neg_view(made)
            memo[id(value)] = made.requires_grad_(value.requires_grad)
        return memo[id(value)]
    if type(value) in (list, tuple):
        return type(value)(copied(item, memo) for item in value)
    if isinstance(value, dict):
        return {key: copied(item, memo) for key, item in value.items()}
    return value


def cotangents_of(outputs, seed):
    """What autograd is asked with: one random tensor for each output that has a gradient, of the output's layout."""
    state = torch.Generator().manual_seed(seed)
    return [cotangent_of(o.detach(), state) for o in outputs]


def cotangent_of(output, state):
    if output.layout == torch.strided:
        return torch.randn(output.shape, dtype=output.dtype, generator=state).to(output.device)
    coo = output.layout == torch.sparse_coo
    values = output._values() if coo else output.values()
    values = torch.randn(values.shape, dtype=values.dtype, generator=state).to(output.device)
    if coo:
        return torch.sparse_coo_tensor(output._indices(), values, output.shape, is_coalesced=output.is_coalesced())
    rows = output.layout in (torch.sparse_csr, torch.sparse_bsr)
    at = (output.crow_indices(), output.col_indices()) if rows else (output.ccol_indices(), output.row_indices())
    return torch.sparse_compressed_tensor(*at, values, output.shape, layout=output.layout)


def with_gradients(outputs):
    return [o for o in tensors_in(outputs) if o.requires_grad]


def attempt(lot, expect, aspect, make):
    """Runs `make` and writes its answer, or its error, as what is expected of `aspect`; gives whether there was no error."""
    try:
        value = make()
    except Unencodable:
        raise
    except Exception as error:
        expect[aspect] = error_of(error)
        return None, False
    expect[aspect] = lot.tree(value, data=False)
    return value, True


class Case:
    """One sample of an entry, in every form in which Python can be asked."""

    def __init__(self, lot, op, dtype, sample):
        self.lot, self.op, self.dtype = lot, op, dtype
        args, kwargs = (sample.input, *sample.args), dict(sample.kwargs)
        if any(t.requires_grad and (t._is_view() or not t.is_leaf) for t in tensors_in([args, kwargs])):
            # A view that was taken without a graph: gradients reach it only as a leaf.
            args, kwargs = copied((args, kwargs))
        whole = whole_floats_as_ints(args), whole_floats_as_ints(kwargs)
        self.args, self.kwargs = whole if self.works(op.op, *whole) else (args, kwargs)
        lot.forget()

    def works(self, function, args, kwargs):
        try:
            with torch.no_grad():
                function(*copied(args), **copied(kwargs))
            return True
        except Exception:
            return False

    def call(self, **more):
        return {**more, "args": [self.lot.tree(a) for a in self.args], "kwargs": self.lot.tree(self.kwargs)}

    def send(self, form, call, expect):
        self.lot.sample(form, call, expect, seed=SEED)

    def function(self, gradgrad):
        lot, call, expect = self.lot, self.call(path=public_path(self.op)), {}
        torch.manual_seed(SEED)
        result, ok = attempt(lot, expect, "result", lambda: self.op.op(*self.args, **self.kwargs))
        if ok:
            expect["text"] = [str(t) for t in tensors_in(result)]
            self.gradients(call, expect, result, gradgrad)
        self.send("function", call, expect)
        return result if ok else None

    def gradients(self, call, expect, result, gradgrad):
        lot, leaves, outputs = self.lot, leaves_in([self.args, self.kwargs]), with_gradients(result)
        if not leaves or not outputs:
            return
        cotangents = cotangents_of(outputs, 1)
        call["cotangents"] = [lot.tree(c) for c in cotangents]
        first, ok = attempt(lot, expect, "grad", lambda: list(torch.autograd.grad(
            outputs, leaves, cotangents, allow_unused=True, create_graph=gradgrad)))
        outputs2 = [g for g in first if g is not None and g.requires_grad] if ok and gradgrad else []
        if not outputs2:
            return
        cotangents2 = cotangents_of(outputs2, 2)
        call["cotangents2"] = [lot.tree(c) for c in cotangents2]
        attempt(lot, expect, "grad2", lambda: list(torch.autograd.grad(outputs2, leaves, cotangents2, allow_unused=True)))

    def backward(self, call, expect, result, leaves):
        """Gradients as a program gets them: by backward, in .grad."""
        outputs = with_gradients(result)
        if not leaves or not outputs:
            return
        cotangents = cotangents_of(outputs, 3)
        call["cotangents"] = [self.lot.tree(c) for c in cotangents]

        def run():
            torch.autograd.backward(outputs, cotangents)
            return [leaf.grad for leaf in leaves]

        attempt(self.lot, expect, "grad", run)

    def method(self, form, function, name, gradients):
        """The first argument's method of this name."""
        if function is None or not isinstance(self.args[0], torch.Tensor):
            return
        lot, call, expect = self.lot, self.call(method=name), {}
        args, kwargs = copied((self.args, self.kwargs))
        torch.manual_seed(SEED)
        result, ok = attempt(lot, expect, "result", lambda: function(*args, **kwargs))
        if ok and gradients:
            self.backward(call, expect, result, leaves_in([args, kwargs]))
        self.send(form, call, expect)

    def inplace(self, form, function, name, gradients):
        if function is None or not isinstance(self.args[0], torch.Tensor):
            return
        lot, call, expect = self.lot, self.call(method=name), {}
        args, kwargs = copied((self.args, self.kwargs))
        leaves = leaves_in([args, kwargs])
        # A leaf cannot be written to: what is written to is a copy of it.
        written = args[0].clone()
        torch.manual_seed(SEED)
        result, ok = attempt(lot, expect, "result", lambda: function(written, *args[1:], **kwargs))
        if ok:
            expect["same"] = result is written
            if gradients:
                self.backward(call, expect, result, leaves)
        expect["input"] = lot.tree(written, data=False)
        self.send(form, call, expect)

    def out(self, result, first):
        tensors = [result] if isinstance(result, torch.Tensor) else result
        if not isinstance(tensors, (tuple, list)) or not all(
            isinstance(t, torch.Tensor) and t.layout == torch.strided for t in tensors):
            return
        ways = [("out", lambda t: torch.empty(0, dtype=t.dtype, device=t.device)), ("out strided", strided_buffer)]
        if first:
            ways.append(("out of another dtype", lambda t: torch.zeros(
                t.shape, dtype=torch.int32 if t.dtype != torch.int32 else torch.bool, device=t.device)))
        for form, way in ways:
            if form in self.lot.skip:
                continue
            buffers = [way(t.detach()) for t in tensors]
            single = isinstance(result, torch.Tensor)
            call, expect = self.call(path=public_path(self.op)), {}
            args, kwargs = copied((self.args, self.kwargs))
            args, kwargs = detached(args), detached(kwargs)
            given = buffers[0] if single else tuple(buffers)
            call["out"] = self.lot.tree(given)
            torch.manual_seed(SEED)
            got, ok = attempt(self.lot, expect, "result", lambda: self.op.op(*args, **kwargs, out=given))
            if ok:
                expect["same"] = all(a is b for a, b in zip(tensors_in(got), buffers))
            self.send(form, call, expect)

    def keywords(self, names):
        if names is None or len(names) < len(self.args):
            return
        kwargs = {**dict(zip(names, self.args)), **self.kwargs}
        call, expect = {"path": self.op.name, "args": [], "kwargs": self.lot.tree(kwargs)}, {}
        torch.manual_seed(SEED)
        attempt(self.lot, expect, "result", lambda: named_function(self.op)(**copied(kwargs)))
        self.send("keywords", call, expect)

    def method_keywords(self, function, name, names):
        """The method with all its arguments by name, where Python's takes them so."""
        if not name or names is None or len(self.args) < 2 or not isinstance(self.args[0], torch.Tensor):
            return
        kwargs = {**dict(zip(names[1:], self.args[1:])), **self.kwargs}
        if not self.works(function, self.args[:1], kwargs):
            return
        lot, expect = self.lot, {}
        call = {"method": name, "args": [lot.tree(self.args[0])], "kwargs": lot.tree(kwargs)}
        args, kwargs = copied((self.args[:1], kwargs))
        torch.manual_seed(SEED)
        attempt(lot, expect, "result", lambda: function(*args, **kwargs))
        self.send("method keywords", call, expect)

    def alias(self, alias):
        call, expect = self.call(path=alias.name.removeprefix("torch.")), {}
        torch.manual_seed(SEED)
        attempt(self.lot, expect, "result", lambda: alias.op(*copied(self.args), **copied(self.kwargs)))
        self.send("alias", call, expect)


def detached(value):
    if isinstance(value, torch.Tensor):
        return value.detach()
    if type(value) in (list, tuple):
        return type(value)(detached(item) for item in value)
    if isinstance(value, dict):
        return {key: detached(item) for key, item in value.items()}
    return value


def strided_buffer(tensor):
    """Memory of the right shape, with its dimensions in the opposite order and a gap between elements."""
    shape = list(tensor.shape)
    made = torch.ones([*reversed(shape), 2], dtype=tensor.dtype, device=tensor.device)[..., 0]
    return made.permute(*reversed(range(len(shape)))) if shape else made


def named_function(op):
    """The function that bears the entry's name: the entry's own, or the one that its lambda calls."""
    try:
        function = _getattr_qual(torch, op.name)
    except AttributeError:
        return None
    return function if callable(function) else None


@functools.cache
def parameter_names(function, name):
    """The lists of names by which a function may take its arguments: its own, or those of its operator's schemas."""
    try:
        parameters = inspect.signature(function).parameters.values()
        if any(p.kind == p.VAR_POSITIONAL for p in parameters):
            return []
        return [[p.name for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD]]
    except (TypeError, ValueError):
        pass
    found = []
    for aten in (name.replace("nn.functional.", ""), name.replace(".", "_"), name):
        for schema in torch._C._jit_get_schemas_for_operator(f"aten::{aten}"):
            names = [a.name for a in schema.arguments if not a.kwarg_only and not a.is_out]
            if names and names[0] == "self":
                names[0] = "input"
            if names not in found:
                found.append(names)
    return found


class Keywords:
    """Finds out by which names Python's function takes everything; tried once for each number of positions."""

    def __init__(self, op):
        self.op, self.known = op, {}

    def names(self, case):
        kinds = tuple(type(a).__name__ for a in case.args)
        if kinds not in self.known:
            function = named_function(self.op)
            candidates = parameter_names(function, self.op.name) if function else []
            self.known[kinds] = next(
                (names for names in candidates if len(names) >= len(case.args) and case.works(
                    function, (), {**dict(zip(names, case.args)), **case.kwargs})), None)
        return self.known[kinds]


def variant(op, attribute):
    """A method of the table: the function, and its name where it is Tensor's own."""
    function = getattr(op, attribute)
    name = getattr(function, "__name__", "")
    return function, name if function is getattr(torch.Tensor, name, None) else None


def small_one(samples):
    """The first sample that shows something and is small, for a file that is committed."""
    def size(sample):
        return sum(t.numel() for t in tensors_in([sample.input, sample.args, sample.kwargs]))

    few = list(itertools.islice(samples, 24))
    fitting = [s for s in few if 1 <= size(s) <= 48]
    return fitting[:1] or sorted(few, key=lambda s: (size(s) == 0, size(s)))[:1]


def fill(op, dtype, options, lot):
    device = options.get("device", "cpu")
    differentiable = op.supports_autograd and dtype in op.supported_backward_dtypes(device)
    # The larger sets mix dtypes, of which some have no gradients.
    samples = op.reference_inputs(device, dtype) if options.get("reference") else op.sample_inputs(
        device, dtype, requires_grad=differentiable)
    if options.get("snapshot"):
        samples = small_one(samples)
    fill_samples(op, dtype, itertools.islice(samples, options.get("samples")), differentiable, lot)


def fill_samples(op, dtype, samples, differentiable, lot):
    keywords = Keywords(op)
    for number, sample in enumerate(samples):
        try:
            case = Case(lot, op, dtype, sample)
            result = case.function(differentiable and op.supports_gradgrad)
            case.method("method", *variant(op, "method_variant"), True)
            case.inplace("inplace", *variant(op, "inplace_variant"), op.supports_inplace_autograd)
            if op.supports_out and result is not None:
                case.out(result, number == 0)
            case.keywords(keywords.names(case))
            case.method_keywords(*variant(op, "method_variant"), keywords.names(case))
            for alias in op.aliases:
                case.alias(alias)
                case.method("alias", alias.method_variant, alias.name, False)
                case.inplace("alias", alias.inplace_variant, alias.name + "_", False)
        except Unencodable as error:
            lot.failed("samples", str(error))


def fill_errors(op, options, lot):
    for error_input in itertools.islice(op.error_inputs(options.get("device", "cpu")), 2 if options.get("snapshot") else None):
        send_error(op, error_input.sample_input, lot)


def send_error(op, sample, lot):
    try:
        case = Case.__new__(Case)
        case.lot, case.op, case.dtype = lot, op, None
        case.args, case.kwargs = (sample.input, *sample.args), dict(sample.kwargs)
        lot.forget()
        call, expect = case.call(path=public_path(op)), {}
        torch.manual_seed(SEED)
        args, kwargs = copied((case.args, case.kwargs))
        attempt(lot, expect, "result", lambda: op.op(*args, **kwargs))
        case.send("error", call, expect)
    except Unencodable as error:
        lot.failed("error", str(error))
