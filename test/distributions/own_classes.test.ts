// Distributions, transforms, constraints and divergences of a program's own.

import * as torch from 'nodetorch';
import { distributions, type Tensor } from 'nodetorch';
import { expect, test } from 'vitest';

const {
  constraints, Distribution, Normal, register_kl, kl_divergence, Transform, biject_to, transform_to,
} = distributions;

/** What a program warns of while it runs, by kind. */
async function warnings(body: () => void): Promise<string[]> {
  const found: string[] = [];
  const listen = (warning: Error): void => void found.push(`${warning.name}: ${warning.message}`);
  process.on('warning', listen);
  body();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  return found;
}

class Triangle extends Distribution {
  static override readonly arg_constraints = { width: constraints.positive };
  static override readonly support = constraints.dependent_property({ is_discrete: false, event_dim: 0 });
  static override readonly has_rsample = true;
  declare width: Tensor;

  constructor(width: Tensor, validate_args: boolean | null = null) {
    super();
    this.width = width;
    this._init(width.shape, torch.Size(), validate_args);
  }
  override get support() {
    return constraints.interval(0, this.width);
  }
  override get variance(): Tensor {
    return this.width.square().div(18);
  }
  protected override _rsample(sample_shape: torch.Size): Tensor {
    return torch.rand(this._extended_shape(sample_shape)).sqrt().mul(this.width);
  }
  protected override _log_prob(value: Tensor): Tensor {
    if (this._validate_args) this._validate_sample(value);
    return value.mul(2).div(this.width.square()).log();
  }
}

test('a class of its own is checked, shown and sampled as those of the library', () => {
  const width = torch.tensor([1, 2], { requires_grad: true });
  const d = new Triangle(width);
  expect(String(d)).toBe('Triangle(width: torch.Size([2]))');
  expect([d.has_rsample, d.has_enumerate_support, distributions.constraints.is_dependent(Triangle.support)])
    .toEqual([true, false, true]);
  expect(d.sample([3]).requires_grad).toBe(false);
  expect(d.rsample({ sample_shape: [3] }).requires_grad).toBe(true);
  expect(d.stddev.detach().tolist()).toEqual(d.variance.sqrt().detach().tolist());
  expect(() => d.log_prob(torch.tensor([0.5, 3]))).toThrow('Expected value argument (Tensor of shape (2,)) to be within ' +
    'the support (Interval(lower_bound=0.0, upper_bound=tensor([1., 2.], requires_grad=True))) of the distribution ' +
    'Triangle(width: torch.Size([2])), but found invalid values:\ntensor([0.5000, 3.0000])');
  expect(d.log_prob({ value: torch.tensor([0.5, 1]) }).shape).toEqual([2]);
  expect(() => new Triangle(torch.tensor(-1))).toThrow('Expected parameter width (Tensor of shape ()) of distribution ' +
    'Triangle(width: -1.0) to satisfy the constraint GreaterThan(lower_bound=0.0), but found invalid values:\n-1.0');
  expect(String(new Triangle(torch.tensor(-1.5), false))).toBe('Triangle(width: -1.5)');
});

test('what a class does not have is refused in words of PyTorch', async () => {
  const d = new Triangle(torch.tensor(1));
  const names = ['cdf', 'icdf'] as const;
  for (const name of names) expect(() => d[name](torch.tensor(0.5))).toThrow(torch.NotImplementedError);
  expect(() => d.mode).toThrow("<class '__main__.Triangle'> does not implement mode");
  expect(() => d.entropy()).toThrow(torch.NotImplementedError);
  expect(() => d.perplexity()).toThrow(torch.NotImplementedError);
  expect(() => d.enumerate_support()).toThrow(torch.NotImplementedError);
  expect(() => d.expand([2])).toThrow(torch.NotImplementedError);
  expect(() => d.log_prob(0.5 as never)).toThrow('The value argument to log_prob must be a Tensor');
  class Bare extends Distribution {
    constructor() {
      super();
      this._init();
    }
  }
  expect(await warnings(() => void new Bare())).toEqual([
    "UserWarning: <class '__main__.Bare'> does not define `arg_constraints`. Please set `arg_constraints = {}` or " +
    'initialize the distribution with `validate_args=False` to turn off validation.']);
  expect(await warnings(() => void d.sample_n(2)))
    .toEqual(['FutureWarning: `sample_n(n)` will be deprecated. Use `sample((n,))` instead.']);
});

test('validation may be off for all that is made later, and holds for what said otherwise', () => {
  const before = new Normal(0, 1);
  const told = new Normal(0, 1, { validate_args: true });
  Distribution.set_default_validate_args(false);
  try {
    expect(String(new Normal(0, -1))).toBe('Normal(loc: 0.0, scale: -1.0)');
    expect(before.log_prob(torch.tensor(NaN)).isnan().item()).toBe(true);
    expect(() => told.log_prob(torch.tensor(NaN))).toThrow(torch.ValueError);
  } finally {
    Distribution.set_default_validate_args(true);
  }
  expect(() => before.log_prob(torch.tensor(NaN))).toThrow(torch.ValueError);
  expect(() => Distribution.set_default_validate_args('yes' as never)).toThrow(torch.ValueError);
});

