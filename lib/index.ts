/** The public `torch`: everything that PyTorch has on its own module, by PyTorch's names. */
export * from './generated/torch.js';
export * from './dtype.js';
export * from './factories.js';
export { full } from './factories.js';
export { Complex } from './complex.js';
export { device } from './device.js';
export * from './errors.js';
export { Size } from './size.js';
export { Tensor } from './tensor.js';
export { ops } from './operators/ops.js';
export { scope, memory_stats, collect } from './scope.js';
