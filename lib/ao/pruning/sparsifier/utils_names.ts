/** `torch.ao.pruning.sparsifier.utils`: the names of PyTorch's file. */
export {
  FakeSparsity, fqn_to_module, get_arg_info_from_tensor_fqn, module_contains_param, module_to_fqn, swap_module,
} from './utils.js';
