// A run of elementwise operators, swept over block by block, gives what its operators give one by one, bit for bit.
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { describe, expect, test } from 'vitest';

const F = nn.functional;
type Tensor = torch.Tensor;
type Step = (x: Tensor, y: Tensor, m: Tensor) => Tensor;

const edges = [0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 1e-40, -1e-41, 1e30, -87, 3.25];

/** Numbers at random, a ninth of them at the edges of what there is. */
function sample(shape: number[], dtype: torch.dtype, seed: number): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  const generator = new torch.Generator().manual_seed(seed);
  const numbers = torch.randn(count, { generator, dtype: torch.float64 }).tolist() as number[];
  const mixed = numbers.map((x, i) => ((i * 7 + seed) % 9 === 0 ? edges[(i + seed) % edges.length]! : x));
  return torch.tensor(mixed, { dtype }).reshape(shape);
}

/** The bits, in order; NaN is NaN: where two meet, IEEE leaves open which one comes out. */
function bits(tensor: Tensor): Uint8Array {
  const flat = tensor.contiguous().reshape(-1);
  const plain = flat.is_floating_point() ? torch.where(flat.isnan(), torch.full_like(flat, NaN), flat) : flat;
  return Uint8Array.from(plain.view(torch.uint8).tolist() as number[]);
}

function expectAlike(f: (...inputs: Tensor[]) => Tensor | Tensor[], inputs: Tensor[]): void {
  torch.no_grad(() => {
    const list = (...given: Tensor[]): Tensor[] => [f(...given)].flat();
    const compiled = torch.compile(list, { fullgraph: true, verify: 0 });
    compiled(...inputs.map((x) => x.clone()));
    const own = list(...inputs.map((x) => x.clone()));
    const replayed = compiled(...inputs.map((x) => x.clone()));
    own.forEach((tensor, k) => {
      expect(replayed[k]!.dtype).toBe(tensor.dtype);
      expect(replayed[k]!.stride()).toEqual(tensor.stride());
      expect(Buffer.compare(bits(replayed[k]!), bits(tensor))).toBe(0);
    });
  });
}

const steps: Record<string, Step> = {
  add: (x, y) => x.add(y),
  'add, alpha': (x, y) => x.add(y, { alpha: 0.3 }),
  'add a number': (x) => x.add(1.7),
  sub: (x, y) => x.sub(y),
  rsub: (x) => torch.rsub(x, 2),
  mul: (x, y) => x.mul(y),
  'mul by itself': (x) => x.mul(x),
  'mul by a mask': (x, _, m) => x.mul(m),
  div: (x, y) => x.div(y),
  'div by a number': (x) => x.div(3),
  neg: (x) => x.neg(),
  abs: (x) => x.abs(),
  reciprocal: (x) => x.reciprocal(),
  sqrt: (x) => x.sqrt(),
  square: (x) => x.pow(2),
  cube: (x) => x.pow(3),
  relu: (x) => x.relu(),
  clamp: (x) => x.clamp(-1, 1),
  clamp_min: (x) => x.clamp_min(-0.5),
  clamp_max: (x) => x.clamp_max(0.5),
  exp: (x) => x.exp(),
  log: (x) => x.log(),
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  silu: (x) => F.silu(x),
  gelu: (x) => F.gelu(x),
  leaky_relu: (x) => F.leaky_relu(x, 0.1),
  maximum: (x, y) => x.maximum(y),
  lt: (x, y) => x.mul(x.lt(y)),
  'ge, a number': (x) => x.mul(x.ge(0.5)),
  eq: (x, y) => x.mul(x.eq(y)),
  where: (x, y, m) => torch.where(m, x, y),
  masked_fill: (x, _, m) => x.masked_fill(m, -1),
  clone: (x) => x.clone(),
  'mul_ by a number': (x) => x.clone().mul_(0.7),
  'add_ in place': (x, y) => x.clone().add_(y),
  relu_: (x) => x.neg().relu_(),
};

const shapes = [[1], [31], [33], [1000], [4099], [33, 65], [0]];

