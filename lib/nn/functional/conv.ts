/** Convolutions: operators with PyTorch's own signatures. */
export {
  conv1d, conv2d, conv3d, conv_tbc, conv_transpose1d, conv_transpose2d, conv_transpose3d,
} from '../../generated/torch.js';
