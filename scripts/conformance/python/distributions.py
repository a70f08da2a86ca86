"""The suite `distributions`: every class of torch.distributions with several sets of arguments, all pairs of
kl_divergence, all transforms and constraints.

Forms: distribution (what an object says of itself, samples and their gradients, densities and theirs at samples and at
values inside, at the edges and outside of the support, moments, expand; everything once with validation and once
without), invalid (what constructors refuse), kl, transform, constraint.
`call` has what makes the objects: {"$dist"|"$transform"|"$constraint": name, "args": {...}} anywhere in a tree, which
`made` turns into objects on both sides. Each aspect begins with the same seed. Errors are compared to the last letter: they are values, ["error", class, text].
"""

import functools

import torch
from distribution_cases import CASES, CONSTRAINTS, DTYPES, INVALID, KL, TRANSFORMS, UTILS, Maker
from encode import Unencodable
from ops import SEED, tensors_in
from torch import distributions

POINTS = [0.0, 1.0, 0.5, -1.0, 2.5, 3.0, float("nan"), float("inf"), float("-inf"), 1e-30, 1e30]
LEVELS = [0.0, 0.1, 0.5, 0.9, 1.0, float("nan"), -0.5]
MOMENTS = ["mean", "mode", "variance", "stddev"]


def entries(options):
    chosen = "float32" if options.get("snapshot") else options.get("dtype")
    for dtype in DTYPES if chosen in (None, "all") else chosen.split(","):
        make = Maker(getattr(torch, dtype))
        for name, cases in CASES.items():
            yield name, dtype, functools.partial(fill, name, cases, make, options)
        for name in KL:
            yield f"kl.{name}", dtype, functools.partial(fill_kl, name, make, options)
        for name, cases in TRANSFORMS.items():
            yield name, dtype, functools.partial(fill_transforms, name, cases, make)
        for name, cases in CONSTRAINTS.items():
            yield f"constraints.{name}", dtype, functools.partial(fill_constraints, name, cases, make)
        for name, cases in UTILS.items():
            yield f"utils.{name}", dtype, functools.partial(fill_utils, name, cases, make)
        for name, cases in INVALID.items():
            yield name, f"{dtype} errors", functools.partial(fill_invalid, name, cases, make)


def made(value):
    """The objects that a tree stands for."""
    if isinstance(value, dict):
        for kind, home in (("$dist", distributions), ("$transform", distributions.transforms),
                           ("$constraint", distributions.constraints)):
            if kind in value:
                found = getattr(home, value[kind])
                if "args" not in value:
                    return found
                return found(**{key: made(item) for key, item in value["args"].items()})
        return {key: made(item) for key, item in value.items()}
    if isinstance(value, list):
        return [made(item) for item in value]
    return value


def tried(run):
    """What comes out, or the error as a value."""
    try:
        return run()
    except Exception as error:
        return ["error", type(error).__name__, str(error)]


def weights(shape, dtype):
    count = 1
    for n in shape:
        count *= n
    return torch.linspace(0.5, 1.5, count, dtype=dtype).reshape(shape)


def with_gradients(run, leaves):
    """A tensor, and the gradients of what it came from."""
    def both():
        out = run()
        if not isinstance(out, torch.Tensor) or not out.requires_grad:
            return [out, None]
        return [out, list(torch.autograd.grad(out, leaves, weights(out.shape, out.dtype), allow_unused=True))]

    return tried(both)


def leaf(value):
    return value.detach().clone().requires_grad_() if value.is_floating_point() else value


class Case:
    """One set of arguments; what is asked is asked of a new object each time."""

    def __init__(self, lot, spec):
        lot.forget()
        self.lot, self.spec, self.expect = lot, spec, {}
        self.leaves = [t for t in tensors_in(spec) if t.requires_grad]

    def put(self, aspect, run):
        torch.manual_seed(SEED)
        self.expect[aspect] = self.lot.tree(run(), data=False)

    def send(self, form, **more):
        tree = self.lot.tree
        self.lot.sample(form, {"spec": tree(self.spec), **{key: tree(value) for key, value in more.items()}}, self.expect,
                        seed=SEED)


def about(d):
    return [
        repr(d), d.batch_shape, d.event_shape, d.has_rsample, d.has_enumerate_support,
        tried(lambda: repr(d.support)), tried(lambda: [[key, repr(value)] for key, value in d.arg_constraints.items()]),
        tried(lambda: d.support.is_discrete), tried(lambda: d.support.event_dim),
    ]


