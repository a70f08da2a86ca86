// What a replay does without the dispatcher gives what the operators give, to the last bit.
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { describe, expect, test } from 'vitest';

const F = nn.functional;
type Tensors = torch.Tensor[];

/** The bits of a tensor, in order. */
const bits = (tensor: torch.Tensor): unknown => tensor.contiguous().reshape(-1).view(torch.uint8).tolist();

/** What a function gives itself, and in a replay. */
function bothWays(f: (...inputs: Tensors) => Tensors, ...inputs: Tensors): [Tensors, Tensors] {
  const compiled = torch.compile(f, { fullgraph: true, verify: 0 });
  compiled(...inputs);
  return [f(...inputs), compiled(...inputs)];
}

function expectAlike(f: (...inputs: Tensors) => Tensors, ...inputs: Tensors): void {
  const [own, replayed] = bothWays(f, ...inputs);
  expect(replayed.map((each) => each.shape)).toEqual(own.map((each) => each.shape));
  expect(replayed.map(bits)).toEqual(own.map(bits));
}

describe('max_pool2d', () => {
  const shapes: [size: number, stride: number, padding: number][] = [[2, 2, 0], [3, 2, 1], [3, 1, 0], [5, 3, 2]];
  test.each(shapes)('windows of %i, %i apart, padding %i', (size, stride, padding) => {
    torch.manual_seed(0);
    const pool = (x: torch.Tensor): Tensors =>
      F.max_pool2d(x, size, { stride, padding, return_indices: true }) as unknown as Tensors;
    expectAlike(pool, torch.randn(2, 3, 11, 13));
    expectAlike(pool, torch.randn(3, 8, 7));
  });

  test('NaN, infinities, equal elements', () => {
    const x = torch.tensor([[[
      [1, NaN, 2, 2], [NaN, 0, 2, 2], [-Infinity, -Infinity, -0, 0], [-Infinity, -Infinity, 0, -0]]]]);
    expectAlike((given) => F.max_pool2d(given, 2, { return_indices: true }) as unknown as Tensors, x);
  });

  test('gradients go to the same places', () => {
    torch.manual_seed(1);
    const x = torch.randn(2, 2, 8, 8, { requires_grad: true });
    expectAlike((given) => torch.autograd.grad(F.max_pool2d(given.relu(), 2).sum(), [given]) as Tensors, x);
  });

  test('what is not contiguous, or no float, is left to the operator', () => {
    const pool = (x: torch.Tensor): Tensors => [F.max_pool2d(x, 2)];
    expectAlike(pool, torch.randn(1, 2, 6, 6).transpose(2, 3));
    expectAlike(pool, torch.randn(1, 2, 6, 6).to({ memory_format: torch.channels_last }));
    expectAlike(pool, torch.randn(1, 2, 6, 6, { dtype: torch.float64 }));
  });
});

describe('views', () => {
  test.each<[string, (x: torch.Tensor) => torch.Tensor]>([
    ['transposed', (x) => x.t().mul(2)],
    ['other shapes', (x) => x.view(3, 2, 2).permute(2, 0, 1).add(1)],
    ['expanded', (x) => x.unsqueeze(0).expand(5, 3, 4).sum(0)],
    ['parts', (x) => x.index(1, '1:3').exp().add(x.select(1, 2).sum())],
    ['without history', (x) => x.detach().t().cumsum(0)],
  ])('%s', (_, f) => {
    const base = torch.arange(40, { dtype: torch.float32 });
    // At another place of another memory than the argument that was recorded.
    const compiled = torch.compile(f, { fullgraph: true, verify: 0 });
    compiled(torch.arange(12, { dtype: torch.float32 }).view(3, 4));
    const x = base.index('7:19').view(3, 4);
    expect(bits(compiled(x))).toEqual(bits(f(x)));
  });

  test('that say where in a memory they lie, of arguments that lie elsewhere', () => {
    const base = torch.arange(10, { dtype: torch.float32 });
    const compiled = torch.compile((x: torch.Tensor) => x.as_strided([2], [1], 3).mul(2), { verify: 0 });
    const parts = [base.index(':4'), base.index(':4'), base.index('5:9'), base.index('6:10')];
    expect(parts.map((x) => compiled(x).tolist())).toEqual(parts.map(() => [6, 8]));
  });

  test('one that is written to counts as a change of what it is a view of', () => {
    const compiled = torch.compile((x: torch.Tensor) => x.t().add_(1).sum(), { fullgraph: true, verify: 0 });
    compiled(torch.zeros(2, 3));
    const x = torch.zeros(2, 3);
    const before = x._version;
    compiled(x);
    expect(x.tolist()).toEqual([[1, 1, 1], [1, 1, 1]]);
    expect(x._version).toBeGreaterThan(before);
  });

  test('in inference mode', () => {
    const net = new nn.Linear(3, 2);
    const x = torch.randn(1, 3);
    torch.inference_mode(() => expectAlike((given) => [net(given)], x));
  });
});
