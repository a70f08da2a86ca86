// The suite `distributions`, see python/distributions.py: classes, divergences, transforms and constraints.

import * as torch from '../../../dist/index.js';

const { distributions } = torch;
const homes = { $dist: distributions, $transform: distributions.transforms, $constraint: distributions.constraints };
const points = [0, 1, 0.5, -1, 2.5, 3, NaN, Infinity, -Infinity, 1e-30, 1e30];
const levels = [0, 0.1, 0.5, 0.9, 1, NaN, -0.5];
const seed = 1234;
const moments = ['mean', 'mode', 'variance', 'stddev'];
const lazies = ['probs', 'logits', 'covariance_matrix', 'precision_matrix', 'scale_tril'];

function made(value) {
  if (Array.isArray(value)) return value.map(made);
  if (value === null || typeof value !== 'object' || value instanceof torch.Tensor) return value;
  const kind = Object.keys(homes).find((name) => name in value);
  const each = (object) => Object.fromEntries(Object.entries(object).map(([key, item]) => [key, made(item)]));
  if (kind === undefined) return each(value);
  const found = homes[kind][value[kind]];
  if (value.args === undefined) return found;
  return new found(...(Object.keys(value.args).length === 0 ? [] : [each(value.args)]));
}

function tried(run) {
  try {
    return run();
  } catch (error) {
    return ['error', error.name, error.message];
  }
}

function weights(shape, dtype) {
  return torch.linspace(0.5, 1.5, shape.reduce((product, n) => product * n, 1), { dtype }).reshape(shape);
}

function withGradients(run, leaves) {
  return tried(() => {
    const out = run();
    if (!(out instanceof torch.Tensor) || !out.requires_grad) return [out, null];
    return [out, torch.autograd.grad(out, leaves, weights(out.shape, out.dtype), { allow_unused: true })];
  });
}

const leaf = (value) => (value.is_floating_point() ? value.detach().clone().requires_grad_() : value);

const leavesIn = (spec) => {
  if (spec instanceof torch.Tensor) return spec.requires_grad ? [spec] : [];
  if (Array.isArray(spec)) return spec.flatMap(leavesIn);
  return spec !== null && typeof spec === 'object' ? Object.values(spec).flatMap(leavesIn) : [];
};

function about(d) {
  return [
    String(d), d.batch_shape, d.event_shape, d.has_rsample, d.has_enumerate_support, tried(() => String(d.support)),
    tried(() => Object.entries(d.arg_constraints).map(([key, value]) => [key, String(value)])),
    tried(() => d.support.is_discrete), tried(() => d.support.event_dim),
  ];
}

function* distribution({ spec }) {
  const leaves = leavesIn(spec);
  const make = () => made(spec);
  const grad = (run) => withGradients(run, leaves);
  yield ['about', () => tried(() => about(make()))];
  yield ['samples', () => [tried(() => make().sample()), tried(() => make().sample([3])),
    tried(() => make().sample({ sample_shape: torch.Size([2, 1]) }))]];
  yield ['rsamples', () => [grad(() => make().rsample()), grad(() => make().rsample([3]))]];
  yield ['moments', () => moments.map((moment) => grad(() => make()[moment]))];
  yield ['entropy', () => [grad(() => make().entropy()), grad(() => make().perplexity())]];
  yield ['support', () => [tried(() => make().enumerate_support()), tried(() => make().enumerate_support(false))]];
  torch.manual_seed(seed);
  const value = tried(() => leaf(make().sample([3])));
  const isTensor = value instanceof torch.Tensor;
  yield ['densities', () => {
    if (!isTensor) return value;
    const all = value.requires_grad ? [...leaves, value] : leaves;
    return [withGradients(() => make().log_prob(value), all), withGradients(() => make().cdf(value), all)];
  }];
  const at = (point, more) => {
    const run = (method) => {
      const d = made({ ...spec, args: { ...spec.args, ...more } });
      const dtype = isTensor && value.is_floating_point() ? value.dtype : torch.get_default_dtype();
      return d[method](torch.full(d.event_shape, point, { dtype }));
    };
    return [tried(() => run('log_prob')), tried(() => run('cdf'))];
  };
  yield ['points', () => points.map((point) => at(point, {}))];
  yield ['unchecked', () => points.map((point) => at(point, { validate_args: false }))];
  yield ['levels', () => [...levels.map((level) => tried(() => make().icdf(torch.tensor(level)))),
    tried(() => make().icdf(torch.tensor([[0.25], [0.75]], { dtype: torch.float64 })))]];
  yield ['shapes', () => tried(() => {
    const d = make();
    const { batch_shape, event_shape } = d;
    const wrong = [
      torch.zeros(5), torch.zeros(7, 5, 4), torch.zeros([]), torch.zeros([4, ...batch_shape, ...event_shape]),
      torch.zeros([...batch_shape, 1, ...event_shape]), torch.ones(event_shape, { dtype: torch.int64 }),
    ];
    return wrong.map((each) => [tried(() => d.log_prob(each)), tried(() => d.cdf(each))]);
  })];
  yield ['expanded', () => tried(() => {
    const d = make();
    const e = d.expand([2, ...d.batch_shape]);
    return [
      about(e), tried(() => e.sample([2])), tried(() => e.rsample()), tried(() => e.log_prob(value.index(0).detach())),
      tried(() => e.mean), tried(() => e.variance), tried(() => e.entropy()),
      tried(() => about(e.expand([3, 2, ...d.batch_shape]))), tried(() => String(d.expand([...d.batch_shape, 7]))),
    ];
  })];
  yield ['used', () => tried(() => {
    const d = make();
    for (const name of [...moments, ...lazies]) tried(() => d[name]);
    tried(() => d.entropy());
    const known = lazies.filter((name) => tried(() => d[name]) !== undefined);
    return [String(d), ...known.map((name) => tried(() => d[name]))];
  })];
}

