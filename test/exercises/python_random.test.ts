import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as random from '../../exercises/python_random.ts';
import { Random, type Seed } from '../../exercises/python_random.ts';

type Call = [name: string, ...args: unknown[]];
interface Golden {
  calls: Call[];
  cases: { seed: string; answers: unknown[]; after_5000: number }[];
}

const root = new URL('../../', import.meta.url);
const committed = readFileSync(new URL('test/golden/python_random.json', root), 'utf8');

function seedOf(text: string): Seed {
  return text.startsWith('text:') ? text.slice('text:'.length) : BigInt(text);
}

function answer(generator: Random, [name, ...args]: Call): unknown {
  const copies = structuredClone(args);
  const method = generator[name as keyof Random] as (...a: unknown[]) => unknown;
  const result = method.apply(generator, copies);
  return name === 'shuffle' ? copies[0] : result;
}

function compare(golden: Golden): void {
  for (const { seed, answers, after_5000 } of golden.cases) {
    const generator = new Random(seedOf(seed));
    golden.calls.forEach((call, i) => {
      const ours = answer(generator, call);
      const where = `seed ${seed}, call ${i}: ${call[0]}`;
      if (call[0] === 'gauss') {
        // log, sin and cos come from V8 here and from the C library there: they may differ in the last digits.
        expect(Math.abs((ours as number) - (answers[i] as number)), where).toBeLessThan(1e-13);
      } else {
        expect(ours, where).toEqual(answers[i]);
      }
    });
    for (let i = 0; i < 5000; i++) generator.random();
    expect(generator.random(), `seed ${seed} after 5000`).toBe(after_5000);
  }
}

describe("Python's random", () => {
  test('gives the committed answers of Python', () => {
    compare(JSON.parse(committed) as Golden);
  });

  const python = spawnSync('python3', ['scripts/golden/python_random.py'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  test.skipIf(python.status !== 0)('gives the answers of the python3 on this machine', () => {
    compare(JSON.parse(python.stdout) as Golden);
  });

  test('a number, a bigint and its negative seed alike; the functions share one generator', () => {
    const first = (seed: Seed): number => new Random(seed).random();
    expect(first(42)).toBe(first(42n));
    expect(first(-42)).toBe(first(42n));
    expect(first('42')).not.toBe(first(42));
    random.seed(7);
    const own = new Random(7);
    expect([random.random(), random.randint(1, 6), random.uniform(2, 3)]).toEqual([
      own.random(),
      own.randint(1, 6),
      own.uniform(2, 3),
    ]);
    expect([random.getrandbits(9), random.randrange(9), random.choice('xyz'), random.sample('abc', 2)]).toEqual([
      own.getrandbits(9),
      own.randrange(9),
      own.choice('xyz'),
      own.sample('abc', 2),
    ]);
    const [a, b] = [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ];
    random.shuffle(a);
    own.shuffle(b);
    expect(a).toEqual(b);
    expect(random.gauss()).toBe(own.gauss());
  });

  test('without a seed two generators differ', () => {
    expect(new Random().random()).not.toBe(new Random().random());
  });

  test('seed() forgets the spare number of gauss()', () => {
    const generator = new Random(1);
    const first = generator.gauss();
    generator.seed(1);
    expect(generator.gauss()).toBe(first);
  });

  test.each<[string, (r: Random) => unknown, ErrorConstructor, string]>([
    ['empty choice', (r) => r.choice([]), RangeError, 'Cannot choose from an empty sequence'],
    ['randint backwards', (r) => r.randint(3, 1), RangeError, 'empty range in randrange(3, 2)'],
    ['randrange of nothing', (r) => r.randrange(0), RangeError, 'empty range for randrange()'],
    ['zero step', (r) => r.randrange(0, 9, 0), RangeError, 'zero step for randrange()'],
    ['a fraction', (r) => r.randint(0.5, 2), TypeError, 'randrange(): start must be an integer, got 0.5'],
    ['too large a sample', (r) => r.sample([1, 2], 3), RangeError, 'Sample larger than population or is negative'],
    ['negative bits', (r) => r.getrandbits(-1), RangeError, 'number of bits must be non-negative'],
    ['too many bits', (r) => r.getrandbits(54), RangeError, 'at most 53 bits'],
    ['a fractional seed', (r) => r.seed(0.5), TypeError, 'wanted an integer'],
  ])('%s is refused', (_, act, kind, message) => {
    expect(() => act(new Random(0))).toThrow(kind);
    expect(() => act(new Random(0))).toThrow(message);
  });
});
