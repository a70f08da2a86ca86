/** `torch.nn.modules.instancenorm`. */
export {
  InstanceNorm1d, InstanceNorm2d, InstanceNorm3d, LazyInstanceNorm1d, LazyInstanceNorm2d, LazyInstanceNorm3d,
} from '../layers.js';