def run_distribution(lot, name, args):
    case = Case(lot, {"$dist": name, "args": args})

    def new():
        return made(case.spec)

    def grad(run):
        return with_gradients(run, case.leaves)

    case.put("about", lambda: tried(lambda: about(new())))
    case.put("samples", lambda: [tried(lambda: new().sample()), tried(lambda: new().sample((3,))),
                                 tried(lambda: new().sample(torch.Size([2, 1])))])
    case.put("rsamples", lambda: [grad(lambda: new().rsample()), grad(lambda: new().rsample((3,)))])
    case.put("moments", lambda: [grad(lambda: getattr(new(), moment)) for moment in MOMENTS])
    case.put("entropy", lambda: [grad(lambda: new().entropy()), grad(lambda: new().perplexity())])
    case.put("support", lambda: [tried(lambda: new().enumerate_support()), tried(lambda: new().enumerate_support(False))])
    torch.manual_seed(SEED)
    value = tried(lambda: leaf(new().sample((3,))))

    def densities(of):
        return [with_gradients(lambda: new().log_prob(of), case.leaves + ([of] if of.requires_grad else [])),
                with_gradients(lambda: new().cdf(of), case.leaves + ([of] if of.requires_grad else []))]

    case.put("densities", lambda: densities(value) if isinstance(value, torch.Tensor) else value)

    def at(point, **more):
        def run(method):
            d = made({"$dist": name, "args": {**args, **more}})
            dtype = value.dtype if isinstance(value, torch.Tensor) and value.is_floating_point() else torch.get_default_dtype()
            return getattr(d, method)(torch.full(d.event_shape, point, dtype=dtype))

        return [tried(lambda: run("log_prob")), tried(lambda: run("cdf"))]

    case.put("points", lambda: [at(point) for point in POINTS])
    case.put("unchecked", lambda: [at(point, validate_args=False) for point in POINTS])
    case.put("levels", lambda: [tried(lambda: new().icdf(torch.tensor(level))) for level in LEVELS] + [
        tried(lambda: new().icdf(torch.tensor([[0.25], [0.75]], dtype=torch.float64)))])

    def shapes():
        d = new()
        wrong = [torch.zeros(5), torch.zeros(7, 5, 4), torch.zeros(()), torch.zeros((4, *d.batch_shape, *d.event_shape)),
                 torch.zeros((*d.batch_shape, 1, *d.event_shape)), torch.ones(d.event_shape, dtype=torch.int64)]
        return [[tried(lambda: d.log_prob(each)), tried(lambda: d.cdf(each))] for each in wrong]

    case.put("shapes", lambda: tried(shapes))

    def expanded():
        d = new()
        e = d.expand((2, *d.batch_shape))
        return [about(e), tried(lambda: e.sample((2,))), tried(lambda: e.rsample()),
                tried(lambda: e.log_prob(value[0].detach())), tried(lambda: e.mean), tried(lambda: e.variance),
                tried(lambda: e.entropy()), tried(lambda: about(e.expand((3, 2, *d.batch_shape)))),
                tried(lambda: repr(d.expand((*d.batch_shape, 7))))]

    case.put("expanded", lambda: tried(expanded))

    def used():
        d = new()
        for moment in MOMENTS:
            tried(lambda: getattr(d, moment))
        for lazy in ("probs", "logits", "covariance_matrix", "precision_matrix", "scale_tril"):
            tried(lambda: getattr(d, lazy))
        tried(lambda: d.entropy())
        return [repr(d), *[tried(lambda: getattr(d, lazy)) for lazy in (
            "probs", "logits", "covariance_matrix", "precision_matrix", "scale_tril") if hasattr(d, lazy)]]

    case.put("used", lambda: tried(used))
    case.send("distribution")


def fill(name, cases, make, options, lot):
    for number, args in enumerate(cases(make)):
        # In the snapshot the case with batches.
        if options.get("snapshot") and number != 1:
            continue
        sent(lot, "distribution", lambda: run_distribution(lot, name, args))


def fill_invalid(name, cases, make, lot):
    for args in cases(make):
        def run():
            case = Case(lot, {"$dist": name, "args": args})
            case.put("made", lambda: tried(lambda: repr(made(case.spec))))
            case.send("invalid")

        sent(lot, "invalid", run)


