import * as torch from 'nodetorch';
import { type Tensor, sparse as S } from 'nodetorch';
import { testTexts, type Cases } from '../texts.js';

const I = torch.tensor([[0n, 1n, 1n], [2n, 0n, 2n]]);
const V = torch.tensor([3, 4, 5]);
const A = torch.tensor([[0, 2, 0], [3, 0, 4]]);
const B = torch.tensor([[1, 0, 2, 0], [0, 3, 0, 4], [5, 0, 0, 6], [0, 7, 8, 0]]);
const M = torch.tensor([[1, 2], [0, -1], [2, 0.5]]);
const layouts = [torch.sparse_coo, torch.sparse_csr, torch.sparse_csc, torch.sparse_bsr, torch.sparse_bsc];
const blocks = new Set([torch.sparse_bsr, torch.sparse_bsc]);

function sparse(x: Tensor, layout: torch.layout): Tensor {
  return blocks.has(layout) ? x.to_sparse({ layout, blocksize: [2, 2] }) : x.to_sparse({ layout });
}
function leaf(x: Tensor, layout = torch.sparse_coo): Tensor {
  return sparse(x, layout).requires_grad_(true);
}
function gradient(fn: (...tensors: Tensor[]) => Tensor, ...tensors: Tensor[]): unknown {
  fn(...tensors).backward();
  return tensors.map(({ grad }) => grad);
}
const trained = (x: Tensor): Tensor => x.clone().requires_grad_(true);
const coo = (x: Tensor): Tensor => sparse(x, torch.sparse_coo);
const csr = (x: Tensor): Tensor => sparse(x, torch.sparse_csr);
const FloatTensor = S.FloatTensor as unknown as (...args: unknown[]) => Tensor;
const each = (cases: readonly (readonly [string, () => unknown])[]): Cases => Object.fromEntries(cases);

