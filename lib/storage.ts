/** `torch.storage`. */
export { UntypedStorage } from './tensor/storage.js';
export { TypedStorage } from './tensor/typed_storage.js';
