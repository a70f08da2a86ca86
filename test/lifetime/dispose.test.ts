import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const uses: [string, (t: torch.Tensor) => unknown][] = [
  ['an operator', (t) => t.add(1)],
  ['an in-place operator', (t) => t.add_(1)],
  ['a function', (t) => torch.matmul(t, t)],
  ['a list', (t) => torch.cat([torch.ones(2, 2), t])],
  ['out=', (t) => torch.add(torch.ones(2), 1, { out: t })],
  ['an index', (t) => t.index(0)],
  ['an index tensor', (t) => torch.ones(3).index(t)],
  ['an assignment', (t) => torch.ones(3).index_put_([0], t)],
  ['an exponent', (t) => torch.pow(torch.ones(2), t)],
  ['item', (t) => t.item()],
  ['tolist', (t) => t.tolist()],
  ['numpy', (t) => t.numpy()],
  ['the shape', (t) => t.shape],
  ['the dtype', (t) => t.dtype],
  ['to', (t) => t.to(torch.float64)],
  ['backward', (t) => t.backward()],
  ['requires_grad', (t) => t.requires_grad],
  ['grad', (t) => t.grad],
  ['data', (t) => t.data],
  ['a copy', (t) => torch.tensor(t)],
  ['nested data', (t) => torch.tensor([t, t])],
  ['clone', (t) => t.clone()],
  ['iteration', (t) => [...t]],
];

test.each(uses)('a disposed tensor is a clear error in %s', (_, use) => {
  const tensor = torch.ones(2, 2);
  tensor.dispose();
  expect(() => use(tensor)).toThrow(/is a disposed Tensor/);
});

test('the text of a disposed tensor says so, for those who look for the mistake', () => {
  const tensor = torch.ones(2);
  tensor.dispose();
  expect(String(tensor)).toBe('tensor(<disposed>)');
});

test('dispose frees at once, once, and only its own handle', () => {
  torch.collect();
  const before = torch.memory_stats();
  const tensor = torch.zeros(1 << 20);
  const view = tensor.view(-1);
  expect(torch.memory_stats().live_bytes - before.live_bytes).toBeGreaterThanOrEqual(4 << 20);
  tensor.dispose();
  tensor.dispose();
  expect(view.sum().item()).toBe(0);
  view.dispose();
  expect(torch.memory_stats().live_bytes - before.live_bytes).toBeLessThan(1 << 20);
});

test('what a graph needs outlives the tensors it was made of', () => {
  const weight = torch.ones(3).requires_grad_();
  const hidden = weight.mul(2);
  const loss = hidden.mul(hidden).sum();
  hidden.dispose();
  loss.backward();
  expect(weight.grad!.tolist()).toEqual([8, 8, 8]);
});

test('using disposes at the end of its block', () => {
  let kept: torch.Tensor;
  {
    using tensor = torch.ones(2);
    kept = tensor;
    expect(kept.sum().item()).toBe(2);
  }
  expect(() => kept.sum()).toThrow('is a disposed Tensor');
});

test('counters go back to their level after a loop', () => {
  torch.collect({ major: true });
  const before = torch.memory_stats();
  for (let i = 0; i < 10_000; i++) torch.ones(100).add(i).mul(2);
  torch.collect({ major: true });
  const after = torch.memory_stats();
  expect(after.made_tensors - before.made_tensors).toBeGreaterThanOrEqual(30_000);
  expect(after.live_tensors - before.live_tensors).toBeLessThan(10);
  expect(after.live_bytes - before.live_bytes).toBeLessThan(10_000);
  expect(after.minor_collections).toBeGreaterThan(before.minor_collections);
});
