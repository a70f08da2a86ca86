// Public names with a Python layer in PyTorch (torch/functional.py, torch/_tensor.py, python_*_manual.cpp) that take
// more than one operator here as well. Value: the file that holds them. They are kept out of the generated table.

const functional = 'lib/functional.ts';
const tensor = 'lib/tensor/tensor.ts';
const factories = 'lib/tensor/factories.ts';

/** Functions of `torch`. */
export const functions = {
  ...each(functional, [
    'atleast_1d',
    'atleast_2d',
    'atleast_3d',
    'block_diag',
    'broadcast_shapes',
    'broadcast_tensors',
    'cartesian_prod',
    'cdist',
    'chain_matmul',
    'einsum',
    'lu',
    'meshgrid',
    'nonzero',
    'norm',
    'split',
    'tensordot',
    'unique',
    'unique_consecutive',
    'unravel_index',
  ]),
  ...each(factories, ['as_tensor', 'asarray', 'from_numpy', 'frombuffer', 'tensor']),
};

/** Methods and attributes of Tensor. */
export const methods = {
  ...each(tensor, [
    'backward',
    'bfloat16',
    'bool',
    'byte',
    'cdouble',
    'cfloat',
    'char',
    'cpu',
    'cuda',
    'data',
    'data_ptr',
    'device',
    'dim',
    'double',
    'dtype',
    'element_size',
    'float',
    'get_device',
    'grad',
    'grad_fn',
    'half',
    'index',
    'index_put_',
    'int',
    'is_contiguous',
    'is_cpu',
    'is_cuda',
    'is_leaf',
    'is_meta',
    'is_nested',
    'is_quantized',
    'is_sparse',
    'is_sparse_csr',
    'item',
    'itemsize',
    'layout',
    'long',
    'nbytes',
    'ndim',
    'ndimension',
    'nelement',
    'new_tensor',
    'numel',
    'numpy',
    'output_nr',
    'register_hook',
    'register_post_accumulate_grad_hook',
    'requires_grad',
    'requires_grad_',
    'retain_grad',
    'retains_grad',
    'shape',
    'short',
    'size',
    'storage_offset',
    'stride',
    'to',
    'tolist',
    'type',
    'untyped_storage',
  ]),
  ...each(functional, ['lu', 'nonzero', 'norm', 'polygamma', 'unique', 'unique_consecutive', 'where']),
};

/** @param {string} file @param {string[]} names */
function each(file, names) {
  return Object.fromEntries(names.map((name) => [name, file]));
}
