/** `torch.fft`. */
export * from './generated/fft.js';
export { Tensor } from './tensor/tensor.js';
