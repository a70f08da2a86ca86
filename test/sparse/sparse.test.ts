import * as torch from 'nodetorch';
import * as sparse from 'nodetorch/sparse';
import { expect, it } from 'vitest';

const matrix = (): torch.Tensor => torch.tensor([[0, 2], [3, 0]]).to_sparse();

it('torch.sparse has the functions of PyTorch', () => {
  expect(torch.sparse.mm).toBe(sparse.mm);
  expect(sparse.mm(matrix(), torch.ones(2, 1)).tolist()).toEqual([[2], [3]]);
  expect(sparse.sum(matrix()).item()).toBe(5);
  expect(sparse.sum(matrix(), [0]).to_dense().tolist()).toEqual([3, 2]);
  expect(sparse.addmm(torch.ones(2, 1), matrix(), torch.ones(2, 1)).tolist()).toEqual([[3], [4]]);
  expect(sparse.softmax(matrix(), 1).to_dense().tolist()).toEqual([[0, 1], [1, 0]]);
  expect(sparse.log_softmax(matrix(), 1).values().tolist()).toEqual([0, 0]);
  const diagonal = sparse.spdiags(torch.tensor([[1, 2]]), torch.tensor([0n]), [2, 2]);
  expect(diagonal.to_dense().tolist()).toEqual([[1, 0], [0, 2]]);
});

it('checks indices where it is asked to', () => {
  const wrong = (): torch.Tensor => torch.sparse_coo_tensor(torch.tensor([[5n], [0n]]), torch.ones(1), [2, 2]);
  const refused = (): void => {
    expect(wrong).toThrow('size is inconsistent with indices');
  };
  expect(sparse.check_sparse_tensor_invariants.is_enabled()).toBe(false);
  sparse.check_sparse_tensor_invariants(() => {
    expect(sparse.check_sparse_tensor_invariants.is_enabled()).toBe(true);
    refused();
    sparse.check_sparse_tensor_invariants(false, () => {
      expect(sparse.check_sparse_tensor_invariants.is_enabled()).toBe(false);
    });
  });
  {
    using _ = sparse.check_sparse_tensor_invariants();
    refused();
  }
  expect(sparse.check_sparse_tensor_invariants.is_enabled()).toBe(false);
  sparse.check_sparse_tensor_invariants.enable();
  expect(sparse.check_sparse_tensor_invariants.is_enabled()).toBe(true);
  sparse.check_sparse_tensor_invariants.disable();
  expect(sparse.check_sparse_tensor_invariants.is_enabled()).toBe(false);
});

it('counts what a sparse tensor holds, also before it is coalesced', () => {
  const twice = torch.sparse_coo_tensor(torch.tensor([[0n, 0n], [1n, 1n]]), torch.tensor([1, 2]), [2, 2]);
  expect(twice._nnz()).toBe(2);
  expect(twice._values().tolist()).toEqual([1, 2]);
  expect(twice._indices().tolist()).toEqual([[0, 0], [1, 1]]);
  expect(twice.coalesce()._nnz()).toBe(1);
  expect(torch.eye(3).to_sparse_csr()._nnz()).toBe(3);
});

it('has no array of NumPy', () => {
  const text = (name: string): TypeError =>
    new TypeError(`can't convert ${name} layout tensor to numpy. Use Tensor.to_dense() first.`);
  const dense = torch.eye(2);
  expect(() => dense.to_sparse().numpy()).toThrow(text('Sparse'));
  expect(() => dense.to_sparse().numpy({ force: true })).toThrow(text('Sparse'));
  expect(() => dense.to_sparse_csr().numpy()).toThrow(text('SparseCsr'));
  expect(() => dense.to_sparse_csc().numpy()).toThrow(text('SparseCsc'));
  expect(() => dense.to_sparse_bsr([1, 1]).numpy()).toThrow(text('SparseBsr'));
  expect(() => dense.to_mkldnn().numpy()).toThrow(text('Mkldnn'));
  expect(torch.no_grad(() => torch.ones(1, { requires_grad: true }).numpy())).toEqual(new Float32Array([1]));
});

it('has gradients of its functions, sparse where the input is', () => {
  const dense = (): torch.Tensor => torch.tensor([[0, 2], [3, 0]]);
  const leaf = (): torch.Tensor => dense().to_sparse().requires_grad_(true);
  const run = (fn: (x: torch.Tensor) => torch.Tensor): unknown => {
    const x = leaf();
    fn(x).backward();
    return x.grad!.to_dense().tolist();
  };
  const ones = torch.ones(2, 2);
  expect(run((x) => sparse.mm(x, ones).sum())).toEqual([[0, 2], [2, 0]]);
  expect(run((x) => sparse.addmm(ones, x, ones).sum())).toEqual([[0, 2], [2, 0]]);
  expect(run((x) => sparse.sum(x))).toEqual([[0, 1], [1, 0]]);
  expect(run((x) => sparse.softmax(x, 1).to_dense().sum())).toEqual([[0, 0], [0, 0]]);
  expect(run((x) => sparse.log_softmax(x, 1).to_dense().sum())).toEqual([[0, 0], [0, 0]]);
});

it('shows a gradcheck strided tensors for sparse ones, with their zeros or without', () => {
  const seen: unknown[] = [];
  const check: sparse.Gradcheck = (func, inputs, options) => {
    const values = inputs as torch.Tensor[];
    const output = (func as (...all: torch.Tensor[]) => torch.Tensor)(...values);
    seen.push(values.map((each) => [each.layout, each.tolist()]), [output.layout, output.tolist()], options);
    return true;
  };
  const x = matrix().requires_grad_(true);
  const both = (a: torch.Tensor, b: torch.Tensor): torch.Tensor => a.mul(b.item<number>());
  expect(sparse.as_sparse_gradcheck(check)(both, [x, torch.tensor(2)], { eps: 1 })).toBe(true);
  const csr = matrix().to_sparse_csr().requires_grad_(true);
  sparse.as_sparse_gradcheck(check)(both, [csr, torch.tensor(2)], { masked: true });
  expect(seen).toEqual([
    [[torch.strided, [0, 2, 3, 0]], [torch.strided, 2]], [torch.strided, [[0, 4], [6, 0]]], { eps: 1 },
    [[torch.strided, [2, 3]], [torch.strided, 2]], [torch.strided, [[0, 4], [6, 0]]], {},
  ]);
});