testTexts('sparse', {
  'legacy, nothing': () => S.FloatTensor(),
  'legacy, sizes': () => S.FloatTensor(2, 3),
  'legacy, a size': () => new S.LongTensor(A.shape),
  'legacy, parts': () => S.FloatTensor(I, V),
  'legacy, parts and a size': () => S.DoubleTensor(I, V, [2, 4]),
  'legacy, half': () => S.HalfTensor(2, 3),
  'legacy, on the CPU': () => S.IntTensor([2, 3], { device: 'cpu' }),
  'legacy, elsewhere': () => S.FloatTensor([2, 3], { device: 'cuda' }),
  'legacy, a list': () => FloatTensor([[1, 2]]),
  'legacy, a tensor': () => FloatTensor(V),
  'legacy, text': () => FloatTensor('a'),
  'legacy, instances': () => [
    S.FloatTensor(I, V) instanceof S.FloatTensor, V instanceof S.FloatTensor,
    S.FloatTensor(I, V) instanceof S.LongTensor,
  ],
  'legacy, what it has': () => [S.FloatTensor.dtype, S.FloatTensor.layout],
  'coo, hybrid': () => torch.sparse_coo_tensor([[0, 2]], [[1, 2], [3, 4]], [3, 2]),
  'coo, nothing in it': () => torch.sparse_coo_tensor([0, 3]),
  'coo, not coalesced': () => torch.sparse_coo_tensor([[0, 0], [1, 1]], [1n, 2n], [2, 2]),
  'coo, coalesced': () => torch.sparse_coo_tensor([[0, 0], [1, 1]], [1n, 2n], [2, 2]).coalesce(),
  'coo, requires grad': () => torch.sparse_coo_tensor(I, V, { requires_grad: true }),
  'coo, bfloat16': () => torch.sparse_coo_tensor(I, V, { dtype: torch.bfloat16 }),
  'coo, complex': () => torch.sparse_coo_tensor(I, V.add(new torch.Complex(0, 1))),
  'coo, long': () => torch.arange(2000).to_sparse(),
  'coo, scalar': () => torch.tensor(3).to_sparse(),
  'coo, checked': () => torch.sparse_coo_tensor(I, V, [1, 1], { check_invariants: true }),
  'coo, unfit': () => torch.sparse_coo_tensor(I, V, [1, 1]),
  'csr': () => torch.sparse_csr_tensor([0, 1, 3], [1, 0, 2], V, [2, 3]),
  'csr, of lists': () => torch.sparse_csr_tensor([0, 1, 3], [1, 0, 2], [1n, 2n, 3n]),
  'csr, a batch': () => torch.stack([B, B]).to_sparse_csr(),
  'csr, checked': () => torch.sparse_csr_tensor([0, 1, 3], [0, 1], [1n, 2n], { check_invariants: true }),
  'csr, grad': () => torch.sparse_csr_tensor([0, 1, 3], [1, 0, 2], V, [2, 3], { requires_grad: true }).mul(2),
  'csc': () => torch.sparse_csc_tensor([0, 1, 3], [1, 0, 2], V, [3, 2]),
  'bsr': () => torch.sparse_bsr_tensor([0, 1, 2], [0, 1], torch.arange(8).float().reshape(2, 2, 2), [4, 4]),
  'bsc': () => torch.sparse_bsc_tensor([0, 1, 2], [0, 1], torch.arange(8).reshape(2, 2, 2), [4, 4]),
  'compressed': () => torch.sparse_compressed_tensor([0, 1, 2], [0, 1], [1n, 2n], [2, 2], { layout: torch.sparse_csc }),
  'int32 indices': () => torch.sparse_csr_tensor(torch.tensor([0, 1, 3], { dtype: torch.int32 }),
    torch.tensor([1, 0, 2], { dtype: torch.int32 }), V, [2, 3]),
  'meta': () => torch.empty([2, 3], { layout: torch.sparse_coo, device: 'meta' }),
  ...each(layouts.flatMap((a) => layouts.map((b) => [`${a} to ${b}`, () => sparse(sparse(B, a), b)] as const))),
  ...each(layouts.map((a) => [`${a} to dense`, () => sparse(B, a).to_dense()])),
  ...each(layouts.map((a) =>
    [`${a}, gradient of to_dense`, () => gradient((x) => x!.to_dense().pow(2).sum(), leaf(B, a))])),
  ...each(layouts.map((a) => [`${a}, with a history`, () => sparse(trained(B), a)])),
  'mm': () => S.mm(coo(A), M),
  'mm, sparse': () => S.mm(coo(A), M.to_sparse()),
  'mm, reduce': () => S.mm(csr(A), M, 'mean'),
  'mm, gradients': () => gradient((x, y) => S.mm(x!, y!).sum(), leaf(A), trained(M)),
  'mm, csr gradients': () => gradient((x, y) => S.mm(x!, y!).sum(), leaf(A, torch.sparse_csr), trained(M)),
  'mm, wrong sizes': () => S.mm(coo(A), A),
  'addmm': () => S.addmm(torch.ones(2, 2), coo(A), M, { beta: 0.5, alpha: 2 }),
  'addmm, gradients': () => gradient((x, y) => S.addmm(torch.ones(2, 2), x!, y!).sum(), leaf(A), trained(M)),
  'sum': () => S.sum(coo(A)),
  'sum, dim': () => S.sum(coo(A), 0),
  'sum, dims': () => S.sum(coo(A), [0, 1]),
  'sum, dtype': () => S.sum(coo(A), { dim: [1], dtype: torch.float64 }),
  'sum, all in a dtype': () => S.sum(coo(A), { dtype: torch.float64 }),
  'sum, gradient': () => gradient((x) => S.sum(x!, 0).to_dense().pow(2).sum(), leaf(A)),
  'softmax': () => S.softmax(coo(torch.eye(3)), 1),
  'softmax, dtype': () => S.softmax(coo(torch.eye(3)), 0, { dtype: torch.float64 }),
  'softmax, gradient': () => gradient((x) => S.softmax(x!, 1).to_dense().sum(), leaf(torch.eye(2))),
  'log_softmax': () => S.log_softmax(coo(torch.eye(3)), { dim: 1 }),
  'sampled_addmm': () => S.sampled_addmm(torch.eye(2).to_sparse_csr(), torch.ones(2, 3), M, { beta: 2, alpha: 3 }),
  'spdiags': () => S.spdiags(torch.arange(9).reshape(3, 3), torch.tensor([0n, -1n, -2n]), [3, 3]),
  'spdiags, csr': () => S.spdiags(torch.arange(9).reshape(3, 3), torch.tensor([0n, -1n, -2n]), [3, 3], torch.sparse_csr),
  'spdiags, twice': () => S.spdiags(torch.ones(2, 3), torch.tensor([0n, 0n]), [3, 3]),
});
