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
