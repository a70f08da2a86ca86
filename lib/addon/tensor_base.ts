/** What the classes of tensors are made of. */
export { notClonable, TensorBase } from './handle.js';
export { setTensorClass } from './wrap.js';
