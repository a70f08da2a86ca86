import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isPinned, messageOf, otherwiseBefore } from '../../pinned_version.js';

type Digest = [dtype: string, shape: number[], numbers: (number | string)[]];
interface Outcome {
  readonly out?: unknown;
  readonly grads?: (Digest | null)[];
  readonly same?: number;
  readonly warns?: string[];
  readonly error?: [name: string, text: string];
}
type Case = [name: string, args: unknown[], keywords: Record<string, unknown>, outcome: Outcome];
type AnyFunction = (...args: unknown[]) => unknown;

interface Recipe {
  readonly make: string;
  readonly size: number[];
  readonly data?: number[];
  readonly dtype?: 'float32';
  readonly low?: number;
  readonly high?: number;
  readonly grad?: boolean;
}

const tensors: Record<string, (recipe: Recipe) => Tensor> = {
  data: ({ data }) => torch.tensor(data!),
  randn: ({ size }) => torch.randn(size),
  rand: ({ size }) => torch.rand(size),
  ones: ({ size }) => torch.ones(size),
  zeros: ({ size }) => torch.zeros(size),
  randint: ({ size, low, high }) => torch.randint(low!, high!, size),
  sign: ({ size }) => torch.randint(0, 2, size).mul(2).sub(1).float(),
  mask: ({ size }) => torch.randint(0, 2, size).bool(),
  log_softmax: ({ size }) => torch.randn(size).log_softmax(-1),
};

/** The value of a recipe (scripts/golden/support/seeded_calls.py has the same), its leaves added to `leaves`. */
function made(value: unknown, leaves: Tensor[]): unknown {
  if (Array.isArray(value)) return value.map((item) => made(item, leaves));
  if (typeof value !== 'object' || value === null) return value;
  const special = value as { dtype_of?: 'float32'; number?: string; generator?: number };
  if (special.dtype_of !== undefined) return torch[special.dtype_of];
  if (special.number !== undefined) return Number(special.number.replace('inf', 'Infinity'));
  if (special.generator !== undefined) return torch.Generator().manual_seed(special.generator);
  const recipe = value as Recipe;
  let tensor = tensors[recipe.make](recipe);
  if (recipe.dtype !== undefined) tensor = tensor.to(torch[recipe.dtype]);
  if (recipe.grad) leaves.push(tensor.requires_grad_());
  return tensor;
}

function weights(tensor: Tensor): Tensor {
  return torch.arange(tensor.numel(), { dtype: torch.float64 }).cos().reshape([...tensor.shape]);
}

function tensorsIn(result: unknown): Tensor[] {
  if (torch.is_tensor(result)) return [result];
  return Array.isArray(result) ? result.flatMap(tensorsIn) : [];
}

function numbersOf(tensor: Tensor): number[] {
  const flat = tensor.detach().to_dense().reshape(-1).to(torch.float64);
  const all = flat.tolist() as number[];
  if (all.length <= 12) return all;
  const some = Array.from({ length: 8 }, (_, i) => all[Math.floor((i * (all.length - 1)) / 7)]);
  return [...some, flat.abs().mean().item(), flat.mul(weights(flat)).mean().item()];
}

// Sums in another order differ in the last of a float's seven digits, functions such as exp on another processor too;
// half precision has three digits.
const tolerances: Record<string, number> = { float16: 2e-3, bfloat16: 2e-2 };

function expectDigest(actual: unknown, [dtype, shape, numbers]: Digest): void {
  const tensor = actual as Tensor;
  expect(String(tensor.dtype)).toBe(`torch.${dtype}`);
  expect([...tensor.shape]).toEqual(shape);
  const wanted = numbers.map((x) => Number(String(x).replace('inf', 'Infinity')));
  const finite = wanted.filter(Number.isFinite).map(Math.abs);
  const scale = finite.reduce((sum, x) => sum + x, 0) / Math.max(finite.length, 1);
  const tolerance = tolerances[dtype] ?? 2e-5;
  numbersOf(tensor).forEach((x, i) => {
    const close = Object.is(x, wanted[i]) || Math.abs(x - wanted[i]) <= tolerance * (Math.abs(wanted[i]) + scale);
    if (!close) expect(x).toBe(wanted[i]);
  });
}

