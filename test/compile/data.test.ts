// `tensor.data = other` inside of compiled functions.
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { expect, test } from 'vitest';
import { CompiledFunction } from '../../dist/compile/compiled_function.js';

const F = nn.functional;

/** Losses of a net of one layer whose weights are replaced at each step, as in the course. */
function train(isCompiled: boolean, verify: number): { losses: number[]; weights: Tensor; compiled: CompiledFunction } {
  torch.manual_seed(0);
  const weights = new nn.Parameter(torch.rand(4, 3));
  const step = (x: Tensor, y: Tensor): number => {
    if (weights.grad !== null) weights.grad.data.zero_();
    const loss = F.cross_entropy(x.mm(weights), y);
    loss.backward();
    weights.data = weights.data.sub(weights.grad!.data.mul(0.1));
    return loss.data.item();
  };
  const compiled = new CompiledFunction(step, { verify, fullgraph: true });
  const [x, y] = [torch.randn(12, 4), torch.randint(0, 3, [12])];
  const losses = Array.from({ length: 12 }, () =>
    (isCompiled ? (compiled.call(undefined, [x, y]) as number) : step(x, y)));
  return { losses, weights, compiled };
}

test.each([0, 1])('a step by hand, verify: %s', (verify) => {
  const own = train(false, 0);
  const replayed = train(true, verify);
  expect(replayed.losses).toEqual(own.losses);
  expect(replayed.weights.equal(own.weights)).toBe(true);
  expect(replayed.compiled.breaks).toEqual([]);
  expect(replayed.compiled.entries).toHaveLength(2); // without a gradient at first
});

test('what is read before and after is the old and the new memory', () => {
  const run = (isCompiled: boolean): number[][] => {
    const w = torch.ones(3);
    const f = (x: Tensor): [Tensor, Tensor, Tensor] => {
      const before = w.mul(x).add(1);
      const next = before.mul(2);
      w.data = next;
      const after = w.mul(x).add(1);
      w.add_(1);
      return [before, after, next];
    };
    const compiled = new CompiledFunction(f, { verify: 0, fullgraph: true });
    const x = torch.tensor([1, 2, 3]);
    const all = Array.from({ length: 4 }, () => (isCompiled ? compiled.call(undefined, [x]) as Tensor[] : f(x)));
    expect(compiled.breaks).toEqual([]);
    return [...all.flat(), w].map((each) => each.tolist() as number[]);
  };
  expect(run(true)).toEqual(run(false));
});

test('the tensor that comes back is the same object', () => {
  const w = torch.ones(2);
  const compiled = new CompiledFunction((x: Tensor) => {
    w.data = x.mul(2);
    return w;
  }, { verify: 0, fullgraph: true });
  for (let i = 1; i < 4; i++) {
    expect(compiled.call(undefined, [torch.full([2], i)])).toBe(w);
    expect(w.tolist()).toEqual([2 * i, 2 * i]);
  }
});

test.each<[string, (w: Tensor, x: Tensor) => void]>([
  ['of another shape', (w, x) => (w.data = x.mul(2).reshape(1, 2))],
  ['an argument', (w, x) => (w.data = x)],
  ['its own memory', (w) => (w.data = w.data)],
])('%s: such a function runs as it is written', (_, set) => {
  const w = torch.ones(2);
  const f = (x: Tensor): Tensor => {
    const before = w.mul(1);
    set(w, x);
    return before;
  };
  const compiled = new CompiledFunction(f, { verify: 0 });
  for (let i = 0; i < 3; i++) compiled.call(undefined, [torch.full([2], i)]);
  expect(compiled.entries).toHaveLength(0);
  expect(compiled.breaks[0]!.reason).toContain('`.data`');
});

test('an argument that shares memory with a tensor from outside as it did not before is recorded anew', () => {
  const w = torch.ones(2);
  const f = (x: Tensor): Tensor => {
    const twice = x.mul(2);
    w.add_(1);
    return twice.add(x);
  };
  const compiled = new CompiledFunction(f, { verify: 0, fullgraph: true });
  compiled.call(undefined, [torch.ones(2)]);
  expect(compiled.call(undefined, [torch.ones(2)])).toEqual(torch.tensor([3, 3]));
  const was = w.tolist() as number[];
  const result = compiled.call(undefined, [w.view(2)]) as Tensor;
  expect(result.tolist()).toEqual(was.map((each) => 2 * each + each + 1));
  expect(compiled.entries).toHaveLength(2);
});
