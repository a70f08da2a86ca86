/** `torch.testing`: comparing tensors in tests. */
export { assert_close, type CloseOptions } from './assert_close.js';
export { tensorEquality, tensorMatchers } from './equality.js';
export { assert_allclose } from './assert_allclose.js';
export { FileCheck } from './file_check.js';
export { make_tensor } from './make_tensor.js';
export { matchers, type TensorMatchers } from './matchers.js';
