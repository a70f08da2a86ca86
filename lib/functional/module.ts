/** `torch.functional`: what PyTorch keeps in its file of that name. */
export { istft, stft } from '../generated/torch.js';
export {
  atleast_1d, atleast_2d, atleast_3d, block_diag, broadcast_shapes, broadcast_tensors, cartesian_prod, cdist,
  chain_matmul, einsum, lu, meshgrid, norm, pca_lowrank, split, svd_lowrank, tensordot, unique, unique_consecutive,
  unravel_index,
} from '../functional.js';
