// The names of the parameters in torch.distributions against PyTorch's (scripts/golden/distribution_names.py).
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { distributions } from 'nodetorch';
import { expect, test } from 'vitest';
import { parseSignature } from '../../dist/arguments/text.js';
import answers from '../golden/distribution_names.json' with { type: 'json' };

const classes = answers.classes as unknown as Record<string, [bases: string[], methods: Record<string, string[]>]>;
const functions = answers.functions as Record<string, string[]>;

/** Every signature of lib/distributions, from Class.method to the names of its parameters. */
const ours = new Map<string, string[]>();
const generated = readFileSync(new URL('../../lib/generated/signatures/distributions.ts', import.meta.url), 'utf8');
for (const [, text] of generated.matchAll(/^ {2}("(?:[^"\\]|\\.)*"): \{$/gm)) {
  const { name, parameters } = parseSignature(JSON.parse(text!) as string);
  ours.set(name, parameters.map(({ name: each, required, keywordOnly, variadic }) =>
    `${variadic ? '*' : keywordOnly ? '*, ' : ''}${each}${required || variadic ? '' : '='}`));
}

/** What a method is read by, in the class itself or in the nearest that it extends. */
const nearest = (names: readonly string[], method: string): string[] | undefined =>
  names.map((name) => ours.get(`${name}.${method}`)).find((found) => found !== undefined);

test('constructors and functions have the parameters of PyTorch\'s', () => {
  const constructors = Object.entries(classes).filter(([name]) => ours.has(name));
  expect(constructors.length).toBeGreaterThan(50);
  for (const [name, [bases, methods]] of constructors) {
    const own = [name, ...bases].map((each) => (each === name ? methods : classes[each]![1])['__init__'])
      .find((found) => found !== undefined);
    expect([name, ours.get(name)]).toEqual([name, own]);
  }
  for (const [name, parameters] of Object.entries(functions)) {
    if (ours.has(name)) expect([name, ours.get(name)]).toEqual([name, parameters]);
  }
});

test('so have methods, which a class may name in its own way', () => {
  let compared = 0;
  for (const [name, [bases, methods]] of Object.entries(classes)) {
    for (const [method, parameters] of Object.entries(methods)) {
      const found = nearest([name, ...bases], method);
      if (method === '__init__' || found === undefined) continue;
      compared++;
      expect([`${name}.${method}`, found]).toEqual([`${name}.${method}`, parameters]);
    }
  }
  expect(compared).toBeGreaterThan(150);
});

test('they are called by those names, and by no others', () => {
  const { Categorical, HalfCauchy, HalfNormal, MixtureSameFamily, Normal } = distributions;
  const mixture = new MixtureSameFamily(new Categorical(torch.ones(2)), new Normal(torch.zeros(2), torch.ones(2)));
  const x = torch.tensor(0.25);
  expect(mixture.log_prob({ x }).item()).toBe(mixture.log_prob(x).item());
  expect(mixture.cdf({ x }).item()).toBe(mixture.cdf(x).item());
  expect(() => mixture.log_prob({ value: x })).toThrow(
    "MixtureSameFamily.log_prob() got an unexpected keyword argument 'value'");
  for (const each of [new HalfNormal(1), new HalfCauchy(1)]) {
    expect(each.icdf({ prob: x }).item()).toBe(each.icdf(x).item());
    expect(() => each.icdf({ value: x })).toThrow("icdf() got an unexpected keyword argument 'value'");
  }
});
