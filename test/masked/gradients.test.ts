import * as torch from 'nodetorch';
import { masked, type Tensor } from 'nodetorch';
import { expect, test } from 'vitest';

const X = torch.tensor([[1, -2, 4], [8, 0.5, 2]]);
const mask = torch.ones(2, 3, { dtype: torch.bool });
const some = torch.tensor([[true, false, true], [true, true, false]]);

type Of = (x: Tensor) => Tensor;
/** What a function gives where its mask hides nothing is what the function of torch gives. */
const pairs: [name: string, ours: Of, plain: Of][] = [
  ['sum', (x) => masked.sum(x, 1, { mask }), (x) => x.sum(1)],
  ['prod', (x) => masked.prod(x, 1, { mask }), (x) => x.prod(1)],
  ['amax', (x) => masked.amax(x, 1, { mask }), (x) => x.amax(1)],
  ['amin', (x) => masked.amin(x, 1, { mask }), (x) => x.amin(1)],
  ['mean', (x) => masked.mean(x, 1, { mask }), (x) => x.mean(1)],
  ['median', (x) => masked.median(x, 1, { mask }), (x) => x.nanmedian(1)[0]],
  ['norm', (x) => masked.norm(x, 2, 1, { mask }), (x) => torch.linalg.vector_norm(x, 2, 1)],
  ['var', (x) => masked.var(x, 1, { mask }), (x) => x.var(1)],
  ['std', (x) => masked.std(x, 1, { mask }), (x) => x.std(1)],
  ['logsumexp', (x) => masked.logsumexp(x, 1, { mask }), (x) => x.logsumexp(1)],
  ['logaddexp', (x) => masked.logaddexp(x, X, { input_mask: mask }), (x) => torch.logaddexp(x, X)],
  ['cumsum', (x) => masked.cumsum(x, 1, { mask }), (x) => x.cumsum(1)],
  ['cumprod', (x) => masked.cumprod(x, 1, { mask }), (x) => x.cumprod(1)],
  ['softmax', (x) => masked.softmax(x, 1, { mask }), (x) => x.softmax(1)],
  ['log_softmax', (x) => masked.log_softmax(x, 1, { mask }), (x) => x.log_softmax(1)],
  ['softmin', (x) => masked.softmin(x, 1, { mask }), (x) => x.neg().softmax(1)],
  ['normalize', (x) => masked.normalize(x, 2, 1, { mask }), (x) => torch.nn.functional.normalize(x, { p: 2, dim: 1 })],
];

test.each(pairs)('%s and its gradient are those of torch where nothing is hidden', (_, ours, plain) => {
  const [a, b] = [ours, plain].map((fn) => {
    const x = X.clone().requires_grad_(true);
    const y = fn(x);
    y.mul(torch.arange(y.numel()).add(1).reshape(y.shape)).sum().backward();
    return [y.detach(), x.grad!];
  }) as [Tensor[], Tensor[]];
  for (const [i, value] of a.entries()) expect(torch.allclose(value, b[i]!, { rtol: 1e-5, atol: 1e-6 })).toBe(true);
});

test('what is hidden has no gradient, and is no extreme', () => {
  const x = X.clone().requires_grad_(true);
  masked.softmax(x, 1, { mask: some }).index(':', 0).sum().backward();
  expect(x.grad!.index(0, 1).item()).toBe(0);
  expect(masked.argmax(X, 1, { mask: some }).tolist()).toEqual([2, 0]);
  expect(masked.argmin(X, 1, { mask: some }).tolist()).toEqual([0, 1]);
});

test('gradients of masked tensors are masked', () => {
  const x = masked.masked_tensor(X, some, { requires_grad: true });
  x.mul(2).sum().backward();
  expect(masked.is_masked_tensor(x.grad)).toBe(true);
  const leaf = masked.MaskedTensor(X, some, true);
  leaf.sum().backward();
  expect((leaf.grad as masked.MaskedTensor).to_tensor(0).tolist()).toEqual([[1, 0, 1], [1, 1, 0]]);
});
