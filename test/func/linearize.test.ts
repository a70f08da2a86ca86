import * as torch from 'nodetorch';
import { func, nn, type Tensor } from 'nodetorch';
import { describe, expect, test } from 'vitest';

const F = nn.functional;

const { dual_level, make_dual, unpack_dual } = torch.autograd.forward_ad;

/** Forward mode along tangents, which linearize has to give bit for bit. */
const along = (f: (...x: Tensor[]) => Tensor, primals: Tensor[], tangents: Tensor[]): Tensor => dual_level(() =>
  unpack_dual(f(...primals.map((each, i) => make_dual(each, tangents[i]!)))).tangent!);

const functions: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  'a chain': (x, y) => x.sin().mul(y).exp().add(3),
  'views of tangents': (x, y) => torch.cat([x.t(), y.t().flip(0)]).reshape(-1).narrow(0, 1, 6),
  'changes in place': (x, y) => x.clone().mul_(y).add_(x),
  'a buffer that is filled': (x, y) => {
    const made = torch.zeros(4, 4);
    made.narrow(0, 0, 2).narrow(1, 0, 3).copy_(x.mul(y));
    return made.mul(2);
  },
  'indices that come from the primals': (x, y) => x.mul(y).gather(1, x.argsort(1)).cumsum(0),
  'layers': (x, y) => F.layer_norm(F.gelu(F.linear(x, y)), [2]).softmax(-1),
  'lists of results': (x, y) => torch.stack(x.mul(y).split(1)).unbind(2)[1]!,
  'transforms inside': (x, y) => (func.vmap((a: Tensor, b: Tensor) => a.dot(b).tanh()) as (x: Tensor, y: Tensor) => Tensor)(x, y),
};

describe.each(Object.entries(functions))('%s', (_, f) => {
  test('gives what jvp gives, for every tangent', () => {
    torch.manual_seed(0);
    const [x, y] = [torch.randn(2, 3), torch.randn(2, 3)];
    const [output, jvp] = func.linearize(f, x, y);
    expect(torch.equal(output, f(x, y))).toBe(true);
    for (let i = 0; i < 3; i++) {
      const tangents = [torch.randn(2, 3), torch.randn(2, 3)];
      const copies = tangents.map((each) => each.clone());
      expect(torch.equal(jvp(...tangents as [Tensor, Tensor]), along(f as never, [x, y], tangents))).toBe(true);
      tangents.forEach((each, k) => expect(torch.equal(each, copies[k]!)).toBe(true));
    }
  });
});

test('the function runs twice, however often its derivative is asked for', () => {
  let calls = 0;
  const [, jvp] = func.linearize((x: Tensor) => {
    calls++;
    return x.sin();
  }, torch.zeros(3));
  for (let i = 0; i < 5; i++) expect(jvp(torch.full([3], i)).tolist()).toEqual([i, i, i]);
  expect(calls).toBe(2);
});

test('what the tangents do not reach stays as it was: random numbers are not drawn again', () => {
  torch.manual_seed(3);
  const [output, jvp] = func.linearize((x: Tensor) => x.mul(torch.rand(4)), torch.ones(4));
  const first = jvp(torch.ones(4));
  expect(torch.equal(jvp(torch.ones(4)), first)).toBe(true);
  expect(output.shape).toEqual([4]);
});

test('trees come back as trees, and vmap takes the derivative', () => {
  const f = ({ a, b }: { a: Tensor; b: Tensor }): { sum: Tensor; parts: Tensor[] } =>
    ({ sum: a.add(b), parts: [a.mul(2), b.detach()] });
  const [output, jvp] = func.linearize(f, { a: torch.ones(2), b: torch.zeros(2) });
  expect(output.sum.tolist()).toEqual([1, 1]);
  const found = jvp({ a: torch.ones(2), b: torch.full([2], 3) });
  expect([found.sum.tolist(), found.parts.map((each) => each.tolist())]).toEqual([[4, 4], [[2, 2], [0, 0]]]);

  const [, derivative] = func.linearize((x: Tensor) => x.pow(2), torch.tensor([1, 2]).float());
  const rows = (func.vmap(derivative) as (x: Tensor) => Tensor)(torch.eye(2));
  expect(rows.tolist()).toEqual([[2, 0], [0, 4]]);
});

test('an error of the function comes through, and leaves nothing on', () => {
  let calls = 0;
  expect(() => func.linearize((x: Tensor) => {
    if (++calls === 2) throw new Error('mine');
    return x;
  }, torch.ones(1))).toThrow('mine');
  expect(func.linearize((x: Tensor) => x.mul(2), torch.ones(1))[1](torch.ones(1)).item()).toBe(2);
});