describe.each([torch.float32, torch.float64, torch.bfloat16])('%s', (dtype) => {
  test.each(Object.entries(steps))('%s', (_, step) => {
    for (const [k, shape] of shapes.entries()) {
      const x = sample(shape, dtype, k);
      const y = sample(shape, dtype, k + 100);
      const m = sample(shape, torch.float32, k + 200).gt(0);
      expectAlike((a, b, c) => step(step(a!, b!, c!).mul(b!).neg(), b!, c!), [x, y, m]);
    }
  });

  test('lists at random, some of their results seen', () => {
    let state = 12345;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >>> 8) % below;
    };
    const names = Object.keys(steps);
    for (let k = 0; k < 40; k++) {
      const chosen = Array.from({ length: 3 + random(8) },
        () => [names[random(names.length)]!, random(64), random(64)] as const);
      const f = (x: Tensor, y: Tensor, m: Tensor): Tensor[] => {
        const all = [x, y];
        for (const [name, a, b] of chosen) all.push(steps[name]!(all[a % all.length]!, all[b % all.length]!, m));
        return all.filter((_, i) => i > 1 && (i % 3 === 0 || i === all.length - 1));
      };
      const shape = [[5], [64], [1003], [12, 100], [70, 70]][k % 5]!;
      const m = sample(shape, torch.float32, k + 200).gt(0);
      expectAlike(f as never, [sample(shape, dtype, k), sample(shape, dtype, k + 50), m]);
    }
  });
});

describe('tensors of another shape or order', () => {
  const chain = (x: Tensor, y: Tensor): Tensor => x.mul(y).add(y).relu().sub(x).div(y);
  const cases: Record<string, () => Tensor[]> = {
    'a row': () => [sample([50, 130], torch.float32, 1), sample([130], torch.float32, 2)],
    'a long row': () => [sample([3, 9001], torch.float32, 1), sample([9001], torch.float32, 2)],
    'a column': () => [sample([50, 130], torch.float32, 1), sample([50, 1], torch.float32, 2)],
    'one number': () => [sample([50, 130], torch.float32, 1), sample([], torch.float32, 2)],
    'another type': () => [sample([50, 13], torch.float32, 1), torch.arange(13)],
    transposed: () => [sample([50, 130], torch.float32, 1), sample([130, 50], torch.float32, 2).t()],
    'both transposed': () => [sample([50, 130], torch.float32, 1).t(), sample([50, 130], torch.float32, 2).t()],
    'each second': () => [sample([50, 130], torch.float32, 1), sample([50, 260], torch.float32, 2).as_strided([50, 130], [260, 2])],
    channels: () => [sample([2, 3, 8, 9], torch.float32, 1), sample([1, 3, 1, 1], torch.float32, 2)],
  };
  test.each(Object.entries(cases))('%s', (_, make) => {
    const [x, y] = make() as [Tensor, Tensor];
    expectAlike((a, b) => chain(a!, b!), [x, y]);
    torch.no_grad(() => expect(torch.compile(chain)(x, y).stride()).toEqual(chain(x, y).stride()));
  });
});

test('writes in place are seen by those who hold the tensor', () => {
  expectAlike((x, y) => {
    x!.mul_(2).add_(y!);
    const row = x!.select(0, 1);
    const sum = row.add(1).mul(row);
    x!.neg_();
    return [x!.add(0), sum, row.mul(2).add(1)];
  }, [sample([4, 100], torch.float32, 1), sample([4, 100], torch.float32, 2)]);
});

test('gradients', () => {
  const f = (x: Tensor, y: Tensor): Tensor =>
    torch.tanh(x.mul(y).add(x)).mul(torch.sigmoid(y)).relu().mul(F.gelu(x)).sum();
  const gradients = (g: typeof f): Tensor[] => {
    const x = torch.linspace(-3, 3, 3001).requires_grad_();
    const y = torch.linspace(2, -2, 3001).requires_grad_();
    g(x, y).backward();
    return [x.grad!, y.grad!];
  };
  const compiled = torch.compile(f);
  gradients(compiled);
  const own = gradients(f);
  gradients(compiled).forEach((gradient, k) => expect(Buffer.compare(bits(gradient), bits(own[k]!))).toBe(0));
});

test('what is computed twice and what nobody reads leave results as they are', () => {
  expectAlike((x, y) => {
    x!.cos();
    const twice = x!.matmul(y!).add(x!.matmul(y!));
    const random = torch.ones(3).mul(2);
    return [twice, random];
  }, [sample([9, 9], torch.float32, 1), sample([9, 9], torch.float32, 2)]);
});
