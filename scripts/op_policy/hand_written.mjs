// Public names with a Python layer in PyTorch (torch/functional.py, torch/_tensor.py, python_*_manual.cpp) that take
// more than one operator here as well. They are written by hand, and kept out of the generated table.

/** Functions of `torch`: lib/functional.ts and lib/tensor/factories.ts. */
export const functions = [
  'as_tensor', 'asarray', 'atleast_1d', 'atleast_2d', 'atleast_3d', 'block_diag', 'broadcast_shapes',
  'broadcast_tensors', 'cartesian_prod', 'cdist', 'chain_matmul', 'einsum', 'from_numpy', 'frombuffer', 'lu',
  'meshgrid', 'nonzero', 'norm', 'split', 'tensor', 'tensordot', 'unique', 'unique_consecutive', 'unravel_index',
];

/** Methods and attributes of Tensor: lib/tensor/. */
export const methods = [
  'backward', 'bfloat16', 'bool', 'byte', 'cdouble', 'cfloat', 'char', 'cpu', 'cuda', 'data', 'data_ptr', 'device',
  'dim', 'double', 'dtype', 'element_size', 'float', 'get_device', 'grad', 'grad_fn', 'half', 'index', 'index_put_',
  'int', 'is_contiguous', 'is_cpu', 'is_cuda', 'is_leaf', 'is_meta', 'is_nested', 'is_quantized', 'is_sparse',
  'is_sparse_csr', 'item', 'itemsize', 'layout', 'long', 'lu', 'nbytes', 'ndim', 'ndimension', 'nelement',
  'new_tensor', 'nonzero', 'norm', 'numel', 'numpy', 'output_nr', 'polygamma', 'register_hook',
  'register_post_accumulate_grad_hook', 'requires_grad', 'requires_grad_', 'retain_grad', 'retains_grad', 'set_', 'shape',
  'short', 'size', 'storage_offset', 'stride', 'to', 'tolist', 'type', 'unique', 'unique_consecutive',
  'untyped_storage', 'where',
];

/** Operators that no generated table has: torch.unique calls this one. */
export const leftOut = { torch: ['unique_dim'], Tensor: [] };
