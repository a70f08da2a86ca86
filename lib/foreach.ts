/** `torch.foreach`: one call for a whole list of tensors. */
export * from './foreach/binary.js';
export * from './foreach/others.js';
export * from './foreach/pointwise.js';
export * from './foreach/unary_a_l.js';
export * from './foreach/unary_l_t.js';
