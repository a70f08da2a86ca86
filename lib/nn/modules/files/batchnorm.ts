/** `torch.nn.modules.batchnorm`. */
export {
  BatchNorm1d, BatchNorm2d, BatchNorm3d, LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d, SyncBatchNorm,
} from '../layers.js';