function described(t) {
  return [String(t), tried(() => String(t.domain)), tried(() => String(t.codomain)), tried(() => t.event_dim),
    tried(() => t.bijective), tried(() => t.sign), tried(() => t.domain.event_dim), tried(() => t.codomain.event_dim)];
}

function* transform({ spec, x, others }) {
  const ofArguments = leavesIn(spec);
  const make = (more = {}) => made({ ...spec, args: { ...spec.args, ...more } });
  yield ['about', () => [described(make()), described(make().inv), make().inv.inv !== null]];
  const leaves = [...ofArguments, x];
  yield ['forward', () => withGradients(() => make()(x), leaves)];
  const output = tried(() => make()(x.detach()));
  if (output instanceof torch.Tensor) {
    const y = output.detach().clone();
    yield ['inverse', () => withGradients(() => make().inv(y), ofArguments)];
    yield ['jacobian', () => [withGradients(() => make().log_abs_det_jacobian(x, y), leaves),
      withGradients(() => make().inv.log_abs_det_jacobian(y, x), leaves)]];
    yield ['shapes', () => [x.shape, y.shape, [], [2], [4, 3], [3, 3]].flatMap((shape) =>
      ['forward_shape', 'inverse_shape'].map((name) => tried(() => make()[name](shape))))];
    yield ['cached', () => tried(() => {
      const t = make({ cache_size: 1 });
      const first = t(x);
      return [t(x) === first, t.inv(first) === x, t.with_cache(1) === t, t.with_cache(0)._cache_size,
        make().with_cache()._cache_size, t.inv.with_cache(0)._cache_size, String(t)];
    })];
  }
  yield ['equal', () => [tried(() => make().equals(make())), tried(() => make().inv.equals(make().inv)),
    tried(() => !make().equals(make())), ...others.map((other) => tried(() => make().equals(made(other))))]];
  yield ['refused', () => [tried(() => make({ cache_size: 2 })), tried(() => make()(torch.zeros([])))]];
}

function* constraint({ spec, values }) {
  const make = () => made(spec);
  yield ['about', () => [String(make()), tried(() => make().is_discrete), tried(() => make().event_dim),
    distributions.constraints.is_dependent(make())]];
  yield ['checks', () => values.map((value) => tried(() => make().check(value)))];
  yield ['registries', () => ['biject_to', 'transform_to'].map((name) => tried(() => {
    const t = distributions[name](make());
    return [String(t), values.map((value) => tried(() => t(value))),
      values.map((value) => tried(() => make().check(t(value))))];
  }))];
}

const forms = {
  distribution, transform, constraint,
  *invalid({ spec }) {
    yield ['made', () => tried(() => String(made(spec)))];
  },
  *kl({ spec }) {
    yield ['kl', () => withGradients(() => distributions.kl_divergence(...made(spec)), leavesIn(spec))];
  },
  *utils({ spec, name }) {
    yield ['result', () => tried(() => distributions.utils[name](...spec))];
  },
};

/** See replay.mjs. */
export function* perform(call, { form }) {
  for (const [aspect, run] of forms[form](call)) {
    yield [aspect, () => {
      torch.manual_seed(seed);
      return run();
    }];
  }
}
