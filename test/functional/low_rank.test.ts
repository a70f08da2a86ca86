import { execFileSync } from 'node:child_process';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { expect, it } from 'vitest';
import { referencePython } from '../../scripts/lib/reference.mjs';

const close = (a: Tensor, b: Tensor, tolerance = 1e-4): void => {
  // Single precision, and sums whose order depends on the processor.
  expect(torch.allclose(a, b, { rtol: tolerance, atol: tolerance })).toBe(true);
};

const lowRank = (m: number, n: number): Tensor =>
  torch.arange(m).float().add(1).log().outer(torch.arange(n).float().sin()).add(torch.ones(m, 1).mul(torch.arange(n)));

it('svd_lowrank finds the singular values of a matrix of low rank', () => {
  for (const A of [lowRank(12, 7), lowRank(5, 9), torch.stack([lowRank(6, 8), lowRank(6, 8).mul(2)])]) {
    torch.manual_seed(0);
    const [U, S, V] = torch.svd_lowrank(A, { q: 3 });
    close(U.mul(S.unsqueeze(-2)).matmul(V.mH), A, 1e-3);
    close(S.narrow(-1, 0, 2), torch.linalg.svdvals(A).narrow(-1, 0, 2), 1e-3);
    expect([U.shape.at(-1), V.shape.at(-1)]).toEqual([3, 3]);
  }
  const A = lowRank(9, 6);
  torch.manual_seed(1);
  const dense = torch.svd_lowrank(A, 2, 1, A.mean(0, true));
  torch.manual_seed(1);
  const sparse = torch.svd_lowrank({ A: A.to_sparse(), q: 2, niter: 1, M: A.mean(0, true) });
  close(dense[1], sparse[1], 1e-3);
});

it('pca_lowrank centres the columns, of sparse matrices too, and checks its sizes', () => {
  const A = lowRank(10, 4);
  torch.manual_seed(2);
  const [, S] = torch.pca_lowrank(A, 2);
  close(S, torch.linalg.svdvals(A.sub(A.mean(0, true))).narrow(0, 0, 2), 1e-3);
  torch.manual_seed(2);
  close(torch.pca_lowrank(A.to_sparse(), { q: 2 })[1], S, 1e-3);
  torch.manual_seed(2);
  close(torch.pca_lowrank(A, 2, { center: false })[1], torch.linalg.svdvals(A).narrow(0, 0, 2), 1e-3);
  expect(() => torch.pca_lowrank(A, 5)).toThrow('q(=5) must be non-negative integer and not greater than min(m, n)=4');
  expect(() => torch.pca_lowrank(A, { niter: -1 })).toThrow('niter(=-1) must be non-negative integer');
});

it('gradients go through both', () => {
  const A = lowRank(6, 4).requires_grad_();
  torch.manual_seed(3);
  const [, S] = torch.pca_lowrank(A, 2);
  S.sum().backward();
  expect(torch.isfinite(A.grad!).all().item()).toBe(true);
});

const python = referencePython();

it.skipIf(python === undefined)('both have the bits of PyTorch for the same seed', () => {
  const program = `
import json, torch
A = (torch.arange(60).reshape(10, 6) * 0.7).sin()
def bits(*tensors): return [t.flatten().tolist() for t in tensors]
torch.manual_seed(5); first = bits(*torch.svd_lowrank(A, 4))
torch.manual_seed(5); wide = bits(*torch.svd_lowrank(A.mT, 4, niter=1, M=A.mT.mean(0, keepdim=True)))
torch.manual_seed(5); pca = bits(*torch.pca_lowrank(A, 3))
torch.manual_seed(5); sparse = bits(*torch.pca_lowrank(A.to_sparse(), 3))
print(json.dumps([first, wide, pca, sparse]))`;
  const wanted = JSON.parse(execFileSync(python!, ['-W', 'ignore', '-c', program], { encoding: 'utf8' })) as unknown;
  const A = torch.arange(60).reshape(10, 6).mul(0.7).sin();
  const seeded = (make: () => readonly Tensor[]): unknown => {
    torch.manual_seed(5);
    return make().map((tensor) => tensor.flatten().tolist());
  };
  expect([
    seeded(() => torch.svd_lowrank(A, 4)),
    seeded(() => torch.svd_lowrank(A.mT, 4, { niter: 1, M: A.mT.mean(0, true) })),
    seeded(() => torch.pca_lowrank(A, 3)),
    seeded(() => torch.pca_lowrank(A.to_sparse(), 3)),
  ]).toEqual(wanted);
}, 60_000);

it('torch has the constants of PyTorch', () => {
  expect([torch.pi, torch.e, torch.inf, torch.newaxis]).toEqual([Math.PI, Math.E, Infinity, null]);
  expect(torch.nan).toBeNaN();
  expect(String(torch.ones(2).index(torch.newaxis).shape)).toBe('torch.Size([1, 2])');
});
