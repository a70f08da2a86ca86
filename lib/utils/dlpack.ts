/** `torch.utils.dlpack`: tensors for other libraries and from them. */
export {
  Capsule, DLDeviceType, from_dlpack, ReadOnlyTensorWrapper, to_dlpack, type DLDevice, type DLPackOptions,
  type DLPackProducer,
} from '../tensor/dlpack.js';
