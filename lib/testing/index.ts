/** `torch.testing`: comparing tensors in tests. */
export { assert_close, type CloseOptions } from './assert_close.js';
export { tensorEquality, tensorMatchers } from './equality.js';
