// Corrections to the seed: overloads that PyTorch binds by hand-written C++ and that need nothing but the operator.
// Written like the seed: "overload/out_overload overload ...", in the order in which they are tried.

/** Functions of `torch` that the seed does not have. */
export const addedFunctions = {
  dsmm: 'mm/mm.out',
  get_device: 'get_device',
  // Lists of numbers take tensors of one number too: lists of tensors are looked for first.
  gradient:
    'gradient.tensorarrayint gradient.tensorarray gradient.array gradient.scalararray gradient.scalarint ' +
    'gradient.scalarrayint gradient.scalarrayarray',
  histogramdd: 'histogramdd.int_bins histogramdd.TensorList_bins histogramdd',
  hsmm: 'hspmm/hspmm.out',
  numel: 'numel',
  range: 'range.step/range.out',
  saddmm: 'sspaddmm/sspaddmm.out',
  sparse_bsc_tensor: 'sparse_bsc_tensor.ccol_row_value_size sparse_bsc_tensor.ccol_row_value',
  sparse_bsr_tensor: 'sparse_bsr_tensor.crow_col_value_size sparse_bsr_tensor.crow_col_value',
  sparse_compressed_tensor:
    'sparse_compressed_tensor.comp_plain_value_size sparse_compressed_tensor.comp_plain_value',
  sparse_coo_tensor: 'sparse_coo_tensor.indices sparse_coo_tensor.indices_size sparse_coo_tensor.size',
  sparse_csc_tensor: 'sparse_csc_tensor.ccol_row_value_size sparse_csc_tensor.ccol_row_value',
  sparse_csr_tensor: 'sparse_csr_tensor.crow_col_value_size sparse_csr_tensor.crow_col_value',
  spmm: 'mm/mm.out',
};

/** Methods of Tensor that the seed does not have. */
export const addedMethods = {
  // PyTorch's guide to sparse tensors calls these in spite of their names.
  _indices: '_indices',
  _nnz: '_nnz',
  _values: '_values',
  contiguous: 'contiguous',
  copy_: 'copy_',
  to_sparse_coo: 'to_sparse',
};

/** Attributes of Tensor (no call in Python) that are one operator. */
export const properties = {
  H: 'matrix_H',
  T: 'numpy_T',
  imag: 'imag',
  mH: 'mH',
  mT: 'mT',
  real: 'real',
};

/** Functions of torch.sparse that are operators under another name than `sparse_<name>`. */
export const sparseNames = {
  addmm: '_sparse_addmm',
  log_softmax: '_sparse_log_softmax.int',
  mm: '_sparse_mm _sparse_mm.reduce',
  softmax: '_sparse_softmax.int',
  spdiags: '_spdiags',
  spsolve: '_spsolve',
  sum: '_sparse_sum _sparse_sum.dtype _sparse_sum.dim _sparse_sum.dim_dtype',
};