test('a subclass expands to itself, and one with a constructor of its own has to say how', () => {
  class Same extends Normal {
    twice(): Tensor {
      return this.loc.mul(2);
    }
  }
  const wide = new Same(torch.tensor(1.5), 1, { validate_args: false }).expand([2]);
  expect(wide).toBeInstanceOf(Same);
  expect([wide.twice().tolist(), wide._validate_args, String(wide)])
    .toEqual([[3, 3], false, 'Same(loc: torch.Size([2]), scale: torch.Size([2]))']);
  class Standard extends Normal {
    constructor() {
      super(0, 1);
    }
  }
  expect(() => new Standard().expand([2])).toThrow('Subclass Standard of Normal that defines a custom __init__ method ' +
    'must also define a custom .expand() method.');
});

test('divergences go to the most special pair, and say where two are', async () => {
  class Base extends Normal {}
  class Derived extends Base {}
  const [base, derived] = [new Base(0, 1), new Derived(0, 1)];
  expect(kl_divergence(base, derived).item()).toBe(0);
  register_kl(Base, Base)(() => torch.tensor(1));
  expect(kl_divergence(derived, base).item()).toBe(1);
  register_kl(Base, Derived)(() => torch.tensor(2));
  register_kl(Derived, Base)(() => torch.tensor(3));
  expect([kl_divergence(base, base), kl_divergence(base, derived)].map((kl) => kl.item())).toEqual([1, 2]);
  expect(await warnings(() => expect(kl_divergence(derived, derived).item()).toBe(3))).toEqual(
    ['RuntimeWarning: Ambiguous kl_divergence(Derived, Derived). Please register_kl(Derived, Derived)']);
  register_kl(Derived, Derived)(() => torch.tensor(4));
  expect(kl_divergence({ p: derived, q: derived }).item()).toBe(4);
  expect(() => kl_divergence(base, new Triangle(torch.tensor(1))))
    .toThrow('No KL(p || q) is implemented for p type Base and q type Triangle');
  expect(() => register_kl(Number as never, Base)).toThrow('Expected type_p to be a Distribution subclass but got');
});

test('registries take constraints of a program, by class, object or as a decorator', () => {
  class _Even extends constraints.Constraint {
    override check(value: Tensor): Tensor {
      return value.remainder(2).eq(0);
    }
  }
  const even = new _Even();
  expect([String(even), even.is_discrete, even.event_dim]).toEqual(['Even()', false, 0]);
  expect(() => biject_to(even)).toThrow('Cannot transform _Even constraints');
  const doubled = (): distributions.Transform => new distributions.AffineTransform(0, 2);
  expect(biject_to.register(even, doubled)).toBe(doubled);
  expect(transform_to.register(_Even)(doubled)).toBe(doubled);
  expect(transform_to(even)(torch.tensor(1.5)).item()).toBe(3);
  expect(() => biject_to.register(3 as never, doubled))
    .toThrow('Expected constraint to be either a Constraint subclass or instance, but got 3');
});

class Cube extends Transform {
  static override readonly domain = constraints.real;
  static override readonly codomain = constraints.real;
  static override readonly bijective = true;
  override _call(x: Tensor): Tensor {
    return x.pow(3);
  }
  override _inverse(y: Tensor): Tensor {
    return y.sign().mul(y.abs().pow(1 / 3));
  }
}

test('a transform of its own is called, inverted and cached', () => {
  const x = torch.tensor([1, -2]);
  const cube = new Cube();
  expect([String(cube), String(cube.inv), cube.inv.inv === cube, cube.event_dim])
    .toEqual(['Cube()', '_InverseTransform(Cube())', true, 0]);
  expect(cube(x).tolist()).toEqual([1, -8]);
  expect(cube.inv(cube(x))).not.toBe(x);
  const cached = cube.with_cache();
  expect(cached.inv(cached(x))).toBe(x);
  expect(cached).toBeInstanceOf(Cube);
  expect([cube.equals(new Cube()), cube.equals(cube)]).toEqual([false, true]);
  expect(() => cube.sign).toThrow(torch.NotImplementedError);
  expect(() => cube.log_abs_det_jacobian(x, x)).toThrow(torch.NotImplementedError);
  expect(() => new Cube({ cache_size: 2 })).toThrow('cache_size must be 0 or 1');
  class Scaled extends Cube {
    constructor(readonly by: number) {
      super();
    }
  }
  expect(() => new Scaled(2).with_cache()).toThrow("<class '__main__.Scaled'>.with_cache is not implemented");
});

test('lazy properties are computed once, with gradients, and may be set before', () => {
  let count = 0;
  class Lazy {
    declare value: Tensor;
    static {
      distributions.utils.lazy_property(this, 'value', () => {
        count++;
        return torch.ones(1, { requires_grad: true }).mul(2);
      });
    }
  }
  const lazy = new Lazy();
  const [first, again] = torch.no_grad(() => [lazy.value, lazy.value]);
  expect([first === again, first.requires_grad, count, Object.hasOwn(lazy, 'value')]).toEqual([true, true, 1, true]);
  const set = new Lazy();
  set.value = torch.zeros(1);
  expect([set.value.item(), count]).toEqual([0, 1]);
});

test('loops of samples and densities leave nothing behind', () => {
  const d = new Normal(torch.zeros(1000), torch.ones(1000));
  const c = new distributions.Categorical({ probs: torch.ones(10) });
  torch.collect(true);
  const { live_tensors } = torch.memory_stats();
  for (let i = 0; i < 500; i++) {
    d.log_prob(d.sample());
    c.log_prob(c.sample());
  }
  torch.collect(true);
  expect(torch.memory_stats().live_tensors - live_tensors).toBeLessThan(20);
});