function isDigest(value: unknown): value is Digest {
  return Array.isArray(value) && typeof value[0] === 'string';
}

function expectSame(actual: unknown, wanted: unknown): void {
  if (isDigest(wanted)) expectDigest(actual, wanted);
  else if (Array.isArray(wanted)) {
    expect(actual).toHaveLength(wanted.length);
    wanted.forEach((item, i) => expectSame((actual as unknown[])[i], item));
  } else expect(actual ?? null).toEqual(wanted);
}

function check(fn: AnyFunction, [, plainArgs, plainKeywords, outcome]: Case, seed: number): void {
  torch.manual_seed(seed);
  const leaves: Tensor[] = [];
  const args = made(plainArgs, leaves) as unknown[];
  const keywords = Object.fromEntries(Object.entries(plainKeywords).map(([k, v]) => [k, made(v, leaves)]));
  const call = (): unknown => (Object.keys(keywords).length > 0 ? fn(...args, keywords) : fn(...args));
  if (outcome.error !== undefined) {
    const [name, text] = outcome.error;
    let thrown: Error | undefined;
    try {
      call();
    } catch (error) {
      thrown = error as Error;
    }
    // What we know better than Python comes behind its text: the name that was meant.
    const said = thrown?.message.split('\n', 1)[0].replace(/(unexpected keyword argument '\w+')\. Did.*/, '$1');
    expect([thrown?.name, said]).toEqual([name, messageOf(text)]);
    return;
  }
  const result = call();
  expectSame(result, outcome.out);
  if (outcome.same !== undefined) expect(result).toBe(args[outcome.same]);
  if (outcome.grads === undefined) return;
  const losses = tensorsIn(result).filter((out) => out.requires_grad).map((out) => out.mul(weights(out)).sum());
  const loss = losses.reduce((sum, each) => sum.add(each));
  const grads = torch.autograd.grad(loss, leaves, { allow_unused: true });
  expect(grads).toHaveLength(outcome.grads.length);
  outcome.grads.forEach((wanted, i) => {
    if (wanted === null) expect(grads[i]).toBeNull();
    else expectDigest(grads[i], wanted);
  });
}

const seed = 1000;

/**
 * A test for each call in a golden file, one for the warnings that all of them together give, and one that no public
 * function is without a call.
 */
export function testSeededCalls(golden: string, functions: object, uncalled: readonly string[] = []): void {
  const cases = JSON.parse(
    readFileSync(new URL(`../../golden/${golden}.json`, import.meta.url), 'utf8')) as Case[];
  const said = new Set<string>();
  beforeAll(() => {
    // Each text is said once in a process.
    vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void said.add(String(warning)));
  });
  afterAll(() => vi.restoreAllMocks());
  const others = isPinned ? {} : (otherwiseBefore[golden] ?? {});
  const titled = cases.map((one, i) => [`${i} ${one[0]}`, one, i] as const);
  test.each(titled.filter(([title]) => !(title in others)))('%s is as in PyTorch', (_, one, i) => {
    check((functions as Record<string, AnyFunction>)[one[0]], one, seed + i);
  });
  test('the warnings are those of PyTorch', () => {
    const wanted = new Set(cases.flatMap(([, , , { warns = [] }]) => warns));
    expect([...said].sort()).toEqual([...wanted].sort());
  });
  test('every public function is called', () => {
    const called = new Set(cases.map(([name]) => name));
    const names = Object.entries(functions).filter(([name, value]) => typeof value === 'function' && name[0] !== '_');
    expect(names.map(([name]) => name).filter((name) => !called.has(name) && !uncalled.includes(name))).toEqual([]);
  });
}