def fill_kl(name, make, options, lot):
    # In the snapshot one object of each class, and pairs that have a formula.
    snapshot = options.get("snapshot")
    most = 1 if snapshot else None
    for p in KL[name](make)[:most]:
        for other, qs in KL.items():
            classes = getattr(distributions, name), getattr(distributions, other)
            if snapshot and name != other and distributions.kl._dispatch_kl(*classes) is NotImplemented:
                continue
            for q in qs(make)[:most]:
                def run():
                    case = Case(lot, [{"$dist": name, "args": p}, {"$dist": other, "args": q}])

                    def divergence():
                        return distributions.kl_divergence(*made(case.spec))

                    case.put("kl", lambda: with_gradients(divergence, case.leaves))
                    case.send("kl")

                sent(lot, "kl", run)


def run_transform(lot, name, args, given, others):
    case = Case(lot, {"$transform": name, "args": args})
    x = given.requires_grad_() if given.is_floating_point() else given

    def new(**more):
        return made({"$transform": name, "args": {**args, **more}})

    def described(t):
        return [repr(t), tried(lambda: repr(t.domain)), tried(lambda: repr(t.codomain)), tried(lambda: t.event_dim),
                tried(lambda: t.bijective), tried(lambda: t.sign), tried(lambda: t.domain.event_dim),
                tried(lambda: t.codomain.event_dim)]

    case.put("about", lambda: [described(new()), described(new().inv), new().inv.inv is not None])
    leaves = case.leaves + [x]
    case.put("forward", lambda: with_gradients(lambda: new()(x), leaves))
    y = tried(lambda: new()(x.detach()))
    if isinstance(y, torch.Tensor):
        y = y.detach().clone()
        case.put("inverse", lambda: with_gradients(lambda: new().inv(y), case.leaves))
        case.put("jacobian", lambda: [with_gradients(lambda: new().log_abs_det_jacobian(x, y), leaves),
                                      with_gradients(lambda: new().inv.log_abs_det_jacobian(y, x), leaves)])
        case.put("shapes", lambda: [tried(lambda: torch.Size(run(shape))) for shape in (x.shape, y.shape, (), (2,), (4, 3), (3, 3))
                                    for run in (new().forward_shape, new().inverse_shape)])

        def cached():
            t = new(cache_size=1)
            first = t(x)
            return [t(x) is first, t.inv(first) is x, t.with_cache(1) is t, t.with_cache(0)._cache_size,
                    new().with_cache()._cache_size, t.inv.with_cache(0)._cache_size, repr(t)]

        case.put("cached", lambda: tried(cached))
    case.put("equal", lambda: [tried(lambda: new() == new()), tried(lambda: new().inv == new().inv),
                               tried(lambda: new() != new())] + [tried(lambda: new() == made(other)) for other in others])
    case.put("refused", lambda: [tried(lambda: new(cache_size=2)), tried(lambda: new()(torch.zeros(())))])
    case.send("transform", x=x, others=others)


def fill_transforms(name, cases, make, lot):
    others = [{"$transform": other, "args": args} for other, args in (
        ("ExpTransform", {}), ("SigmoidTransform", {}), ("AffineTransform", {"loc": 0.5, "scale": 2.0}))]
    for args, x in cases(make):
        sent(lot, "transform", lambda: run_transform(lot, name, args, x, others))


def run_constraint(lot, name, args, values):
    case = Case(lot, {"$constraint": name, **({} if args is None else {"args": args})})

    def new():
        return made(case.spec)

    case.put("about", lambda: [repr(new()), tried(lambda: new().is_discrete), tried(lambda: new().event_dim),
                               distributions.constraints.is_dependent(new())])
    case.put("checks", lambda: [tried(lambda: new().check(value)) for value in values])

    def registered(registry):
        t = registry(new())
        return [repr(t), [tried(lambda: t(value)) for value in values], [
            tried(lambda: new().check(t(value))) for value in values]]

    case.put("registries", lambda: [tried(lambda: registered(registry)) for registry in (
        distributions.biject_to, distributions.transform_to)])
    case.send("constraint", values=values)


def fill_constraints(name, cases, make, lot):
    for args, values in cases(make):
        sent(lot, "constraint", lambda: run_constraint(lot, name, args, values))


def fill_utils(name, cases, make, lot):
    for args in cases(make):
        def run():
            case = Case(lot, args)
            case.put("result", lambda: tried(lambda: getattr(distributions.utils, name)(*case.spec)))
            case.send("utils", name=name)

        sent(lot, "utils", run)


def sent(lot, form, send):
    try:
        send()
    except Unencodable as error:
        lot.failed(form, str(error))
