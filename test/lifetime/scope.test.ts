import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const dead = (tensor: torch.Tensor): void => void expect(() => tensor.sum()).toThrow('is a disposed Tensor');

test('a scope frees what was made in it and keeps its result', () => {
  let inner!: torch.Tensor;
  const outer = torch.ones(2);
  const result = torch.scope(() => {
    inner = outer.add(1);
    return inner.mul(2);
  });
  dead(inner);
  expect(result.tolist()).toEqual([4, 4]);
  expect(outer.tolist()).toEqual([1, 1]);
});

test.each<[string, () => unknown, (result: never) => torch.Tensor]>([
  ['an array', () => [1, torch.ones(2)], (r: torch.Tensor[]) => r[1]],
  ['nested arrays', () => [[[torch.ones(2)]]], (r: torch.Tensor[][][]) => r[0][0][0]],
  ['an object', () => ({ a: { b: torch.ones(2) } }), (r: { a: { b: torch.Tensor } }) => r.a.b],
  ['a map', () => new Map([['a', torch.ones(2)]]), (r: Map<string, torch.Tensor>) => r.get('a')!],
  ['the keys of a map', () => new Map([[torch.ones(2), 1]]), (r: Map<torch.Tensor, number>) => [...r.keys()][0]],
  ['a set', () => new Set([torch.ones(2)]), (r: Set<torch.Tensor>) => [...r][0]],
  ['a tuple of results', () => torch.sort(torch.ones(2)), (r: { values: torch.Tensor }) => r.values],
])('tensors survive in %s', (_, body, find) => {
  const result = torch.scope(body);
  torch.scope(() => torch.zeros(2));
  expect(find(result as never).tolist()).toEqual([1, 1]);
});

test('a result that holds itself, or nests without end, is looked through once', () => {
  const cycle: unknown[] = [torch.ones(2)];
  cycle.push(cycle);
  expect((torch.scope(() => cycle)[0] as torch.Tensor).tolist()).toEqual([1, 1]);
  let deep: unknown = torch.ones(2);
  const inner = torch.scope(() => {
    const made = torch.ones(3);
    deep = made;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    return deep;
  });
  for (let i = 0; i < 100_000; i++) deep = (deep as unknown[])[0];
  expect(inner).toBeInstanceOf(Array);
  expect((deep as torch.Tensor).tolist()).toEqual([1, 1, 1]);
});

test('scopes nest: what leaves the inner one belongs to the outer one', () => {
  let middle!: torch.Tensor;
  const result = torch.scope(() => {
    middle = torch.scope(() => torch.ones(2).add(1));
    expect(middle.tolist()).toEqual([2, 2]);
    return middle.mul(3);
  });
  dead(middle);
  expect(result.tolist()).toEqual([6, 6]);
});

test('a scope that throws frees everything and lets the error through', () => {
  const made: torch.Tensor[] = [];
  for (const thrown of [new Error('mine'), null, undefined, 'text']) {
    let caught: unknown = 'nothing';
    try {
      torch.scope(() => {
        made.push(torch.ones(2));
        throw thrown;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
  }
  made.forEach(dead);
});

test('a result that throws while it is looked through frees everything', () => {
  let made!: torch.Tensor;
  expect(() => torch.scope(() => {
    made = torch.ones(2);
    return { get trap(): never { throw new Error('mine'); } };
  })).toThrow('mine');
  dead(made);
});

test('an async body is refused and its tensors are freed', async () => {
  let made!: torch.Tensor;
  let promise: Promise<void> | undefined;
  expect(() => torch.scope(() => (promise = (async () => {
    made = torch.ones(2);
    await Promise.resolve();
  })()))).toThrow('the function is async');
  await promise;
  dead(made);
});

test('a view of the memory lives on after its tensor', () => {
  const view = torch.scope(() => torch.ones(1000).numpy());
  for (let i = 0; i < 50; i++) torch.scope(() => torch.zeros(1000));
  torch.collect({ major: true });
  expect(view.every((x) => x === 1)).toBe(true);
});

test('gradients made in a scope stay with the leaf that holds them', () => {
  const weight = torch.ones(2).requires_grad_();
  torch.scope(() => weight.mul(3).sum().backward());
  torch.scope(() => weight.mul(3).sum().backward());
  expect(weight.grad!.tolist()).toEqual([6, 6]);
});
