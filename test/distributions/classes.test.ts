import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { distributions, type Tensor } from 'nodetorch';
import { expect, test } from 'vitest';

type Distribution = distributions.Distribution;
/** What scripts/golden/distributions.py writes for a tensor, and for a distribution. */
type TensorSpec = { tensor: unknown; dtype: 'float32' | 'float64'; grad: boolean };
type Spec = { class: string; args: unknown[]; named: Record<string, unknown> };
type Told = { shape: number[]; dtype: string; data: (number | string | boolean)[] };
type Golden = {
  cases: [spec: Spec, answers: Record<string, unknown>][];
  errors: [given: [spec: Spec, method: string | null, ...args: unknown[]], answer: unknown][];
};

const file = new URL('../golden/distributions.json', import.meta.url);
const { cases, errors } = JSON.parse(readFileSync(file, 'utf8')) as Golden;

/** Numbers, where JSON has texts for those that it does not know. */
function numbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbers);
  if (typeof value !== 'string') return Number(value);
  return value === 'nan' ? NaN : value === 'inf' ? Infinity : -Infinity;
}

function built(spec: unknown, leaves: Tensor[]): unknown {
  if (Array.isArray(spec)) return spec.map((each) => built(each, leaves));
  if (spec === 'nan') return NaN;
  if (typeof spec !== 'object' || spec === null) return spec;
  if ('class' in spec) return made(spec as Spec, leaves);
  const { tensor, dtype, grad } = spec as TensorSpec;
  const value = torch.tensor(numbers(tensor) as number[], { dtype: torch[dtype] });
  if (grad) leaves.push(value.requires_grad_());
  return value;
}

function made(spec: Spec, leaves: Tensor[] = []): Distribution {
  const named = Object.fromEntries(Object.entries(spec.named).map(([name, each]) => [name, built(each, leaves)]));
  const args = spec.args.map((each) => built(each, leaves));
  const Class = distributions[spec.class as 'Normal'] as unknown as new (...args: unknown[]) => Distribution;
  return new Class(...args, ...(Object.keys(named).length > 0 ? [named] : []));
}

/** Kernels round alike up to these; what is drawn by rejection is drawn the same. */
function expectTensor(actual: Tensor, wanted: Told): void {
  expect([...actual.shape]).toEqual(wanted.shape);
  expect(String(actual.dtype)).toBe(wanted.dtype);
  const data = numbers(wanted.data) as number[];
  const expected = torch.tensor(data, { dtype: torch.float64 }).reshape(wanted.shape);
  const tolerance = wanted.dtype === 'torch.float64' ? { rtol: 1e-7, atol: 1e-9 } : { rtol: 2e-5, atol: 1e-5 };
  const close = torch.allclose(actual.detach().to(torch.float64), expected, { ...tolerance, equal_nan: true });
  if (!close) expect(actual.flatten().tolist()).toEqual(data);
}

function expectAnswer(ask: () => unknown, wanted: unknown): void {
  if (typeof wanted === 'object' && wanted !== null && 'error' in wanted) {
    let caught: unknown;
    try {
      ask();
    } catch (error) {
      caught = error;
    }
    const { name, message } = (caught ?? {}) as Error;
    expect({ error: name, text: message }).toEqual(wanted);
    return;
  }
  const value = ask();
  if (Array.isArray(wanted) && !(value instanceof torch.Size)) {
    const list = value as (Tensor | null)[];
    expect(list).toHaveLength(wanted.length);
    for (const [i, each] of (wanted as (Told | null)[]).entries()) {
      if (each === null) expect(list[i]).toBeNull();
      else expectTensor(list[i]!, each);
    }
  } else if (torch.is_tensor(value)) {
    expectTensor(value, wanted as Told);
  } else {
    expect(value instanceof torch.Size ? [...value] : value).toEqual(wanted);
  }
}

function gradients(spec: Spec, ask: (made: Distribution) => Tensor): (Tensor | null)[] {
  const leaves: Tensor[] = [];
  const one = made(spec, leaves);
  torch.manual_seed(7);
  const value = ask(one);
  const weights = torch.arange(value.numel(), { dtype: torch.float64 }).add(1).cos().to(value.dtype).view(value.shape);
  return torch.autograd.grad(value.mul(weights).sum(), leaves, { allow_unused: true }) as (Tensor | null)[];
}

/** The questions, each of an object that has answered those before it. */
function questions(spec: Spec): Record<string, () => unknown> {
  const one = made(spec);
  torch.manual_seed(3);
  const value = one.sample([2]).detach();
  const expanded = one.expand([2, ...one.batch_shape]);
  const inside = torch.full(one.batch_shape, 0.375, { dtype: value.dtype });
  return {
    'text': () => one.toString(),
    'batch_shape': () => one.batch_shape,
    'event_shape': () => one.event_shape,
    'has_rsample': () => one.has_rsample,
    'has_enumerate_support': () => one.has_enumerate_support,
    'support': () => one.support.toString().split('\n')[0],
    'sample': () => value,
    'expanded': () => expanded.toString(),
    'expanded sample': () => {
      torch.manual_seed(4);
      return expanded.sample();
    },
    'log_prob': () => one.log_prob(value),
    'expanded log_prob': () => expanded.log_prob(value),
    'cdf': () => one.cdf(value),
    'icdf': () => one.icdf(inside),
    'values': () => one.enumerate_support(),
    'values, not expanded': () => one.enumerate_support({ expand: false }),
    'mean': () => one.mean,
    'mode': () => one.mode,
    'variance': () => one.variance,
    'stddev': () => one.stddev,
    'entropy': () => one.entropy(),
    'perplexity': () => one.perplexity(),
    'log_prob gradients': () => gradients(spec, (each) => each.log_prob(value)),
    'rsample gradients': () => gradients(spec, (each) => each.rsample([2])),
  };
}

test.each(cases.map((one, i) => [`${i} ${one[0].class}`, ...one] as const))('%s', (_, spec, answers) => {
  const asked = questions(spec);
  expect(Object.keys(asked)).toEqual(expect.arrayContaining(Object.keys(answers)));
  for (const name of Object.keys(answers)) {
    try {
      expectAnswer(asked[name]!, answers[name]);
    } catch (error) {
      (error as Error).message = `${name}: ${(error as Error).message}`;
      throw error;
    }
  }
});

const refusals = errors.map((one, i) => [`${i} ${one[0][0].class} ${one[0][1] ?? ''}`, ...one] as const);
test.each(refusals)('%s is refused, or not, as in PyTorch', (_, [spec, method, ...args], answer) => {
  expectAnswer(() => {
    const one = made(spec);
    if (method === null) return one.toString();
    const call = one[method as 'log_prob'] as (...args: unknown[]) => unknown;
    return call.apply(one, args.map((each) => built(each, [])));
  }, answer);
});
